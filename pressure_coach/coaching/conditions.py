"""What a hold measures against: its levels, and how long each condition has been met (coaching.md section 5).

Times are integer microseconds. A timer is the time of the first sample that met a condition (``_in_since``, ...), so it
belongs to the condition and not to a state.
"""

from bisect import bisect_left
from math import inf, isfinite, nextafter

from pressure_coach.coaching import rules
from pressure_coach.coaching.band import Band
from pressure_coach.coaching.events import State

S = State


class Conditions:
    """Levels and timers of one person holding one target."""

    def __init__(
        self,
        target: float,
        band: float | Band = 0.10,
        goal_s: float = 60.0,
        over_n: float | None = None,
        stop_n: float | None = None,
        limit_n: float | None = None,
        noise_n: float | None = None,
        grace_s: float = 1.0,
        strict: bool = False,
        rest_s: float = 30.0,
        floor_n: float = rules.CONTACT_N,
    ) -> None:
        if not (isfinite(goal_s) and goal_s > 0):
            raise ValueError(f"goal_s is {goal_s}; it must be more than 0 seconds.")
        if not 0 <= grace_s <= 3:
            raise ValueError(f"grace_s is {grace_s}; it must lie between 0 and 3 seconds.")
        self._goal = round(goal_s * 1e6)
        self._grace = round(grace_s * 1e6)
        self._rest = rules.REST_US if rest_s == 30.0 else round(rest_s * 1e6)
        self._strict = strict
        self._floor = floor_n
        self.noise_n = noise_n
        self._aim(target, band, over_n, stop_n, limit_n)

        self.state = S.NO_SIGNAL
        self._t: int | None = None  # of the newest sample
        self._credit = 0
        self._forget_conditions()
        self._over_since: int | None = None
        self._stop_since: int | None = None
        self._go_since: int | None = None  # loaded in one go since; ends after 10 s below F_off
        self._told_since: int | None = None  # "ease off" was said for this go
        self._older = 0  # samples in a row that were older than the newest, and increasing
        self._older_first = self._older_last = 0
        self._valid_run = 0  # samples since the signal came (back)
        self._former = S.UNLOADED  # where UNKNOWN leads back to
        self._over_from = S.LOADING  # where OVER leads back to
        self._after_signal = S.UNLOADED  # where NO_SIGNAL leads to
        self._begin_attempt(0)

    @property
    def credit_s(self) -> float:
        """Credited seconds of this hold, or of the last one until the next begins; never more than the goal."""
        return min(self._credit, self._goal) / 1e6

    def _aim(
        self, target: float, band: float | Band, over_n: float | None, stop_n: float | None, limit_n: float | None
    ) -> None:
        if not (isfinite(target) and target > 0):
            raise ValueError(f"target is {target}; it must be a force of more than 0 N.")
        self.band = band if isinstance(band, Band) else Band(target, band * target)
        if not 0 < self.band.half < target:
            raise ValueError(
                f"the half-band is {self.band.half} around {target}; it must lie between 0 and the target."
            )
        self.target = target
        self.over_n = rules.OVER_FACTOR * target if over_n is None else over_n
        self.stop_n = rules.STOP_FACTOR * target if stop_n is None else stop_n
        self.limit_n = limit_n
        self.f_on = max(self._floor, rules.CONTACT_SHARE * target, rules.CONTACT_SIGMAS * (self.noise_n or 0.0))
        self.f_off = rules.OFF_SHARE * self.f_on
        edge = rules.EDGE * target
        self._low_in, self._high_in = self.band.low - edge, self.band.high + edge
        zone = rules.HYSTERESIS * target
        self._low_out, self._high_out = self._low_in - zone, self._high_in + zone
        self._eased = min(max(rules.EASED_FACTOR * target, self.band.high) + edge, self.over_n)
        self._limit = inf if limit_n is None else limit_n
        # Forces in one class, from more than one of these to the next inclusive, meet the same conditions.
        from_here = (self.f_off, self.f_on, self._low_out, self._low_in)
        up_to_here = (self._high_in, self._high_out, self._eased, self.over_n, self.stop_n, self._limit)
        self._classes = sorted((-inf, inf, *up_to_here, *(nextafter(n, -inf) for n in from_here)))
        self._low, self._high = inf, -inf  # the class of the newest samples; none yet
        self._until = rules.NEVER  # before this time nothing can happen in that class
        self._timers = (
            ("_in_since", (rules.REENTRY_US, rules.AGAIN_US, rules.SETTLE_US)),
            ("_on_since", (rules.CONTACT_US,)),
            ("_off_since", tuple(sorted((rules.UNLOAD_US, rules.GO_END_US, self._rest)))),
            ("_eased_since", (rules.EASED_US,)),
            ("_stop_since", (rules.STOP_US,)),
            ("_go_since", (rules.LIMIT_US,)),
            ("_told_since", (rules.EASE_OFF_US,)),
            ("_attempt_since", (rules.LOADING_PROMPT_US, rules.LOADING_END_US)),
            ("_exit", (rules.PAUSE_US + 1,)),
            ("_wall_since", (self._goal + rules.WALL_US + 1,)),
        )

    def _forget_conditions(self) -> None:
        """Restart the helpful timers: a gap in the samples must not help anybody (rule 4)."""
        self._in_since: int | None = None
        self._on_since: int | None = None
        self._off_since: int | None = None
        self._eased_since: int | None = None

    def _begin_attempt(self, since: int) -> None:
        self._attempt_since = since
        self._prompted = False
        self._credit = 0
        self._wall_since: int | None = None  # HOLDING first began
        self._grace_used = 0
        self._grace_now = 0
        self._exit = since  # exit instant: grace and the pause clock count from here
        self._over_total = 0
        self._over_credit = 0
        self._over_told = False
        self._key_paused = False

    def _meet_conditions(self, t: int, f: float, dt: int) -> None:
        if dt > rules.STEP_US:
            self._forget_conditions()
        in_band = self._low_in <= f <= self._high_in
        self._in_since = (t if self._in_since is None else self._in_since) if in_band else None
        self._on_since = (t if self._on_since is None else self._on_since) if f >= self.f_on else None
        self._off_since = (t if self._off_since is None else self._off_since) if f < self.f_off else None
        self._eased_since = (t if self._eased_since is None else self._eased_since) if f <= self._eased else None
        self._stop_since = (t if self._stop_since is None else self._stop_since) if f > self.stop_n else None
        if f <= self.over_n:
            self._over_since, self._over_told = None, False
        elif self._over_since is None:
            self._over_since = t
        else:
            self._over_total += dt
        if self._go_since is None and self._lasted(t, self._on_since, rules.CONTACT_US):
            self._go_since, self._told_since = self._on_since, None
        elif self._go_since is not None and self._lasted(t, self._off_since, rules.GO_END_US):
            self._go_since = self._told_since = None

    @staticmethod
    def _lasted(t: int, since: int | None, us: int) -> bool:
        return since is not None and t - since >= us

    def _look_ahead(self, t: int, f: float, calm: bool) -> None:
        """Two samples alike that changed nothing: so will those that follow, until a timer ends (see feed_us)."""
        if not self._low < f <= self._high:
            i = bisect_left(self._classes, f)
            self._low, self._high = self._classes[i - 1], self._classes[i]
        elif calm and self._over_since is None:
            self._until = self._next_end(t)

    def _next_end(self, t: int) -> int:
        """The next time at which a timer that runs reaches any of the lengths that a rule asks for."""
        soonest = rules.FOREVER
        for name, lengths in self._timers:
            since = getattr(self, name)
            if since is not None:
                for us in lengths:
                    if since + us > t:
                        soonest = min(soonest, since + us)
                        break
        return soonest

    def _clock_restarted(self, t: int) -> bool:
        """Count samples that are older than the newest; ten that increase mean a new clock (rule 3)."""
        if self._older and t > self._older_last:
            self._older += 1
        else:
            self._older, self._older_first = 1, t
        self._older_last = t
        return self._older >= rules.OLDER_RUN

    def _shift(self, by: int) -> None:
        """Carry the protective timers over to the new clock."""
        for name in (
            "_over_since",
            "_stop_since",
            "_go_since",
            "_told_since",
            "_wall_since",
            "_exit",
            "_attempt_since",
        ):
            value = getattr(self, name)
            if value is not None:
                setattr(self, name, value + by)
