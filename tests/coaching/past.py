"""All samples that were ever accepted, and how long a condition has been met, looked up by walking back."""

import math
from collections.abc import Callable

S = 1_000_000
MEASURED = S // 4  # a longer interval was not measured

Condition = Callable[[float], bool]


class Past:
    """``samples`` (t_us, N) in the order of their times; ``now`` the newest time."""

    def __init__(self) -> None:
        self.samples: list[tuple[int, float]] = []
        self.now = 0
        self.moved_us = 0  # by the newest sample: a new clock moves everything that went before
        self._unseen_before: set[int] = set()  # indices: before these samples nothing was seen
        self._older: list[int] = []  # a run of times that go backwards

    def accept(self, t: int, f: float) -> int | None:
        """The interval that ends with this sample in us; None: it is none (rule 3)."""
        if not math.isfinite(f) or (self.samples and t == self.now):
            return None
        self.moved_us = 0
        if self.samples and t < self.now:
            self._older = [*self._older, t] if self._older and t > self._older[-1] else [t]
            if len(self._older) < 10:
                return None
            # Reading: clocks go on across it, as if the first of the ten had come at the time of the newest sample.
            self.moved_us = self._older[0] - self.now
            self.samples = [(then + self.moved_us, force) for then, force in self.samples]
            self.now += self.moved_us
            self.forget()
        self._older = []
        interval = t - self.now if self.samples else 0
        self.samples.append((t, f))
        self.now = t
        return interval

    def forget(self) -> None:
        """What helps begins anew with the next sample, as after a gap."""
        self._unseen_before.add(len(self.samples))

    def first(self, met: Condition, helpful: bool = True, enough: float = math.inf) -> int | None:
        """Index of the first sample of the unbroken run that ends now.

        A gap breaks it if it is ``helpful`` to be in it (rule 4). Beyond ``enough`` us it walks back no further.
        """
        if helpful and len(self.samples) in self._unseen_before:
            return None
        i, found = len(self.samples) - 1, None
        while i >= 0 and met(self.samples[i][1]) and (found is None or self.now - self.samples[found][0] < enough):
            found = i
            if helpful and (i in self._unseen_before or (i and self.samples[i][0] - self.samples[i - 1][0] > MEASURED)):
                break
            i -= 1
        return found

    def since(self, met: Condition, helpful: bool = True) -> int | None:
        """Time of that sample."""
        index = self.first(met, helpful)
        return None if index is None else self.samples[index][0]

    def lasted(self, met: Condition, seconds: float, helpful: bool = True) -> bool:
        """``met`` for so many seconds; "for x s" is >= (rule 1)."""
        us = round(seconds * S)
        index = self.first(met, helpful, us)
        return index is not None and self.now - self.samples[index][0] >= us
