"""The coach: targets, levels taken by key, attempts and their figures, the summary."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.coaching.coach import Coach, Settings
from pressure_coach.coaching.events import State
from pressure_coach.signal.chunk import Act, Chunk, Note

HZ = 80


def chunk(force, start=0, notes=()):
    """Valid samples at 80 Hz from sample number ``start``."""
    judged = np.asarray(force, dtype=np.float64)
    n = len(judged)
    return Chunk(
        index=start,
        t_us=(start + np.arange(n)) * (1_000_000 // HZ),
        force=judged[:, None],
        judged=judged,
        measured=judged,
        display=judged,
        valid=np.isfinite(judged),
        raw=judged[:, None],
        notes=notes,
    )


def walk(*pieces):
    return np.concatenate([np.full(round(seconds * HZ), force) for seconds, force in pieces])


WHOLE = walk((1, 0.0), (1, 100.0), (8, 200.0), (0.5, 150.0), (4, 200.0), (2, 0.0))


def test_a_hold_ends_with_its_figures():
    coach = Coach(Settings(target=200.0, goal_s=10.0))
    events = coach.feed(chunk(WHOLE))
    hold = next(e for e in events if e.event == "hold")
    assert (hold.data["outcome"], hold.data["credited_s"], hold.data["goal_s"]) == ("DONE", 10.0, 10.0)
    assert hold.data["t_start"] == 3.0  # one second in band after the second of contact
    summary = coach.summary(bad_frames=0, simulated=True)
    assert (summary["state"], summary["credit_s"], summary["holds"]) == ("DONE", 10.0, [hold.data])
    assert (summary["samples"], summary["simulated"]) == (len(WHOLE), True)


def test_a_hold_under_way_is_listed_as_unfinished():
    coach = Coach(Settings(target=200.0))
    coach.feed(chunk(walk((1, 0.0), (6, 200.0))))
    summary = coach.summary(0, False)
    assert (summary["state"], summary["holds"][0]["outcome"]) == ("HOLDING", "UNFINISHED")
    assert summary["credit_s"] == summary["holds"][0]["credited_s"] == coach.credit_s > 4.9


def test_a_key_ends_the_window_after_its_sample():
    coach = Coach(Settings(target=200.0))
    coach.feed(chunk(walk((1, 0.0), (6, 200.0))))
    coach.act(Act("pause"))
    coach.act(Act("stop"))
    (hold,) = coach.holds
    assert hold["impulse_ns"] == pytest.approx(200.0 * hold["credited_s"])


def test_the_ramp_begins_with_the_first_sample_of_the_contact_at_any_rate():
    t = np.arange(60) * 83_333  # 0.3 s is no multiple of the spacing
    force = np.concatenate([np.zeros(12), [25.0, 100.0, 120.0, 140.0, 160.0, 180.0], np.full(42, 200.0)])
    coach = Coach(Settings(target=200.0))
    coach.feed(replace(chunk(force), t_us=t))
    (hold,) = coach.summary(0, False)["holds"]
    assert hold["ramp_n_per_s"] == pytest.approx((180.0 - 25.0) / (5 * 0.083333))


def test_contact_that_never_held_is_no_hold():
    coach = Coach(Settings(target=200.0))
    coach.feed(chunk(walk((1, 0.0), (2, 100.0), (2, 0.0))))
    assert coach.summary(0, False)["holds"] == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, len(WHOLE)), max_size=5))
def test_events_and_figures_do_not_depend_on_the_cuts(cuts):
    whole = Coach(Settings(target=200.0, goal_s=10.0)).feed(chunk(WHOLE))
    coach, events = Coach(Settings(target=200.0, goal_s=10.0)), []
    for a, b in pairwise([0, *sorted(cuts), len(WHOLE)]):
        events += coach.feed(chunk(WHOLE[a:b], a))
    assert [e.to_dict() for e in events] == [e.to_dict() for e in whole]


def test_the_key_takes_the_median_of_the_last_second():
    coach = Coach(Settings())
    coach.feed(chunk(walk((2, 90.0), (0.4, 500.0), (0.6, 120.0))))
    (event,) = coach.act(Act("target"))
    assert (event.event, event.data["target_n"]) == ("target", 120.0)
    assert coach.hold.target == 120.0


def test_without_calibration_the_level_taken_becomes_one_hundred_percent():
    coach = Coach(Settings(), unit="counts")
    coach.feed(chunk(walk((2, 84_000.0))))
    coach.act(Act("target"))
    assert coach.hold.target == 100.0
    coach.feed(chunk(walk((3, 84_000.0)), 2 * HZ))
    assert coach.state is State.HOLDING


def test_a_level_of_nothing_is_refused():
    coach = Coach(Settings())
    assert [e.event for e in coach.act(Act("target"))] == ["refused"]


def test_no_new_target_during_a_hold():
    coach = Coach(Settings(target=200.0))
    coach.feed(chunk(walk((1, 0.0), (5, 200.0))))
    (event,) = coach.act(Act("target", data={"target": 100.0}))
    assert (event.event, coach.hold.target) == ("refused", 200.0)


@pytest.mark.parametrize(("target", "part"), [(298.0, "your ceiling is 350 N"), (24.0, "more than 20 %")])
def test_a_target_outside_the_limits_is_refused_by_name(target, part):
    with pytest.raises(ValueError, match=part):
        Coach(Settings(target=target, ceiling_n=350.0))


@pytest.mark.parametrize("target", [25.0, 297.0])
def test_targets_inside_the_limits_are_accepted(target):
    assert Coach(Settings(target=target, ceiling_n=350.0)).hold.limit_n == 600.0


def test_a_sensor_with_a_small_range_lowers_the_ceiling():
    with pytest.raises(ValueError, match="90 % of the sensor's full scale is 180 N"):
        Coach(Settings(target=200.0, ceiling_n=350.0), full_scale=200.0)


def test_a_slow_sensor_gets_a_wider_band_and_a_very_slow_one_no_hold():
    assert Coach(Settings(target=200.0), rate_hz=10.0).hold.band.half == 30.0
    with pytest.raises(ValueError, match="too few"):
        Coach(Settings(target=200.0), rate_hz=5.0)


def test_noise_widens_the_band_between_holds_and_says_why():
    coach = Coach(Settings(target=200.0))
    coach.set_noise(2.0)
    assert coach.hold.band.half == pytest.approx(3 * 6.6 * 2.0)
    assert "noise" in coach.hold.band.widened


def test_without_a_target_the_hard_ceiling_is_still_watched():
    coach = Coach(Settings(ceiling_n=350.0))
    events = coach.feed(chunk(walk((1, 0.0), (1, 650.0), (1, 0.0))))
    assert [(e.event, e.t) for e in events] == [("warning", 1.0)]


def test_invalid_samples_are_no_samples():
    coach = Coach(Settings(target=200.0))
    force = walk((1, 0.0), (5, 200.0))
    force[3 * HZ : 3 * HZ + 24] = np.nan  # 0.3 s
    coach.feed(chunk(force))
    assert coach.hold.credit_s == pytest.approx(4.0 - 26 / HZ)


def test_notes_of_the_signal_become_events_in_their_place():
    coach = Coach(Settings(target=200.0))
    events = coach.feed(chunk(walk((2, 0.0)), notes=(Note(500_000, "glitches", "check the wiring"),)))
    assert [(e.event, e.t, e.why) for e in events][-1] == ("signal", 0.5, "check the wiring")


def test_marks_ratings_and_links_are_kept_with_their_time():
    coach = Coach(Settings(target=200.0))
    coach.feed(chunk(walk((1, 0.0))))
    events = coach.act(Act("mark", data={"note": "shifted"})) + coach.act(Act("link_lost", data={"why": "cable"}))
    assert [e.to_dict() for e in events] == [
        {"t": 0.9875, "event": "mark", "note": "shifted"},
        {"t": 0.9875, "event": "link", "why": "cable", "link": False},
    ]


def test_settings_change_by_making_new_ones():
    assert replace(Settings(), target=100.0).target == 100.0
