"""Times for streams that have no clock of their own: when the samples arrived, with the jitter taken out."""

import numpy as np

from pressure_coach.signal.chunk import Micros

_LEAST_PERIOD_US = 1_000.0  # of samples that come together before the period is known
_SILENCE_US = 250_000  # a longer one may be a gap in the samples, or a host that was busy with something else
_LONG_SILENCE_US = 1_000_000  # no host is busy for so long: a gap
_SILENCES = 3  # in a row, each of them ended by one sample: that is no silence but how far apart the samples are
_TOGETHER_US = 20_000  # what had been held up comes at once, within this
_FIRST_BLOCK_US, _LAST_BLOCK_US = 250_000, 8_000_000  # from which the period is told
_WINDOW_US = 1_000_000  # in which at least one sample comes promptly


class ArrivalClock:
    """Spreads samples evenly and keeps them as early as their arrivals allow.

    A sample may come late, and several together, but never before it was measured: so the line of times follows the
    promptest arrivals. Each time depends only on the samples so far and on when the arrival that completed each one
    came, not on how the bytes were cut. After a silence the first samples go on with the usual spacing; as soon as it
    is clear that they do not make up for it, the time jumps: a gap stays a gap, held up samples do not become one.
    """

    def __init__(self, sfreq: float = 0.0) -> None:
        """``sfreq``: the nominal rate in Hz, 0.0 when unknown: then it is told from the arrivals."""
        self._known = sfreq > 0.0
        self._period = 1e6 / sfreq if self._known else _LEAST_PERIOD_US
        self._t: float | None = None  # of the newest sample, in us since the first
        self._last = -1  # the same as it was given out
        self._zero = self._first_host = 0  # host times of session time 0 and of the first arrival
        self._host = 0  # of the newest arrival
        self._link_was_lost = False
        self._nudge = 0.0  # added to each period to come closer to the arrivals
        self._least_late, self._window_end = 0.0, 0
        self._silent_until: int | None = None  # host time at which a silence ended that may have been a gap
        self._behind = 0.0  # how late the sample after it was
        self._settled = 0  # host time until which samples that were held up may come
        self._silences = self._silent_us = 0  # in a row, and how long they were in all
        self._block_start: int | None = None  # host time from which the period is being told
        self._block, self._counted = _FIRST_BLOCK_US, 0

    def link_lost(self) -> None:
        """The link was lost after the newest sample: the silence is a gap."""
        self._link_was_lost = True

    def feed(self, hosts_us: list[int]) -> Micros:
        """(n_samples,) microseconds of session time, strictly increasing. ``hosts_us``: of each sample's arrival."""
        out = []
        for host_us in hosts_us:
            self._last = max(self._last + 1, int(self._next(host_us)))
            out.append(self._last)
        return np.array(out, np.int64)

    def _next(self, host: int) -> float:
        if self._t is None:
            self._t, self._zero, self._host = 0.0, host, host
            self._first_host = host
            self._window_end = _WINDOW_US
            return 0.0
        waited = host - self._host
        self._host = host
        if host == self._first_host:
            # What came with the first sample was measured before it arrived: session time began that much earlier.
            self._t += self._period
            self._zero = host - int(self._t)
            return self._t
        self._learn_period(host, waited)
        expected = self._t + self._period + self._nudge
        late = (host - self._zero) - expected
        if self._is_gap(host, waited, late):
            self._silent_until = None
            self._start_window(host - self._zero)
            expected += late
        elif not self._known:
            expected = max(expected, expected + late)
        elif late < 0.0:
            # It cannot have been measured after it came; but time goes on, however many come together.
            expected = max(expected + late, self._t + self._period / 8.0)
        self._watch(host - self._zero, late)
        self._t = expected
        return expected

    def _is_gap(self, host: int, waited: int, late: float) -> bool:
        """Is there a gap in the samples before this one?"""
        lost, self._link_was_lost = self._link_was_lost, False
        if late <= 0.0:
            self._silent_until = None
            return False
        longest = max(_SILENCE_US, 2.5 * self._period)
        if waited > longest:
            if lost or late > max(_LONG_SILENCE_US, 2.5 * self._period):
                return True
            if late > longest / 2:
                self._silent_until, self._behind = host, late
        elif lost:
            return late > longest
        elif self._silent_until is not None and host - self._silent_until > max(_TOGETHER_US, self._period / 2):
            self._silent_until = None
            return late > 0.5 * self._behind
        return False

    def _watch(self, now: int, late: float) -> None:
        """Every window, see how late its promptest sample was, and make that up over the next one."""
        if now >= self._window_end:
            steps = max(1.0, _WINDOW_US / self._period)
            least = self._least_late if self._least_late > 0.0 else 0.0
            self._nudge = min(0.5 * least / steps, self._period / 4.0)
            self._start_window(now, self._nudge)
        self._least_late = min(self._least_late, late)

    def _start_window(self, now: int, nudge: float = 0.0) -> None:
        self._nudge, self._least_late, self._window_end = nudge, float("inf"), now + _WINDOW_US

    def _learn_period(self, host: int, waited: int) -> None:
        """The period is the time between two arrivals far apart, by the samples from the one to before the other."""
        if waited > max(_SILENCE_US, 2.5 * self._period):
            self._settled = host + _TOGETHER_US
            self._silences, self._silent_us = self._silences + 1, self._silent_us + waited
            if self._silences == _SILENCES:
                self._period, self._known = self._silent_us / _SILENCES, True
                self._silences = self._silent_us = 0
        else:
            self._silences = self._silent_us = 0
        self._counted += 1
        if host < self._settled:
            self._block_start = None  # samples that were held up say nothing of the period
        elif waited > 0 and self._block_start is None:
            self._block_start, self._counted = host, 0
        elif waited > 0 and self._block_start is not None and host - self._block_start >= self._block:
            period = (host - self._block_start) / self._counted
            near = self._known and abs(period - self._period) < 0.1 * self._period
            self._period = self._period + 0.5 * (period - self._period) if near else period
            self._known = True
            self._block_start, self._block, self._counted = host, min(2 * self._block, _LAST_BLOCK_US), 0
