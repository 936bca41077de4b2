"""One session in a thread of its own, as the window sees it: opened after the window is there, ended when asked."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from pressure_coach.apps import running
from pressure_coach.apps.latency import Latency
from pressure_coach.apps.stopwatch import Stopwatch
from pressure_coach.apps.window.feed import Bell, RingingMailbox, Silence, Taker
from pressure_coach.cues.player import Player
from pressure_coach.errors import CoachError
from pressure_coach.mailbox import Inbox, Mailbox
from pressure_coach.session import Session, Sink

Build = Callable[[list[Sink], Mailbox | None, Inbox | None], Session]
PATIENCE_S = 8.0  # for the thread to end: a port that is being opened may take some seconds
NO_FIGURES: dict[str, Any] = {"holds": [], "samples": 0, "lost_frames": 0, "bad_frames": 0, "simulated": False}

_retired: "list[Work]" = []  # held until Qt has deleted them; one whose port hangs is held for good


def _nothing(sinks: Sequence[Sink], mailbox: Mailbox | None, inbox: Inbox | None) -> Session:
    raise AssertionError("there is no session before one was chosen")


class Work(QObject):
    """Runs ``build``'s session. ``draw`` is called on the Qt thread when there is something new to show.

    ``sound``: whether it is heard, at ``volume`` %.
    When the session has ended ``summary`` or ``fault`` is there.
    """

    _over = Signal()
    _silent = Signal(str)

    def __init__(
        self,
        build: Build = _nothing,
        draw: Callable[[], None] = lambda: None,
        sound: bool = False,
        volume: int = 0,
        muted: bool = True,
    ) -> None:
        super().__init__()
        self.inbox = Inbox()
        self.bell = Bell(draw)
        self.bell.setParent(self)
        self.latency = Latency()
        self._watch = Stopwatch(self.latency)
        self.player = Player(volume / 100, muted, sounded=self.latency.sounded) if sound else Silence()
        self.mailbox = RingingMailbox(self.bell.ring, self.player, self._silent.emit)
        self.taker = Taker(self._scale)
        self.session: Session | None = None
        self.summary: dict[str, Any] | None = None
        self.fault: BaseException | None = None
        self.reported = self.leaving = False  # the window's own notes
        self._build = build
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, ended: Callable[[], None], silent: Callable[[str], None] = lambda why: None) -> None:
        """Build the session, open its device, go on to the end.

        ``ended`` is called on the Qt thread then; ``silent(why)`` once when there is no sound.
        """
        queued = Qt.ConnectionType.QueuedConnection
        self._over.connect(ended, queued)
        self._silent.connect(silent, queued)
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)
        self._thread.start()

    @property
    def started(self) -> bool:
        """There was a session."""
        return self._thread is not None

    @property
    def running(self) -> bool:
        """It has not ended yet."""
        return self._thread is not None and self._thread.is_alive() and self.summary is None and self.fault is None

    def end(self) -> None:
        """Ask it to end and wait for that: the recording is closed, the summary is there."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(PATIENCE_S)
        self.bell.close()

    def retire(self) -> None:
        """Nothing more is wanted of it. Qt's part goes on Qt's thread: Python's collector may run on any other."""
        _retired.append(self)
        if self._thread is None or not self._thread.is_alive():
            self.destroyed.connect(lambda: _retired.remove(self))
            self.deleteLater()

    def end_recording(self) -> None:
        """Close the recording; the session goes on."""
        if self.session is not None:
            self.session.end_recording()

    def device_key(self, name: str) -> bool:
        """Offer a key to the device."""
        return self.session.device.key(name) if self.session is not None else False

    def set_sound(self, volume: int, muted: bool) -> None:
        """0 to 100 %."""
        self.player.volume, self.player.muted = volume / 100, muted

    @property
    def n_samples(self) -> int:
        """Samples that were judged."""
        return self.session.judge.n_samples if self.session is not None else 0

    @property
    def measured_unit(self) -> str:
        """What the summary's forces are in."""
        chain = self.session.judge.chain if self.session is not None else None
        return chain.unit if chain is not None else "N"

    @property
    def recorded(self) -> str:
        """The path of the recording that was kept; "" when there is none."""
        path = self.session.recorded_in if self.session is not None else ""
        return path if path and Path(path).exists() else ""

    def figures(self) -> dict[str, Any]:
        """The summary, also of a session that a fault ended."""
        if self.summary is not None:
            return self.summary
        return self.session.judge.summary() if self.session is not None else dict(NO_FIGURES)

    def trouble(self) -> str:
        """One sentence when it ended by a fault, or its recording is not whole; else ""."""
        if isinstance(self.fault, CoachError | OSError):
            return str(self.fault)
        if self.fault is not None:
            return f"the program has a fault ({type(self.fault).__name__}: {self.fault}); please report it."
        return (self.session.problem or "") if self.session is not None else ""

    def _run(self) -> None:
        with self.player:
            try:
                with running.awake():
                    self.session = self._watch.session = self._build(
                        [self.taker, self._watch], self.mailbox, self.inbox
                    )
                    self.summary = self.session.run(self._stop)
            except BaseException as error:
                self.fault = error
            finally:
                self._over.emit()

    def _scale(self) -> float:
        """Judged force -> the view's; asked on the session's own thread."""
        coach = self.session.judge.coach if self.session is not None else None
        return coach.scale if coach is not None else 1.0
