from itertools import chain

import pytest

from pressure_coach.signal.monitor import TEXTS, Monitor
from pressure_coach.signal.quality import DROPPED, LATE, OK, STUCK, SUSPECT, TOP

S = 1_000_000


def after(seconds, hz=80.0, bad=(), what=DROPPED, monitor=None, start_s=0.0, size=1):
    """Feed a stream; ``bad``: indices of samples with the verdict ``what``. Returns the notes as (s, kind, text)."""
    monitor = monitor or Monitor()
    n = int(seconds * hz)
    times = [int((start_s + i / hz) * S) for i in range(n)]
    given = [what if i in bad else OK for i in range(n)]
    said = []
    for a in range(0, n, size):
        part = given[a : a + size]
        monitor.feed(times[a : a + size], part if any(part) else None)
        said += monitor.take()
    return monitor, [(note.t_us / S, note.kind, note.text) for note in said]


def test_a_good_stream_needs_no_notes():
    monitor, said = after(30)
    assert said == []
    assert monitor.rate == pytest.approx(80.0, rel=0.01)


def test_more_than_five_percent_dropped_in_ten_seconds_says_check_the_wiring_until_it_is_over():
    monitor, said = after(60, bad=set(range(1600, 2000, 8)))
    (began, kind, text), (ended, same, nothing) = said
    assert (kind, same, nothing) == ("glitches", "glitches", "")
    assert "check the wiring" in text
    assert 24 <= began <= 27
    assert 33 <= ended <= 36
    assert monitor.standing == {}


def test_five_percent_or_real_steps_are_tolerated():
    assert after(60, bad=set(range(0, 4800, 20)))[1] == []
    monitor = Monitor()
    for i in range(2400):
        monitor.feed([i * 12_500], [[SUSPECT, LATE][i % 2]])
    assert monitor.take() == ()


@pytest.mark.parametrize(("what", "kind"), [(TOP, "over_range"), (STUCK, "stuck")])
def test_saturation_and_stuck_counts_are_said_at_once_and_for_a_second_after(what, kind):
    _, said = after(30, bad=set(range(1000, 1200)), what=what)
    assert [(round(t, 2), k, bool(text)) for t, k, text in said] == [(12.5, kind, True), (16.0, kind, False)]


def bursts(every_s, of, start_s=0.0, seconds=10.0):
    """Times of bursts of samples 1 ms apart, as a board's buffer lets them go."""
    starts = [start_s + k * every_s for k in range(round(seconds / every_s))]
    return [[int((start + i / 1000) * S) for i in range(of)] for start in starts]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_readings_in_bursts_are_told_until_they_come_one_by_one_and_however_they_are_cut(size):
    times = [*chain.from_iterable(bursts(0.3, 24))] + [int((10 + i / 80) * S) for i in range(800)]
    monitor, said = Monitor(), []
    for at in range(0, len(times), size):
        monitor.feed(times[at : at + size], None)
        said += [(note.t_us / S, note.kind) for note in monitor.take() if "bursts" in note.text or not note.text]
    (began, kind), (ended, same) = said
    assert (kind, same) == ("bursts", "bursts")
    assert 3 <= began <= 3.3
    assert 13 <= ended <= 15
    assert "let the sensor send each one at once" in TEXTS["bursts"]


@pytest.mark.parametrize(("every_s", "of"), [(0.2, 16), (0.3, 1), (0.5, 1), (2.0, 1), (2.0, 100)])
def test_frequent_bursts_slow_streams_and_lost_links_are_no_bursts_with_breaks(every_s, of):
    monitor = Monitor()
    for times in bursts(every_s, of, seconds=20):
        monitor.feed(times, None)
    assert "bursts" not in monitor.standing


def test_a_gap_now_and_then_is_no_burst():
    monitor = Monitor()
    for second in range(20):
        missing = range(20, 60) if second % 2 else ()
        monitor.feed([int((second + i / 100) * S) for i in range(100) if i not in missing], None)
        assert monitor.standing == {}


def test_a_slow_stream_is_said_to_be_coarse_and_a_very_slow_one_refused():
    assert "coarse" in after(10, hz=15.0)[1][0][2]
    assert "too few for a hold" in after(10, hz=6.0)[1][0][2]
    assert after(10, hz=20.0)[1] == after(10, hz=25.0)[1] == []


def test_a_rate_that_falls_further_is_refused_and_one_that_recovers_is_coarse_again():
    monitor, said = after(10, hz=12.0)
    said += after(12, hz=6.0, monitor=monitor, start_s=10.1)[1]
    said += after(12, hz=12.0, monitor=monitor, start_s=22.1)[1]
    assert [kind for _, kind, _ in said] == ["rate"] * 3
    assert ["coarse" in text for _, _, text in said] == [True, False, True]
    assert "too few for a hold" in said[1][2]


def test_a_rate_that_is_too_low_never_reads_as_if_it_were_enough():
    assert after(10, hz=7.96)[1][0][2].startswith("only 7.9 samples/s, too few for a hold")
    assert after(10, hz=8.04)[1][0][2].startswith("only 8.0 samples/s: coarse")


def test_what_the_sensor_itself_says_of_a_sample_is_said_at_once_and_is_no_matter_of_wiring():
    monitor = Monitor()
    said = []
    for i in range(480):
        unfit = 160 <= i < 320
        monitor.feed([i * 12_500], [DROPPED] if unfit else None, "it was pushed" if unfit else "")
        said += [(note.t_us / S, note.kind, note.text) for note in monitor.take()]
    assert said == [(2.0, "unmeasured", "it was pushed"), (5.0, "unmeasured", "")]


def test_a_rate_that_recovers_ends_the_note():
    monitor, _ = after(10, hz=15.0)
    monitor, said = after(10, hz=80.0, monitor=monitor, start_s=10.0)
    assert [(kind, text) for _, kind, text in said] == [("rate", "")]


def test_a_gap_is_no_slow_rate():
    monitor, _ = after(10)
    monitor, said = after(10, monitor=monitor, start_s=100.0)
    assert said == []
    assert monitor.rate == pytest.approx(80.0, rel=0.02)


def test_a_drifting_clock_is_said_once_and_taken_back():
    monitor = Monitor()
    for second, ppm in ((20, 9_000), (30, 12_000), (40, 13_000), (50, 9_500), (60, -400)):
        monitor.drifts(second * S, ppm)
    first, last = monitor.take()
    assert (first.t_us, first.kind, last.t_us, last.text) == (30 * S, "drift", 60 * S, "")
    assert "+1.2 %" in first.text


@pytest.mark.parametrize("size", [7, 80, 1000, 5000])
def test_notes_do_not_depend_on_the_cuts(size):
    bad = {*range(300, 500, 5), *range(1200, 1210), *range(2000, 2600, 9)}
    for what in (DROPPED, TOP):
        assert after(60, bad=bad, what=what, size=size)[1] == after(60, bad=bad, what=what)[1] != []
