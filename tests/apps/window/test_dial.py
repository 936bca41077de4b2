"""The geometry of the dial."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.apps.gauge import FULL_SCALE
from pressure_coach.apps.window import dial

SHARES = st.floats(0.0, 1.0)
FORCES = st.floats(0.0, 5.0)


def test_the_target_stands_straight_up_and_the_scale_ends_at_seven_and_at_three() -> None:
    assert dial.needle_angle(1.0) == pytest.approx(90.0)
    assert dial.needle_angle(0.0) == pytest.approx(240.0)
    assert dial.needle_angle(FULL_SCALE) == pytest.approx(0.0)


@pytest.mark.parametrize("r", [math.nan, -1.0, -math.inf])
def test_what_is_no_force_stands_at_the_beginning(r: float) -> None:
    assert dial.needle_angle(r) == dial.START


@given(FORCES, FORCES)
def test_more_force_never_turns_the_needle_back(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert dial.needle_angle(low) >= dial.needle_angle(high) >= dial.START - dial.SWEEP


@given(st.floats(0.2, 1.4), st.floats(0.0, 0.15))
def test_the_pointer_is_as_wide_as_the_uncertainty(r: float, u95_r: float) -> None:
    first, last = dial.pointer_span(r, u95_r)
    assert (first + last) / 2 == pytest.approx(dial.needle_angle(r))
    assert first - last == pytest.approx(max(dial.THINNEST, 2 * u95_r * dial.SWEEP / FULL_SCALE))


def test_the_pointer_stays_within_the_scale() -> None:
    assert dial.pointer_span(0.0, 0.3)[0] == dial.START
    assert dial.pointer_span(9.0, 0.3)[1] == dial.START - dial.SWEEP


def test_the_ring_is_a_full_circle_at_the_goal_and_never_more() -> None:
    found = [dial.ring_degrees(share) for share in (0.0, 0.5, 1.0, 1.7, -1.0, math.nan)]
    assert found == [0.0, 180.0, 360.0, 360.0, 0.0, 0.0]


def test_radii_leave_room_between_ring_scale_and_number() -> None:
    assert dial.ROOM < dial.WAY - dial.WAY_HALF
    assert dial.BAND[0] >= dial.WAY + dial.WAY_HALF
    assert dial.NEEDLE[0] < dial.BAND[0] < dial.SCALE[0] < dial.SCALE[1] < dial.BAND[1] < dial.NEEDLE[1] < dial.RING[0]


@pytest.mark.parametrize(("r", "arrow", "goal"), [(0.3, 1, 0.9), (1.5, -1, 1.1), (0.95, -1, 0.0)])
def test_the_arrow_leads_from_the_pointer_to_where_to_go(r: float, arrow: int, goal: float) -> None:
    found = dial.way(r, 0.9, 1.1, arrow)
    assert found is not None
    start, end = found
    assert end == pytest.approx(dial.needle_angle(goal))
    assert (start > end) == (arrow > 0)
    assert abs(start - dial.needle_angle(r)) > dial.THINNEST / 2  # it does not lie under the pointer


@pytest.mark.parametrize(("r", "arrow"), [(1.0, 0), (1.0, 1), (0.89, 1), (0.0, -1)])
def test_there_is_no_arrow_where_there_is_no_way(r: float, arrow: int) -> None:
    assert dial.way(r, 0.9, 1.1, arrow) is None


@given(st.floats(-200, 240), st.floats(0, 240), st.tuples(st.floats(0.1, 0.5), st.floats(0.5, 1.0)), SHARES, SHARES)
def test_bounds_hold_every_point_of_a_piece(
    first: float, width: float, radii: tuple[float, float], along: float, across: float
) -> None:
    left, top, right, bottom = dial.bounds((first, first - width), radii)
    x, y = dial.at(first - along * width, radii[0] + across * (radii[1] - radii[0]))
    assert left - 1e-9 <= x <= right + 1e-9
    assert top - 1e-9 <= y <= bottom + 1e-9


def length(points: list[tuple[float, float]]) -> float:
    return sum(map(math.dist, points, points[1:]))


@given(SHARES, SHARES)
def test_the_frame_is_filled_in_proportion(a: float, b: float) -> None:
    start, end = sorted((a, b))
    whole = length(dial.frame(300.0, 200.0, 30.0, 1.0))
    assert whole == pytest.approx(1000 - 8 * 30 + 2 * math.pi * 30, rel=0.01)
    assert length(dial.frame(300.0, 200.0, 30.0, end, start)) == pytest.approx((end - start) * whole, abs=1e-6)


def test_the_frame_runs_clockwise_from_the_middle_of_its_top() -> None:
    assert dial.frame(300.0, 200.0, 30.0, 0.0) == []
    quarter = dial.frame(300.0, 200.0, 30.0, 0.25)
    assert quarter[0] == (150.0, 0.0)
    assert quarter[-1][0] == pytest.approx(300.0)
    assert all(0 <= x <= 300 and 0 <= y <= 200 for x, y in dial.frame(300.0, 200.0, 30.0, 1.0))
