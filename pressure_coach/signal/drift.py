"""How fast a device's clock runs against the host's, told from when its samples arrive."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pressure_coach.signal.chunk import Micros

_WIDTH_US = 500_000
_FULL = 128  # stretches kept; when full, neighbours are merged and a stretch is twice as long
_ENOUGH_US = 10_000_000
_SLACK_US = 1_000_000
_FASTEST = 50  # a device clock is off by 1/50 at most
_CHECK_US = 10_000_000  # so often, by the device's clock, the estimate is noted


class Drift:
    """Estimates the difference of two clocks from (device time, arrival time) pairs.

    An arrival is late by the transport, never early, so the clocks' own relation is a line below all points: of those
    the one that is nearest to them all, which is the edge of their lower convex hull at the middle of the time
    (Moon, Skelly, Towsley, INFOCOM 1999). Late and bundled arrivals lie above it and do not matter.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything: one of the clocks began anew."""
        self._width_us = _WIDTH_US
        self._stretch: list[int] = []  # number of each stretch, its device time divided by the width
        self._at: list[int] = []  # device time of its promptest sample
        self._late: list[int] = []  # arrival minus device time of that sample
        self._start_us = self._start_late = self._newest_us = self._newest_late = 0
        self._cell: int | None = None  # the newest sample's, on the grid of the shortest stretches
        self._check = 0
        self.checks: list[tuple[int, float]] = []  # (device time, ppm) every 10 s; who reads them clears the list

    def feed(self, device_us: Sequence[int], host_us: int) -> None:
        """Device times of the samples of one arrival, and when it came."""
        last = device_us[-1]
        low, high = (min(device_us), max(device_us)) if len(device_us) > 1 else (last, last)
        if high // _WIDTH_US == low // _WIDTH_US == self._cell:  # nearly always
            self._newest_us, self._newest_late = last, host_us - last
            if host_us - high < self._late[-1]:
                self._at[-1], self._late[-1] = high, host_us - high
        else:
            self.feed_many(np.array(device_us, np.int64), np.full(len(device_us), host_us, np.int64))

    def feed_many(self, device_us: Micros, hosts_us: Micros) -> None:
        """(n_samples,) device times, and when the arrival of each sample came, however they are cut."""
        cells, late = device_us // _WIDTH_US, hosts_us - device_us
        for a, b in pairwise((0, *(np.flatnonzero(np.diff(cells)) + 1).tolist(), len(cells))):
            self._add(int(device_us[a]), int(hosts_us[a]))
            best = a + int(late[a:b].argmin())
            if late[best] < self._late[-1]:
                self._at[-1], self._late[-1] = int(device_us[best]), int(late[best])
            self._newest_us, self._newest_late = int(device_us[b - 1]), int(late[b - 1])
        self._cell = int(cells[-1])

    def _add(self, device_us: int, host_us: int) -> None:
        late = host_us - device_us
        if not self._stretch:
            self._start_us, self._start_late = device_us, late
            self._check = device_us // _CHECK_US
        if device_us // _CHECK_US > self._check:
            self._check = device_us // _CHECK_US
            if (ppm := self.ppm) is not None:
                self.checks.append((self._check * _CHECK_US, ppm))
        self._newest_us, self._newest_late = device_us, late
        stretch = device_us // self._width_us
        if not self._stretch or stretch > self._stretch[-1]:
            if len(self._at) == _FULL:
                self._halve()
                stretch = device_us // self._width_us
            self._stretch.append(stretch)
            self._at.append(device_us)
            self._late.append(late)
        elif late < self._late[-1]:
            self._at[-1], self._late[-1] = device_us, late

    def _halve(self) -> None:
        self._width_us *= 2
        best: dict[int, tuple[int, int]] = {}
        for at, late in zip(self._at, self._late, strict=True):
            stretch = at // self._width_us
            best[stretch] = min((late, at), best.get(stretch, (late, at)))
        self._stretch = list(best)
        self._late, self._at = [late for late, _ in best.values()], [at for _, at in best.values()]

    def soonest_us(self, device_us: int, host_us: int) -> int | None:
        """The least host time at which a sample of ``device_us`` can have arrived, going by earlier arrivals.

        Allows for a clock that is 2 % off. None when there are no earlier ones.
        """
        bounds = [
            late - (device_us - at) // _FASTEST
            for at, late in zip(self._at, self._late, strict=True)
            if at + late < host_us  # samples that came together say nothing of each other's lateness
        ]
        return device_us + min(bounds) if bounds else None

    @property
    def plausible(self) -> bool:
        """False when the clocks have nothing to do with each other, as in a simulation that runs at full speed."""
        span = self._newest_us - self._start_us
        return abs(self._newest_late - self._start_late) <= _SLACK_US + span // 10

    @property
    def ppm(self) -> float | None:
        """Parts per million by which the device's clock is fast (negative: slow); None before 10 s were seen."""
        if self._newest_us - self._start_us < _ENOUGH_US:
            return None
        hull: list[tuple[int, int]] = []
        for at, late in zip(self._at, self._late, strict=True):
            while len(hull) > 1 and _is_above(hull[-1], hull[-2], (at, late)):
                hull.pop()
            hull.append((at, late))
        middle = sum(self._at) / len(self._at)
        for (at, late), (next_at, next_late) in pairwise(hull):
            if next_at >= middle:
                # d(host - device) / d(device) = slope, so the device runs 1 / (1 + slope) times as fast as the host.
                slope = (next_late - late) / (next_at - at)
                return (1.0 / (1.0 + slope) - 1.0) * 1e6 if slope > -1.0 else None
        return None


def _is_above(point: tuple[int, int], before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Does a point lie on or above the line between two others? Whole numbers, so it is exact."""
    rise, run = after[1] - before[1], after[0] - before[0]
    return (point[1] - before[1]) * run >= rise * (point[0] - before[0])
