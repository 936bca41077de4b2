"""The keys that only the window has, below the gauge's own help."""

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from pressure_coach.apps.texts import say
from pressure_coach.apps.window.style import font
from pressure_coach.apps.window.theme import SPACE, Palette

LIVE = ("f", "e", "r", "v", "w", "d", "s", "tab")
REPLAY = ("play", "seek", "speed", "f", "d", "s")


class HelpPage(QFrame):
    """Two columns of keys and what they do; hidden until it is asked for."""

    def __init__(self, lang: str, keys: tuple[str, ...] = LIVE) -> None:
        super().__init__()
        self.setProperty("panel", True)
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["m"])
        grid.setHorizontalSpacing(SPACE["m"])
        half = -(-len(keys) // 2)
        for i, key in enumerate(keys):
            name, _, use = say(lang, f"window.help.{key}").partition("|")
            strong, plain = QLabel(name), QLabel(use)
            strong.setFont(font("body", bold=True))
            plain.setFont(font("body"))
            plain.setWordWrap(True)
            grid.addWidget(strong, i % half, 2 * (i // half))
            grid.addWidget(plain, i % half, 2 * (i // half) + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.hide()

    def dress(self, palette: Palette) -> None:
        """The sheet of the window dresses it."""
