"""The state machine of a hold: one transition a sample, the rules in the order of their priority (coaching.md, 5)."""

from typing import Any

from pressure_coach.coaching import rules
from pressure_coach.coaching.conditions import Conditions
from pressure_coach.coaching.events import Event, State

S = State


class Machine(Conditions):
    """What each condition leads to; scripts use Hold."""

    @property
    def _began(self) -> bool:
        return self._wall_since is not None

    @property
    def _inner(self) -> State:
        """The state that counts: UNKNOWN and OVER hide one."""
        return self._former if self.state is S.UNKNOWN else self.state

    def _sample(self, events: list[Event], t: int, f: float) -> None:
        last, before = self._t, self.state
        restarted = False
        self._until = rules.NEVER
        if last is None:
            last = t
        elif t <= last:
            if t == last or not self._clock_restarted(t):
                return
            restarted = True
            self._shift(self._older_first - last)
            last = self._older_first
            self._forget_conditions()
        self._older = 0
        dt = t - last
        self._t = t
        self._meet_conditions(t, f, dt)
        self._decide(events, t, f, dt, restarted)
        if self._over_since == t:
            self._over_credit = self._credit
        self._look_ahead(t, f, self.state is before and before in rules.CALM)

    def _decide(self, events: list[Event], t: int, f: float, dt: int, restarted: bool) -> None:
        """At most one transition; the order is the priority (rule 5)."""
        state = self.state
        if state is S.STOPPED:
            return
        over_once = t - self._over_since if self._over_since is not None else -1
        if f > self._limit:
            self._go(events, t, S.STOPPED, "above the limit")
        elif self._lasted(t, self._stop_since, rules.STOP_US):
            self._go(events, t, S.STOPPED, "above the stop level for 0.5 s")
        elif over_once > rules.OVER_ONCE_US:
            self._go(events, t, S.STOPPED, "over for more than 3 s")
        elif over_once >= 0 and self._over_total > rules.OVER_ALL_US:
            self._go(events, t, S.STOPPED, "over for more than 6 s in all")
        elif self._loaded_too_long(events, t, f):
            pass
        elif restarted and self._began and self._inner in rules.IN_HOLD:
            self._go(events, t, S.PARTIAL, "the sensor's clock restarted")
        elif dt > rules.SIGNAL_US and state is not S.NO_SIGNAL:
            self._lose(events, t, "no signal for more than 3 s")
        elif dt > rules.BLIND_US and state not in (S.NO_SIGNAL, S.UNKNOWN):
            self._blind(events, t, t - dt)
        elif over_once >= rules.OVER_US and state in rules.LOADED and state is not S.OVER:
            self._enter_over(events, t)
        elif f < self.f_off and state in (S.HOLDING, S.GRACE, S.PAUSED):
            if state is S.HOLDING:
                self._exit = t
            self._go(events, t, S.LIFTED, "lifted off")
        elif state in (S.PAUSED, S.LIFTED) and t - self._exit > rules.PAUSE_US:
            self._go(events, t, S.PARTIAL, "paused for more than 10 s")
        elif (
            self._wall_since is not None and t - self._wall_since > self._goal + rules.WALL_US and state in rules.TIMED
        ):
            self._go(events, t, S.PARTIAL, "took more than 30 s longer than the goal")
        else:
            if over_once >= rules.OVER_US and not self._over_told and state in (S.DONE, S.PARTIAL, S.REST):
                self._over_told = True
                events.append(self._event("warning", "over"))
            self._own_rule(events, t, f, dt)

    def _own_rule(self, events: list[Event], t: int, f: float, dt: int) -> None:
        match self.state:
            case S.NO_SIGNAL:
                self._valid_run = 1 if dt > rules.BLIND_US else self._valid_run + 1
                if self._valid_run >= 3:
                    why = "the signal was lost during the hold" if self._after_signal is S.PARTIAL else "signal"
                    self._go(events, t, self._after_signal, why)
            case S.UNLOADED:
                if self._lasted(t, self._on_since, rules.CONTACT_US):
                    self._begin_attempt(t if self._on_since is None else self._on_since)
                    self._go(events, t, S.LOADING, "contact")
            case S.LOADING:
                self._loading(events, t)
            case S.HOLDING:
                if self._credit >= self._goal:
                    self._go(events, t, S.DONE, "goal reached")
                elif not self._low_out <= f <= self._high_out:
                    self._exit, self._grace_now = t, 0
                    self._go(events, t, S.GRACE, "above the band" if f > self.target else "below the band")
                else:
                    self._credit += dt if dt <= rules.STEP_US else 0
                    if self._credit >= self._goal:
                        self._go(events, t, S.DONE, "goal reached")
            case S.GRACE:
                self._in_grace(events, t, dt)
            case S.PAUSED:
                if not self._key_paused and self._lasted(t, self._in_since, rules.AGAIN_US):
                    self._go(events, t, S.HOLDING, "back in band")
            case S.LIFTED:
                if self._lasted(t, self._on_since, rules.CONTACT_US):
                    self._go(events, t, S.PAUSED, "loaded again")
            case S.OVER:
                if self._lasted(t, self._eased_since, rules.EASED_US):
                    self._go(events, t, self._over_from, "eased off")
            case S.UNKNOWN:
                if dt <= rules.BLIND_US:
                    self._go(events, t, self._former, "samples again")
            case S.DONE | S.PARTIAL:
                if self._lasted(t, self._off_since, rules.UNLOAD_US):
                    self._go(events, t, S.REST, "unloaded")
            case S.REST:
                if self._lasted(t, self._off_since, self._rest):
                    self._go(events, t, S.UNLOADED, "rested")

    def _loading(self, events: list[Event], t: int) -> None:
        if self._lasted(t, self._off_since, rules.UNLOAD_US):
            self._go(events, t, S.UNLOADED, "unloaded")
        elif self._lasted(t, self._in_since, rules.SETTLE_US):
            self._credit, self._wall_since = 0, t
            self._go(events, t, S.HOLDING, "in band for 1 s")
        elif t - self._attempt_since >= rules.LOADING_END_US:
            self._go(events, t, S.PARTIAL, "not in band within 60 s")
        elif t - self._attempt_since >= rules.LOADING_PROMPT_US and not self._prompted:
            self._prompted = True
            events.append(self._event("prompt", "not in band for 20 s"))

    def _in_grace(self, events: list[Event], t: int, dt: int) -> None:
        self._grace_now += dt if dt <= rules.STEP_US else 0  # time that was not measured is never credited
        if self._in_since is None:
            if t - self._exit > self._grace:
                self._go(events, t, S.PAUSED, "out of band for longer than the grace")
        elif self._in_since - self._exit > self._grace:
            self._go(events, t, S.PAUSED, "back in band too late")
        elif t - self._in_since >= rules.REENTRY_US:
            if (self._grace_used + self._grace_now) * rules.GRACE_SHARE > self._goal:
                self._go(events, t, S.PAUSED, "no grace left in this hold")
            else:
                self._grace_used += self._grace_now
                self._credit += self._grace_now
                self._go(events, t, S.HOLDING, "back within the grace")

    def _loaded_too_long(self, events: list[Event], t: int, f: float) -> bool:
        """120 s in one go: ease off; still loaded 10 s later: stop. True when that was this sample's transition."""
        if (
            self._go_since is None
            or t - self._go_since < rules.LIMIT_US
            or f < self.f_off
            or self._inner not in rules.LOADED | rules.ENDED
        ):
            return False
        newly = self._told_since is None
        told = self._told_since = t if self._told_since is None else self._told_since
        if self._inner in rules.LOADED:
            self._go(events, t, S.PARTIAL, "loaded for 120 s in one go")
            return True
        if t - told >= rules.EASE_OFF_US:
            self._go(events, t, S.STOPPED, "still loaded 10 s after the limit of 120 s")
            return True
        if newly:
            events.append(self._event("warning", "loaded for 120 s in one go"))
        return False

    def _enter_over(self, events: list[Event], t: int) -> None:
        self._over_from = self.state
        if self.state in (S.HOLDING, S.GRACE):
            self._over_from = S.PAUSED
        if self.state is S.HOLDING and self._over_since is not None:
            self._credit, self._exit = self._over_credit, self._over_since
        self._go(events, t, S.OVER, "over")

    def _blind(self, events: list[Event], t: int, before_gap: int) -> None:
        self._former = self.state
        if self.state in (S.HOLDING, S.GRACE):
            if self.state is S.HOLDING:
                self._exit = before_gap
            self._former = S.PAUSED
        self._go(events, t, S.UNKNOWN, "no samples for more than 0.5 s")

    def _lose(self, events: list[Event], t: int, why: str) -> None:
        inner = self._inner
        if self._began and inner in rules.IN_HOLD:
            self._after_signal = S.PARTIAL
        else:
            self._after_signal = S.REST if inner in rules.ENDED else S.UNLOADED
        self._valid_run = 1
        self._go(events, t, S.NO_SIGNAL, why)

    def _event(self, kind: str, why: str, **data: Any) -> Event:
        return Event(self._t or 0, kind, credit_s=self.credit_s, why=why, data=data)

    def _go(self, events: list[Event], t: int, after: State, why: str) -> None:
        before, self.state = self.state, after
        self._until = rules.NEVER
        if after in (S.PAUSED, S.LIFTED, S.OVER) and self._strict:
            self._credit = 0
        events.append(Event(t, "state", before, after, self.credit_s, why))
