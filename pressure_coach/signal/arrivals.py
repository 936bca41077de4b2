"""Times for streams that have no clock of their own: when the samples arrived, with the jitter taken out."""

import numpy as np

from pressure_coach.signal.chunk import Micros


class ArrivalClock:
    def __init__(self, sfreq: float = 0.0) -> None:
        self._period_us = 1e6 / sfreq if sfreq > 0 else 10_000.0
        self._t: int | None = None
        self._zero_us = 0

    def link_lost(self) -> None:
        pass

    def feed(self, n_samples: int, host_us: int) -> Micros:
        """(n_samples,) microseconds of session time."""
        t = np.empty(n_samples, np.int64)
        for i in range(n_samples):
            if self._t is None:
                self._zero_us, self._t = host_us, 0
            else:
                self._t = max(self._t + 1, host_us - self._zero_us)
            t[i] = self._t
        return t
