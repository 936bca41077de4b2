"""How fast a device's clock runs against the host's, told from when its samples arrive."""

import numpy as np

from pressure_coach.signal.chunk import Micros

_WIDTH_US = 500_000
_FULL = 128  # stretches kept; when full, neighbours are merged and a stretch is twice as long
_ENOUGH_US = 10_000_000
_SLACK_US = 1_000_000


class Drift:
    """Estimates the difference of two clocks from (device time, arrival time) pairs.

    An arrival is late by the transport, never early: the smallest lateness of each stretch of time is the clocks' own
    relation, and the median slope over all pairs of stretches (Theil-Sen) does not mind a few that were all late.
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

    def feed(self, device_us: Micros, host_us: int) -> None:
        """(n_samples,) increasing device times of the samples of one arrival, and when it came.

        The samples of one arrival may come in one piece or in several: only the last one of a stretch matters.
        """
        last = int(device_us[-1])
        if self._stretch and int(device_us[0]) // self._width_us == last // self._width_us:
            self._add(last, host_us)
        else:
            ends = np.flatnonzero(np.diff(device_us // self._width_us)).tolist()
            for i in (*([0] if not self._stretch else []), *ends, len(device_us) - 1):
                self._add(int(device_us[i]), host_us)

    def _add(self, device_us: int, host_us: int) -> None:
        late = host_us - device_us
        if not self._stretch:
            self._start_us, self._start_late = device_us, late
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

    @property
    def floor_us(self) -> int | None:
        """The smallest lateness of the last few stretches; None before the first sample."""
        return min(self._late[-4:]) if self._late else None

    @property
    def plausible(self) -> bool:
        """False when the clocks have nothing to do with each other, as in a simulation that runs at full speed."""
        span = self._newest_us - self._start_us
        return abs(self._newest_late - self._start_late) <= _SLACK_US + span // 10

    @property
    def ppm(self) -> float | None:
        """Parts per million by which the device's clock is fast (negative: slow); None before 10 s were seen."""
        if self._newest_us - self._start_us < _ENOUGH_US or len(self._at) < 4:
            return None
        at, late = np.array(self._at, np.float64), np.array(self._late, np.float64)
        first, second = np.triu_indices(len(at), 1)
        ahead = at[second] - at[first]
        slope = float(np.median((late[second] - late[first])[ahead > 0] / ahead[ahead > 0]))
        # d(host - device) / d(device) = slope, so the device runs 1 / (1 + slope) times as fast as the host.
        return (1.0 / (1.0 + slope) - 1.0) * 1e6 if slope > -1.0 else None
