"""A measured rate widens the band or refuses holds; the same however the stream is cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.coaching.band import Band
from pressure_coach.coaching.coach import Coach, Settings
from pressure_coach.coaching.events import State
from pressure_coach.coaching.hold import Hold
from pressure_coach.signal.chain import Chain
from pressure_coach.signal.chunk import RawChunk, StreamInfo

INFO = StreamInfo("sketch", "", ("force",), "N", 0.0)


def judged(rate_changes, cuts=(), goal=8.0, rate_hz=0.0, target=200.0, force=200.0):
    """``rate_changes``: (seconds, Hz) one after the other, with a steady force. Returns the coach and all events."""
    steps = np.concatenate([np.full(round(seconds * hz), round(1e6 / hz)) for seconds, hz in rate_changes])
    t = np.cumsum(steps).astype(np.uint32)
    hosts = t.astype(np.int64) * 1000
    values = np.full((len(t), 1), force)
    chain = Chain(INFO, None)
    coach = Coach(Settings(target=target, goal_s=goal), "N", rate_hz)
    events = []
    for start, stop in zip((0, *cuts), (*cuts, len(t)), strict=True):
        ticks = t[start:stop]
        if len(ticks):
            events += coach.feed(
                chain.feed(RawChunk(values[start:stop], ticks, int(hosts[stop - 1]), hosts_ns=hosts[start:stop]))
            )
    return coach, events


def of(events, kind):
    return [event for event in events if event.event == kind]


def test_an_unknown_rate_of_ten_widens_the_band_as_soon_as_it_is_measured():
    _, events = judged([(20, 10)])
    (told,) = of(events, "target")
    assert (told.data["half_band_n"], told.data["unit"]) == (30.0, "N")
    assert "15 %" in told.why
    assert 2.0 <= told.t_us / 1e6 <= 3.1
    (hold,) = of(events, "hold")
    assert (hold.data["outcome"], hold.data["band"]) == ("DONE", pytest.approx(0.15))


def test_an_unknown_rate_of_five_ends_the_hold_and_begins_no_other():
    coach, events = judged([(20, 5)])
    (hold,) = of(events, "hold")
    assert (hold.data["outcome"], hold.why) == ("PARTIAL", "too few samples a second")
    assert coach.state is State.PARTIAL  # still loaded: "ease off" stands, and 120 s in one go still end it


def test_a_rate_that_is_too_low_before_any_contact_is_refused_with_the_reason():
    coach, events = judged([(6, 5)], force=0.0)
    (refused,) = of(events, "refused")
    assert "5 samples a second are too few to judge a hold" in refused.why
    assert coach.hold is None


def test_holds_are_possible_again_when_the_rate_is():
    coach, events = judged([(6, 5), (12, 80)], force=0.0)
    assert [e.event for e in events if e.event in ("refused", "target")] == ["refused", "target"]
    assert coach.hold is not None
    assert coach.hold.band.half == 20.0


def test_a_band_never_becomes_narrower_during_a_hold():
    _, events = judged([(4, 10), (10, 80)], goal=9.0)
    assert [told.data["half_band_n"] for told in of(events, "target")] == [30.0]
    assert of(events, "hold")[0].data["band"] == pytest.approx(0.15)


def test_a_nominal_rate_that_is_kept_changes_nothing():
    _, events = judged([(12, 80)], rate_hz=80.0)
    assert not of(events, "target")


def test_only_a_wider_band_for_the_same_target_is_taken_in_a_hold():
    hold = Hold(200.0)
    for band in (Band(200.0, 19.0), Band(210.0, 30.0)):
        with pytest.raises(ValueError, match="one target"):
            hold.widen(band)
    hold.widen(Band(200.0, 30.0))
    assert (hold.band.half, hold.over_n, hold.stop_n) == (30.0, 250.0, 300.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([1.5, 3.0, 6.0]), st.sampled_from([5, 10, 19, 21, 80])), min_size=1, max_size=5),
    st.lists(st.integers(1, 300), max_size=12),
    st.sampled_from([0.0, 200.0]),
)
def test_however_the_stream_is_cut_the_events_are_the_same(rates, cuts, force):
    whole, events = judged(rates, goal=3.0, force=force)
    n = sum(round(seconds * hz) for seconds, hz in rates)
    cut, other = judged(rates, tuple(sorted({c for c in cuts if c < n})), goal=3.0, force=force)
    assert other == events
    assert cut.summary(0, False) == whole.summary(0, False)
