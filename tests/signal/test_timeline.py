from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.signal.chunk import RawChunk
from pressure_coach.signal.timeline import Timeline

MS, S = 1_000, 1_000_000
WRAP = 2**32


def raw(ticks, host_us, **more):
    ticks = np.array([tick % WRAP for tick in ticks], np.uint32)
    return RawChunk(np.zeros((len(ticks), 1), np.int32), ticks, int(host_us) * 1000, **more)


def fed(timeline, ticks, host_us, **more):
    return timeline.feed(raw(ticks, host_us, **more))[0].tolist()


def after(timeline, n=200, start=0, late=5 * MS):
    """Feed a sample every 10 ms, each in an arrival of its own; returns (next tick, next host time)."""
    for i in range(n):
        timeline.feed(raw([start + i * 10 * MS], start + i * 10 * MS + late))
    return start + n * 10 * MS, start + n * 10 * MS + late


def test_session_time_begins_with_the_first_sample():
    assert fed(Timeline(), [5000, 6000, 7500], 0) == [0, 1000, 2500]


def test_a_clock_of_32_bits_wraps_without_a_trace():
    timeline = Timeline()
    assert fed(timeline, [WRAP - 2000, WRAP - 1000, 0, 1000], 9_000) == [0, 1000, 2000, 3000]
    assert fed(timeline, [2000], 10_000) == [4000]


def test_a_board_that_came_back_with_a_new_clock_lost_an_unknown_number_of_frames_not_tens_of_thousands():
    timeline = Timeline()
    _, host = after(timeline, n=2000)
    timeline.link_lost()
    assert timeline.feed(raw([0, 10 * MS], host + 4 * S, lost=65_000))[1] == 0
    assert timeline.feed(raw([30 * MS], host + 4 * S + 20 * MS, lost=1))[1] == 1


@pytest.mark.parametrize("together", [False, True])
def test_a_board_whose_clock_kept_running_says_how_many_frames_were_lost(together):
    timeline = Timeline()
    tick, host = after(timeline, n=2000)
    timeline.link_lost()
    chunk = raw([tick + 4 * S, tick + 4 * S + 10 * MS], host + 4 * S, lost=400)
    if together:
        chunk = replace(chunk, hosts_ns=np.full(2, chunk.host_ns))
    assert timeline.feed(chunk)[1] == 400


def test_a_wrap_between_two_chunks_leaves_no_trace_either():
    timeline = Timeline()
    fed(timeline, [WRAP - 1000], 1000)
    assert fed(timeline, [500], 2500) == [1500]


def test_many_wraps_add_up():
    timeline, times = Timeline(), []
    for k in range(300):
        times += fed(timeline, [k * 60 * S], k * 60 * S + 3 * MS)
    assert times == [k * 60 * S for k in range(300)]


def test_lost_frames_are_passed_on_and_the_gap_stays_a_gap():
    timeline = Timeline()
    fed(timeline, [0, 12_500], 13_000)
    t, lost = timeline.feed(raw([100_000], 101_000, lost=6))
    assert (t.tolist(), lost) == ([100_000], 6)


def test_a_frame_that_comes_out_of_order_is_passed_on_as_it_is():
    timeline = Timeline()
    fed(timeline, [0, 10_000, 30_000], 31_000)
    assert fed(timeline, [20_000, 40_000], 41_000) == [20_000, 40_000]


def test_a_device_that_says_it_restarted_goes_on_by_the_hosts_clock():
    timeline = Timeline()
    tick, host = after(timeline)
    assert fed(timeline, [300, 10_300], host + 2 * S, restart=True) == [tick - 10 * MS + 2010 * MS, tick + 2010 * MS]


def test_a_restart_said_before_an_empty_chunk_is_not_forgotten():
    timeline = Timeline()
    tick, host = after(timeline)
    assert fed(timeline, [], host + 2 * S, restart=True) == []
    assert fed(timeline, [0], host + 2 * S) == [tick + 2000 * MS]


def test_a_clock_that_jumps_back_by_more_than_a_second_was_restarted():
    timeline = Timeline()
    tick, host = after(timeline)
    assert fed(timeline, [50], host + 3 * S) == [tick + 3000 * MS]


def test_a_clock_that_jumps_forward_past_its_arrival_was_restarted():
    timeline = Timeline()
    _, host = after(timeline, start=3000 * S)
    t = fed(timeline, [5 * S], host + 2 * S)  # as a difference of 32 bits: 1298 s later
    assert t == [2000 * MS + 2000 * MS]


def test_a_gap_that_the_host_slept_through_is_a_gap_not_a_restart():
    timeline = Timeline()
    tick, host = after(timeline)
    # The host was busy for 10 s, then all came at once; the board had dropped 5 s of it.
    late = host + 10 * S
    first = fed(timeline, [tick + i * 10 * MS for i in range(300)], late)
    second = fed(timeline, [tick + 8 * S], late)
    assert second[0] - first[0] == 8 * S


def test_a_gap_in_what_waited_before_the_start_is_a_gap_too():
    ticks = [i * 10 * MS for i in range(50)]
    assert fed(Timeline(), [*ticks, 6 * S], 10 * S)[-1] == 6 * S


def test_after_a_lost_link_a_clock_that_kept_running_is_believed():
    timeline = Timeline()
    tick, host = after(timeline)
    timeline.link_lost()
    assert fed(timeline, [tick + 4 * S], host + 4 * S + 100 * MS) == [tick + 4 * S]


def test_after_a_lost_link_a_clock_that_disagrees_with_the_host_was_restarted():
    timeline = Timeline()
    tick, host = after(timeline)
    timeline.link_lost()
    assert fed(timeline, [tick + 100 * MS], host + 4 * S) == [tick + 4 * S]


def test_a_silence_longer_than_the_clock_can_tell_is_measured_by_the_host():
    for minutes in (40, 60, 72, 143, 500):
        timeline = Timeline()
        tick, host = after(timeline)
        gap = minutes * 60 * S
        assert fed(timeline, [tick + gap], host + gap + 20 * MS) == [tick + gap], minutes


def test_a_simulation_faster_than_real_time_keeps_the_devices_clock():
    timeline = Timeline()
    for i in range(1000):
        fed(timeline, [i * 10 * MS], i)
    assert fed(timeline, [15 * S], 1001) == [15 * S]
    timeline.link_lost()
    assert fed(timeline, [20 * S], 1002) == [20 * S]


def drifting(ppm, seconds=60, late=lambda i: 2 * MS, step=20 * MS):
    timeline = Timeline()
    for i in range(seconds * S // step):
        timeline.feed(raw([i * step], i * step / (1 + ppm * 1e-6) + late(i)))
    return timeline


@pytest.mark.parametrize("ppm", [0, 50, -300, 5000, -20_000])
def test_drift_is_found_through_jitter_and_bundled_arrivals(ppm):
    jitter = np.random.default_rng(0).exponential(10 * MS, 3000)
    assert drifting(ppm, late=lambda i: 2 * MS + jitter[i]).drift_ppm == pytest.approx(ppm, abs=100)
    assert drifting(ppm, late=lambda i: (30 - i % 30) * 20 * MS).drift_ppm == pytest.approx(ppm, abs=1500)


def test_drift_is_not_known_before_ten_seconds_nor_without_a_device_clock():
    assert drifting(100, seconds=9).drift_ppm is None
    timeline = Timeline(80.0)
    for i in range(2000):
        timeline.feed(RawChunk(np.zeros((1, 1)), None, i * 12_500_000))
    assert timeline.drift_ppm is None


def test_drift_is_known_over_hours_with_little_memory():
    timeline = drifting(40, seconds=7200, step=500 * MS)
    assert timeline.drift_ppm == pytest.approx(40, abs=1)
    assert len(timeline._drift._late) <= 128


def test_drift_is_noted_every_ten_seconds_at_the_same_time_however_it_is_cut():
    ticks = np.arange(3000) * 20 * MS
    host = ((np.arange(3000) // 10 * 10 + 9) * 20 * MS * 1.01).astype(int)
    said = []
    for size in (1, 5, 10):
        timeline = Timeline()
        for a in range(0, 3000, size):
            timeline.feed(raw(ticks[a : a + size].tolist(), host[a]))
        said.append(timeline.drift_checks())
    assert said[0] == said[1] == said[2]
    assert [t // S for t, _ in said[0]] == [20, 30, 40, 50]


@settings(deadline=None, max_examples=60)
@given(
    steps=st.lists(
        st.tuples(st.integers(-2 * S, 3 * S) | st.integers(0, WRAP - 1), st.integers(0, 5 * S), st.booleans()),
        min_size=1, max_size=30,
    ),
    cuts=st.lists(st.integers(0, 300), max_size=20),
)  # fmt: skip
def test_times_do_not_depend_on_the_cuts_whatever_the_clocks_do(steps, cuts):
    ticks, hosts, tick, host = [], [], 0, 0
    for step, waited, _ in steps:
        tick, host = (tick + step) % WRAP, host + waited
        for i in range(10):
            ticks.append((tick + i * 10 * MS) % WRAP)
            hosts.append(host)

    def times(edges):
        timeline, out = Timeline(), []
        edges = sorted({0, len(ticks), *range(0, len(ticks), 10), *(e for e in edges if e < len(ticks))})
        for a, b in pairwise(edges):
            if a % 10 == 0 and steps[a // 10][2]:
                timeline.link_lost()
            out += fed(timeline, ticks[a:b], hosts[a])
        return out, timeline.drift_checks(), timeline.drift_ppm

    def times_joined():
        """Many arrivals in one piece: only what happens between samples cuts them."""
        timeline, out = Timeline(), []
        lost = [10 * k for k, (_, _, is_lost) in enumerate(steps) if is_lost]
        for a, b in pairwise(sorted({0, len(ticks), *lost})):
            if a in lost:
                timeline.link_lost()
            host_ns = np.array(hosts[a:b]) * 1000
            raw = RawChunk(np.zeros((b - a, 1)), np.array(ticks[a:b], np.uint32), int(host_ns[-1]), hosts_ns=host_ns)
            out += timeline.feed(raw)[0].tolist()
        return out, timeline.drift_checks(), timeline.drift_ppm

    assert times(cuts) == times([]) == times(range(len(ticks))) == times_joined()
