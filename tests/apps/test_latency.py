"""Delays whose answer is known: clocks that drift, frames that wait for each other, filters that lag."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.apps.latency import FilterDelay, Latency, Spread, filter_delay, rows

MS = 1_000_000
START = 7_000_000_000_000  # the host's clock when the sensor's shows 0


def told(latency: Latency, arrived_ms: list[float], rate: float = 100.0, drift: float = 0.0) -> None:
    """One sample a chunk; ``arrived_ms`` after it was measured (one behind the other), judged 1 ms later; painted 2,
    sounded 30 ms after that."""
    at = 0
    for i, delay in enumerate(arrived_ms):
        t_us = round(i * 1e6 / rate)
        at = max(at + 2000, START + round(t_us * 1000 * (1 + drift)) + round(delay * MS))
        latency.judged(np.array([t_us]), at, at + MS)
        latency.painted(at + MS + 1000, at + 3 * MS)  # a View is stamped a little later
        latency.sounded(at + MS + 1000, at + 31 * MS)


def test_every_stage_is_measured_from_the_one_before() -> None:
    latency = Latency()
    latency.sfreq = 100.0
    told(latency, [5.0 + i % 11 for i in range(220)], rate=50.0)
    table = latency.table()
    assert table.arrival == Spread(5.0, 10.0, 10.0, 220)
    assert table.judged == Spread(1.0, 1.0, 1.0, 220)
    assert table.painted == Spread(2.0, 2.0, 2.0, 220)
    assert table.sounded == Spread(30.0, 30.0, 30.0, 220)
    assert table.picture is not None
    assert table.picture.p50 == pytest.approx(5 + 1 + 2 + table.filters.shown_ms, abs=0.001)
    assert table.sound is not None
    assert table.sound.p95 == pytest.approx(10 + 1 + 30 + table.filters.shown_ms, abs=0.001)


def test_what_the_quickest_took_is_not_claimed_to_be_known() -> None:
    near, far = Latency(), Latency()
    told(near, [0.0, 3.0, 1.0])
    told(far, [50.0, 53.0, 51.0])
    assert near.table().arrival == far.table().arrival == Spread(1.0, 2.8, 2.96, 3)


@given(st.floats(-200e-6, 200e-6))
@settings(max_examples=30, deadline=None)
def test_a_drifting_clock_is_followed(drift: float) -> None:
    """A minute at 200 ppm is 12 ms; what is left of it is at most 5 s of drift."""
    latency = Latency(keep=10_000)
    told(latency, [float(i % 5) for i in range(1200)], rate=20.0, drift=drift)
    arrival = latency.table().arrival
    assert arrival is not None
    assert arrival.p50 == pytest.approx(2.0, abs=1.3)
    assert arrival.p99 < 4.0 + 6 * 1000 * abs(drift) + 0.01


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), st.floats(0.5, 1000))
def test_no_delay_is_ever_negative_and_percentiles_are_in_order(delays: list[float], rate: float) -> None:
    latency = Latency()
    told(latency, delays, rate)
    table = latency.table()
    for spread in (table.arrival, table.judged, table.painted, table.sounded, table.picture, table.sound):
        assert spread is not None
        assert 0.0 <= spread.p50 <= spread.p95 <= spread.p99
        assert spread.n == len(delays)


def test_samples_of_one_frame_waited_for_each_other() -> None:
    latency = Latency()
    for i in range(50):
        t_us = np.arange(10) * 1000 + i * 10_000
        at = START + int(t_us[-1]) * 1000
        latency.judged(t_us, at, at)
        latency.painted(at, at)
    table = latency.table()
    assert table.arrival is not None
    assert (table.arrival.p50, table.arrival.n) == (4.5, 500)
    assert table.picture is not None
    assert table.picture.p99 == table.filters.shown_ms  # the newest sample did not wait


def test_only_the_first_picture_of_a_view_counts() -> None:
    latency = Latency()
    latency.judged(np.array([0]), START, START)
    for after in (3, 20, 40):
        latency.painted(START, START + after * MS)
    latency.painted(0, START)  # a view of nothing
    assert latency.table().painted == Spread(3.0, 3.0, 3.0, 1)


def test_pictures_of_samples_that_are_no_longer_kept_are_left_out() -> None:
    latency = Latency(keep=10)
    told(latency, [1.0] * 30)
    latency.painted(START, START + 1)
    assert latency.table().painted == Spread(2.0, 2.0, 2.0, 9)


def test_before_the_first_sample_nothing_is_known() -> None:
    table = Latency().table()
    assert (table.arrival, table.judged, table.painted, table.picture, table.sound) == (None,) * 5
    assert Latency().line("en") == "Delay: not measured yet"


def test_without_a_clock_of_its_own_nothing_is_said_of_the_way() -> None:
    latency = Latency()
    latency.own_clock = False
    told(latency, [1.0, 9.0])
    table = latency.table()
    assert table.arrival is None
    assert table.picture is not None
    assert table.picture.p99 == pytest.approx(3.0 + table.filters.shown_ms, abs=0.001)
    assert any("does not stamp" in row for row in rows(table))


def test_the_filters_lag_as_the_rules_say() -> None:
    """Median-of-3: one sample. One-euro: 45 to 60 ms when steady (coaching.md section 7)."""
    delay = filter_delay(80.0)
    assert delay.judged_ms == pytest.approx(12.5, abs=0.01)
    assert 45 <= delay.shown_ms <= 60
    assert filter_delay(80.0, "none") == FilterDelay(12.5, 12.5)
    assert filter_delay(0.0) == delay


@given(st.floats(8, 2000))
@settings(max_examples=30, deadline=None)
def test_a_faster_sensor_never_means_a_slower_filter(rate: float) -> None:
    slow, fast = filter_delay(round(rate, 1)), filter_delay(round(2 * rate, 1))
    assert 0 < fast.shown_ms <= slow.shown_ms
    assert fast.judged_ms <= slow.judged_ms


def test_one_line_says_it_in_the_language() -> None:
    latency = Latency()
    latency.sfreq = 80.0
    told(latency, [2.0] * 5)
    said = "Delay: picture 59 ms (59), sound 87 ms (87), 56 of it smoothing. In brackets: 95 of 100 are below."
    assert latency.line("en") == said
    assert latency.line("de").startswith("Verzögerung: Bild 59 ms (59), Ton 87 ms (87), davon 56 Glättung.")


def test_without_sound_the_line_and_the_table_say_what_is_known() -> None:
    latency = Latency()
    latency.judged(np.array([0]), START, START + MS)
    latency.painted(START + MS, START + 2 * MS)
    assert "sound" not in latency.line("en")
    table = rows(latency.table(), "no sound device")
    assert sum("no sound device" in row for row in table) == 2
    assert all(len(row) < 100 for row in table)
