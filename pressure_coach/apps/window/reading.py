"""What stands in the gauge's place while a recording is read: which, and how far that has come."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from pressure_coach.apps.texts import say
from pressure_coach.apps.window.header import Line
from pressure_coach.apps.window.style import font
from pressure_coach.apps.window.theme import SPACE

WIDE = 640  # px at most


class Reading(QWidget):
    """Has the keyboard meanwhile, so that no button is pressed by a key that was meant for the gauge."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say(lang, "window.replay.loading"))
        title = QLabel(say(lang, "window.replay.loading"))
        title.setFont(font("title", bold=True))
        self.file = Line("lead", quiet=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say(lang, "window.replay.loading"))
        self.share = QLabel()
        self.share.setFont(font("lead", bold=True))
        within = QWidget()
        within.setMaximumWidth(WIDE)
        column = QVBoxLayout(within)
        column.setSpacing(SPACE["s"])
        line = QHBoxLayout()
        line.addWidget(self.file, 1)
        line.addWidget(self.share)
        column.addWidget(title)
        column.addLayout(line)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(within, 8)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(1)
        whole.addLayout(row)
        whole.addStretch(2)

    def begin(self, path: str) -> None:
        """Another recording."""
        self.file.say(Path(path).name)
        self.go_on(0.0)

    def go_on(self, share: float) -> None:
        """0 to 1 of it was read."""
        self.bar.setValue(round(100 * share))
        self.share.setText(f"{self.bar.value()} %")
