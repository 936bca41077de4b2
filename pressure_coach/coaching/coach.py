"""Chunks and acts in, events out: the one entry to this folder. Events are a function of samples, acts and settings."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pressure_coach.coaching import safety
from pressure_coach.coaching.attempts import Attempts
from pressure_coach.coaching.band import Band
from pressure_coach.coaching.events import Event, State
from pressure_coach.coaching.hold import Hold
from pressure_coach.coaching.limits import value
from pressure_coach.coaching.pace import Pace
from pressure_coach.signal.chunk import Act, Chunk, Floats, Micros

S = State
BETWEEN = frozenset({S.UNLOADED, S.LOADING})  # where the band of the next hold may still change


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose. ``ceiling_n`` None: no ceilings but 1.25 T and 1.5 T (scripts, imported files)."""

    target: float | None = None  # N
    band: float = 0.10  # of T
    goal_s: float = 60.0
    ceiling_n: float | None = None
    grace_s: float = 1.0
    strict: bool = False
    rest_s: float = 30.0


class Coach:
    """Judges one person's session.

    ``unit`` is what the chain gives; "counts" means that nothing is calibrated: then a level taken by key is 100 %.
    ``rate_hz`` nominal, 0 when unknown; ``full_scale`` and ``u95`` of the calibration, 0 when unknown.
    """

    def __init__(
        self, settings: Settings, unit: str = "N", rate_hz: float = 0.0, full_scale: float = 0.0, u95: float = 0.0
    ) -> None:
        self.settings = settings
        self.unit = unit
        self.scale = 1.0  # judged force -> what the hold sees; 100 / level when nothing is calibrated
        self.hold: Hold | None = None
        self.samples = 0
        self.lost = 0
        self._pace = Pace(rate_hz)
        self._full_scale = full_scale
        self._attempts = Attempts(self._unit, u95)
        self._sigma: float | None = None  # noise as the chain measures it
        self._t = 0
        self._valid_run = 0
        self._above_limit = False
        if settings.target is not None:
            self._set_target(settings.target, settings.band)

    # What views read

    @property
    def state(self) -> State:
        """Of the hold; without a target only whether there is a signal."""
        if self.hold is not None:
            return self.hold.state
        return S.UNLOADED if self._valid_run >= 3 else S.NO_SIGNAL

    @property
    def credit_s(self) -> float:
        """Credited seconds of the present or last hold."""
        return self.hold.credit_s if self.hold else 0.0

    @property
    def in_hold(self) -> bool:
        """An attempt is under way: no zero, no new target now."""
        return self._attempts.under_way and self.state is not S.LOADING

    @property
    def holds(self) -> list[dict[str, Any]]:
        """The figures of the attempts that have ended."""
        return self._attempts.holds

    # What happens

    def feed(self, chunk: Chunk) -> list[Event]:
        """Judge one chunk."""
        self.samples += len(chunk)
        self.lost += chunk.lost
        t, force, measured = chunk.t_us, chunk.judged, chunk.measured
        if not chunk.valid.all():
            t, force, measured = t[chunk.valid], force[chunk.valid], measured[chunk.valid]
        events: list[Event] = []
        self._pace.hear(chunk.notes)
        if len(t) and self._pace.idle:
            events = self._judge(t, force, measured)
        elif len(t):
            start = 0
            while start < len(t):
                events += self._keep_pace(int(t[start]))
                part = slice(start, self._pace.until(t, start))
                events += self._judge(t[part], force[part], measured[part])
                start = part.stop
        if len(chunk):
            self._t = int(chunk.t_us[-1])
        for note in chunk.notes:
            events.append(Event(note.t_us, "signal", why=note.text, data={"kind": note.kind}))
        if chunk.notes:
            events.sort(key=lambda event: event.t_us)
        return events

    def act(self, act: Act) -> list[Event]:
        """Something happened that is not a sample. Kinds that are not the coach's lead to no event."""
        hold, data = self.hold, dict(act.data)
        match act.kind:
            case "target":
                return self._take_target(data)
            case "mark" | "rating":
                return [Event(self._t, act.kind, data=data)]
            case "link_lost" | "link_back":
                return [Event(self._t, "link", why=str(data.get("why", "")), data={"link": act.kind == "link_back"})]
            case _ if hold is None:
                return []
            case "pause":
                return self._follow(hold.pause(), by_act=True)
            case "resume":
                return self._follow(hold.resume(), by_act=True)
            case "stop":
                return self._follow(hold.stop(str(data.get("why", "stop key"))), by_act=True)
            case "acknowledge":
                return self._follow(hold.acknowledge(), by_act=True)
            case "signal_lost":
                return self._follow(hold.signal_lost(str(data.get("why", "nothing was heard for 3 s"))), by_act=True)
        return []

    def event(self, kind: str, why: str, **data: Any) -> Event:
        """An event of the present moment, for what happens beside the hold."""
        return Event(self._t, kind, why=why, data=data)

    def set_noise(self, sigma: float | None) -> None:
        """The sensor's noise became known (by a zero): contact level and band follow it, between holds."""
        self._sigma = sigma
        if self.hold is not None and not self.in_hold:
            self.hold.noise_n = self._noise
            band = self._band(self.hold.target, self.settings.band)
            if band.half < self.hold.target:
                self.hold.retarget(self.hold.target, band, **self._levels(self.hold.target))

    def summary(self, bad_frames: int, simulated: bool) -> dict[str, Any]:
        """What ``--json`` prints last; a hold under way is listed as UNFINISHED."""
        ended = self.holds[-1] if self.holds else None
        holds = list(self.holds)
        if self._attempts.under_way and self.hold is not None:
            holds.append(self._attempts.figures(self.hold, "UNFINISHED", self._t, self.credit_s))
        return {
            "event": "summary",
            "state": ended["outcome"] if ended else str(self.state),
            "credit_s": ended["credited_s"] if ended else self.credit_s,
            "unit": self._unit,
            "holds": holds,
            "samples": self.samples,
            "lost_frames": self.lost,
            "bad_frames": bad_frames,
            "simulated": simulated,
        }

    # How

    def _judge(self, t: Micros, force: Floats, measured: Floats) -> list[Event]:
        """Valid samples, one or more."""
        self._t = int(t[-1])
        self._valid_run += len(t)
        if self.scale != 1.0:
            force, measured = force * self.scale, measured * self.scale
        self._attempts.add(t, force, measured)
        events: list[Event] = []
        if self.hold is not None:
            events = self._follow(self.hold.feed_us(t.tolist(), force.tolist()))
        elif self.settings.ceiling_n is not None:
            events = self._watch_limit(t, force)
        self._attempts.forget(self._t)
        return events

    def _keep_pace(self, t_us: int) -> list[Event]:
        """Before the sample at ``t_us``: a measured rate widens the band, or refuses holds, or allows them again."""
        rate, hold, events = self._pace.awaited(t_us), self.hold, list[Event]()
        if rate is None:
            return events
        if hold is not None and self.in_hold and rate < value("refused_hz"):
            events = self._follow(hold.give_up("too few samples a second"), by_act=True)
        if (
            hold is not None
            and self.state not in BETWEEN
            and (self.state is not S.NO_SIGNAL or self._attempts.under_way)
        ):
            band = self._band(hold.target, self.settings.band, rate)
            if not (self.in_hold and band.half > hold.band.half):
                self._pace.wait(t_us)  # until this hold, its rest or a stop is over
                return events
            self._pace.accept()
            hold.widen(band)
            return [self._told_target(t_us)]
        self._pace.accept()
        target = self.settings.target
        if target is None:
            return events
        try:
            self._set_target(target, self.settings.band)
        except ValueError as error:
            self.hold = None
            self._attempts.drop()
            return [*events, Event(t_us, "refused", why=str(error))]
        return [*events, self._told_target(t_us)]

    @property
    def _unit(self) -> str:
        """Of the levels that the hold sees: "%" of a level taken by key when nothing is calibrated."""
        return "%" if self.unit == "counts" else self.unit

    @property
    def _noise(self) -> float | None:
        """Sigma on the scale of the hold; None when it was never measured."""
        return None if self._sigma is None else self._sigma * self.scale

    def _band(self, target: float, fraction: float, rate_hz: float | None = None) -> Band:
        noise_pp = 6.6 * (self._noise or 0.0)  # peak-to-peak of white noise: 6.6 sigma
        floor = value("half_band_min_n") if self.unit == "N" and self.settings.ceiling_n is not None else 0.0
        return Band.around(target, fraction, noise_pp=noise_pp, floor=floor, rate_hz=rate_hz or self._pace.rate_hz)

    def _set_target(self, target: float, fraction: float) -> None:
        """Raises ValueError with the sentence that says which limit refuses it, TooSlow when the rate does."""
        band = self._band(target, fraction)
        if self.settings.ceiling_n is not None and self.unit == "N":
            why = safety.why_refused(target, band, self.settings.ceiling_n, self._full_scale)
            if why:
                raise ValueError(why)
        if band.half >= target:
            raise ValueError(f"the band would reach down to nothing: {band.widened}; zero again, or check the wiring.")
        self._pace.check()
        if self.hold is None:
            self.hold = Hold(
                target,
                band,
                self.settings.goal_s,
                noise_n=self._noise,
                grace_s=self.settings.grace_s,
                strict=self.settings.strict,
                rest_s=self.settings.rest_s,
                floor_n=value("contact_n") if self.unit == "N" else 0.0,
                **self._levels(target),
            )
        else:
            self.hold.retarget(target, band, **self._levels(target))
        self.settings = replace(self.settings, target=target, band=fraction)

    def _levels(self, target: float) -> dict[str, float]:
        if self.settings.ceiling_n is None or self.unit != "N":
            return {}
        levels = safety.ceilings(target, self.settings.ceiling_n, self._full_scale)
        return {"over_n": levels.over_n, "stop_n": levels.stop_n, "limit_n": levels.limit_n}

    def _take_target(self, data: dict[str, Any]) -> list[Event]:
        wanted, fraction = data.get("target"), float(data.get("band", self.settings.band))
        if self.in_hold:
            return [Event(self._t, "refused", why="a hold is under way; come off before you take a new target")]
        before = self.scale
        if wanted is None:
            level = self._attempts.level(self._t)
            if level is None or level <= 0:
                return [Event(self._t, "refused", why="no steady signal of the last second to take a target from")]
            wanted = level
            if self.unit == "counts":
                self.scale, wanted = before * 100.0 / level, 100.0
        try:
            self._set_target(float(wanted), fraction)
        except ValueError as error:
            self.scale = before
            return [Event(self._t, "refused", why=str(error))]
        if self.scale != before:
            self._attempts.clear()  # what was kept so far is on the old scale
        return [self._told_target(self._t)]

    def _told_target(self, t_us: int) -> Event:
        assert self.hold is not None
        shown = {"target_n": self.hold.target, "half_band_n": self.hold.band.half, "unit": self._unit}
        return Event(t_us, "target", why=self.hold.band.widened, data=shown)

    def _watch_limit(self, t: Micros, force: Floats) -> list[Event]:
        """Without a target only the hard ceiling is left to watch."""
        if self.unit != "N":
            return []
        above = force > value("hard_ceiling_n")
        edges = np.flatnonzero(above & ~np.concatenate(([self._above_limit], above[:-1])))
        self._above_limit = bool(above[-1])
        return [Event(int(t[i]), "warning", why="above 600 N: come off slowly") for i in edges]

    def _follow(self, events: list[Event], by_act: bool = False) -> list[Event]:
        assert self.hold is not None
        return self._attempts.follow(self.hold, events, by_act)
