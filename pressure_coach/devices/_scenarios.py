"""The simulated person: force as a function of time. Pure; the same for the same seed however time is cut.

One cycle: unloaded for 3 s, leaning on, the hold, easing off over 2 s, unloaded for 35 s (the engine wants 30); again.
A scenario is a row of ``SCENARIOS``; its ``ending`` is what the hold engine makes of it with T = target, a band of 10 %
and a goal of 60 s.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pressure_coach.devices._dice import Dice
from pressure_coach.signal.chunk import Floats

SETTLE_S = 3.0
EASE_S = 2.0
REST_S = 35.0

Points = list[tuple[float, float]]  # (s since the lean-on ended, F / T)


def _steady(hold_s: float) -> Points:
    return [(0.0, 1.0), (hold_s, 1.0), (hold_s + EASE_S, 0.0)]


def _unload(hold_s: float) -> Points:
    at = min(25.0, hold_s / 3)
    end = max(hold_s, at + 7.5)
    return [(0.0, 1.0), (at, 1.0), (at + 1.0, 0.0), (at + 5.0, 0.0), (at + 7.0, 1.0), (end, 1.0), (end + EASE_S, 0.0)]


def _above(r: float) -> Callable[[float], Points]:
    def points(hold_s: float) -> Points:
        at = _trouble_s(hold_s)
        return [(0.0, 1.0), (at, 1.0), (at + 1.5, r), (at + 6.5, r), (at + 6.5 + EASE_S, 0.0)]

    return points


def _come_off(hold_s: float) -> Points:
    at = _trouble_s(hold_s)
    return [(0.0, 1.0), (at + 3.0, 1.0), (at + 4.5, 0.0)]


def _trouble_s(hold_s: float) -> float:
    return min(20.0, hold_s / 2)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a simulated person does, and what goes wrong meanwhile."""

    help: str
    ending: str  # DONE, PARTIAL or STOPPED; "" when it is up to the keys
    points: Callable[[float], Points] = _steady
    lean_s: float = 5.0
    wobble: float = 0.023  # CV of the person's own unsteadiness; 5 % and less counts as steady (coaching.md section 6)
    breath: float = 0.0  # amplitude at 0.1 Hz, fraction of the load
    fade_s: float = 0.0  # time constant with which pain, and so the force, fades between corrections
    drift: float = 0.0  # how far the zero wanders while the cell warms, fraction of T; under F_off (3 % of T) by intent
    spikes: tuple[float, float] = (0.0, 0.0)  # least and most share of readings that are 2^n - 1
    gaps: bool = False
    silent_s: float = 0.0  # the link is lost for so long
    top: float = 0.0  # the converter ends at this multiple of T; 0: far above


SCENARIOS = {
    "good": Scenario("a good hold, with a human wobble; ends DONE", "DONE"),
    "piriformis": Scenario(
        "as good, leaning on more slowly and breathing deeper; ends DONE",
        "DONE",
        lean_s=6.0,
        wobble=0.026,
        breath=0.012,
    ),
    "slack": Scenario(
        "pain fades, the force sags out of the band, pauses, and is corrected; ends DONE",
        "DONE",
        wobble=0.008,
        fade_s=130.0,
    ),
    "breathing": Scenario("the force follows the breath, 4 % at 0.1 Hz; ends DONE", "DONE", wobble=0.015, breath=0.04),
    "drift": Scenario("the zero drifts by 2.5 % of the target as the cell warms; ends DONE", "DONE", drift=0.025),
    "spikes": Scenario("1 to 5 % of the readings are 2^n - 1; ends DONE", "DONE", spikes=(0.01, 0.05)),
    "gaps": Scenario("stretches of 0.3 to 2 s are missing; ends DONE", "DONE", gaps=True),
    "saturation": Scenario(
        "the load runs into the top of the converter for 5 s; ends PARTIAL", "PARTIAL", points=_above(1.3), top=1.2
    ),
    "over": Scenario("1.35 times the target for 5 s, then off; ends STOPPED", "STOPPED", points=_above(1.35)),
    "unload": Scenario("lifts off in the middle for 4 s and comes back; ends DONE", "DONE", points=_unload),
    "lost": Scenario(
        "the link is lost for 5 s, the person comes off; ends PARTIAL", "PARTIAL", points=_come_off, silent_s=5.0
    ),
    "manual": Scenario("follows the arrow keys: up and down 5 N, right and left 1 N", "", wobble=0.0),
}

GAPS_S = (0.3, 0.6, 1.0, 1.4, 2.0)
_GAP_EVERY_S = 15.0
_PULL_S = 1.2  # a correction takes so long
_FADE_EVERY_S = 28.2
_FADE_FROM = 1.05  # one corrects a little too far

# Unsteadiness: slow wandering whose power falls as 1/f, and small corrections at about 1 Hz.
_SLOW_HZ = np.geomspace(0.04, 0.7, 8)
_QUICK_HZ = np.array([0.83, 1.02, 1.27])
_QUICK_SHARE = 0.12  # of the variance


class Person:
    """One simulated person. Times are s since the device's first sample, shape (n,); forces are N, shape (n,)."""

    def __init__(self, scenario: Scenario, target: float, hold_s: float, dice: Dice) -> None:
        self._scenario, self._target, self._hold, self._seed = scenario, target, hold_s, dice.one(0)
        loaded = SETTLE_S + scenario.lean_s
        points = [(0.0, 0.0), (SETTLE_S, 0.0), *((loaded + t, r) for t, r in scenario.points(hold_s))]
        self._loaded = loaded  # the lean-on ends here
        self._xs, self._ys = np.array([p[0] for p in points]), np.array([p[1] for p in points])
        self.cycle_s: float = points[-1][0] + REST_S
        self._hz = np.concatenate([_SLOW_HZ, _QUICK_HZ])
        # The same power for equal steps of log f is 1/f.
        power = np.concatenate([np.full(8, (1 - _QUICK_SHARE) / 8), np.full(3, _QUICK_SHARE / 3)])
        # Each a little off its frequency, so that two seeds differ and no two cycles are alike.
        self._hz = self._hz * (0.9 + 0.2 * dice.uniform(1, np.arange(11)))
        self._phase = 2 * np.pi * dice.uniform(2, np.arange(11))
        self._size = scenario.wobble * np.sqrt(2 * power)

    def force(self, t: Floats) -> Floats:
        """What the person really presses."""
        cycle_t = np.mod(t, self.cycle_s)
        sway = np.zeros_like(t)
        for hz, phase, size in zip(self._hz, self._phase, self._size, strict=True):
            sway += size * np.sin(2 * np.pi * hz * t + phase)
        if self._scenario.breath:
            sway += self._scenario.breath * np.sin(2 * np.pi * 0.1 * t)
        r = _smooth(self._xs, self._ys, cycle_t) * (1.0 + sway)
        if self._scenario.fade_s:
            r *= self._fade(cycle_t - self._loaded)
        return self._target * r

    def zero(self, t: Floats) -> Floats:
        """What the sensor shows with no load on it."""
        return self._target * self._scenario.drift * (1.0 - np.exp(-t / 60.0))

    def spike_share(self, t: Floats) -> Floats:
        """The share of readings that are spikes; rises and falls within half a minute."""
        least, most = self._scenario.spikes
        return least + (most - least) * (0.5 - 0.5 * np.cos(2 * np.pi * t / 30.0))

    def missing(self, t: Floats) -> NDArray[np.bool_]:
        """Where samples get lost on their way."""
        hold_t, every = np.mod(t, self.cycle_s) - self._loaded, min(_GAP_EVERY_S, self._hold)
        which = np.floor(hold_t / every).astype(np.int64)
        # The lengths take turns, beginning anywhere: so every hold of the default length loses the same, with any seed.
        turn = which + np.floor(t / self.cycle_s).astype(np.int64) * 2 + self._seed % len(GAPS_S)
        into = hold_t - which * every - every / 2
        inside = (into >= 0) & (into < np.array(GAPS_S)[turn % len(GAPS_S)])
        return inside & (hold_t >= 0) & (hold_t < self._hold) & self._scenario.gaps

    def silent(self, t: Floats) -> NDArray[np.bool_]:
        """Where the link is lost."""
        into = np.mod(t, self.cycle_s) - self._loaded - _trouble_s(self._hold)
        return (into >= 0) & (into < self._scenario.silent_s)

    def _fade(self, hold_t: Floats) -> Floats:
        s = np.mod(np.maximum(hold_t, 0.0), _FADE_EVERY_S)
        fading = _FADE_FROM * np.exp(-np.minimum(s, _FADE_EVERY_S - _PULL_S) / self._scenario.fade_s)
        u = np.clip((s - _FADE_EVERY_S + _PULL_S) / _PULL_S, 0.0, 1.0)
        return fading + (_FADE_FROM - fading) * u * u * (3 - 2 * u)


def _smooth(xs: Floats, ys: Floats, x: Floats) -> Floats:
    """Through the points, with no corner: a limb does not jerk. Level before the first and after the last."""
    i = np.clip(np.searchsorted(xs, x, side="right") - 1, 0, len(xs) - 2)
    u = np.clip((x - xs[i]) / (xs[i + 1] - xs[i]), 0.0, 1.0)
    return ys[i] + (ys[i + 1] - ys[i]) * u * u * (3 - 2 * u)
