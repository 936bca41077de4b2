"""The window: which page is shown, light or dark, its place on the desktop, and how it is left.

It is painted before anything is loaded that only a session needs: see ``_begin``.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from pressure_coach.apps import sounding
from pressure_coach.apps.texts import say
from pressure_coach.apps.window import remember
from pressure_coach.apps.window.pages import Pages
from pressure_coach.apps.window.place import note_place, put_in_place, system_is_dark
from pressure_coach.apps.window.start import Start
from pressure_coach.apps.window.style import qpalette, sheet
from pressure_coach.apps.window.theme import DARK, LIGHT, Palette
from pressure_coach.apps.wording import Look
from pressure_coach.errors import CoachError

if TYPE_CHECKING:
    from pressure_coach.apps.window.live import LivePage
    from pressure_coach.apps.window.sessions import Sessions
    from pressure_coach.apps.window.work import Build, Work

TICK_MS = 250  # for what grows old by itself: a stale signal, a notice, Ctrl-C in the shell
FIRST_PAINT_MS = 1500  # a window that nobody sees (minimized) begins without having been painted
_SAME = {"ctrl+p": "s", "ctrl+o": "o", "ctrl+q": "q", "F11": "f"}


class MainWindow(QMainWindow):
    """``make()`` gives the first session's Build; None: the person chooses. ``report(work)`` when a session is over.

    ``file``: where the window remembers things; ``stopped()``: whether the shell wants it to end. ``fault``: what
    ``make`` refused; then the window closes at once.
    """

    def __init__(
        self,
        args: argparse.Namespace,
        make: "Callable[[], Build] | None" = None,
        *,
        report: "Callable[[Work], None]" = lambda work: None,
        stopped: Callable[[], bool] = lambda: False,
        file: Path | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
        sound: bool = True,
    ) -> None:
        super().__init__()
        self.fault: CoachError | None = None
        self.look = Look(args.lang, args.unit)
        self.sessions: Sessions | None = None  # until the first picture was painted
        self.memory = remember.recall(file)
        if args.volume is not None:
            self.memory.volume = round(100 * sounding.volume(args))
        self.memory.muted |= args.mute
        self._start, self._report, self._stopped = Start(args), report, stopped
        self._make = None if self._start.replayed else make
        self._file, self._clock, self._sound = file, clock, sound
        self._floor = self._was_maximized = False
        self._theme = LIGHT
        self.pages = Pages(self.look, self._choose, self._press, self._set_volume, clock)
        self.setCentralWidget(self.pages)
        self._ticks = QTimer(self)
        self._ticks.timeout.connect(self._tick)
        put_in_place(self, self.memory)
        self._dress()
        if self._make is None and not self._start.replayed:
            self._watched: QWidget = self.pages.picker.list.viewport()
            self._show_picker()
        else:
            self._watched = self.pages.live.gauge
            self.pages.turn_to(self.pages.live)
            self.pages.live.clear(say(self.look.lang, "window.link.opening", device=self._start.address))
        self._watched.installEventFilter(self)
        self._name_it()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._dress)
        QTimer.singleShot(FIRST_PAINT_MS, self._begin)

    @property
    def live(self) -> "LivePage":
        """The page of the sessions."""
        return self.pages.live

    # Pages

    def _show(self, page: QWidget) -> None:
        if self._floor:
            self._set_floor(False)
        self.pages.turn_to(page)
        self._name_it()

    def _name_it(self) -> None:
        title = say(self.look.lang, "title")
        address = self._start.address if self.pages.now == "live" else ""
        self.setWindowTitle(f"{address} \N{EN DASH} {title}" if address else title)

    def _show_picker(self, error: str = "") -> None:
        picker = self.pages.picker
        picker.show_error(error)
        picker.show_way_back(self.sessions is not None and self.sessions.work.n_samples > 0)
        self._show(picker)
        if self.sessions is not None:
            picker.lister.start()
        picker.list.setFocus()

    def _choose(self, address: str, target_n: float | None, record: bool) -> None:
        """Something was chosen in the picker."""
        if address.startswith("replay:"):
            self._open(address.removeprefix("replay:"))
        elif self.sessions is not None:
            self.sessions.choose(address, target_n, record)

    def _open(self, path: str) -> None:
        """A recording; "" asks which."""
        if not path:
            from PySide6.QtWidgets import QFileDialog

            from pressure_coach import places

            lang = self.look.lang
            path, _ = QFileDialog.getOpenFileName(
                self, say(lang, "window.pick.file"), str(places.recordings()), say(lang, "window.files")
            )
            if not path:
                return
        if self.sessions is not None:
            self.sessions.leave()
        self._show(self.pages.replay)
        self.pages.replay.open(path, self._show_picker, self._start)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key that no widget wanted for itself."""
        from pressure_coach.apps.window.keynames import name_of

        name = name_of(event)
        if name is None or (event.isAutoRepeat() and name not in ("up", "down", "left", "right")):
            event.ignore()
        elif self.sessions is not None:
            self._press(name)

    def _press(self, name: str) -> None:
        sessions, now = self.sessions, self.pages.now
        if sessions is None:
            return
        if now == "live":
            sessions.conductor.press(name)
        elif now != "replay" or not self.pages.replay.press(name):
            self._press_on_page(_SAME.get(name, name.lower() if len(name) == 1 else name), now, sessions)

    def _press_on_page(self, name: str, now: str, sessions: "Sessions") -> None:
        """Keys of the pages on which nobody is under load."""
        work = sessions.work
        if name == "escape" and now == "picker" and work.n_samples:
            sessions.end_page()
        elif name == "escape" and now == "replay":
            self._set_floor(False) if self._floor else self._show_picker()
        elif name == "enter" and now == "end":
            sessions.once_more()
        elif name == "p" and now == "end" and work.recorded:
            self._open(work.recorded)
        elif name in ("s", "o", "d", "q", "f") or (name == "u" and self._floor):
            self._go(name)

    def _go(self, where: str) -> None:
        """Away from a page, or another look of it; whatever had to be asked was asked."""
        match where:
            case "f":
                self._set_floor(not self._floor)
            case "u":
                self.memory.upside_down = not self.memory.upside_down
                self._set_floor(True)
            case "d":
                dark = not self._theme.dark
                self.memory.theme = "" if dark == system_is_dark() else "dark" if dark else "light"
                self._dress()
            case "s":
                if self.sessions is not None:
                    self.sessions.leave()
                self._show_picker()
            case "o":
                self._open("")
            case "r" if self.sessions is not None:
                self.sessions.with_recording()
            case "q":
                self._quit()

    def _quit(self) -> None:
        """From a session with holds over their figures, else at once."""
        sessions = self.sessions
        if sessions is not None and self.pages.now == "live" and sessions.work.started:
            sessions.leave()
            if sessions.work.figures()["holds"]:
                sessions.end_page()
                return
        self.close()

    def _set_volume(self, volume: int) -> None:
        if self.sessions is not None:
            self.sessions.conductor.set_volume(volume)

    # Looks

    @property
    def theme(self) -> Palette:
        """The colours in use."""
        return self._theme

    def _dress(self, *changed: object) -> None:
        """Light or dark, as the person wants it, else as the system has it."""
        dark = self.memory.theme == "dark" or (not self.memory.theme and system_is_dark())
        self._theme = DARK if dark else LIGHT
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(qpalette(self._theme))
        self.setStyleSheet(sheet(self._theme))
        self.pages.dress(self._theme)

    def _set_floor(self, on: bool) -> None:
        """The gauge alone, on the whole screen."""
        if self.pages.now not in ("live", "replay"):
            return
        if on and not self._floor:
            note_place(self, self.memory)
            self._was_maximized = self.isMaximized()
            self.showFullScreen()
        elif not on and self._floor:
            self.showMaximized() if self._was_maximized else self.showNormal()
        self._floor = on
        (self.live if self.pages.now == "live" else self.pages.replay).set_floor(on, self.memory.upside_down)
        if self.sessions is not None:
            self.sessions.conductor.draw()

    # Beginning, going on, ending

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The first picture is being painted: after it there is time for everything else."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._begin)
        return False

    def _begin(self) -> None:
        """Load what a session needs, and start the first one."""
        if self.sessions is not None or self.isHidden():
            return
        from pressure_coach.apps.window.sessions import Sessions

        self.sessions = Sessions(
            self.pages,
            self.look,
            self.memory,
            self._start,
            go=self._go,
            show=self._show,
            choose=self._show_picker,
            report=self._report,
            clock=self._clock,
            sound=self._sound,
        )
        self._ticks.start(TICK_MS)
        try:
            if self._make is not None:
                self.sessions.begin(self._make())
            elif self._start.replayed:
                self._open(self._start.replayed)
            else:
                self.pages.picker.lister.start()
        except CoachError as error:  # what the command line asked for cannot be meant: it is answered there
            self.fault = error
            self.close()
        # Qt makes an enum of all keys for it, which takes a while: after the first picture, before the first key.
        from pressure_coach.apps.window import keynames  # noqa: F401

    def _tick(self) -> None:
        if self._stopped():
            self.close()
        elif self.sessions is not None and self.pages.now == "live" and self.sessions.work.started:
            self.sessions.conductor.draw()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The recording is closed and everything is summed up before the window goes."""
        sessions = self.sessions
        at_once = sessions is None or self.pages.now != "live" or self._stopped() or self.fault is not None
        if sessions is not None and not at_once and not sessions.conductor.sure("q"):
            sessions.conductor.draw()
            event.ignore()
            return
        self._ticks.stop()
        if not self._floor:
            note_place(self, self.memory)
        remember.keep(self.memory, self._file)
        self.hide()
        if sessions is not None:
            sessions.leave()
        self.pages.rest()
        event.accept()
