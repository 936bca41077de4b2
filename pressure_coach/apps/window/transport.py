"""The controls of a recording: play, the place in it, speed, again and again."""

import math
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from pressure_coach.apps.texts import say
from pressure_coach.apps.window.button import Button
from pressure_coach.apps.window.playback import Playback
from pressure_coach.apps.window.style import font
from pressure_coach.apps.window.theme import SPACE
from pressure_coach.apps.wording import Look

TENTHS = 10  # of the slider in a second


class Transport(QWidget):
    """``press(name of a key)``, ``seek(s)`` when the slider is moved."""

    def __init__(self, look: Look, press: Callable[[str], None], seek: Callable[[float], None]) -> None:
        super().__init__()
        self._look = look
        lang = look.lang
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("place")
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setSingleStep(TENTHS)
        self.slider.setPageStep(10 * TENTHS)
        self.slider.setAccessibleName(say(lang, "window.replay.place"))
        self.slider.valueChanged.connect(lambda value: seek(value / TENTHS))
        self.time = QLabel()
        self.time.setObjectName("time")
        self.time.setFont(font("body"))
        self.buttons: dict[str, Button] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE["s"])
        grid.addWidget(self.slider, 0, 0)
        grid.addWidget(self.time, 0, 1)
        self._rows = QGridLayout()
        self._rows.setSpacing(2)
        self._columns = 0
        for name, text, hint, key in (
            ("play", "window.replay.play", say(lang, "window.space"), " "),
            ("back", "window.replay.back", "←", "left"),
            ("on", "window.replay.on", "→", "right"),
            ("slower", "window.replay.slower", "−", "-"),
            ("faster", "window.replay.faster", "+", "+"),
            ("loop", "window.replay.loop", "R", "r"),
            ("floor", "window.floor", "F", "f"),
            ("help", "window.help", "?", "?"),
            ("theme", "window.dark", "D", "d"),
            ("sensors", "window.sensors", "S", "s"),
            ("open", "window.open", "O", "o"),
            ("quit", "window.quit", "Q", "q"),
        ):
            button = Button(say(lang, text), hint, small=True, name=name)
            button.clicked.connect(lambda checked=False, key=key: press(key))
            button.setCheckable(name == "loop")
            self.buttons[name] = button
        grid.addLayout(self._rows, 1, 0, 1, 2)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many rows of buttons as it takes to read them."""
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        fitting = max(1, self.width() // (widest + self._rows.spacing()))
        n_rows = -(-len(self.buttons) // fitting)
        columns = -(-len(self.buttons) // n_rows)
        if columns == self._columns:
            return
        self._columns = columns
        for i, button in enumerate(self.buttons.values()):
            self._rows.addWidget(button, i // columns, i % columns)

    def take(self, playback: Playback) -> None:
        """Another recording."""
        self.slider.blockSignals(True)
        self.slider.setRange(0, math.ceil(playback.duration_s * TENTHS))
        self.slider.blockSignals(False)

    def show_position(self, playback: Playback) -> None:
        """Where it is, and how it goes on."""
        lang = self._look.lang
        self.slider.blockSignals(True)
        self.slider.setValue(round(playback.position_s * TENTHS))
        self.slider.blockSignals(False)
        at, end = clock_text(playback.position_s), clock_text(playback.duration_s)
        fast = "max" if math.isinf(playback.speed) else f"{playback.speed:g}"
        speed = say(lang, "window.replay.speed", speed=fast.replace(".", ",") if lang == "de" else fast)
        text = f"{say(lang, 'window.replay.time', at=at, end=end)}     {speed}"
        if text != self.time.text():
            self.time.setText(text)
        self.buttons["play"].say(say(lang, "window.replay.play" if playback.paused else "window.replay.pause"))
        self.buttons["loop"].setChecked(playback.loop)


def clock_text(seconds: float) -> str:
    """Minutes and seconds: 1:05."""
    whole = math.floor(max(0.0, seconds) + 1e-9)
    return f"{whole // 60}:{whole % 60:02d}"
