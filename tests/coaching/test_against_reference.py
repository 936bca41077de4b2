"""The hold engine and the figures against a second, slow reading of coaching.md sections 5 and 6."""

import math
import os
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from pressure_coach import Hold
from pressure_coach.coaching.coach import Coach, Settings
from pressure_coach.coaching.events import Event
from pressure_coach.signal.chunk import Act, Chunk
from tests.coaching.beginnings import BEGINNINGS, NEXT
from tests.coaching.reference_hold import ReferenceHold
from tests.coaching.reference_metrics import Seen, figures
from tests.coaching.walks import SETTINGS, Item, Walk, walks

# Forty walks, always the same; EXAMPLES=20000 looks for new ones.
MANY = os.environ.get("EXAMPLES")
QUICK = settings(max_examples=int(MANY or 40), deadline=None, derandomize=not MANY)


def reference(walk: Walk) -> ReferenceHold:
    settings = dict(walk.settings)
    return ReferenceHold(half_n=settings["target"] * settings.pop("band"), **settings)


def changes(events: list[Event]) -> list[tuple[int, str, str, float | None]]:
    return [(e.t_us, str(e.before), str(e.after), e.credit_s) for e in events if e.event == "state"]


def compare(hold: Hold, slow: ReferenceHold, walk: Walk) -> None:
    """Sample by sample: changes of state with their times and credits, and the credit itself."""
    for item in walk.items():
        told = len(slow.changes)
        if isinstance(item, str):
            events = getattr(hold, item)()
            slow.act(item)
        else:
            events = hold.feed_us([item[0]], [item[1]])
            slow.feed(*item)
        expected = [(t, before, after, credit / 1e6) for t, before, after, credit in slow.changes[told:]]
        assert changes(events) == expected, item
        assert hold.credit_s == min(slow.credit, slow.goal) / 1e6, item


@QUICK
@given(walks())
def test_every_sample_leads_to_what_the_page_says(walk: Walk) -> None:
    compare(Hold(**walk.settings), reference(walk), walk)


@pytest.mark.parametrize("name", BEGINNINGS)
def test_from_every_state_every_level_gap_and_key_lead_to_what_the_page_says(name: str) -> None:
    begun = Walk(SETTINGS, 50_000, 0, 0, False, BEGINNINGS[name])
    hold, slow = Hold(**SETTINGS), reference(begun)
    compare(hold, slow, begun)
    for piece in NEXT:
        pieces = [piece, ("flat", 0.6, "target", 0), ("flat", 0.6, "nothing", 0)]
        compare(deepcopy(hold), deepcopy(slow), replace(begun, pieces=pieces, start_us=slow.past.now))


def portions(walk: Walk) -> Iterator[list[Item]]:
    """The walk in pieces of any length; an act stands alone."""
    dice, part = random.Random(walk.seed), list[Item]()
    for item in walk.items():
        if part and (isinstance(item, str) or dice.random() < 0.02):
            yield part
            part = []
        if isinstance(item, str):
            yield [item]
        else:
            part.append(item)
    if part:
        yield part


@QUICK
@given(walks())
def test_cutting_the_stream_changes_nothing(walk: Walk) -> None:
    one_by_one, cut = Hold(**walk.settings), Hold(**walk.settings)
    for part in portions(walk):
        if isinstance(part[0], str):
            assert getattr(cut, part[0])() == getattr(one_by_one, part[0])()
            continue
        expected = [event for t, f in part for event in one_by_one.feed_us([t], [f])]
        assert cut.feed_us([t for t, _ in part], [f for _, f in part]) == expected


class Attempts:
    """Steps the reference, and works out the figures of each attempt that ends."""

    def __init__(self, walk: Walk) -> None:
        self.hold = reference(walk)
        self.seen: list[Seen] = []
        self.start: int | None = None  # of the attempt under way
        self.ended: list[dict[str, Any]] = []

    def take(self, item: Item) -> None:
        told = len(self.hold.changes)
        if isinstance(item, str):
            self.hold.act(item)
        else:
            known = len(self.hold.credits)
            self.hold.feed(*item)
            if len(self.hold.credits) > known:
                self.seen.append(Seen(*item, measured(item[1]), self.hold.state))
        for _, before, after, credit in self.hold.changes[told:]:
            if (before, after) == ("UNLOADED", "LOADING"):
                self.start = next(i for i, s in enumerate(self.seen) if s.t == self.hold.contact_at)
            elif self.start is not None and after in {"DONE", "PARTIAL", "STOPPED"}:
                target, half = self.hold.target, self.hold.half
                found = figures(self.seen[self.start :], target, half, self.hold.over_n)
                self.ended.append({"outcome": after, "credited_s": credit / 1e6, **found})
                self.start = None
            elif after in {"UNLOADED", "REST"}:
                self.start = None


def measured(force: float) -> float:
    """Before the median: anything else, as long as both sides take the same."""
    return 1.01 * force


def chunk(part: list[Item]) -> Chunk:
    t, force = np.array([t for t, _ in part], dtype=np.int64), np.array([f for _, f in part])
    return Chunk(0, t, force[:, None], force, measured(force), force, np.isfinite(force), force[:, None])


@QUICK
@given(walks(wild=False))
def test_the_figures_of_every_hold_are_those_of_the_page(walk: Walk) -> None:
    s = walk.settings
    coach = Coach(Settings(s["target"], s["band"], s["goal_s"], None, s["grace_s"], s["strict"], s["rest_s"]))
    slow = Attempts(walk)
    for part in portions(walk):
        coach.act(Act(part[0])) if isinstance(part[0], str) else coach.feed(chunk(part))
        for item in part:
            slow.take(item)
    assert len(coach.holds) == len(slow.ended)
    for found, expected in zip(coach.holds, slow.ended, strict=True):
        assert {name: (found[name], value) for name, value in expected.items() if not same(found[name], value)} == {}


def same(found: Any, expected: Any) -> bool:
    if isinstance(found, float) and isinstance(expected, float):
        return math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6)
    return found == expected
