"""The window: which page is shown, light or dark, its place on the desktop, and how it is left."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from pressure_coach.apps import sounding
from pressure_coach.apps.texts import say
from pressure_coach.apps.window import remember
from pressure_coach.apps.window.conduct import Conductor
from pressure_coach.apps.window.keynames import name_of
from pressure_coach.apps.window.live import LivePage
from pressure_coach.apps.window.pages import Pages
from pressure_coach.apps.window.place import note_place, put_in_place, system_is_dark
from pressure_coach.apps.window.start import Start
from pressure_coach.apps.window.style import qpalette, sheet
from pressure_coach.apps.window.theme import DARK, LIGHT, Palette
from pressure_coach.apps.window.work import Build, Work
from pressure_coach.apps.wording import Look, mark_text

TICK_MS = 250  # for what grows old by itself: a stale signal, a notice, Ctrl-C in the shell
_SAME = {"ctrl+p": "s", "ctrl+o": "o", "ctrl+q": "q", "F11": "f"}
FIRST_PAINT_MS = 1500  # a window that nobody sees (minimized) begins without having been painted


class MainWindow(QMainWindow):
    """``build``: the first session; None: the person chooses. ``report(work)`` is called when a session is over.

    ``file``: where the window remembers things; ``stopped()``: whether the shell wants it to end.
    """

    def __init__(
        self,
        args: argparse.Namespace,
        build: Build | None = None,
        *,
        report: Callable[[Work], None] = lambda work: None,
        stopped: Callable[[], bool] = lambda: False,
        file: Path | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
        sound: bool = True,
    ) -> None:
        super().__init__()
        self.look = Look(args.lang, args.unit)
        self._start, self._report, self._stopped, self._sound = Start(args), report, stopped, sound
        self._file, self._clock = file, clock
        self.memory = remember.recall(file)
        if args.volume is not None:
            self.memory.volume = round(100 * sounding.volume(args))
        self.memory.muted |= args.mute
        self._floor = self._was_maximized = False
        self._theme = LIGHT
        self._begun = False
        self._first: Build | None = build
        self.setWindowTitle(say(self.look.lang, "title"))
        self.live = LivePage(self.look, self._press, self._set_volume, self._painted)
        self.live.set_span(self.memory.span_s)
        self.conductor = Conductor(self.live, self.look, self.memory, self._go, clock)
        self.live.controls.show_sound(not self.memory.muted, self.memory.volume)
        self.pages = Pages(self.look, self.live, self._choose, self._press, clock)
        self.setCentralWidget(self.pages)
        self._ticks = QTimer(self)
        self._ticks.timeout.connect(self._tick)
        put_in_place(self, self.memory)
        self._dress()
        if build is None and not self._start.address:
            self._show_picker(way_back=False)
        elif self._start.address:
            self.live.clear(say(self.look.lang, "window.link.opening", device=self._start.address))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._dress)

    # Pages

    def _show(self, page: QWidget) -> None:
        if self._floor:
            self._set_floor(False)
        self.pages.turn_to(page)

    def _show_picker(self, error: str = "", way_back: bool = False) -> None:
        picker = self.pages.picker
        picker.show_error(error)
        picker.show_way_back(way_back)
        self._show(picker)
        if self._begun:
            picker.lister.start()
        picker.list.setFocus()

    # Sessions

    def start(self, build: Build) -> None:
        """Another session; the one before has ended."""
        address = self._start.address
        self.setWindowTitle(f"{address} \N{EN DASH} {say(self.look.lang, 'title')}" if address else self.windowTitle())
        self.live.clear(say(self.look.lang, "window.link.opening", device=address))
        work = Work(build, self.conductor.draw, self._player())
        self.conductor.take(work)
        self._show(self.live)
        self.live.gauge.setFocus()
        self.conductor.draw()
        work.start(lambda: self._over(work), lambda why: self.conductor.tell("window.tell.no.sound", why=why))

    def _player(self) -> Any:
        if not self._sound:
            return None
        from pressure_coach.cues.player import Player

        return Player(self.memory.volume / 100, self.memory.muted)

    def _choose(self, address: str, target_n: float | None, record: bool) -> None:
        """Something was chosen in the picker."""
        if address.startswith("replay:"):
            self._open(address.removeprefix("replay:"))
            return
        self.start(self._start.again(address, target_n, record))

    def _over(self, work: Work) -> None:
        """A session has ended, by itself or because it was asked to."""
        if work is not self.conductor.work or work.reported:
            return
        work.reported = True
        self.conductor.draw()
        self._report(work)
        if work.leaving:
            return
        trouble = work.trouble()
        if work.n_samples == 0 and trouble:
            self._show_picker(trouble)
        else:
            self._show_end(work, trouble)

    def _show_end(self, work: Work, trouble: str = "") -> None:
        view = work.mailbox.latest()
        mark = mark_text(view, self.look, short=True)
        self.pages.end.show_summary(
            work.figures(),
            work.measured_unit,
            trouble or ("" if view.ended == "stopped" else view.ended),
            work.recorded,
            mark,
        )
        self._show(self.pages.end)
        self.pages.end.again.setFocus()

    def _leave_session(self, quitting: bool = False) -> Work:
        """End what runs, and report it; the figures are there afterwards."""
        work = self.conductor.work
        work.leaving = True
        if work.running or not work.reported:
            work.end()
            if work.started and not work.reported:
                work.reported = True
                self._report(work)
        return work

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key that no widget wanted for itself."""
        name = name_of(event)
        if name is None or (event.isAutoRepeat() and name not in ("up", "down", "left", "right")):
            event.ignore()
            return
        self._press(name)

    def _press(self, name: str) -> None:
        if self.pages.now == "live":
            self.conductor.press(name)
        elif self.pages.now == "replay":
            if not self.pages.replay.press(name):
                self._go_key(name)
        else:
            self._go_key(name)

    def _go_key(self, name: str) -> None:
        """Keys of the picker and of the end page."""
        name = {"ctrl+p": "s", "ctrl+o": "o", "ctrl+q": "q", "F11": "f"}.get(
            name, name.lower() if len(name) == 1 else name
        )
        now = self.pages.now
        if name == "escape" and now == "picker" and self.conductor.work.started:
            self._show_end(self.conductor.work) if self.conductor.work.reported else self._show(self.live)
        elif name == "enter" and now == "end":
            self.start(self._start.again(self._start.address, None, bool(self.conductor.work.recorded)))
        elif name == "p" and now == "end" and self.conductor.work.recorded:
            self._open(self.conductor.work.recorded)
        elif name == "escape" and now == "replay":
            self._set_floor(False) if self._floor else self._show_picker(way_back=self.conductor.work.started)
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
                self._other_theme()
            case "s":
                self._leave_session()
                self._show_picker(way_back=self.conductor.work.started)
            case "o":
                self._open("")
            case "r":
                view, work = self.conductor.view, self._leave_session()
                target = view.target if view.unit == "N" else None
                self.start(self._start.again(self._start.address, target, True))
                self.conductor.tell("window.tell.recording")
                self.conductor.draw()
                del work
            case "q":
                self._quit()

    def _quit(self) -> None:
        """From a session with holds over their figures, else at once."""
        if self.pages.now == "live" and self.conductor.work.started:
            work = self._leave_session()
            if work.figures()["holds"]:
                self._show_end(work)
                return
        self.close()

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
        if self.pages.now == "live":
            self._leave_session()
        self._show(self.pages.replay)
        self.pages.replay.open(path, lambda sentence: self._show_picker(sentence))

    # Looks

    def _dress(self, *changed: object) -> None:
        """Light or dark, as the person wants it, else as the system has it."""
        dark = self.memory.theme == "dark" or (not self.memory.theme and system_is_dark())
        self._theme = DARK if dark else LIGHT
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(qpalette(self._theme))
        self.setStyleSheet(sheet(self._theme))
        self.pages.dress(self._theme)

    @property
    def theme(self) -> Palette:
        """The colours in use."""
        return self._theme

    def _other_theme(self) -> None:
        dark = not self._theme.dark
        self.memory.theme = "" if dark == system_is_dark() else "dark" if dark else "light"
        self._dress()

    def _set_floor(self, on: bool) -> None:
        """The gauge alone, on the whole screen."""
        if self.pages.now not in ("live", "replay"):
            return
        if on and not self._floor:
            self._was_maximized = self.isMaximized()
            note_place(self, self.memory)
            self.showFullScreen()
        elif not on and self._floor:
            self.showMaximized() if self._was_maximized else self.showNormal()
        self._floor = on
        (self.live if self.pages.now == "live" else self.pages.replay).set_floor(on, self.memory.upside_down)
        self.conductor.draw()

    def _set_volume(self, volume: int) -> None:
        self.conductor.set_volume(volume)

    # Beginning, going on, ending

    def _painted(self) -> None:
        """There is a first picture; from now on other things may take time."""
        QTimer.singleShot(0, self._begin)

    def showEvent(self, event: QEvent) -> None:
        QTimer.singleShot(0 if self.pages.now != "live" else FIRST_PAINT_MS, self._begin)

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        self._ticks.start(TICK_MS)
        if self._first is not None:
            first, self._first = self._first, None
            self.start(first)
        elif self._start.replayed:
            self._open(self._start.replayed)
        else:
            self.pages.picker.lister.start()

    def _tick(self) -> None:
        if self._stopped():
            self.close()
        elif self.pages.now == "live" and self.conductor.work.started:
            self.conductor.draw()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The recording is closed and everything is summed up before the window goes."""
        if self.pages.now == "live" and not self._stopped() and not self.conductor.sure("q"):
            self.conductor.draw()
            event.ignore()
            return
        self._ticks.stop()
        self._keep()
        self.hide()
        self._leave_session(quitting=True)
        self.pages.rest()
        event.accept()

    def _keep(self) -> None:
        if not self._floor:
            note_place(self, self.memory)
        remember.keep(self.memory, self._file)
