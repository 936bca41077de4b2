"""Where the parts of the gauge lie."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.apps.window.floor import floor_plan
from pressure_coach.apps.window.layout import Box, Plan, plan

USUAL = [(1280, 800), (1920, 1080), (960, 540), (400, 800), (480, 320), (1280, 300), (900, 900), (320, 640)]


def parts(found: Plan) -> dict[str, Box]:
    return {name: getattr(found, name) for name in ("head", "dial", "word", "sentence", "count", "foot")}


def apart(a: Box, b: Box) -> bool:
    slack = 1e-6
    return a.right <= b.x + slack or b.right <= a.x + slack or a.bottom <= b.y + slack or b.bottom <= a.y + slack


@given(st.integers(240, 4000), st.integers(160, 4000))
def test_parts_lie_within_the_widget_and_never_on_each_other(width: int, height: int) -> None:
    boxes = parts(plan(width, height))
    for name, box in boxes.items():
        assert box.x >= 0, name
        assert box.y >= 0, name
        assert box.right <= width + 1e-6, name
        assert box.bottom <= height + 1e-6, name
    for (one, a), (other, b) in itertools.combinations(boxes.items(), 2):
        assert apart(a, b), f"{one} lies on {other}"


@pytest.mark.parametrize(("width", "height"), USUAL)
def test_the_dial_takes_half_of_the_shorter_side(width: int, height: int) -> None:
    found = plan(width, height)
    assert found.dial.w == found.dial.h
    assert found.dial.w >= 0.5 * min(width, height)


def test_words_stand_beside_the_dial_where_it_is_wide_and_below_where_it_is_tall() -> None:
    assert plan(1280, 800).beside
    assert not plan(400, 800).beside


@pytest.mark.parametrize(("width", "height"), USUAL)
@pytest.mark.parametrize("headed", [False, True])
def test_the_floor_view_keeps_its_parts_within_the_ring_and_apart(width: int, height: int, headed: bool) -> None:
    found = floor_plan(width, height, headed)
    boxes = [found.shape, found.number, found.word]
    for box in boxes:
        assert box.x >= found.ring.x + found.thick / 2
        assert box.right <= found.ring.right - found.thick / 2
        assert box.y >= found.ring.y + found.thick / 2
        assert box.bottom <= found.ring.bottom - found.thick / 2
    assert all(apart(a, b) for a, b in itertools.combinations(boxes, 2))
    if headed:
        assert found.ring.y - found.thick / 2 >= found.head.bottom
