"""What a view means: word, shape, columns."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.apps.gauge import (
    FULL_SCALE,
    Fresh,
    Shape,
    Tone,
    Word,
    Zone,
    arrow_for,
    band_columns,
    column,
    fresh_by_age,
    full_scale,
    in_unit,
    may_be_loaded,
    over_column,
    pointer_column,
    shape_for,
    tone_for,
    word_for,
    zone,
)
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View
from tests.apps.gauges import EVERY, HOLD, view

WORDS = {
    "waiting": Word.LOST,
    "no target": Word.TARGET,
    "ready": Word.MORE,
    "loading": Word.MORE,
    "holding": Word.HOLD,
    "grace low": Word.MORE,
    "grace high": Word.EASE,
    "paused": Word.MORE,
    "paused by key": Word.PAUSED,
    "lifted": Word.PAUSED,
    "over": Word.EASE,
    "unknown": Word.SIGNAL,
    "lost": Word.OFF,
    "done": Word.DONE,
    "partial": Word.EASE,
    "rest": Word.REST,
    "stopped": Word.STOP,
}
SAFE = frozenset({Word.MORE, Word.HOLD, Word.DONE, Word.REST, Word.PAUSED, Word.TARGET})


@pytest.mark.parametrize("name", EVERY)
def test_every_state_has_its_word(name: str) -> None:
    assert word_for(EVERY[name]) is WORDS[name]


def test_every_state_of_the_engine_is_among_those_looked_at() -> None:
    assert {shown.state for shown in EVERY.values()} == set(State)


@pytest.mark.parametrize("name", EVERY)
def test_what_is_late_or_lost_never_looks_safe(name: str) -> None:
    assert word_for(EVERY[name], Fresh.LATE) not in SAFE
    assert word_for(EVERY[name], Fresh.LOST) in {Word.OFF, Word.LOST, Word.STOP}


def test_a_stop_outlasts_a_lost_signal_and_an_ended_session() -> None:
    stopped = replace(EVERY["stopped"], link=False, ended="gone")
    assert word_for(stopped, Fresh.LOST) is Word.STOP


@pytest.mark.parametrize("state", [State.UNLOADED, State.LOADING, State.DONE, State.REST, State.PARTIAL, State.PAUSED])
def test_too_much_says_ease_off_in_every_state(state: State) -> None:
    assert word_for(view(state, 260.0)) is Word.EASE


def test_a_force_that_is_not_a_number_is_not_judged() -> None:
    assert word_for(view(State.LOADING, math.nan)) is Word.SIGNAL
    assert zone(view(State.LOADING, math.nan)) is Zone.NONE


def test_pressing_during_the_rest_says_ease_off() -> None:
    assert word_for(view(State.REST, 40.0)) is Word.EASE


@pytest.mark.parametrize(
    ("force", "where"), [(179.9, Zone.LOW), (180.0, Zone.IN), (220.0, Zone.IN), (220.1, Zone.HIGH)]
)
def test_the_edges_of_the_band_belong_to_it(force: float, where: Zone) -> None:
    assert zone(view(State.LOADING, force)) is where


def test_low_hold_and_high_differ_in_word_shape_arrow_and_tone() -> None:
    words = (Word.MORE, Word.HOLD, Word.EASE)
    assert [shape_for(word) for word in words] == [Shape.UP, Shape.DISC, Shape.DOWN]
    assert [arrow_for(word) for word in words] == [1, 0, -1]
    assert [tone_for(word) for word in words] == [Tone.LOW, Tone.GOOD, Tone.HIGH]


def test_every_word_has_a_shape() -> None:
    assert all(shape_for(word) for word in Word)


def test_the_scale_runs_from_zero_to_1_6_times_the_target() -> None:
    assert full_scale(HOLD) == FULL_SCALE * 200.0
    assert pointer_column(0.0, 77) == 0
    assert pointer_column(0.8, 77) == 38
    assert pointer_column(1.6, 77) == 76


@given(st.floats(-2, 5), st.floats(-2, 5), st.integers(0, 300))
def test_more_force_never_moves_the_pointer_back_and_it_stays_on_the_scale(a: float, b: float, width: int) -> None:
    low, high = sorted((a, b))
    assert 0 <= pointer_column(low, width) <= pointer_column(high, width) <= max(0, width - 1)


@given(st.floats(25, 297), st.floats(0.05, 0.2), st.floats(0, 1.6), st.integers(20, 250))
def test_the_pointer_is_drawn_within_the_band_when_it_is_in_the_band(
    target: float, band: float, r: float, width: int
) -> None:
    shown = View(force=r * target, target=target, half_band=band * target, over=1.25 * target)
    columns = band_columns(shown, width)
    assert columns is not None
    if zone(shown) is Zone.IN:
        assert columns[0] <= column(shown.force, full_scale(shown), width) <= columns[1]


def test_without_a_target_there_is_no_band_and_the_scale_is_a_round_number_above_the_peak() -> None:
    free = View(force=131.0)
    assert band_columns(free, 76) is None
    assert over_column(free, 76) is None
    assert [full_scale(free, peak) for peak in (0, 131, 170, 8e6)] == [50, 200, 500, 1e7]


def test_too_much_begins_at_its_own_level() -> None:
    assert over_column(HOLD, 77) == column(250.0, 320.0, 77) == 59


@pytest.mark.parametrize(
    ("age", "how"),
    [
        (0.0, Fresh.YES),
        (0.5, Fresh.YES),
        (0.51, Fresh.LATE),
        (3.0, Fresh.LATE),
        (3.1, Fresh.LOST),
        (math.nan, Fresh.LOST),
    ],
)
def test_a_signal_is_late_after_half_a_second_and_lost_after_three(age: float, how: Fresh) -> None:
    assert fresh_by_age(age) is how


def test_only_newtons_become_other_units() -> None:
    assert in_unit(9.80665, "N", "kgf") == (1.0, "kgf")
    assert in_unit(4.4482216152605, "N", "lbf") == (1.0, "lbf")
    assert in_unit(50.0, "%", "kgf") == (50.0, "%")


@pytest.mark.parametrize(
    ("name", "fresh", "loaded"),
    [
        ("holding", Fresh.YES, True),
        ("unknown", Fresh.YES, True),
        ("waiting", Fresh.YES, True),
        ("ready", Fresh.YES, False),
        ("ready", Fresh.LATE, True),
        ("rest", Fresh.YES, False),
        ("no target", Fresh.YES, True),
    ],
)
def test_only_who_is_surely_off_is_taken_as_off(name: str, fresh: Fresh, loaded: bool) -> None:
    assert may_be_loaded(EVERY[name], fresh) is loaded


def test_nobody_is_told_to_come_off_because_the_first_samples_are_not_believed_yet():
    young, older = (View(t=t, host_ns=1, state=State.NO_SIGNAL) for t in (0.2, 2.0))
    assert (word_for(young), word_for(older)) == (Word.LOST, Word.OFF)
