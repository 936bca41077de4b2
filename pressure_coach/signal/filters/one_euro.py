"""1-euro filter (Casiez, Roussel, Vogel, CHI 2012): calm when the value is steady, quick when it moves."""

import math
from collections.abc import Sequence
from typing import Any

from pressure_coach.signal.filters._base import Filter
from pressure_coach.signal.limits import value


def make(
    sfreq: float,
    n_channels: int,
    mincutoff: float = value("eye_mincutoff_hz"),
    beta: float = value("eye_beta_hz"),
    dcutoff: float = value("eye_dcutoff_hz"),
    scale: float | None = 1.0,
) -> "OneEuro":
    """``mincutoff`` and ``dcutoff`` in Hz, ``beta`` in Hz per (1/s) of value / ``scale``; ``sfreq`` does not matter.

    ``scale`` None: the largest size of a value so far.
    """
    return OneEuro(n_channels, mincutoff, beta, dcutoff, scale)


class OneEuro(Filter):
    """A first-order low-pass per channel whose cut-off follows the speed of the value.

    cutoff = mincutoff + beta |d(value / scale)/dt|, and the speed is smoothed by a low-pass at dcutoff. It is taken
    from the last *filtered* value, as the authors' reference implementation does. Works on the samples' own times; a
    sample that is not later than the one before changes nothing.
    """

    def __init__(self, n_channels: int, mincutoff: float, beta: float, dcutoff: float, scale: float | None) -> None:
        super().__init__(n_channels)
        # A first-order low-pass at f moves by k / (1 + k) of the difference, with k = 2 pi f dt; dt is in microseconds.
        self._slow, self._speed = 2e-6 * math.pi * mincutoff, 2e-6 * math.pi * dcutoff
        self._quick = 2.0 * math.pi * beta  # the speed is per microsecond, so the two powers of ten cancel
        self.scale = scale  # may be set at any time, without a jump
        self._peak = 0.0

    def _column(self, c: int, values: Sequence[Any], times: Sequence[int]) -> list[Any]:
        t, y, v = self._states[c] or (times[0], values[0], 0.0)
        slow, speed, quick, scale = self._slow, self._speed, self._quick, self.scale
        gain = quick / scale if scale else 0.0
        out = []
        for x, now in zip(values, times, strict=True):
            if now > t:
                dt = now - t
                t = now
                if not scale:
                    gain = quick / self._largest(x)
                e = x - y
                k = speed * dt
                v = v + (e / dt - v) * (k / (1.0 + k))
                k = (slow + gain * abs(v)) * dt
                y = y + e * (k / (1.0 + k))
            out.append(y)
        self._states[c] = (t, y, v)
        return out

    def _largest(self, x: Any) -> float:
        size = abs(x)
        self._peak = max(self._peak, float(size.max()) if self._wide else size)
        return self._peak or 1.0
