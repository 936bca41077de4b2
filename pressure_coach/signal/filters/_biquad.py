"""Second-order sections run one after another, in plain Python: one sample costs less than a call of scipy's."""

from collections.abc import Sequence
from typing import Any

from pressure_coach.signal.filters._base import Filter

Section = tuple[float, float, float, float, float]  # b0 b1 b2 a1 a2, with a0 = 1


class Biquads(Filter):
    """Transposed direct form II; starts as if the first value had always been there."""

    def __init__(self, n_channels: int, sections: Any) -> None:
        """``sections``: rows b0 b1 b2 a0 a1 a2, as scipy.signal designs them."""
        super().__init__(n_channels)
        self._sections: list[Section] = [
            (b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0)
            for b0, b1, b2, a0, a1, a2 in ([float(number) for number in row] for row in sections)
        ]

    def _column(self, c: int, values: Sequence[Any], times: Sequence[int]) -> list[Any]:
        states = self._states[c] or self._steady(values[0])
        kept = []
        row: Sequence[Any] = values
        for (b0, b1, b2, a1, a2), (z1, z2) in zip(self._sections, states, strict=True):
            out = []
            for x in row:
                y = b0 * x + z1
                z1 = b1 * x - a1 * y + z2
                z2 = b2 * x - a2 * y
                out.append(y)
            kept.append((z1, z2))
            row = out
        self._states[c] = kept
        return list(row)

    def _steady(self, x: Any) -> list[tuple[Any, Any]]:
        """The state of each section after a constant x without end."""
        states = []
        for b0, b1, b2, a1, a2 in self._sections:
            y = x * ((b0 + b1 + b2) / (1.0 + a1 + a2))
            z2 = b2 * x - a2 * y
            states.append((b1 * x - a1 * y + z2, z2))
            x = y
        return states
