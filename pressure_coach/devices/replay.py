"""replay:<file>  a recorded session, judged as when it was live; ?speed=4 or ?speed=max, ?from=30"""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from pressure_coach.devices import EndOfStream
from pressure_coach.devices._options import number, refuse_unknown
from pressure_coach.errors import RecordingError, UsageError
from pressure_coach.recording.reader import Recording, read_recording
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import Act, Arrival, Arrivals, Decoder

BLOCK_S = 0.1  # read() never blocks for longer


class Replay:
    """Gives what was recorded, at the recorded spacing (``speed`` 1), faster, or as fast as it can (``speed`` 0).

    It speaks with the recorded driver's name and options, so that the recorded bytes meet their own decoder.
    """

    replayed = True

    def __init__(
        self,
        path: str,
        speed: float = 1.0,
        from_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.path = Path(path)
        self.address = f"replay:{path}"
        self.keep_targets = True  # False: targets that were set during the session are left out
        self.ended = False  # it was read to its end
        self._speed, self._from_ns = speed, round(from_s * 1e9)
        self._clock, self._sleep = clock, sleep
        self._next = 0
        self._origin_ns: int | None = None  # recorded host time that was due ...
        self._origin_s = 0.0  # ... at this time of ours

    @cached_property
    def recording(self) -> Recording:
        """The file, read once. Raises RecordingError."""
        return read_recording(self.path)

    @property
    def driver(self) -> str:
        """The recorded driver."""
        return self.recording.driver

    @property
    def options(self) -> Mapping[str, str]:
        """The recorded driver's options."""
        return dict(self.recording.meta.get("options") or {})

    @property
    def simulated(self) -> bool:
        """What was simulated stays marked as such."""
        return self.recording.simulated

    @property
    def calibration(self) -> Calibration | None:
        """The calibration that the session was judged with."""
        text = self.recording.meta.get("calibration")
        return Calibration.from_text(text) if text else None

    def __enter__(self) -> Self:
        self._next, self._origin_ns, self.ended = 0, None, False
        if not self.recording.items:
            raise RecordingError(f"{self.path} holds no samples; the recording ended before the first one.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held open."""

    def key(self, name: str) -> bool:
        """A recording listens to no keys."""
        return False

    def read(self) -> Sequence[Arrival | Act]:
        """What is due. Raises EndOfStream after the last item."""
        items = self.recording.items
        if self._next >= len(items):
            self.ended = True
            raise EndOfStream("the recording has ended")
        start = self._next
        if self._speed == 0:
            run = items.run(start)
            self._next += len(run)
            return self._kept(start, run)
        self._advance(items)
        return self._kept(start, items[start : self._next])

    def _kept(self, start: int, items: Sequence[Arrival | Act]) -> Sequence[Arrival | Act]:
        if isinstance(items, Arrivals):
            return items
        items = self.recording.items.placed(start, items)
        if self.keep_targets:
            return items
        return [item for item in items if not (isinstance(item, Act) and item.kind == "target")]

    def _advance(self, items: Sequence[Arrival | Act]) -> None:
        first_ns = items[0].host_ns
        # What lies before ``from`` is judged but not waited for.
        while self._next < len(items) and items[self._next].host_ns - first_ns < self._from_ns:
            self._next += 1
        if self._next == len(items):
            return
        now = self._clock()
        if self._origin_ns is None:
            self._origin_ns, self._origin_s = items[self._next].host_ns, now
        wait = self._due_s(items[self._next]) - now
        if wait > 0:
            self._sleep(min(wait, BLOCK_S))
            now = self._clock()
        # Always from the origin, never from the last item: spacing keeps its place after hours.
        while self._next < len(items) and self._due_s(items[self._next]) <= now:
            self._next += 1

    def _due_s(self, item: Arrival | Act) -> float:
        assert self._origin_ns is not None
        return self._origin_s + (item.host_ns - self._origin_ns) / 1e9 / self._speed


def open(where: str, options: Mapping[str, str]) -> Replay:
    """``speed`` 0.1 to 1000 or max (default 1), ``from`` seconds. Raises UsageError; reads nothing yet."""
    refuse_unknown("replay", options, ("speed", "from"))
    if not where:
        raise UsageError("replay: needs a file; write replay:session.mcap, or see 'pressure-coach recordings'.")
    speed = number("replay", options, "speed", 1.0, 0.1, 1000.0, {"max": 0.0})
    return Replay(where, speed, number("replay", options, "from", 0.0))


def decoder(options: Mapping[str, str]) -> Decoder:
    """There is none of its own: Replay names the recorded driver, whose decoder it is."""
    raise UsageError("replay: has no decoder of its own; the recorded driver's is used.")
