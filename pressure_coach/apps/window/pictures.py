"""The pictures of the gauge in every state: ``python -m pressure_coach.apps.window.pictures docs/pictures``.

The same pictures on the same machine at any time: no clock is read, and the font is the system's own.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.window.lettering import write
from pressure_coach.apps.window.theme import DARK, LIGHT, PALETTES, Palette
from pressure_coach.apps.wording import Look
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View

SIZE = (1280, 800)
SIZES = ((1280, 800, 1.0), (1920, 1080, 1.0), (960, 540, 2.0), (400, 800, 1.0), (480, 320, 1.0))  # and the scale
SMALLEST = 0  # what Qt calls the quality of a PNG is how little it is pressed together
GAP, CAPTION = 12, 22  # px of a sheet
FLOOR = ("ramping", "in band", "high", "stopped")
NOW = 10**12  # ns; no clock is read
HOLD = View(
    t=30.0, host_ns=NOW, state=State.HOLDING, force=203.4, target=200.0, half_band=20.0, over=250.0, u95=3.0,
    credit_s=23.4, device="serial:/dev/ttyUSB0", sfreq=80.0, valid=True,
)  # fmt: skip
STATES = {
    "no signal": View(),
    "no target": replace(HOLD, state=State.UNLOADED, force=131.0, target=None, over=None, half_band=0.0),
    "low": replace(HOLD, state=State.UNLOADED, force=0.4, credit_s=0.0),
    "ramping": replace(HOLD, state=State.LOADING, force=120.0, credit_s=0.0),
    "in band": HOLD,
    "high": replace(HOLD, state=State.GRACE, force=229.0, pause_left_s=9.5),
    "over": replace(HOLD, state=State.OVER, force=281.0, pause_left_s=8.0, message="over"),
    "paused": replace(HOLD, state=State.PAUSED, force=198.0, pause_left_s=6.2, key_paused=True),
    "lifted": replace(HOLD, state=State.LIFTED, force=1.0, pause_left_s=6.2),
    "unknown": replace(HOLD, state=State.UNKNOWN),
    "signal lost": replace(HOLD, state=State.NO_SIGNAL, link=False),
    "done": replace(HOLD, state=State.DONE, force=194.0, credit_s=60.0),
    "partial": replace(HOLD, state=State.PARTIAL, force=171.0, credit_s=41.0),
    "rest": replace(HOLD, state=State.REST, force=1.0, rest_left_s=24.2, credit_s=60.0, holds=("DONE",)),
    "stopped": replace(HOLD, state=State.STOPPED, force=12.0, stay_off_s=8.1, message="stop key"),
    "simulated": replace(HOLD, simulated=True, recording="2026-11-22-183000.mcap"),
    "noted": replace(
        HOLD,
        zeroed=False,
        recording="2026-11-22-183000.mcap",
        replayed=True,
        simulated=True,
        notes=("check the wiring: 6 % of the samples were thrown away",),
        message="over",
    ),
    "in percent": replace(HOLD, unit="%", target=100.0, half_band=10.0, force=93.2, over=125.0, u95=0.0),
    "ended": replace(HOLD, state=State.REST, force=0.2, ended="the recording has ended"),
}
SHOWN = tuple(name for name in STATES if name not in ("lifted", "noted", "in percent"))


def looked(view: View, unit: str = "N") -> Calm:
    """A ``Calm`` that sees this view as its first, fresh."""
    calm = Calm(unit)
    calm.look(view, view.host_ns or NOW)
    return calm


def taken(view: View, width: int, height: int, palette: Palette, floor: bool = False, scale: float = 1.0) -> QImage:
    """The picture of a view, ``width`` by ``height`` px at a screen's ``scale``."""
    from pressure_coach.apps.window.gauge import GaugeWidget

    gauge = GaugeWidget()
    gauge.resize(width, height)
    gauge.set_palette(palette)
    gauge.set_floor(floor)
    gauge.show_view(view, looked(view), Look())
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    gauge.paint_on(image)
    return image


def sheet(names: Sequence[str], palette: Palette, columns: int, floor: bool = False) -> QImage:
    """Pictures side by side, a quarter of their size: what is read on them is read from two metres."""
    wide, high = SIZE[0] // 4, SIZE[1] // 4
    rows = -(-len(names) // columns)
    whole = QImage(columns * (wide + GAP) + GAP, rows * (high + CAPTION + GAP) + GAP, QImage.Format.Format_RGB32)
    whole.fill(QColor(palette.line))
    painter = QPainter(whole)
    for i, name in enumerate(names):
        x, y = GAP + i % columns * (wide + GAP), GAP + i // columns * (high + CAPTION + GAP)
        painter.drawImage(x, y, _smaller(taken(STATES[name], *SIZE, palette, floor), wide, high))
        write(painter, x + wide / 2, y + high + 0.75 * CAPTION, name, 13, palette.text, palette.line, align=0.5)
    painter.end()
    return whole


def _smaller(image: QImage, wide: int, high: int) -> QImage:
    keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(wide, high, keep, smooth)


def make_sheets(folder: Path) -> list[Path]:
    """The pictures of the README: every state in both themes, and the floor view."""
    made = []
    for name, image in (
        ("gauge", taken(STATES["in band"], 960, 600, LIGHT)),
        ("gauge-light", sheet(SHOWN, LIGHT, 4)),
        ("gauge-dark", sheet(SHOWN, DARK, 4)),
        ("gauge-floor", sheet(FLOOR, DARK, 4, floor=True)),
    ):
        made.append(folder / f"{name}.png")
        image.save(str(made[-1]), quality=SMALLEST)
    return made


def make_each(folder: Path) -> list[Path]:
    """Every state in its full size, in several sizes, in both themes."""
    made = []
    for theme, palette in PALETTES.items():
        for width, height, scale in SIZES:
            for floor in (False, True):
                for name, view in STATES.items():
                    kind = f"{theme}{'-floor' if floor else ''}-{width}x{height}{f'@{scale:g}' if scale != 1 else ''}"
                    made.append(folder / f"{kind}-{name.replace(' ', '-')}.png")
                    taken(view, width, height, palette, floor, scale).save(str(made[-1]))
    return made


def main(words: Sequence[str]) -> int:
    """What the shell calls: 0 when the pictures are there."""
    parser = argparse.ArgumentParser("python -m pressure_coach.apps.window.pictures", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go; it is made")
    parser.add_argument("--each", action="store_true", help="a file for each picture, in place of sheets")
    args = parser.parse_args(words)
    folder: Path = args.folder
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    made = (make_each if args.each else make_sheets)(folder)
    print(f"{len(made)} pictures in {folder}")
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
