"""The buttons at the side: STOP, always in the same place, and everything else that a key does too.

Where a screen is too low for all of them (200 % scale on a laptop) the others scroll below STOP.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSlider, QVBoxLayout, QWidget

from pressure_coach.apps.gauge import in_a_hold
from pressure_coach.apps.texts import say
from pressure_coach.apps.window.button import Button
from pressure_coach.apps.window.theme import SPACE
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View

MAIN_PX, STOP_PX = 72, 240  # of a button's height at most
STOP_SHARE = 3.0  # times the height of a main button
LEAST_PX = 64  # of what scrolls
WIDTH = 248  # px at least; more in a large window
MAIN = (  # name, text, key
    ("pause", "window.pause", "window.space"),
    ("target", "window.take", "T"),
    ("type", "window.type", "E"),
    ("zero", "window.zero", "Z"),
    ("mark", "window.mark", "M"),
    ("record", "window.record", "R"),
)
MORE = (
    ("note", "window.note", "N"),
    ("help", "window.help", "?"),
    ("floor", "window.floor", "F"),
    ("theme", "window.dark", "D"),
    ("span", "window.span", "W"),
    ("delay", "window.delay", "L"),
    ("sensors", "window.sensors", "S"),
    ("open", "window.open", "O"),
    ("still", "window.still", "A"),
    ("quit", "window.quit", "Q"),
)
KEYS = {  # what pressing a button means, as the name of a key
    "stop": "escape",
    "pause": " ",
    "target": "t",
    "type": "e",
    "zero": "z",
    "mark": "m",
    "record": "r",
    "note": "n",
    "help": "?",
    "floor": "f",
    "theme": "d",
    "sensors": "s",
    "open": "o",
    "delay": "l",
    "quit": "q",
    "sound": "v",
    "span": "w",
    "still": "a",
}


class _Scroll(QScrollArea):
    """Keeps no key for itself: whatever is pressed belongs to the window."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setMinimumHeight(LEAST_PX)
        self.setWidget(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class Controls(QWidget):
    """``press(name of a key)`` is called when a button is pressed; ``volume(0..100)`` when the slider is moved."""

    def __init__(self, lang: str, press: Callable[[str], None], volume: Callable[[int], None]) -> None:
        super().__init__()
        self._lang = lang
        self.buttons: dict[str, Button] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE["s"])
        self.others = QWidget()
        column = QVBoxLayout(self.others)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)

        def add(name: str, text: str, key: str, *, small: bool = False, alarm: bool = False) -> Button:
            button = Button(say(lang, text), key, small=small, alarm=alarm, name=name)
            button.clicked.connect(lambda: press(KEYS[name]))
            self.buttons[name] = button
            return button

        self.stop = add("stop", "window.stop", "Esc", alarm=True)
        self._scroll = _Scroll(self.others)
        outer.addWidget(self.stop, 100)  # first as much as ``resizeEvent`` gives it
        outer.addWidget(self._scroll, 1)
        for name, text, key in MAIN:
            button = add(name, text, say(lang, key) if key.startswith("window.") else key)
            button.setMaximumHeight(MAIN_PX)
            column.addWidget(button, 1)
        column.addStretch(0)
        row = QHBoxLayout()
        row.setSpacing(SPACE["s"])
        row.setContentsMargins(0, 0, 2, 0)
        row.addWidget(add("sound", "window.sound", "V", small=True))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("volume")
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(say(lang, "window.louder"))
        self.slider.setToolTip(f"{say(lang, 'window.louder')} (+ −)")
        self.slider.valueChanged.connect(volume)
        row.addWidget(self.slider, 1)
        column.addLayout(row)
        grid = QGridLayout()
        grid.setSpacing(2)
        for i, (name, text, key) in enumerate(MORE):
            grid.addWidget(add(name, text, key, small=True), i // 2, i % 2)
        self.buttons["still"].setCheckable(True)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """STOP is as tall as three main buttons, and never so tall that the others must scroll for it."""
        mains = [self.buttons[name] for name, _, _ in MAIN]
        fixed = self.others.sizeHint().height() - sum(button.sizeHint().height() for button in mains)
        unit = (self.height() - SPACE["s"] - fixed) / (STOP_SHARE + len(mains))
        self.stop.setMaximumHeight(round(min(max(STOP_SHARE * unit, self.stop.minimumSizeHint().height()), STOP_PX)))
        super().resizeEvent(event)

    def show_view(self, view: View, recording: bool) -> None:
        """Words that depend on the state. No button ever vanishes or moves, nor does STOP change."""
        lang = self._lang
        stopped = view.state is State.STOPPED
        goes_on = stopped or view.key_paused
        key = "Enter" if stopped else say(lang, "window.space")
        pause = self.buttons["pause"]
        text = say(lang, "window.resume" if goes_on else "window.pause")
        if (pause.text(), pause.key_text) != (text, key):
            pause.say(text, key)
        pause.setEnabled(stopped or in_a_hold(view))
        for button in self.buttons.values():
            button.passes_enter = stopped
        self.buttons["record"].say(say(lang, "window.record.end" if recording else "window.record"))

    def show_span(self, seconds: int) -> None:
        """How much time the curve shows."""
        span = self.buttons["span"]
        text = f"{seconds} s" if seconds < 60 else f"{seconds // 60} min"
        span.say(say(self._lang, "window.curve", span=text))
        span.setAccessibleName(f"{say(self._lang, 'window.span')}: {span.text()}")

    def show_still(self, on: bool) -> None:
        """Whether there is less motion."""
        self.buttons["still"].setChecked(on)
        self.buttons["still"].update()

    def show_sound(self, on: bool, volume: int) -> None:
        """Whether it sounds, and how loudly."""
        self.buttons["sound"].say(say(self._lang, "window.sound" if on else "window.sound.off"))
        self.slider.blockSignals(True)
        self.slider.setValue(volume)
        self.slider.blockSignals(False)

    def show_theme(self, dark: bool) -> None:
        """The button names what it leads to."""
        self.buttons["theme"].say(say(self._lang, "window.light" if dark else "window.dark"))
