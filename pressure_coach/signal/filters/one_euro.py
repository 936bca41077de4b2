"""1-euro filter (Casiez, Roussel, Vogel, CHI 2012): calm when the value is steady, quick when it moves."""

import math

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal.chunk import Floats


def make(
    sfreq: float, n_channels: int, mincutoff: float = 1.0, beta: float = 6.0, dcutoff: float = 1.0, scale: float = 1.0
) -> "OneEuro":
    """``mincutoff`` and ``dcutoff`` in Hz, ``beta`` in Hz per (1/s) of value / ``scale``."""
    return OneEuro(n_channels, mincutoff, beta, dcutoff, scale)


class OneEuro:
    """A first-order low-pass per channel whose cut-off follows the speed of the value.

    cutoff = mincutoff + beta |d(value / scale)/dt|, and the speed is smoothed by a low-pass at dcutoff. It is taken
    from the last *filtered* value, as the authors' reference implementation does. Works on the samples' own times.
    """

    def __init__(self, n_channels: int, mincutoff: float, beta: float, dcutoff: float, scale: float) -> None:
        self._wc, self._wd = 2.0 * math.pi * mincutoff, 2.0 * math.pi * dcutoff
        self._beta = beta
        self.scale = scale  # may be set at any time, without a jump
        self._n = n_channels
        self.reset()

    def reset(self) -> None:
        """Start anew with the next sample."""
        self._state: list[tuple[int, float, float] | None] = [None] * self._n

    def feed(self, values: Floats, t_us: NDArray[np.int64]) -> Floats:
        """(n_samples, n_channels) and their (n_samples,) microseconds -> the same shape, smoothed."""
        out = np.empty(values.shape)
        times = t_us.tolist()
        for c in range(values.shape[1]):
            out[:, c] = self._run(c, values[:, c].tolist(), times)
        return out

    def _run(self, c: int, values: list[float], times: list[int]) -> list[float]:
        if not values:
            return []
        t, y, v = self._state[c] or (times[0], values[0], 0.0)
        wc, wd, wb = self._wc, self._wd, 2.0 * math.pi * self._beta / self.scale
        out = []
        for x, now in zip(values, times, strict=True):
            dt = (now - t) * 1e-6
            if dt > 0.0:
                t = now
                e = x - y
                k = wd * dt
                v += (e / dt - v) * (k / (1.0 + k))
                k = (wc + wb * abs(v)) * dt
                y += e * (k / (1.0 + k))
            out.append(y)
        self._state[c] = (t, y, v)
        return out
