"""Walks that hypothesis makes up: what a person, a sensor and a clock may do, where a rule changes its mind."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

S = 1_000_000
MOST = 1300  # samples of one piece: a walk that lasts minutes is a slow one

Item = tuple[int, float] | str  # a sample (t_us, N), or an act

SECONDS = (0.0125, 0.1, 0.25, 0.3, 0.4, 0.5, 0.6, 0.95, 1.0, 1.3, 2.0, 2.5, 2.9, 3.0, 3.1, 4.0, 6.0, 10.0, 11.0)
LONG = (20.0, 31.0, 60.0, 95.0, 121.0)
GAPS = (0.2, 0.25, 0.2500001, 0.3, 0.5, 0.500001, 0.7, 1.2, 2.0, 2.9, 3.0, 3.000001, 5.0, 12.0, 130.0)
ALL_ACTS = ("pause", "resume", "stop", "acknowledge", "signal_lost")
ACTS = ("pause", "pause", "resume", "acknowledge", "stop")


@dataclass(frozen=True)
class Walk:
    """``settings`` are arguments of Hold; ``pieces`` say what happens, one after the other."""

    settings: dict[str, Any]
    period_us: int
    jitter_us: int
    seed: int
    begun: bool  # the walk starts with what leads to HOLDING
    pieces: list[tuple[Any, ...]] = field(default_factory=list)
    start_us: int = 0

    def levels(self) -> dict[str, float]:
        """Forces at which something changes, by name."""
        s = self.settings
        target = s["target"]
        half = s["band"] * target
        on = max(5.0, 0.05 * target, 6 * (s["noise_n"] or 0.0))
        over, stop = s["over_n"] or 1.25 * target, s["stop_n"] or 1.5 * target
        return {
            "nothing": 0.0,
            "off": 0.6 * on,
            "on": on,
            "light": 0.5 * target,
            "low out": target - half - 0.025 * target,
            "low": target - half,
            "target": target,
            "near": target + 0.7 * half,
            "high": target + half,
            "high out": target + half + 0.025 * target,
            "eased": max(1.125 * target, target + half),
            "over": over,
            "above over": 1.01 * over,
            "stop": stop,
            "above stop": 1.01 * stop,
            "above limit": 1.01 * (s["limit_n"] or 3 * target),
        }

    def items(self) -> Iterator[Item]:
        """Samples and acts in their order."""
        dice = random.Random(self.seed)
        levels, target = self.levels(), self.settings["target"]
        t = self.start_us
        pieces = [("flat", 0.2, "nothing", 0), ("flat", 1.5, "target", 0)] if self.begun else []
        for kind, *rest in (*pieces, *self.pieces):
            if kind == "gap":
                t += round(rest[0] * S) - self.period_us
            elif kind == "act":
                yield rest[0]
            elif kind == "fresh":  # whatever has happened: a new hold, or the next one
                for seconds, force in ((11.0, 0.0), (0.0, "acknowledge"), (0.0, "resume"), (1.5, target)):
                    if isinstance(force, str):
                        yield force
                        continue
                    for _ in range(round(seconds * S / self.period_us)):
                        t += self.period_us
                        yield t, force
            elif kind == "bad":
                yield t + self.period_us, rest[0]
            elif kind == "again":
                yield t, levels[rest[0]]
            elif kind == "older":  # some that go backwards; ten in a row are a new clock
                n, back_s, level = rest
                start = max(0, t - round(back_s * S))
                for i in range(n):
                    yield start + i * self.period_us, levels[level]
                if n >= 10:
                    t = start + (n - 1) * self.period_us
            else:
                seconds, first, *more = rest
                n = min(MOST, max(1, round(seconds * S / self.period_us)))
                for i in range(n):
                    t += max(1, self.period_us + dice.randint(-self.jitter_us, self.jitter_us))
                    if kind == "flat":
                        nudge = more[0]  # one step of a float below, at, or above the level
                        yield t, levels[first] if not nudge else math.nextafter(levels[first], nudge * math.inf)
                    elif kind == "ramp":
                        yield t, levels[first] + (levels[more[0]] - levels[first]) * i / n
                    else:
                        yield t, dice.gauss(levels[first], more[0] * target)


SETTINGS = {
    "target": 200.0,
    "band": 0.10,
    "goal_s": 5.0,
    "over_n": None,
    "stop_n": None,
    "limit_n": 600.0,
    "noise_n": None,
    "grace_s": 1.0,
    "strict": False,
    "rest_s": 2.0,
}
LEVELS = tuple(Walk(SETTINGS, 1, 0, 0, False).levels())
LEVEL = st.one_of(st.sampled_from(("nothing", "target", "near", "light", "above over")), st.sampled_from(LEVELS))
LASTS = st.one_of(st.sampled_from(SECONDS), st.sampled_from(SECONDS), st.sampled_from(LONG))
NUDGE = st.sampled_from((0, 0, -1, 1))
PIECE = st.one_of(
    st.tuples(st.just("flat"), LASTS, LEVEL, NUDGE),
    st.tuples(st.just("flat"), LASTS, LEVEL, NUDGE),
    st.tuples(st.just("flat"), st.sampled_from(SECONDS), LEVEL, NUDGE),
    st.tuples(st.just("fresh")),
    st.tuples(st.just("ramp"), st.sampled_from(SECONDS), LEVEL, LEVEL),
    st.tuples(st.just("noise"), LASTS, LEVEL, st.sampled_from((0.01, 0.05, 0.2))),
    st.tuples(st.just("gap"), st.sampled_from(GAPS)),
    st.tuples(st.just("act"), st.sampled_from(ACTS)),
    st.one_of(
        st.tuples(st.just("bad"), st.sampled_from((math.nan, math.inf, -math.inf))),
        st.tuples(st.just("again"), LEVEL),
        st.tuples(st.just("older"), st.just(1), st.sampled_from((0.05, 1.0, 20.0)), LEVEL),
    ),
)
LOST = st.just(("act", "signal_lost"))
OLDER = st.tuples(st.just("older"), st.sampled_from((3, 9, 10, 12)), st.sampled_from((0.05, 1.0, 20.0)), LEVEL)


@st.composite
def walks(draw: st.DrawFn, wild: bool = True) -> Walk:
    """Walks of all kinds; tame ones have the ceilings that follow from the target, one clock and one link."""
    target = draw(st.sampled_from((200.0, 33.3, 297.0)))
    pick = lambda *options: draw(st.sampled_from(options))  # noqa: E731
    factor = lambda x: x * target if x and wild else None  # noqa: E731
    settings = {
        "target": target,
        "band": pick(0.10, 0.05, 0.15, 0.24, 0.30),
        "goal_s": pick(5.0, 2.0, 3.00001, 30.0, 60.0),
        "over_n": factor(pick(None, None, 1.1, 1.2)),
        "stop_n": factor(pick(None, None, 1.3)),
        "limit_n": factor(pick(None, 2.0)),
        "noise_n": pick(None, 0.0, 3.0) if wild else None,
        "grace_s": pick(1.0, 1.0, 0.0, 0.5, 3.0),
        "strict": pick(False, False, True),
        "rest_s": pick(2.0, 2.0, 30.0),
    }
    period = pick(12_500, 50_000, 100_000, 10_000, 20_000, 62_500, 83_333, 99_999)
    return Walk(
        settings,
        period,
        pick(0, 0, period // 3),
        draw(st.integers(0, 9)),
        draw(st.booleans()),
        draw(st.lists(st.one_of(PIECE, LOST, OLDER) if wild else PIECE, min_size=1, max_size=12)),
    )
