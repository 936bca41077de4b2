"""Device clock or arrival times -> microseconds since the session's first sample. Gaps stay gaps."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal.arrivals import ArrivalClock
from pressure_coach.signal.chunk import Micros, RawChunk
from pressure_coach.signal.drift import Drift

SECOND = 1_000_000
_WRAP = 1 << 32
_HALF = 1 << 31
_FEW = 64  # samples, up to which numbers are faster than arrays
_LINK_SLACK_US = 250_000  # device and host may differ by this after a lost link before the clock counts as new


class Timeline:
    """Puts samples on one line of time.

    Judged time is the device's own clock, not corrected by the host, so it is the same to the microsecond however the
    bytes were cut. The host's clock decides only what the device's cannot say: how many times 32 bits wrapped in a long
    silence, and how long a device was away that came back with a new clock. Without a device clock times come from
    arrivals.
    """

    def __init__(self, sfreq: float = 0.0) -> None:
        """``sfreq``: nominal rate in Hz, 0.0 when unknown; only streams without a clock need it."""
        self._arrivals = ArrivalClock(sfreq)
        self._drift = Drift()
        self._tick: int | None = None  # the device's clock at the newest sample, as it came
        self._t_us = self._max_us = 0
        self._host_us = 0
        self._link_was_lost = self._restarted = False  # before the next sample
        self._anew = False  # the samples of this chunk began with a new clock

    @property
    def drift_ppm(self) -> float | None:
        """How much faster the device's clock runs than the host's; None before 10 s, and without a device clock."""
        return self._drift.ppm

    @property
    def own_clock(self) -> bool:
        """The samples came with the device's own times."""
        return self._tick is not None

    def drift_checks(self) -> list[tuple[int, float]]:
        """(session time, ppm) of the estimates made since the last call, one every 10 s of the device's clock."""
        if not self._drift.checks:
            return []
        checks, self._drift.checks = self._drift.checks, []
        return checks

    def link_lost(self) -> None:
        """The link was lost after the newest sample: the device may come back with a new clock."""
        self._link_was_lost = True
        self._arrivals.link_lost()

    def feed(self, raw: RawChunk) -> tuple[Micros, int]:
        """((n_samples,) int64 microseconds of session time, frames lost before them).

        A device that came back with a new clock counts its frames anew as well: nobody knows how many are missing.
        """
        host_us, n = raw.host_ns // 1000, len(raw.values)
        if raw.t_us is None:
            hosts = [host_us] * n if raw.hosts_ns is None else (raw.hosts_ns // 1000).tolist()
            return self._arrivals.feed(hosts), raw.lost
        self._restarted |= raw.restart
        if not n:
            return np.empty(0, np.int64), raw.lost
        if raw.hosts_ns is None:
            t = self._device(raw.t_us, host_us)
        else:
            t = self._device_in_parts(raw.t_us, raw.hosts_ns // 1000)
        return t, 0 if self._anew else raw.lost

    def _device(self, ticks: NDArray[np.uint32], host_us: int) -> Micros:
        """One or more samples of one arrival."""
        if len(ticks) <= _FEW:
            numbers = ticks.tolist()
            low, high = (min(numbers), max(numbers)) if len(numbers) > 1 else (numbers[0], numbers[0])
            if high - low <= SECOND:  # all is well within, so they have one offset
                offset = self._next(numbers[0], host_us) - numbers[0]
                self._tick, self._t_us, self._host_us = numbers[-1], numbers[-1] + offset, host_us
                self._max_us = max(self._max_us, high + offset)
                times = [tick + offset for tick in numbers]
                self._drift.feed(times, host_us)
                return np.array(times, np.int64)
        return self._device_in_parts(ticks, np.full(len(ticks), host_us, np.int64))

    def _device_in_parts(self, ticks: NDArray[np.uint32], hosts: Micros) -> Micros:
        """The same for any number of samples and arrivals, cut where the clock made a leap or nothing came for long."""
        t = np.empty(len(ticks), np.int64)
        # Unsigned differences wrap by themselves; read as signed numbers they say the direction.
        steps = np.diff(ticks).view(np.int32)
        anew = False  # of the first sample
        breaks = np.flatnonzero((steps < -SECOND) | (steps > SECOND) | (np.diff(hosts) >= SECOND)) + 1
        for start, stop in pairwise((0, *breaks.tolist(), len(ticks))):
            t[start] = self._next(int(ticks[start]), int(hosts[start]))
            anew = self._anew if start == 0 else anew
            np.cumsum(steps[start : stop - 1], out=t[start + 1 : stop])
            t[start + 1 : stop] += t[start]
            self._tick, self._t_us, self._host_us = int(ticks[stop - 1]), int(t[stop - 1]), int(hosts[stop - 1])
            self._max_us = max(self._max_us, int(t[start:stop].max()))
            self._drift.feed_many(t[start:stop], hosts[start:stop])
        self._anew = anew
        return t

    def _next(self, tick: int, host_us: int) -> int:
        """Session time of the sample after the newest one."""
        lost, restart = self._link_was_lost, self._restarted
        self._link_was_lost = self._restarted = self._anew = False
        if self._tick is None:
            return 0
        step = (tick - self._tick + _HALF) % _WRAP - _HALF
        waited = host_us - self._host_us
        if not restart:
            if not lost and waited < SECOND and -SECOND <= step <= SECOND:
                return self._t_us + step
            if waited > _HALF // 2:
                # A silence near or beyond what signed 32 bits can say: the host knows how many wraps passed.
                step += _WRAP * round((waited - step) / _WRAP)
            if not self._clock_is_new(step, waited, host_us, lost):
                return self._t_us + step
        self._drift.reset()
        self._anew = True
        return self._max_us + max(waited, 1)

    def _clock_is_new(self, step: int, waited: int, host_us: int, lost: bool) -> bool:
        """Did the device restart, going by the host's clock?"""
        if step < 0:
            return step < -SECOND or lost or waited > SECOND
        if not self._drift.plausible:
            return False
        if lost:
            return abs(step - waited) > _LINK_SLACK_US + step // 50
        # A sample cannot have been measured after it arrived, whatever the transport does.
        soonest = self._drift.soonest_us(self._t_us + step, host_us)
        return soonest is not None and host_us < soonest - SECOND
