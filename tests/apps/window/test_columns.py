"""The columns of a trace: the same however the samples came, and no peak is lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.apps.window.columns import GAP_US, Columns, History, Joiner, Whole, extents, gap_us
from pressure_coach.apps.window.ribbon import Ground
from pressure_coach.apps.window.theme import LIGHT
from pressure_coach.apps.window.ticks import clock, decimals, force_ticks, time_step

FORCE = st.one_of(st.floats(-50, 700), st.just(float("nan")))
SAMPLE = st.tuples(st.integers(-3_000, 400_000), FORCE, st.sampled_from([True, True, True, False]))
SAMPLES = st.lists(SAMPLE, min_size=1, max_size=60)


def arrays(samples: list[tuple[int, float, bool]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    steps, force, valid = zip(*samples, strict=True)
    return np.maximum(np.cumsum(steps), 0), np.array(force), np.array(valid)


def filled(n: int, col_us: int, t: np.ndarray, force: np.ndarray, valid: np.ndarray, cuts: list[int]) -> Columns:
    columns, joiner = Columns(n, col_us), Joiner()
    for a, b in zip([0, *cuts], [*cuts, len(t)], strict=True):
        columns.add(*joiner.feed(t[a:b], force[a:b], valid[a:b]))
    return columns


def newest(columns: Columns) -> tuple[np.ndarray, ...]:
    strip = columns.strip(max(0, columns.newest - columns.n + 1), columns.newest)
    before_at = np.where(np.isnan(strip.before), 0, strip.before_at)
    parts = (strip.low, strip.high, strip.entry, strip.exit, strip.before, before_at, strip.rejected)
    return *parts, np.array([columns.newest, columns.last_at])


@given(SAMPLES, st.integers(1, 12), st.integers(1, 300_000), st.data())
@settings(max_examples=60, deadline=None)
def test_columns_do_not_depend_on_how_the_samples_were_cut(
    samples: list, n: int, col_us: int, data: st.DataObject
) -> None:
    t, force, valid = arrays(samples)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(t)), max_size=8)))
    whole, cut = filled(n, col_us, t, force, valid, []), filled(n, col_us, t, force, valid, cuts)
    for one, other in zip(newest(whole), newest(cut), strict=True):
        np.testing.assert_array_equal(one, other)


@given(SAMPLES, st.integers(1, 12), st.integers(1, 300_000), st.data())
@settings(max_examples=60, deadline=None)
def test_columns_are_the_plain_least_and_greatest(samples: list, n: int, col_us: int, data: st.DataObject) -> None:
    t, force, valid = arrays(samples)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(t)), max_size=8)))
    columns = filled(n, col_us, t, force, valid, cuts)
    seen: dict[int, list[float]] = {}
    rejected, latest = set(), 0
    for when, value, good in zip(t.tolist(), force.tolist(), valid.tolist(), strict=True):
        latest = max(latest, when)
        if good and np.isfinite(value):
            seen.setdefault(latest // col_us, []).append(value)
        else:
            rejected.add(latest // col_us)
    first = max(0, columns.newest - n + 1)
    strip = columns.strip(first, columns.newest)
    assert columns.newest == latest // col_us
    for i in range(len(strip.low)):
        values = seen.get(first + i)
        expected = (min(values), max(values), values[0], values[-1]) if values else (np.nan,) * 4
        np.testing.assert_array_equal((strip.low[i], strip.high[i], strip.entry[i], strip.exit[i]), expected)
        assert strip.rejected[i] == (first + i in rejected)


@given(SAMPLES, st.integers(2, 40), st.integers(1, 300_000), st.data())
@settings(max_examples=60, deadline=None)
def test_only_the_columns_that_are_named_look_different(
    samples: list, n: int, col_us: int, data: st.DataObject
) -> None:
    t, force, valid = arrays(samples)
    columns, joiner = Columns(n, col_us), Joiner()
    cut = data.draw(st.integers(0, len(t)))
    columns.add(*joiner.feed(t[:cut], force[:cut], valid[:cut]))
    before = {}
    if columns.newest >= 0:
        first = max(0, columns.newest - n + 1)
        before = dict(enumerate(zip(*extents(columns.strip(first, columns.newest)), strict=True), first))
    changed = columns.add(*joiner.feed(t[cut:], force[cut:], valid[cut:]))
    if changed is None:
        return
    first = max(0, columns.newest - n + 1)
    after = dict(enumerate(zip(*extents(columns.strip(first, columns.newest)), strict=True), first))
    for column in after:
        if column < changed:
            np.testing.assert_allclose(after[column], before.get(column, (np.nan, np.nan)), atol=1e-9)


@given(SAMPLES, st.integers(1, 40), st.integers(1, 300_000))
@settings(max_examples=60, deadline=None)
def test_a_whole_recording_gives_the_same_columns(samples: list, n: int, col_us: int) -> None:
    t, force, valid = arrays(samples)
    columns = filled(n, col_us, t, force, valid, [])
    first = max(0, columns.newest - n + 1)
    live = columns.strip(first, columns.newest)
    whole = Whole(t, force, valid).strip(first, len(live.low), col_us)
    for name in ("low", "high", "entry", "exit", "before", "rejected"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(live, name))
    joined = ~np.isnan(live.before)
    np.testing.assert_array_equal(whole.before_at[joined], live.before_at[joined])


@given(SAMPLES, st.integers(1, 40), st.integers(1, 300_000), st.data())
@settings(max_examples=60, deadline=None)
def test_a_few_columns_are_drawn_as_many_are(samples: list, n: int, col_us: int, data: st.DataObject) -> None:
    columns = filled(n, col_us, *arrays(samples), [])
    oldest = max(0, columns.newest - n + 1)
    first = data.draw(st.integers(oldest, columns.newest))
    low, high = extents(columns.strip(first, columns.newest))
    np.testing.assert_array_equal(columns.extents_of_few(first, columns.newest), np.stack((low, high), axis=1))
    ground, places = Ground(300.0, LIGHT), np.stack(Ground(300.0, LIGHT).spans(low, high, 200, 2.0), axis=1)
    for i, column in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        if not np.isnan(low[i]):
            assert ground.span(*column, 200, 2.0) == tuple(places[i])


def drawn(
    t_us: list[int], force: list[float], valid: list[bool] | None = None, n: int = 20, col_us: int = 10_000
) -> tuple[np.ndarray, np.ndarray]:
    columns = filled(n, col_us, np.array(t_us), np.array(force, float), np.array(valid or [True] * len(force)), [])
    return extents(columns.strip(0, columns.newest))


def test_neighbouring_columns_touch_where_the_line_goes_on() -> None:
    low, high = drawn([1_000, 5_000, 11_000, 15_000], [10, 20, 80, 90])
    assert (low[0], high[0]) == (10, 50)
    assert (low[1], high[1]) == (50, 90)


def test_a_slow_sensor_gets_a_straight_line_from_sample_to_sample() -> None:
    low, high = drawn([5_000, 105_000], [0, 100], col_us=10_000)
    np.testing.assert_allclose((low + high) / 2, [2.5, *range(10, 100, 10), 97.5])
    np.testing.assert_allclose(high[:-1], low[1:])


def test_nothing_is_drawn_in_a_gap() -> None:
    low, _ = drawn([5_000, 5_000 + GAP_US + 1], [100, 100], n=100)
    assert np.flatnonzero(~np.isnan(low)).tolist() == [0, 25]
    low, _ = drawn([5_000, 5_000 + GAP_US], [100, 100], n=100)
    assert not np.isnan(low).any()


def test_a_sample_that_is_not_valid_is_no_force_and_breaks_the_line() -> None:
    low, high = drawn([5_000, 15_000, 25_000], [100, 600, 101], [True, False, True])
    assert (low[0], high[0], low[2], high[2]) == (100, 100, 101, 101)
    assert np.isnan(low[1])


@pytest.mark.parametrize("span_s", [30, 60, 600])
def test_a_peak_of_one_sample_stays_in_every_span(span_s: int) -> None:
    t = np.arange(span_s * 1000) * 1000
    force = np.full(len(t), 100.0)
    force[len(t) // 3] = 400.0
    columns = filled(500, span_s * 2000, t, force, np.ones(len(t), bool), list(range(0, len(t), 977)))
    _, high = extents(columns.strip(0, columns.newest))
    assert np.nanmax(high) == 400.0
    assert (high > 300).sum() == 1


def test_a_line_that_began_left_of_the_picture_is_drawn_inside_it() -> None:
    columns = filled(5, 10_000, np.array([5_000, 105_000]), np.array([0.0, 100.0]), np.ones(2, bool), [1])
    low, high = extents(columns.strip(6, 10))
    np.testing.assert_allclose((low + high) / 2, [60, 70, 80, 90, 97.5])


def test_history_keeps_the_newest_seconds_and_gives_them_back() -> None:
    history = History(10_000_000)
    t = np.arange(60_000) * 1000
    for a in range(0, len(t), 1000):
        history.add(t[a : a + 1000], t[a : a + 1000] / 1e6, np.ones(1000, bool))
    kept, force, joined = history.samples()
    assert kept[-1] == t[-1]
    assert 10_000 <= len(kept) <= 40_000
    np.testing.assert_array_equal(kept, t[-len(kept) :])
    np.testing.assert_array_equal(force, kept / 1e6)
    assert joined.all()


@pytest.mark.parametrize(("rate_hz", "longest"), [(0.0, 250_000), (80.0, 31_250), (10.0, 250_000), (1000.0, 20_000)])
def test_a_gap_follows_the_rate(rate_hz: float, longest: int) -> None:
    assert gap_us(rate_hz) == longest


@given(st.floats(0.01, 1e6), st.integers(2, 6))
def test_ticks_are_few_and_inside(full: float, at_most: int) -> None:
    ticks = force_ticks(full, at_most)
    assert ticks[0] == 0
    assert 2 <= len(ticks) <= at_most + 1
    assert ticks[-1] <= full * (1 + 1e-6)


def test_axis_words() -> None:
    assert force_ticks(320, 4) == [0, 100, 200, 300]
    assert [time_step(span, 5) for span in (30, 60, 120, 600)] == [10, 20, 30, 120]
    assert [decimals(step) for step in (0.05, 0.5, 1, 20)] == [2, 1, 0, 0]
    assert [clock(s) for s in (5, 750, 3723)] == ["0:05", "12:30", "1:02:03"]
