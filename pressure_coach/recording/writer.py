"""The recorder: everything that came, written and flushed at once, synced every second, on a thread of its own."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Self

import numpy as np

from pressure_coach import __version__
from pressure_coach.coaching.events import Event
from pressure_coach.errors import RecordingError
from pressure_coach.recording.append import SessionFile
from pressure_coach.recording.format import VERSION
from pressure_coach.recording.scribe import HOLD_S, Described, Item, Present, Rows, Scribe
from pressure_coach.signal.chunk import Act, Arrival, Chunk, StreamInfo

__all__ = ["Present", "Recorder"]

GRID_US = 100_000  # force and state: ten rows a second of session time


class _Mark(threading.Event):
    """Set once everything that was handed in before it is with the operating system."""


class Recorder:
    """Writes one session file. Every method but ``close`` and ``flush`` returns at once and never raises.

    ``meta``: address, driver, options, limits, settings, person, simulated ...: plain data, kept as JSON. What it lacks
    of ``format``, ``program`` and ``started`` (ISO, local time with offset: the moment of opening) is filled in.
    ``look``: what the force and state rows show beside the force; without one it is what the events said last.
    ``problem``: one sentence once nothing more can be written: the session goes on without a recording.
    A file in which not one arrival came is removed again. Opening raises RecordingError; a file is never overwritten.
    """

    def __init__(self, path: str | Path, meta: Mapping[str, Any], *, hold_s: float = HOLD_S) -> None:
        self.path = Path(path)
        self.problem: str | None = None
        self.fault: Exception | None = None  # what led to the problem
        self.look: Callable[[], Present] | None = None
        self._meta = dict(meta)
        self._hold_s = hold_s
        self._said = Present()
        self._tenth = -1
        self._queue: SimpleQueue[Item | _Mark | None] = SimpleQueue()  # None: close
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        now = datetime.now().astimezone().isoformat(timespec="milliseconds")
        meta = {"format": VERSION, "program": f"pressure-coach {__version__}", "started": now, **self._meta}
        try:
            file = SessionFile(self.path)
        except FileExistsError as error:
            raise RecordingError(
                f"{self.path} exists already and is never overwritten; choose another name."
            ) from error
        except OSError as error:
            raise RecordingError(f"{self.path} cannot be written: {error.strerror}; choose another folder.") from error
        scribe = Scribe(file, meta, self._hold_s)
        self._thread = threading.Thread(target=self._run, args=(scribe,), name="recorder", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what is left, index and footer; may be called twice."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def flush(self) -> None:
        """Wait until everything handed in so far is with the operating system (or ``problem`` says why not)."""
        if self._thread is not None:
            mark = _Mark()
            self._queue.put(mark)
            mark.wait()

    def arrived(self, arrival: Arrival) -> None:
        """Keep the bytes as they came."""
        self._queue.put(arrival)

    def acted(self, act: Act) -> None:
        """Keep what was not a sample; its index is stamped."""
        self._queue.put(act)

    def described(self, info: StreamInfo, calibration_text: str | None) -> None:
        """The stream has said what it is, or has said it anew."""
        self._queue.put(Described(info, calibration_text))

    def take(self, chunk: Chunk | None, events: Iterable[Event]) -> None:
        """Keep what was judged: for the viewers of others, and to compare with when it is judged again."""
        events = tuple(events)
        for event in events:
            if event.after is not None:
                credit_s = self._said.credit_s if event.credit_s is None else event.credit_s
                self._said = Present(str(event.after), credit_s)
        if chunk is not None and len(chunk) and int(chunk.t_us[-1]) // GRID_US != self._tenth:
            tenths = chunk.t_us // GRID_US
            new = np.flatnonzero(np.diff(tenths, prepend=self._tenth))
            self._tenth = int(tenths[-1])
            present = self.look() if self.look is not None else self._said
            self._queue.put(Rows(chunk.t_us[new].tolist(), chunk.judged[new].tolist(), present))
        for event in events:
            self._queue.put(event)

    def _run(self, scribe: Scribe) -> None:
        marks: list[_Mark] = []
        try:
            self._serve(scribe, marks)
        except Exception as error:  # whatever it is: the session goes on, and says that it is no longer recorded
            self.fault = error
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            self.problem = (
                f"recording has stopped ({why}); what came before is kept in {self.path}: "
                "make room or choose another folder, then start a new recording."
            )
            _set(marks)
            while (item := self._queue.get()) is not None:
                if isinstance(item, _Mark):
                    item.set()
        finally:
            scribe.file.close()
            _set(marks)
        if not scribe.arrivals and self.problem is None:
            self.path.unlink(missing_ok=True)

    def _serve(self, scribe: Scribe, marks: list[_Mark]) -> None:
        """Until closed. Whatever has queued up meanwhile goes to the operating system in one write."""
        while True:
            try:
                item = self._queue.get(timeout=scribe.patience(time.monotonic()))
                while item is not None:
                    if isinstance(item, _Mark):
                        marks.append(item)
                    else:
                        scribe.take(item, time.monotonic())
                    item = self._queue.get_nowait()
            except Empty:
                scribe.tick(time.monotonic())
                _set(marks)
                continue
            self._queue.put(None)  # ends the draining should the last writes fail
            scribe.finish()
            return


def _set(marks: list[_Mark]) -> None:
    while marks:
        marks.pop().set()
