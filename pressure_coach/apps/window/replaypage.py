"""The page on which a recording is played: gauge, the whole recording as a chart, and a line of controls."""

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.keys import Keys
from pressure_coach.apps.texts import say
from pressure_coach.apps.window.button import buttons_in
from pressure_coach.apps.window.gauge import GaugeWidget
from pressure_coach.apps.window.header import Header
from pressure_coach.apps.window.helppage import LOW, REPLAY, HelpPage
from pressure_coach.apps.window.playback import Playback
from pressure_coach.apps.window.reading import Reading
from pressure_coach.apps.window.start import Start
from pressure_coach.apps.window.theme import LIGHT, SPACE, Palette
from pressure_coach.apps.window.transport import Transport
from pressure_coach.apps.wording import Look
from pressure_coach.errors import CoachError
from pressure_coach.mailbox import Inbox, View

PICTURE_MS = 16
STEPS_S = {"left": -1.0, "right": 1.0, "shift+left": -10.0, "shift+right": 10.0}


class ReplayPage(QWidget):
    """``open`` reads a recording in a thread and plays it; ``press`` says whether a key was one of its own."""

    _read = Signal(object, object)  # Playback or None, what went wrong
    _share = Signal(str, float)

    def __init__(self, look: Look, press: Callable[[str], None], clock: Callable[[], int] = time.monotonic_ns) -> None:
        super().__init__()
        self._look, self._clock = look, clock
        self._palette = LIGHT
        self.playback: Playback | None = None
        self.review: Any = None
        self._failed: Callable[[str], None] = lambda sentence: None
        self._thread: threading.Thread | None = None
        self._wanted = ""
        self._how: Start
        self._keys = Keys(Inbox())
        self._calm = Calm(look.unit)
        self._last_ns = 0
        self.floor = False
        self.header = Header()
        self.gauge = GaugeWidget()
        self.gauge.setObjectName("replay_gauge")
        self.gauge.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.reading = Reading(look.lang)
        self.help = HelpPage(look.lang, REPLAY)
        self.transport = Transport(look, press, self.seek)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE["m"], SPACE["m"], SPACE["m"], SPACE["m"])
        self._column.setSpacing(SPACE["s"])
        self._column.addWidget(self.header)
        self._column.addWidget(self.reading, 3)
        self._column.addWidget(self.gauge, 3)
        self._column.addWidget(self.help, 2)
        self._column.addWidget(self.transport)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._turn)
        self._read.connect(self._opened, Qt.ConnectionType.QueuedConnection)
        self._share.connect(self._progress, Qt.ConnectionType.QueuedConnection)

    # A recording

    def open(self, path: str, failed: Callable[[str], None], how: Start) -> None:
        """Read it and play it as the command line said; ``failed(sentence)`` when it cannot be read."""
        self.rest()
        self._how = how
        self.playback, self._failed, self._wanted = None, failed, path
        self.header.opening("")
        self.reading.begin(path)
        self._show()
        self.reading.setFocus()

        def progress(share: float) -> None:
            self._share.emit(path, share)

        def read() -> None:
            try:
                found, wrong = Playback.open(path, how.settings_for(path), progress), ""
            except (CoachError, OSError) as error:
                found, wrong = None, str(error)
            self._read.emit(found, (path, wrong))

        self._thread = threading.Thread(target=read, name="reader", daemon=True)
        self._thread.start()

    def rest(self) -> None:
        """Stand still: the page is not shown any more."""
        self._timer.stop()
        if self.playback is not None:
            self.playback.pause()
        self._wanted = ""

    def _progress(self, path: str, share: float) -> None:
        if path == self._wanted:
            self.reading.go_on(share)

    def _opened(self, found: Playback | None, about: tuple[str, str]) -> None:
        path, wrong = about
        if path != self._wanted:
            return  # another one was opened meanwhile
        if found is None:
            self._failed(wrong)
            return
        self.playback = found
        found.seek(self._how.from_s)
        found.speed = self._how.speed
        self.transport.take(found)
        self._calm = Calm(self._look.unit)
        waited = self.reading.hasFocus()
        self._show()
        if waited:
            self.gauge.setFocus()
        QTimer.singleShot(0, self._chart)
        self.play(True)

    def _chart(self) -> None:
        """The chart's library takes a moment to load: the gauge is there before it."""
        playback = self.playback
        if playback is None:
            return
        if self.review is None:
            from pressure_coach.apps.window.review import ReviewWidget

            self.review = ReviewWidget()
            self.review.setObjectName("review")
            self.review.seek.connect(self.seek)
            self._column.insertWidget(self._column.indexOf(self.gauge) + 1, self.review, 2)
        self.review.set_palette(self._palette)
        self.review.show_playback(playback, self._look)
        self.review.set_position(playback.position_s)
        self._share_room()

    # Playing

    def play(self, on: bool) -> None:
        """Go on, or stand still."""
        playback = self.playback
        if playback is None:
            return
        if on:
            playback.play()
            self._last_ns = self._clock()
            self._timer.start(PICTURE_MS)
        else:
            playback.pause()
            self._timer.stop()
        self._show()

    def seek(self, s: float) -> None:
        """Go to a second."""
        playback = self.playback
        if playback is None:
            return
        s = playback.seek(s)
        view = playback.view_at(s)
        self._calm = Calm(self._look.unit)
        self._calm.look(view, playback.clock_ns(view.t))
        self._show()

    def press(self, name: str) -> bool:
        """A key; False for one that the window has to see to."""
        name = name.lower() if len(name) == 1 else name
        playback = self.playback
        if name in STEPS_S and playback is not None:
            self.seek(playback.position_s + STEPS_S[name])
        elif name in ("home", "end") and playback is not None:
            self.seek(0.0 if name == "home" else playback.duration_s)
        elif name == " " and playback is not None:
            self.play(playback.paused)
        elif name in ("+", "=", "-") and playback is not None:
            playback.faster(-1 if name == "-" else 1)
            self._show()
        elif name == "r" and playback is not None:
            playback.loop = not playback.loop
            self._show()
        elif name == "?" or (name == "escape" and self._keys.help):
            self._keys.help = not self._keys.help
            self._show()
        elif name in ("s", "o", "d", "q", "f", "u", "F11", "escape") or name.startswith("ctrl+"):
            return False
        else:
            self._keys.press(name, View(replayed=True), self._calm.fresh, self._clock())
            self._show()
        return True

    def _turn(self) -> None:
        playback, now = self.playback, self._clock()
        if playback is None:
            self._timer.stop()
            return
        before = playback.position_s
        if playback.advance((now - self._last_ns) / 1e9) < before:  # round it goes
            self.seek(playback.position_s)
        self._last_ns = now
        if playback.paused:
            self._timer.stop()
        self._show()

    # Showing

    def _show(self) -> None:
        playback = self.playback
        if playback is None:
            view, now = View(replayed=True), 0
        else:
            view, now = playback.view_at(playback.position_s), playback.clock_ns(playback.position_s)
        self._calm.look(view, now)
        notice = self._keys.notice(self._clock())
        text = say(self._look.lang, notice.key) if notice.key else ""
        self.gauge.show_view(view, self._calm, self._look, text)  # the keys of a session stop and zero nothing here
        self._share_room()
        if playback is None or self.floor:
            return
        self.header.show_view(view, self._calm.fresh, self._look)
        self.transport.show_position(playback)
        if self.review is not None:
            self.review.set_position(playback.position_s)

    def _share_room(self) -> None:
        """On a low page the help takes the gauge's place, and the time line alone is sought in."""
        helped, low = self._keys.help and not self.floor, self.height() < LOW
        middle, here = not (helped and low), self.playback is not None
        shown = [(self.help, helped), (self.gauge, middle and here), (self.reading, middle and not here)]
        if self.review is not None:
            shown.append((self.review, here and not (self.floor or helped or low)))
        for widget, on in sorted(shown, key=lambda one: one[1]):  # room is made first, lest the window grows
            widget.setVisible(on)

    def set_floor(self, on: bool, upside_down: bool) -> None:
        """The gauge alone."""
        self.floor = on
        self.gauge.set_floor(on, upside_down)
        for widget in (self.header, self.transport):
            widget.setVisible(not on)
        self._share_room()
        margin = 0 if on else SPACE["m"]
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._show()

    def dress(self, palette: Palette) -> None:
        """Other colours."""
        self._palette = palette
        self.gauge.set_palette(palette)
        for button in buttons_in(self):
            button.dress(palette)
        if self.review is not None:
            self.review.set_palette(palette)
