"""Median of the newest 3 values: takes out what lasts one sample, delays a step by one sample."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal.chunk import Floats


def make(sfreq: float, n_channels: int) -> "Median":
    """``sfreq`` does not matter here."""
    return Median(n_channels)


class Median:
    """Chooses one of the newest three values; at the start the first one stands for those that are missing."""

    def __init__(self, n_channels: int) -> None:
        self._past = np.empty((2, n_channels))
        self.reset()

    def reset(self) -> None:
        """Start anew with the next sample."""
        self._started = False

    def feed(self, values: NDArray[Any], t_us: NDArray[np.int64]) -> Floats:
        """(n_samples, n_channels) -> the same; NaN as long as a NaN is among the three."""
        if not len(values):
            return np.empty(values.shape)
        past = self._past if self._started else np.repeat(values[:1], 2, axis=0)
        all_ = np.concatenate((past, values))
        self._past, self._started = all_[-2:].copy(), True
        a, b, c = all_[:-2], all_[1:-1], all_[2:]
        out: Floats = np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
        return out
