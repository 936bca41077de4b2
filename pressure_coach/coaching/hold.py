"""The hold engine as a script uses it: ``Hold(target).feed(t, force)`` (coaching.md section 5)."""

from collections.abc import Sequence
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike

from pressure_coach.coaching import rules
from pressure_coach.coaching.band import Band
from pressure_coach.coaching.events import Event, State
from pressure_coach.coaching.machine import Machine

S = State


class Hold(Machine):
    """One person holding one target; goes on from hold to hold.

    ``target`` T, ``over_n`` (default 1.25 T), ``stop_n`` (default 1.5 T), ``limit_n`` (default none) in N; ``band`` a
    fraction of T or a Band; ``goal_s`` credited seconds for DONE; ``noise_n`` sigma of the sensor's noise in N, None
    when unknown; ``grace_s`` 0 to 3; ``strict`` sets the credit back to 0 at every pause. Raises ValueError for numbers
    that make no sense.

    >>> hold = Hold(target=200, goal_s=2)
    >>> [str(e.after) for i in range(60) for e in hold.feed(i * 0.1, 200.0)]
    ['UNLOADED', 'LOADING', 'HOLDING', 'DONE']
    """

    @property
    def goal_s(self) -> float:
        """Credited seconds that make the hold DONE."""
        return self._goal / 1e6

    @property
    def key_paused(self) -> bool:
        """Paused by key: then only the key resumes."""
        return self._key_paused

    @property
    def pause_left_s(self) -> float | None:
        """Seconds until this pause ends the hold as PARTIAL; None outside a pause."""
        if self.state not in (S.PAUSED, S.LIFTED) or self._t is None:
            return None
        return max(0.0, (rules.PAUSE_US - (self._t - self._exit)) / 1e6)

    @property
    def rest_left_s(self) -> float | None:
        """Seconds of unbroken rest still to go; None outside REST."""
        if self.state is not S.REST or self._t is None:
            return None
        return (self._rest - (self._t - self._off_since if self._off_since is not None else 0)) / 1e6

    @property
    def stay_off_s(self) -> float | None:
        """Seconds to stay off before an acknowledgement counts; 0.0: now it does; None outside STOPPED."""
        if self.state is not S.STOPPED:
            return None
        off = (self._t or 0) - self._off_since if self._off_since is not None else 0
        return max(0, rules.STOP_OFF_US - off) / 1e6

    def feed(self, t: ArrayLike, force: ArrayLike) -> list[Event]:
        """Judge one sample or many: ``t`` in seconds, ``force`` in N, scalars or shape (n_samples,)."""
        if isinstance(t, (float, int)) and isinstance(force, (float, int)):
            return self.feed_us((round(t * 1e6),), (float(force),)) if isfinite(t) else []
        times = np.atleast_1d(np.asarray(t, dtype=np.float64))
        forces = np.atleast_1d(np.asarray(force, dtype=np.float64))
        if times.shape != forces.shape or times.ndim != 1:
            raise ValueError(f"t has shape {times.shape} and force {forces.shape}; both must be (n_samples,).")
        known = np.isfinite(times)
        return self.feed_us(np.rint(times[known] * 1e6).astype(np.int64).tolist(), forces[known].tolist())

    def feed_us(self, t_us: Sequence[int], force: Sequence[float]) -> list[Event]:
        """As ``feed``, with integer microseconds: what a Chunk carries. Plain lists are fastest."""
        events: list[Event] = []
        low, high, until, last, holding = self._view()
        for t, f in zip(t_us, force, strict=True):
            if t < until and low < f <= high and last < t <= last + rules.STEP_US:
                # The short way: nothing can change, as _look_ahead found, but the credit.
                self._t = t
                if holding:
                    self._credit += t - last
                    if self._credit >= self._goal:
                        self._go(events, t, S.DONE, "goal reached")
                        until = rules.NEVER
                last = t
            elif isfinite(f):
                self._sample(events, t, f)
                low, high, until, last, holding = self._view()
        return events

    def _view(self) -> tuple[float, float, int, int, bool]:
        return self._low, self._high, self._until, self._t or 0, self.state is S.HOLDING

    def stop(self, why: str = "stop key") -> list[Event]:
        """STOP, from any state."""
        events: list[Event] = []
        if self.state is not S.STOPPED:
            self._go(events, self._t or 0, S.STOPPED, why)
        return events

    def acknowledge(self) -> list[Event]:
        """Leave STOPPED, once the force was below F_off for 10 s."""
        events: list[Event] = []
        if self.state is S.STOPPED:
            if self._lasted(self._t or 0, self._off_since, rules.STOP_OFF_US):
                self._go(events, self._t or 0, S.UNLOADED, "acknowledged")
            else:
                events.append(self._event("refused", "stay off for 10 s first, then acknowledge"))
        return events

    def pause(self) -> list[Event]:
        """The pause key: only the key resumes."""
        events: list[Event] = []
        if self._inner in rules.IN_HOLD and self._began:
            self._key_paused = True
            if self.state in (S.HOLDING, S.GRACE):
                if self.state is S.HOLDING:
                    self._exit = self._t or 0
                self._go(events, self._t or 0, S.PAUSED, "pause key")
        return events

    def resume(self) -> list[Event]:
        """The pause key again: being in band counts from here on as it did."""
        self._key_paused = False
        self._until = rules.NEVER
        return []

    def widen(self, band: Band) -> None:
        """A wider band for the same target, during a hold too: what was credited lies in it as well.

        Raises ValueError for another target or a narrower band.
        """
        if band.target != self.target or band.half < self.band.half:
            raise ValueError("a hold is judged by one target; only its band may become wider.")
        self._aim(self.target, band, self.over_n, self.stop_n, self.limit_n)

    def give_up(self, why: str) -> list[Event]:
        """A hold under way cannot be judged any more: it is PARTIAL."""
        events: list[Event] = []
        if self._began and self._inner in rules.IN_HOLD:
            self._go(events, self._t or 0, S.PARTIAL, why)
        return events

    def signal_lost(self, why: str = "link lost") -> list[Event]:
        """The link is lost, or nothing was heard for 3 s."""
        events: list[Event] = []
        if self.state not in (S.STOPPED, S.NO_SIGNAL):
            self._lose(events, self._t or 0, why)
        self._until = rules.NEVER
        self._forget_conditions()
        self._valid_run = 0
        return events

    def retarget(
        self,
        target: float,
        band: float | Band = 0.10,
        over_n: float | None = None,
        stop_n: float | None = None,
        limit_n: float | None = None,
    ) -> None:
        """A new target between holds. Raises ValueError during a hold: a hold is judged by one target."""
        if self._began and self._inner in rules.IN_HOLD:
            raise ValueError("a hold is under way; finish it or come off before you take a new target.")
        self._aim(target, band, over_n, stop_n, limit_n)
        self._forget_conditions()
        self._over_since = self._stop_since = None
