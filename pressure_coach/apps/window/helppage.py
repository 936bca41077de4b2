"""The keys that only the window has, below the gauge's own help; those of a replay, which has no others."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from pressure_coach.apps.texts import say
from pressure_coach.apps.window.style import font
from pressure_coach.apps.window.theme import SPACE, Palette

LIVE = ("f", "e", "r", "v", "w", "d", "s", "tab")
LOW = 480  # px: on a lower page this and a gauge with its keys have no room together
ROOMY = 700  # px
REPLAY = ("play", "seek", "speed", "f", "look", "leave")


class HelpPage(QFrame):
    """Two columns of keys and what they do; hidden until it is asked for."""

    def __init__(self, lang: str, keys: tuple[str, ...] = LIVE) -> None:
        super().__init__()
        self.setProperty("panel", True)
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["m"])
        grid.setHorizontalSpacing(SPACE["m"])
        half = -(-len(keys) // 2)
        self._size = ""
        self._labels: list[tuple[QLabel, QLabel]] = []
        for i, key in enumerate(keys):
            name, _, use = say(lang, f"window.help.{key}").partition("|")
            strong, plain = QLabel(name), QLabel(use)
            plain.setWordWrap(True)
            self._labels.append((strong, plain))
            grid.addWidget(strong, i % half, 2 * (i // half))
            grid.addWidget(plain, i % half, 2 * (i // half) + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._write("body")
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Small letters in a small window: the gauge above needs its room."""
        self._write("body" if self.width() >= ROOMY else "small")
        super().resizeEvent(event)

    def _write(self, size: str) -> None:
        if size == self._size:
            return
        self._size = size
        for strong, plain in self._labels:
            strong.setFont(font(size, bold=True))
            plain.setFont(font(size))

    def dress(self, palette: Palette) -> None:
        """The sheet of the window dresses it."""
