"""How many samples a second there are, and from which sample on that counts (coaching.md section 7)."""

from collections import deque
from collections.abc import Iterable
from math import isfinite

from pressure_coach.coaching.limits import value
from pressure_coach.signal.chunk import Micros, Note

_SECOND = 1_000_000


class TooSlow(ValueError):
    """Fewer samples a second than a hold can be judged by."""


class Pace:
    """The rate: nominal, until the signal chain has measured one that matters.

    A measured rate counts from a certain sample on, and only between holds: so what follows from it is the same
    however the stream was cut.
    """

    def __init__(self, rate_hz: float = 0.0) -> None:
        """``rate_hz`` nominal, 0.0 when unknown."""
        self.rate_hz = rate_hz
        self._heard: deque[tuple[int, float]] = deque()  # from which session time on, and the rate

    @property
    def idle(self) -> bool:
        """No other rate is about to count."""
        return not self._heard

    def check(self) -> None:
        """Raises TooSlow when a hold cannot be judged at this rate; an unknown one is given the chance."""
        if 0.0 < self.rate_hz < value("refused_hz"):
            raise TooSlow(f"{self.rate_hz:.3g} samples a second are too few to judge a hold; 8 or more are needed.")

    def hear(self, notes: Iterable[Note]) -> None:
        """What the chain noted; each counts from its own sample on."""
        self._heard += [(note.t_us, note.value) for note in notes if note.kind == "rate" and isfinite(note.value)]

    def awaited(self, t_us: int) -> float | None:
        """The rate that should count from the sample at ``t_us`` on; None: the present one."""
        while len(self._heard) > 1 and self._heard[1][0] <= t_us:
            self._heard.popleft()
        return self._heard[0][1] if self._heard and self._heard[0][0] <= t_us else None

    def wait(self, t_us: int) -> None:
        """The awaited rate cannot count now: ask again at the next full second."""
        self._heard[0] = ((t_us // _SECOND + 1) * _SECOND, self._heard[0][1])

    def accept(self) -> None:
        """The awaited rate counts from here on."""
        self.rate_hz = self._heard.popleft()[1]

    def until(self, t: Micros, start: int) -> int:
        """The number of the first sample behind ``start`` at which another rate may begin to count, or len(t)."""
        if not self._heard:
            return len(t)
        later = t[start + 1 :] >= min(when for when, _ in self._heard)
        return start + 1 + int(later.argmax()) if later.any() else len(t)
