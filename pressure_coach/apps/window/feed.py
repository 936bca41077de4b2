"""From the session's thread to the window's: what has come since the last picture, and when the next picture is due.

The session rings once for every batch of samples. Of all rings until the next picture only one crosses to the Qt
thread, where the picture is drawn at once, or as soon as 8 ms have passed since the last one was due. No timer polls.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from pressure_coach.apps.hearing import HeardMailbox, Speaker
from pressure_coach.coaching.events import Event
from pressure_coach.cues.sound import Moment
from pressure_coach.mailbox import View
from pressure_coach.signal.chunk import Chunk, Floats, Micros

PICTURES_A_SECOND = 125
SPACING_NS = 1_000_000_000 // PICTURES_A_SECOND
KEEP = 1_000_000  # samples that wait for a picture at most: a window that hangs must not eat the memory


@dataclass(frozen=True, slots=True)
class Batch:
    """What has come since the last picture; forces are smoothed, in the unit of the view."""

    t_us: Micros  # (n_samples,) session time
    force: Floats  # (n_samples,)
    valid: np.ndarray  # (n_samples,) bool
    events: list[Event]
    afresh: bool  # the unit has changed: what was drawn before does not belong to these
    host_ns: int  # when the newest sample came to the session, on the host's monotonic clock; 0: no sample


class Taker:
    """A sink: collects what was judged until the next picture takes it. ``scale()``: judged force -> the view's."""

    def __init__(self, scale: Callable[[], float] = lambda: 1.0) -> None:
        self.scale = scale
        self._lock = threading.Lock()
        self._chunks: list[Chunk] = []
        self._events: list[Event] = []
        self._factor = 1.0
        self._afresh = False
        self._n = 0
        self._host_ns = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is held open."""

    def take(self, chunk: Chunk | None, events: Sequence[Event]) -> None:
        """Keep a step; returns at once."""
        with self._lock:
            self._events += events
            factor = self.scale()
            if factor != self._factor:
                self._factor, self._afresh = factor, True
                self._chunks, self._n = [], 0
            if chunk is not None and len(chunk):
                self._chunks.append(chunk)
                self._n += len(chunk)
                self._host_ns = time.monotonic_ns()
                while self._n > KEEP and len(self._chunks) > 1:
                    self._n -= len(self._chunks.pop(0))

    def collect(self) -> Batch:
        """All since the last call."""
        with self._lock:
            chunks, self._chunks, self._n = self._chunks, [], 0
            events, self._events = self._events, []
            afresh, self._afresh = self._afresh, False
            factor, host_ns, self._host_ns = self._factor, self._host_ns, 0
        if not chunks:
            return Batch(np.empty(0, np.int64), np.empty(0), np.empty(0, np.bool_), events, afresh, 0)
        if len(chunks) == 1:
            t_us, force, valid = chunks[0].t_us, chunks[0].display, chunks[0].valid
        else:
            t_us = np.concatenate([chunk.t_us for chunk in chunks])
            force = np.concatenate([chunk.display for chunk in chunks])
            valid = np.concatenate([chunk.valid for chunk in chunks])
        return Batch(t_us, force * factor if factor != 1.0 else force, valid, events, afresh, host_ns)


class Bell(QObject):
    """Calls ``draw`` on the thread that made it, soon after ``ring`` was called on any: 125 times a second at most.

    Pictures are due 8 ms apart or more. One that is drawn late, as the machine was busy, does not delay the next.
    """

    _rung = Signal()

    def __init__(self, draw: Callable[[], None], clock: Callable[[], int] = time.monotonic_ns) -> None:
        super().__init__()
        self._draw, self._clock = draw, clock
        self._on_its_way = False
        self._due_ns = -SPACING_NS  # when the newest picture is or was to be drawn
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._now)
        self._rung.connect(self._due, Qt.ConnectionType.QueuedConnection)

    def ring(self) -> None:
        """There is something new."""
        if not self._on_its_way:  # two threads at once may both ring: one picture for nothing, and 8 ms later
            self._on_its_way = True
            self._due_ns = max(self._clock(), self._due_ns + SPACING_NS)
            self._rung.emit()

    def close(self) -> None:
        """No more pictures: what is still on its way draws nothing."""
        self._draw = lambda: None
        self._timer.stop()

    def _due(self) -> None:
        left_ns = self._due_ns - self._clock()
        if left_ns <= 0:
            self._now()
        else:
            self._timer.start(-(-left_ns // 1_000_000))

    def _now(self) -> None:
        self._on_its_way = False  # before the picture: what comes while it is drawn rings again
        self._draw()


class RingingMailbox(HeardMailbox):
    """A mailbox whose views are heard at once, on the session's thread, and that tells when there is a new one."""

    def __init__(self, ring: Callable[[], None], speaker: Speaker, trouble: Callable[[str], None]) -> None:
        super().__init__(speaker, trouble)
        self._ring = ring

    def show(self, view: View) -> None:
        """Replace the newest view, and say so: the window's thread wakes up while this one lets it be heard."""
        super().show(view)
        self._ring()


class Silence:
    """A speaker where no sound is wanted."""

    problem: str | None = None
    volume, muted = 0.0, True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is held open."""

    def set(self, moment: Moment) -> None:
        """Not heard."""
