"""The hold engine, rule by rule (coaching.md section 5)."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach import Band, Hold
from pressure_coach.coaching.events import State
from pressure_coach.coaching.rules import TRANSITIONS
from tests.coaching.walk import HZ, feed, holding, path


def test_three_lines_of_a_script_reach_done():
    hold = Hold(target=200)
    events = [event for i in range(80 * 70) for event in hold.feed(i / 80, 200.0 if i > 80 else 0.0)]
    assert path(events) == ["UNLOADED", "LOADING", "HOLDING", "DONE"]
    assert (hold.state, hold.credit_s) == ("DONE", 60.0)


def test_credit_starts_at_zero_after_one_second_in_band_and_counts_measured_time():
    hold = Hold(200, goal_s=30)
    events = feed(hold, (1.0, 0.0), (40.0, 200.0))
    begun, done = events[-2], events[-1]
    assert (begun.after, begun.credit_s) == ("HOLDING", 0.0)
    assert begun.t == 1.0 + 1.0  # contact at 1.0 s, in band since then
    assert done.t - begun.t == 30.0


def test_no_hold_begins_before_three_valid_samples():
    hold = Hold(200)
    assert path(hold.feed([0.0, 0.0125], [200.0, 200.0])) == []
    assert path(hold.feed(0.025, 200.0)) == ["UNLOADED"]


@pytest.mark.parametrize(
    ("force", "in_band"), [(180.0, True), (220.0, True), (179.999, False), (220.001, False), (180.0 - 1e-7, True)]
)
def test_band_edges_are_inclusive(force, in_band):
    hold = Hold(200)
    feed(hold, (1.0, 0.0), (3.0, force))
    assert (hold.state == "HOLDING") is in_band


def test_the_zone_between_band_and_out_is_credited():
    hold = holding()
    before = hold.credit_s
    assert feed(hold, (2.0, 224.9)) == []
    assert hold.credit_s == pytest.approx(before + 2.0)


@pytest.mark.parametrize(("dip_s", "ends"), [(0.5, "HOLDING"), (1.0, "HOLDING"), (1.1, "PAUSED")])
def test_a_dip_shorter_than_the_grace_keeps_the_hold(dip_s, ends):
    hold = holding()
    feed(hold, (dip_s, 170.0), (0.3, 200.0))
    assert hold.state == ends


def test_accepted_grace_counts_and_a_refused_one_rolls_back():
    hold = holding()
    out = feed(hold, (0.5, 170.0), (0.5, 200.0))
    assert path(out) == ["GRACE", "HOLDING"]
    assert out[1].credit_s - out[0].credit_s == pytest.approx(out[1].t - out[0].t)
    late = feed(hold, (1.5, 170.0))
    assert path(late) == ["GRACE", "PAUSED"]
    assert late[1].credit_s == late[0].credit_s


def test_credit_in_grace_stands_at_the_exit():
    hold = holding()
    exit_event = feed(hold, (0.5, 170.0))[0]
    assert (hold.state, hold.credit_s) == ("GRACE", exit_event.credit_s)


def test_accepted_grace_is_at_most_a_tenth_of_the_goal():
    hold = holding(goal_s=30)
    states = [path(feed(hold, (0.75, 170.0), (2.0, 200.0)))[1] for _ in range(4)]
    assert states == ["HOLDING"] * 2 + ["HOLDING", "PAUSED"]  # three times about 1 s of 3 s, then none is left


def test_back_in_band_for_half_a_second_goes_on_where_the_credit_stood():
    hold = holding()
    paused = feed(hold, (2.0, 150.0))[-1]
    back = feed(hold, (0.6, 200.0))[-1]
    assert (paused.after, back.after, back.why) == ("PAUSED", "HOLDING", "back in band")
    assert back.credit_s == paused.credit_s


def test_a_pause_of_more_than_ten_seconds_ends_the_hold_as_partial_and_the_clock_starts_at_the_exit():
    hold = holding()
    events = feed(hold, (11.0, 150.0))
    assert path(events) == ["GRACE", "PAUSED", "PARTIAL"]
    assert events[2].t - events[0].t == pytest.approx(10.0, abs=1.01 / HZ)


def test_one_pause_clock_runs_through_pausing_and_lifting():
    hold = holding()
    events = feed(hold, (4.0, 150.0), (4.0, 0.0), (4.0, 150.0))
    assert path(events) == ["GRACE", "PAUSED", "LIFTED", "PAUSED", "PARTIAL"]
    assert events[-1].t - events[0].t == pytest.approx(10.0, abs=1.01 / HZ)


def test_lifting_off_pauses_hands_free():
    hold = holding()
    assert path(feed(hold, (2.0, 0.0), (2.0, 200.0))) == ["LIFTED", "PAUSED", "HOLDING"]


def test_after_the_pause_key_only_the_key_resumes():
    hold = holding()
    assert path(hold.pause()) == ["PAUSED"]
    assert path(feed(hold, (3.0, 200.0))) == []
    hold.resume()
    assert path(feed(hold, (0.1, 200.0))) == ["HOLDING"]


def test_over_warns_and_easing_off_leads_to_paused():
    hold = holding()
    assert path(feed(hold, (1.0, 260.0), (0.4, 225.0))) == ["GRACE", "OVER"]
    assert path(feed(hold, (0.2, 225.0))) == ["PAUSED"]


def test_over_for_more_than_three_seconds_at_once_stops():
    hold = holding()
    events = feed(hold, (3.5, 260.0))
    assert path(events) == ["GRACE", "OVER", "STOPPED"]
    assert events[2].t - events[0].t == pytest.approx(3.0 + 1 / HZ, abs=1e-6)


def test_over_for_more_than_six_seconds_in_all_stops():
    hold = holding()
    states = path(feed(hold, *([(2.5, 260.0), (1.0, 200.0)] * 3)))
    assert states[-1] == "STOPPED"
    assert states.count("OVER") == 3


def test_above_the_stop_level_for_half_a_second_stops():
    hold = holding()
    events = feed(hold, (1.0, 301.0))
    assert path(events) == ["GRACE", "OVER", "STOPPED"]
    assert events[2].t - events[0].t == pytest.approx(0.5)


def test_above_the_limit_stops_at_once():
    hold = holding(limit_n=600.0)
    assert path(hold.feed_us([hold._t + 12_500], [601.0])) == ["STOPPED"]


def test_over_rolls_credit_back_to_where_it_began_even_inside_a_wide_band():
    hold = holding(band=0.24)
    before = hold.credit_s
    over = feed(hold, (0.4, 252.0))
    assert path(over) == ["OVER"]
    assert hold.credit_s == pytest.approx(before + 1 / HZ)  # the interval that led to the first sample over


def test_over_after_the_hold_warns_and_stops_after_the_same_times():
    hold = holding(goal_s=5, held_s=4)
    events = feed(hold, (2.0, 200.0), (3.2, 260.0))
    assert [e.event for e in events] == ["state", "warning", "state"]
    assert path(events) == ["DONE", "STOPPED"]


def test_stopped_needs_ten_seconds_off_and_then_an_acknowledgement():
    hold = holding()
    assert path(hold.stop()) == ["STOPPED"]
    feed(hold, (2.0, 200.0), (9.0, 0.0))
    assert [e.event for e in hold.acknowledge()] == ["refused"]
    feed(hold, (1.1, 0.0))
    assert hold.state == "STOPPED"
    assert path(hold.acknowledge()) == ["UNLOADED"]


def test_a_lost_signal_does_not_clear_stopped():
    hold = holding()
    hold.stop()
    hold.signal_lost()
    feed(hold, (1.0, 0.0), at=100.0)
    assert hold.state == "STOPPED"


def test_a_gap_of_more_than_half_a_second_is_unknown_then_paused():
    hold = holding()
    credit = hold.credit_s
    assert path(feed(hold, (0.2, 200.0), at=hold._t / 1e6 + 0.6)) == ["UNKNOWN", "PAUSED"]
    assert hold.credit_s == credit


def test_a_gap_of_more_than_a_quarter_second_is_not_credited():
    hold = holding()
    credit = hold.credit_s
    feed(hold, (0.0125, 200.0), at=hold._t / 1e6 + 0.3)
    assert (hold.state, hold.credit_s) == ("HOLDING", credit)


def test_a_gap_of_more_than_three_seconds_ends_the_hold_as_partial():
    hold = holding()
    events = feed(hold, (0.2, 200.0), (1.0, 0.0), at=hold._t / 1e6 + 3.5)
    assert path(events) == ["NO_SIGNAL", "PARTIAL", "REST"]


def test_a_lost_link_before_a_hold_leads_back_to_unloaded():
    hold = Hold(200)
    feed(hold, (1.0, 0.0))
    assert path(hold.signal_lost()) == ["NO_SIGNAL"]
    assert path(feed(hold, (0.1, 0.0))) == ["UNLOADED"]


def test_a_gap_restarts_helpful_timers_but_not_protective_ones():
    hold = Hold(200)
    feed(hold, (1.0, 0.0), (0.9, 200.0))
    assert path(feed(hold, (0.2, 200.0), at=hold._t / 1e6 + 0.3)) == []  # 1.0 s in band begins anew
    over = holding()
    feed(over, (2.0, 260.0))
    assert path(feed(over, (0.2, 260.0), at=over._t / 1e6 + 1.5))[0] == "STOPPED"


def test_loading_prompts_after_twenty_seconds_and_ends_after_sixty():
    hold = Hold(200)
    events = feed(hold, (1.0, 0.0), (61.0, 100.0))
    assert [(e.event, e.t) for e in events[2:]] == [("prompt", 21.0), ("state", 61.0)]
    assert path(events)[-1] == "PARTIAL"


def test_two_minutes_loaded_in_one_go_end_the_hold_and_ten_more_seconds_stop():
    hold = Hold(200, goal_s=30)
    events = feed(hold, (1.0, 0.0), (135.0, 200.0))
    assert path(events)[-2:] == ["DONE", "STOPPED"]
    assert [(e.event, e.t) for e in events[-2:]] == [("warning", 121.0), ("state", 131.0)]


def test_the_loaded_limit_strikes_behind_a_gap_as_well():
    hold = holding(goal_s=300, held_s=100)
    feed(hold, (119.0 - hold._t / 1e6, 200.0))  # contact was at 1.0 s
    assert path(feed(hold, (0.0125, 200.0), at=120.99)) == ["UNKNOWN"]
    assert path(feed(hold, (0.0125, 200.0))) == ["PARTIAL"]


def test_loading_again_in_the_same_go_after_the_limit_ends_at_once():
    hold = Hold(200, goal_s=30, rest_s=1.0)
    events = feed(hold, (1.0, 0.0), (121.0, 200.0), (2.0, 0.0), (0.5, 200.0))
    assert path(events)[-4:] == ["REST", "UNLOADED", "LOADING", "PARTIAL"]


def test_contact_at_the_very_first_sample_counts_from_there():
    events = feed(Hold(200), (61.0, 100.0))
    assert [(e.event, e.t) for e in events[2:]] == [("prompt", 20.0), ("state", 60.0)]


def test_the_wall_ends_a_hold_that_takes_thirty_seconds_too_long():
    hold = holding(goal_s=30, held_s=0.1)
    begun = hold._t
    states = path(feed(hold, *([(2.0, 200.0), (5.0, 150.0)] * 12)))
    assert states[-1] == "PARTIAL"
    assert hold._t - begun > 60e6


def test_rest_needs_thirty_seconds_without_a_break():
    hold = holding(goal_s=5, held_s=4)
    feed(hold, (2.0, 200.0))
    assert path(feed(hold, (29.0, 0.0), (0.1, 50.0), (29.0, 0.0))) == ["REST"]
    assert path(feed(hold, (1.1, 0.0))) == ["UNLOADED"]


def test_the_next_hold_starts_from_zero():
    hold = holding(goal_s=5, held_s=4)
    feed(hold, (2.0, 200.0), (31.0, 0.0))
    assert hold.credit_s == 5.0
    assert path(feed(hold, (1.5, 200.0))) == ["LOADING", "HOLDING"]
    assert hold.credit_s < 1.0


def test_strict_mode_sets_the_credit_back():
    hold = holding(strict=True)
    feed(hold, (2.0, 150.0))
    assert (hold.state, hold.credit_s) == ("PAUSED", 0.0)


def test_what_is_not_finite_is_no_sample():
    hold = holding()
    t, credit = hold._t, hold.credit_s
    assert hold.feed([t / 1e6 + 0.0125, t / 1e6 + 0.025], [float("nan"), float("inf")]) == []
    assert hold.feed(float("nan"), 200.0) == []
    assert (hold._t, hold.credit_s) == (t, credit)


def test_the_same_time_twice_and_older_times_are_dropped():
    hold = holding()
    t, credit = hold._t, hold.credit_s
    hold.feed_us([t, t - 12_500, t - 25_000], [0.0, 0.0, 0.0])
    assert (hold.state, hold.credit_s) == ("HOLDING", credit)


def test_ten_older_increasing_times_mean_a_new_clock_and_end_the_hold():
    hold = holding()
    assert path(hold.feed_us([i * 12_500 for i in range(9)], [200.0] * 9)) == []
    assert path(hold.feed_us([9 * 12_500], [200.0])) == ["PARTIAL"]
    assert path(feed(hold, (1.0, 0.0))) == ["REST"]


def test_the_sample_that_shows_a_new_clock_is_judged_too():
    hold = holding(limit_n=600.0)
    assert path(hold.feed_us([i * 12_500 for i in range(10)], [200.0] * 9 + [601.0])) == ["STOPPED"]
    off = holding()
    assert path(off.feed_us([i * 12_500 for i in range(50)], [0.0] * 50)) == ["PARTIAL", "REST"]
    assert off._off_since == 9 * 12_500


def test_a_new_target_is_refused_during_a_hold():
    hold = holding()
    with pytest.raises(ValueError, match="a hold is under way"):
        hold.retarget(150.0)


@pytest.mark.parametrize(
    "bad", [{"target": 0.0}, {"target": float("nan")}, {"band": 0.0}, {"goal_s": 0}, {"grace_s": 4}]
)
def test_numbers_that_make_no_sense_are_refused(bad):
    with pytest.raises(ValueError, match="must"):
        Hold(**{"target": 200.0, **bad})


def test_noise_raises_the_contact_level():
    assert Hold(200).f_on == 10.0
    assert Hold(200, noise_n=3.0).f_on == 18.0
    assert Hold(40).f_off == 3.0


def test_a_band_may_be_given_as_an_object():
    assert Hold(100, Band.around(100, 0.02)).band.half == 5.0


FORCES = st.one_of(
    st.floats(0, 400),
    st.sampled_from([0.0, 150.0, 179.9, 180.0, 200.0, 220.0, 224.0, 226.0, 250.0, 251.0, 301.0, 601.0]),
)
WALKS = st.lists(st.tuples(st.sampled_from([0.05, 0.3, 0.6, 1.2, 5.0, 12.0, 40.0]), FORCES), min_size=1, max_size=14)
GAPS = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.2, 0.3, 0.7, 3.5]), min_size=14, max_size=14)


def stream(walk, gaps):
    """Times (us) and forces of a walk at 20 samples/s with gaps between its pieces."""
    t, times, forces = 0, [], []
    for (seconds, force), gap in zip(walk, gaps, strict=False):
        t += round(gap * 1e6)
        for _ in range(max(1, round(seconds * 20))):
            t += 50_000
            times.append(t)
            forces.append(force)
    return times, forces


@settings(max_examples=150, deadline=None)
@given(WALKS, GAPS, st.lists(st.integers(0, 2000), max_size=6))
def test_events_do_not_depend_on_how_the_stream_is_cut(walk, gaps, cuts):
    times, forces = stream(walk, gaps)
    whole = Hold(200, limit_n=600).feed_us(times, forces)
    hold, events = Hold(200, limit_n=600), []
    edges = [0, *sorted(cut % (len(times) + 1) for cut in cuts), len(times)]
    for a, b in pairwise(edges):
        events += hold.feed(np.array(times[a:b]) / 1e6, np.array(forces[a:b]))
    assert events == whole


@settings(max_examples=150, deadline=None)
@given(WALKS, GAPS)
def test_every_change_is_in_the_table_and_credit_is_never_more_than_what_was_measured(walk, gaps):
    times, forces = stream(walk, gaps)
    hold = Hold(200, goal_s=30, limit_n=600)
    measured = last = 0
    for t, force in zip(times, forces, strict=True):
        measured += t - last if t - last <= 250_000 else 0
        last = t
        events = hold.feed_us([t], [force])
        changes = [e for e in events if e.event == "state"]
        assert len(changes) <= 1
        for e in changes:
            assert any(e.before in before and e.after is after for before, after, _ in TRANSITIONS), e
        assert 0 <= hold.credit_s <= min(30.0, measured / 1e6)


@settings(max_examples=100, deadline=None)
@given(st.floats(601, 2000), st.integers(0, 400))
def test_nothing_hides_a_sample_above_the_limit(force, after):
    hold = Hold(200, limit_n=600)
    hold.feed_us([i * 50_000 for i in range(after + 1)], [200.0] * (after + 1))
    hold.feed_us([(after + 1) * 50_000], [force])
    assert hold.state is State.STOPPED
