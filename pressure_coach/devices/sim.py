"""sim:<scenario>  a simulated person on a simulated sensor: sim:slack?target=250&noise=3&drop=0.01&seed=7&speed=0

Scenarios are in ``_scenarios.SCENARIOS``, options in ``_sim_address.OPTIONS``. The bytes are those of the wire and are
decoded as a real board's are; arrivals are stamped with a virtual host clock (start + device time + a jitter of up to
2 ms), so a session is the same at every speed. HELLO, ID and STATUS always come whole: a host asks until they do.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from pressure_coach.devices import Address, EndOfStream
from pressure_coach.devices._sim_address import settings
from pressure_coach.devices._simulated import SimulatedSensor
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Act, Arrival
from pressure_coach.signal.wire import WireDecoder

KEYS_N = {"up": 5.0, "down": -5.0, "right": 1.0, "left": -1.0}
MAX_LOAD_N = 1000.0
_SLICE_NS = 1_000_000_000  # a read gives at most so much: a reader that slept catches up in steps
_WAIT_NS = 100_000_000


class Simulator:
    """The device. ``clock`` (ns) and ``sleep`` (s) are asked only here, and only for the pace."""

    driver = "sim"
    simulated = True

    def __init__(
        self,
        where: str,
        options: Mapping[str, str],
        clock: Callable[[], int] = time.monotonic_ns,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings(where, options)
        self.options = dict(options)
        self.address = str(Address("sim", where, self.options))
        self._clock, self._sleep = clock, sleep
        self._sensor = SimulatedSensor(self.settings)
        self.calibration = self._sensor.calibration
        self._open = False

    def __enter__(self) -> Self:
        self._sensor = SimulatedSensor(self.settings)
        self._start_ns = self._clock()
        self._next = 0  # frame
        self._known_ns = self._given_ns = 0  # virtual time up to which frames were made, and were read
        self._linked = True
        self._queue: deque[tuple[int, Arrival | Act]] = deque()  # (due, item)
        self._put(0, self._sensor.greeting(booted=True))
        self._open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False

    def read(self) -> list[Arrival | Act]:
        """What is due by now; with speed 0 the next second. Raises EndOfStream after the last cycle."""
        if not self._open:
            raise DeviceError("the simulated sensor is closed; open it with 'with' before reading.")
        if self._ended and not self._queue:
            raise EndOfStream("the simulation is over.")
        if not self.settings.speed:
            self._make()
            return self._take(self._known_ns)
        now = self._now()
        while self._known_ns <= now and not self._ended:
            self._make()
        if not self._queue or self._queue[0][0] > now:
            until = self._queue[0][0] if self._queue else self._known_ns
            self._sleep(min(_WAIT_NS, max(0, until - now) / self.settings.speed) / 1e9)
            now = self._now()
        self._given_ns = now
        return self._take(now)

    def key(self, name: str) -> bool:
        """``sim:manual`` moves its load by the arrow keys."""
        level = self._sensor.level_n
        if level is None or name not in KEYS_N:
            return False
        self._sensor.level_n = min(max(level + KEYS_N[name], 0.0), MAX_LOAD_N)
        return True

    @property
    def _ended(self) -> bool:
        return self._sensor.n_frames is not None and self._next >= self._sensor.n_frames

    def _now(self) -> int:
        now = round((self._clock() - self._start_ns) * self.settings.speed)
        return min(now, self._given_ns + _SLICE_NS)

    def _take(self, until_ns: int) -> list[Arrival | Act]:
        taken = []
        while self._queue and self._queue[0][0] <= until_ns:
            taken.append(self._queue.popleft()[1])
        return taken

    def _make(self) -> None:
        """The next second; in manual the next frame, so that a key is felt at once."""
        s, sensor = self.settings, self._sensor
        n = 1 if sensor.level_n is not None else max(1, round(s.rate / s.batch))
        if sensor.n_frames is not None:
            n = min(n, sensor.n_frames - self._next)
        for sent in sensor.send(self._next, n):
            self._known_ns = sent.due_ns
            if sent.silent and self._linked:
                self._act(sent.due_ns, "link_lost", "the simulated link is lost; it comes back by itself.")
            elif not sent.silent and not self._linked:
                self._act(sent.due_ns, "link_back", "the simulated link is back.")
                self._put(sent.due_ns, sensor.greeting(booted=False))
            self._linked = not sent.silent
            if sent.data:
                self._put(sent.due_ns, sent.data)
        self._next += n

    def _put(self, due_ns: int, data: bytes) -> None:
        self._queue.append((due_ns, Arrival(self._start_ns + due_ns, data)))

    def _act(self, due_ns: int, kind: str, why: str) -> None:
        self._queue.append((due_ns, Act(kind, host_ns=self._start_ns + due_ns, data={"why": why})))


def open(where: str, options: Mapping[str, str]) -> Simulator:
    """Build the device of an address; opening is ``with``. Raises UsageError for what cannot be meant."""
    return Simulator(where, options)


def decoder(options: Mapping[str, str]) -> WireDecoder:
    """The decoder of its bytes: the ordinary one of a serial line."""
    return WireDecoder()
