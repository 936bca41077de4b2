"""What the tests of pictures share: a picture of a view, and where on it a colour lies."""

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.window.gauge import GaugeWidget
from pressure_coach.apps.window.layout import Box
from pressure_coach.apps.window.theme import LIGHT, Palette
from pressure_coach.apps.wording import Look
from pressure_coach.mailbox import View

NOW = 10**12


def looked(view: View, unit: str = "N", age_s: float = 0.0) -> Calm:
    """A ``Calm`` that sees this view as its first."""
    calm = Calm(unit)
    calm.look(view, (view.host_ns or NOW) + int(age_s * 1e9))
    return calm


class Picture:
    """A gauge's picture as an array (height, width, 3), and the gauge that painted it."""

    def __init__(
        self, view: View, width: int = 1280, height: int = 800, palette: Palette = LIGHT, *, floor: bool = False,
        upside_down: bool = False, lang: str = "en", unit: str = "N", notice: str = "", help: bool = False,
        age_s: float = 0.0,
    ) -> None:  # fmt: skip
        self.palette = palette
        self.gauge = GaugeWidget()
        self.gauge.resize(width, height)
        self.gauge.set_palette(palette)
        self.gauge.set_floor(floor, upside_down)
        self.gauge.show_view(view, looked(view, unit, age_s), Look(lang, unit), notice, help)
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(0xFF00FF)  # what is not painted is seen
        self.gauge.paint_on(image)
        self.pixels = pixels_of(image)

    def share(self, colour: str, box: Box | None = None, near: int = 12) -> float:
        """How much of a box has a colour of the palette (its name, or "#rrggbb")."""
        return float(np.mean(self.where(colour, box, near)))

    def where(self, colour: str, box: Box | None = None, near: int = 12) -> np.ndarray:
        """A mask (height, width) of the pixels in a box that have a colour."""
        named = colour if colour.startswith("#") else getattr(self.palette, colour)
        wanted = np.array([int(named[i : i + 2], 16) for i in (1, 3, 5)])
        return np.abs(self.cut(box).astype(int) - wanted).max(axis=2) <= near

    def cut(self, box: Box | None) -> np.ndarray:
        """The pixels of a box."""
        if box is None:
            return self.pixels
        return self.pixels[round(box.y) : round(box.bottom), round(box.x) : round(box.right)]

    def extent(self, colour: str, box: Box | None = None) -> tuple[int, int]:
        """(width, height) of all that has a colour in a box; (0, 0) when nothing has."""
        rows, columns = np.nonzero(self.where(colour, box, near=60))
        return (int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1) if len(rows) else (0, 0)


def on_screen(widget: QWidget) -> np.ndarray:
    """What the window's own memory holds: all that was ever painted into it, part by part."""
    QApplication.processEvents()
    store = widget.screen().grabWindow(widget.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return pixels_of(store)


def pixels_of(image: QImage) -> np.ndarray:
    """(height, width, 3) uint8."""
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return flat[:, : image.width(), 2::-1].copy()
