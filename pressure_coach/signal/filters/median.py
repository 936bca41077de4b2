"""Median of the newest 3 values: takes out what lasts one sample, delays a step by one sample."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pressure_coach.signal.filters._base import Filter


def make(sfreq: float, n_channels: int) -> "Median":
    """``sfreq`` does not matter here."""
    return Median(n_channels)


class Median(Filter):
    """Chooses one of the newest three values; at the start the first one stands for those that are missing."""

    def _column(self, c: int, values: Sequence[Any], times: Sequence[int]) -> list[Any]:
        a, b = self._states[c] or (values[0], values[0])
        out = []
        if self._wide:
            for x in values:
                out.append(np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), x)))
                a, b = b, x
        else:
            for x in values:
                if a <= b:
                    out.append(b if b <= x else x if a <= x else a)
                else:
                    out.append(a if a <= x else x if b <= x else b)
                a, b = b, x
        self._states[c] = (a, b)
        return out
