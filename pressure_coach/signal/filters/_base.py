"""What the filters have in common: columns of a few channels run as plain numbers, wide pads a row at a time."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal.chunk import Floats

_FEW = 4  # up to here plain Python numbers are faster than arrays of one sample


class Filter:
    """A causal filter with state between chunks; a subclass says what one column does, with ``+ - * /`` and abs().

    The same arithmetic runs on numbers and on whole rows, element by element, so all three ways give the same bits.
    """

    def __init__(self, n_channels: int) -> None:
        self._wide = n_channels > _FEW
        self._n_states = 1 if self._wide else n_channels
        self.reset()

    def reset(self) -> None:
        """Forget the past: the next sample starts anew."""
        self._states: list[Any] = [None] * self._n_states

    def feed(self, values: NDArray[Any], t_us: NDArray[np.int64]) -> Floats:
        """(n_samples, n_channels) finite values and their (n_samples,) microseconds -> the same shape, filtered."""
        out = np.empty(values.shape)
        if not len(values):
            return out
        times = t_us.tolist()
        if self._wide:
            out[:] = self._column(0, list(values.astype(np.float64)), times)
        else:
            for c in range(values.shape[1]):
                out[:, c] = self._column(c, values[:, c].tolist(), times)
        return out

    def run(self, values: Sequence[float], times: Sequence[int]) -> list[float]:
        """The same for one channel of plain numbers: no arrays are made, which matters when a sample comes alone."""
        return self._column(0, values, times) if values else []

    def _column(self, c: int, values: Sequence[Any], times: Sequence[int]) -> list[Any]:
        """Filter one or more samples of one column, with its state in ``self._states[c]`` (None: at the start)."""
        raise NotImplementedError
