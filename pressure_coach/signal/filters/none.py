"""No smoothing: values pass as they are, for a trace that hides nothing and for work that nobody watches."""

from collections.abc import Sequence
from typing import Any

from pressure_coach.signal.filters._base import Filter


def make(sfreq: float, n_channels: int) -> "Nothing":
    """``sfreq`` does not matter here."""
    return Nothing(n_channels)


class Nothing(Filter):
    """Gives what it gets."""

    def _column(self, c: int, values: Sequence[Any], times: Sequence[int]) -> list[Any]:
        return list(values)
