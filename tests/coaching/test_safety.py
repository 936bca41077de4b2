"""Targets and ceilings (coaching.md section 3, "Force")."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pressure_coach import Band, Hold
from pressure_coach.coaching.safety import ceilings, why_refused


def refused(target: float, fraction: float = 0.10, ceiling: float = 350.0, full_scale: float = 0.0) -> str:
    return why_refused(target, Band.around(target, fraction), ceiling, full_scale)


def test_with_the_defaults_targets_from_25_to_297_newtons_are_accepted():
    accepted = [target for target in range(1, 400) if not refused(float(target))]
    assert (accepted[0], accepted[-1]) == (25, 297)
    assert accepted == list(range(25, 298))


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((320.0,), "your ceiling is 350 N"),
        ((200.0, 0.10, 350.0, 240.0), "90 % of the sensor's full scale is 216 N"),
        ((20.0,), "more than 20 % of a target of 20 N"),
        ((200.0, 0.10, 900.0), "outside 100 to 500 N"),
        ((200.0, 0.25), "choose a finer band"),
        ((298.0,), "choose 297 N or less, or a ceiling of 351 N or more"),
        ((290.0, 0.10, 350.0, 300.0), "choose 229 N or less, or a sensor for larger forces"),
        ((4.0,), "(a band is never finer than 5 N); choose a target of 25 N or more"),
    ],
)
def test_the_sentence_says_which_limit(arguments, part):
    assert part in refused(*arguments)


def test_the_personal_ceiling_is_the_smallest_of_the_three():
    assert ceilings(200.0, 350.0).over_n == 250.0
    assert ceilings(290.0, 350.0).over_n == 350.0
    assert ceilings(200.0, 350.0, 250.0).over_n == 225.0
    assert (ceilings(200.0, 350.0).stop_n, ceilings(200.0, 350.0).limit_n) == (300.0, 600.0)


@given(st.floats(10, 400), st.floats(0.02, 0.3), st.floats(100, 500), st.sampled_from([0.0, 150.0, 300.0, 1000.0]))
def test_an_accepted_target_leaves_room_below_over_and_above_contact(target, fraction, ceiling, full_scale):
    if refused(target, fraction, ceiling, full_scale):
        return
    levels = ceilings(target, ceiling, full_scale)
    band = Band.around(target, fraction)
    hold = Hold(target, band, over_n=levels.over_n, stop_n=levels.stop_n, limit_n=levels.limit_n)
    assert band.high < levels.over_n <= levels.stop_n
    assert band.low > hold.f_on


@given(
    st.floats(1, 600),
    st.floats(0.001, 0.3),
    st.floats(100, 500),
    st.sampled_from([0.0, 20.0, 150.0, 300.0, 1000.0]),
    st.sampled_from([0.0, 0.5, 2.0, 30.0]),
    st.sampled_from([0.0, 10.0, 80.0]),
)
@example(298.0, 0.10, 350.0, 0.0, 0.0, 80.0)
@example(24.9, 0.10, 350.0, 0.0, 0.0, 80.0)
def test_whatever_number_a_refusal_advises_is_accepted(target, fraction, ceiling, full_scale, noise_pp, rate_hz):
    def why(target: float, ceiling: float) -> str:
        band = Band.around(target, fraction, noise_pp=noise_pp, rate_hz=rate_hz)
        return why_refused(target, band, ceiling, full_scale)

    said = why(target, ceiling)
    for number in re.findall(r"choose (?:a target of )?(\d+) N or (?:less|more)", said):
        assert why(float(number), ceiling) == ""
    for number in re.findall(r"a ceiling of (\d+) N or more", said):
        assert why(target, float(number)) == ""
    if said and "or a ceiling" not in said:
        assert "choose" in said or "for larger forces" in said


@pytest.mark.parametrize(
    ("arguments", "half", "part"),
    [
        ({}, 20.0, ""),
        ({"fraction": 0.01}, 5.0, "never finer than 5 N"),
        ({"noise_pp": 8.0}, 24.0, "noise"),
        ({"u95": 23.0}, 23.0, "repeatability"),
        ({"rate_hz": 10.0}, 30.0, "under 20 samples"),
        ({"rate_hz": 80.0}, 20.0, ""),
    ],
)
def test_a_band_finer_than_the_sensor_is_widened_and_says_why(arguments, half, part):
    band = Band.around(200.0, **arguments)
    assert band.half == half
    assert part in band.widened
    assert bool(part) == bool(band.widened)
    assert (band.low, band.high) == (200.0 - half, 200.0 + half)
