"""Numbers that look random, each a pure function of (seed, stream, index): the same however the indices are cut.

The mixing function is SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"). Unlike
``numpy.random`` it needs no state, costs no import on the way to the first picture, and promises the same numbers with
every version of numpy.
"""

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal.chunk import Floats

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


class Dice:
    """``seed`` any integer; ``stream`` separates uses (noise, loss, ...), ``index`` is an array of integers >= 0."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def bits(self, stream: int, index: NDArray[np.int64]) -> NDArray[np.uint64]:
        """64 bits for each index; the same shape as ``index``, which must be an array."""
        key = (self.one(stream) * _STEP) & _MASK
        return _mix(index.astype(np.uint64) * np.uint64(_STEP) + np.uint64(key))

    def one(self, stream: int) -> int:
        """64 bits that belong to the seed and the stream alone."""
        return _mixed((self._seed * _STEP + stream * 0xD1B54A32D192ED03 + _STEP) & _MASK)

    def uniform(self, stream: int, index: NDArray[np.int64]) -> Floats:
        """Evenly spread over [0, 1)."""
        return (self.bits(stream, index) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def chance(self, stream: int, index: int) -> float:
        """The same as ``uniform`` for one index, without an array's cost."""
        key = (self.one(stream) * _STEP) & _MASK
        return (_mixed((index * _STEP + key) & _MASK) >> 11) * 2.0**-53

    def bell(self, stream: int, index: NDArray[np.int64]) -> Floats:
        """Mean 0, standard deviation 1, nearly normal: the sum of four 16-bit parts, so never beyond 3.5."""
        bits = self.bits(stream, index)
        part = np.uint64(0xFFFF)
        total = (
            (bits & part)
            + ((bits >> np.uint64(16)) & part)
            + ((bits >> np.uint64(32)) & part)
            + (bits >> np.uint64(48))
        )
        return (total.astype(np.float64) / 65535.0 - 2.0) * np.sqrt(3.0)


def _mixed(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def _mix(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
