import subprocess
import sys

import numpy as np
import pytest
from chain_streams import COUNTS_PER_N, ZERO, Stream, info, joined, notes, run, steady, troubled
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.errors import CalibrationError, UsageError
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chain import Chain
from pressure_coach.signal.chunk import RawChunk, StreamInfo

CALIBRATION = Calibration("N", (1 / COUNTS_PER_N,), (float(ZERO),), full_scale=1000.0)
EXACT = ("t_us", "force", "judged", "measured", "valid", "raw")


def one(values, chain=None, n=200):
    """Judge ``values`` in N after a quiet stretch at their first; returns judged and valid of these."""
    chain = chain or Chain(info(), CALIBRATION)
    before = np.full(n, float(values[0]))
    chunk = run(chain, steady(np.r_[before, values], noise_n=0.01).chunks())[0]
    return chunk.judged[n:].round(1).tolist(), chunk.valid[n:].tolist()


def test_counts_become_judged_newtons():
    chunk = Chain(info(), CALIBRATION).feed(steady(50.0, n=80).chunk(0, 80))
    assert (chunk.index, len(chunk), chunk.force.shape) == (0, 80, (80, 1))
    assert chunk.t_us.tolist() == [i * 12_500 for i in range(80)]
    assert chunk.judged.mean() == pytest.approx(50.0, abs=0.05)
    assert chunk.display[-1] == pytest.approx(50.0, abs=0.2)
    np.testing.assert_array_equal(chunk.force[:, 0], chunk.judged)
    np.testing.assert_array_equal(chunk.measured, CALIBRATION.apply(chunk.raw)[:, 0])
    assert chunk.valid.all()


def test_samples_are_counted_over_the_session():
    chain = Chain(info(), CALIBRATION)
    assert [chunk.index for chunk in run(chain, steady(0.0, n=100).chunks([10, 40]))] == [0, 10, 40]


def test_one_wild_sample_is_not_judged_and_leaves_no_trace():
    judged, valid = one([50, 50, 400, 50, 50])
    assert valid == [True, True, False, True, True]
    assert np.isnan(judged[2])
    assert [judged[i] for i in (1, 3, 4)] == [50.0, 50.0, 50.0]


def test_a_real_step_is_judged_one_sample_later_as_after_any_median():
    judged, valid = one([50, 400, 400, 400])
    assert valid == [True, False, True, True]
    assert judged[2:] == [400.0, 400.0]


def test_a_step_in_two_chunks_is_judged_the_same():
    stream = steady(np.r_[np.full(200, 50.0), np.full(5, 400.0)], noise_n=0.01)
    whole = run(Chain(info(), CALIBRATION), stream.chunks())
    cut = run(Chain(info(), CALIBRATION), stream.chunks([200, 201]))
    np.testing.assert_array_equal(joined(cut, "judged"), joined(whole, "judged"))


def test_where_nothing_is_judged_the_display_stands_still():
    chain = Chain(info(), CALIBRATION)
    stream = steady(50.0, n=300)
    stream.values[250:260] = 2**23 - 1
    chunk = run(chain, stream.chunks())[0]
    assert set(chunk.display[250:260]) == {chunk.display[249]}
    assert np.isnan(chunk.force[250:260]).all()
    assert np.isfinite(chunk.measured).all()


def test_the_display_is_nan_before_the_first_good_sample():
    chain = Chain(info(unit="N", bits=0), None)
    t = np.arange(3, dtype=np.uint32)
    chunk = chain.feed(RawChunk(np.array([[np.nan], [np.nan], [3.0]]), t, 0))
    assert np.isnan(chunk.display[:2]).all()
    assert (chunk.display[2], chunk.judged[2]) == (3.0, 3.0)


def test_the_filters_start_anew_after_a_gap_and_only_then():
    for gap_us, expected in ((250_000, 50.0), (250_001, 53.0)):
        chain = Chain(info(unit="N", bits=0), None)
        t = np.array([0, 12_500, 12_500 + gap_us, 25_000 + gap_us], np.uint32)
        chunk = chain.feed(RawChunk(np.array([[50.0], [50.0], [53.0], [53.0]]), t, 0))
        assert chunk.judged[2] == expected
        assert bool(chunk.display[2] == 53.0) is (expected == 53.0)


def test_a_gap_of_bad_samples_is_a_gap_too():
    chain = Chain(info(unit="N", bits=0), None)
    values = np.r_[np.full(50, 50.0), np.full(30, np.nan), np.full(50, 51.0)][:, None]
    chunk = chain.feed(RawChunk(values, (np.arange(130) * 12_500).astype(np.uint32), 0))
    assert chunk.judged[80] == chunk.display[80] == 51.0


def test_nothing_is_lost_with_an_empty_chunk():
    chain = Chain(info(), CALIBRATION)
    chunk = chain.feed(RawChunk(np.empty((0, 1), np.int32), np.empty(0, np.uint32), 0, lost=3))
    assert (len(chunk), chunk.lost, chunk.force.shape) == (0, 3, (0, 1))


def test_lost_frames_are_passed_on():
    chain = Chain(info(), CALIBRATION)
    stream = steady(0.0, n=20)
    chain.feed(stream.chunk(0, 10))
    assert chain.feed(stream.chunk(10, 20, lost=4)).lost == 4


def test_without_a_calibration_counts_are_judged():
    chain = Chain(info(), None)
    assert chain.unit == "counts"
    assert chain.feed(steady(1.0, n=10).chunk(0, 10)).judged.mean() == pytest.approx(ZERO + 8000, rel=0.01)


def test_a_sensor_that_gives_newtons_is_taken_at_its_word():
    chain = Chain(info(unit="N", bits=0), None)
    assert (chain.unit, chain.zeroed) == ("N", True)
    with pytest.raises(CalibrationError, match="gives N"):
        Chain(info(unit="N", bits=0), CALIBRATION)
    assert Chain(info(unit="N"), Calibration("N", (1.01,), reads="N")).unit == "N"


def test_a_channel_of_several_is_judged_and_the_others_do_not_disturb_it():
    stream = StreamInfo("x", "", ("temp", "left", "right"), "counts", 80.0, adc_bits=24)
    clean = steady(50.0, n=300)
    temperature = np.full((300, 1), 8_388_607)
    right = clean.values * 2
    right[100:110] = 8_388_607
    both = Stream(np.hstack((temperature, clean.values, right)).astype(np.int32), clean.ticks, clean.host)
    chunk = run(Chain(stream, CALIBRATION), both.chunks())[0]
    alone = run(Chain(info(), CALIBRATION), clean.chunks())[0]
    assert chunk.valid.all()
    np.testing.assert_array_equal(chunk.judged, alone.judged)
    np.testing.assert_array_equal(chunk.force[:, 1], alone.judged)
    assert np.isnan(chunk.force[:, 0]).all()  # a temperature is no force
    right_only = run(Chain(stream, CALIBRATION, "right"), both.chunks())[0]
    assert not right_only.valid[100:110].any()


def test_a_pad_is_judged_by_the_sum_of_its_cells():
    clean = steady(200.0, n=300)
    cells = np.repeat((clean.values - ZERO) // 4, 4, axis=1) + ZERO
    pad = Chain(info(4, pad=True), CALIBRATION)
    chunk = pad.feed(RawChunk(cells, clean.ticks, 0))
    assert chunk.judged[50:].mean() == pytest.approx(200.0, abs=0.1)
    assert chunk.force.shape == (300, 4)
    assert chunk.force[50:, 2].mean() == pytest.approx(50.0, abs=0.1)


def test_a_saturated_cell_makes_a_pads_sum_useless():
    clean = steady(40.0, n=300)
    cells = np.repeat(clean.values, 4, axis=1)
    cells[100:200, 3] = 2**23 - 1
    chain = Chain(info(4, pad=True), CALIBRATION)
    chunk = chain.feed(RawChunk(cells, clean.ticks, 0))
    assert chunk.valid.tolist() == [not 100 <= i < 200 for i in range(300)]
    assert [note.kind for note in chunk.notes] == ["over_range", "over_range"]


def test_a_column_or_filter_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="no column 'left'"):
        Chain(info(), CALIBRATION, "left")
    with pytest.raises(UsageError, match="choose one of"):
        Chain(info(), CALIBRATION, display="kalman")


@pytest.mark.parametrize("display", ["one_euro", "lowpass", "median"])
def test_any_filter_may_smooth_the_display(display):
    plain = run(Chain(info(), CALIBRATION), troubled(0).chunks())[0]
    chunk = run(Chain(info(), CALIBRATION, display=display), troubled(0).chunks())[0]
    np.testing.assert_array_equal(chunk.judged, plain.judged)
    assert np.isfinite(chunk.display[1:]).all()


def test_the_display_is_smoothed_as_force_over_target():
    values = np.r_[np.full(100, 20.0), np.linspace(20.0, 24.0, 100)]
    calm, quick = Chain(info(), CALIBRATION), Chain(info(), CALIBRATION)
    quick.set_target(20.0)
    lag = [abs(run(c, steady(values, noise_n=0.0).chunks())[0].display[-1] - 24.0) for c in (calm, quick)]
    assert lag[1] < 0.7 * lag[0]


def same(a, b, display_too=True):
    for name in EXACT:
        left, right = joined(a, name), joined(b, name)
        assert left.dtype == right.dtype
        assert left.tobytes() == right.tobytes(), name
    np.testing.assert_allclose(joined(a, "display"), joined(b, "display"), rtol=0, atol=1e-9)


CASES = [(1, False, True), (3, False, True), (16, True, True), (1, False, False)]


@pytest.mark.parametrize(("n_channels", "pad", "clock"), CASES)
@pytest.mark.parametrize("seed", [0, 1])
def test_everything_is_the_same_to_the_bit_however_arrivals_are_cut(n_channels, pad, clock, seed):
    stream = troubled(seed, n_channels=n_channels, clock=clock)
    groups = list(range(0, len(stream.host), 8))
    whole = run(Chain(info(n_channels, pad=pad), CALIBRATION), stream.chunks(groups))
    r = np.random.default_rng(seed)
    for more in (range(len(stream.host)), r.integers(0, len(stream.host), 300).tolist()):
        cut = run(Chain(info(n_channels, pad=pad), CALIBRATION), stream.chunks([*groups, *more]))
        same(cut, whole)
        assert notes(cut) == notes(whole)
    assert 0.9 < joined(whole, "valid").mean() < 0.99
    assert {"stuck", "over_range"} <= {kind for _, kind, _ in notes(whole)}


@pytest.mark.parametrize(("n_channels", "pad"), [(1, False), (16, True)])
def test_with_a_device_clock_even_merged_arrivals_are_judged_the_same(n_channels, pad):
    stream = troubled(3, n_channels=n_channels)
    single = run(Chain(info(n_channels, pad=pad), CALIBRATION), stream.chunks(range(0, len(stream.host), 8)))
    for size in (len(stream.host), 1000, 100, 13):
        same(
            run(Chain(info(n_channels, pad=pad), CALIBRATION), stream.chunks(range(0, len(stream.host), size))), single
        )


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.0, 50.0, 52.0, 400.0, -0.0, 1e9, 1e14, -1e308, float("nan"), float("inf")]),
            st.integers(0, 400_000),
        ),
        min_size=1,
        max_size=60,
    ),
    st.sets(st.integers(0, 60)),
)
def test_any_numbers_at_any_times_are_judged_the_same_however_they_are_cut(samples, cuts):
    values = np.array([[v] for v, _ in samples])
    ticks = np.cumsum([dt for _, dt in samples]).astype(np.uint32)
    stream = Stream(values, ticks, np.zeros(len(samples), np.int64))
    whole = run(Chain(info(unit="N", bits=0), None), stream.chunks())
    same(run(Chain(info(unit="N", bits=0), None), stream.chunks(cuts)), whole)
    judged, valid = joined(whole, "judged"), joined(whole, "valid")
    assert np.isfinite(judged[valid]).all()
    assert np.isnan(judged[~valid]).all()
    assert np.isfinite(joined(whole, "display")[valid]).all()


def test_a_tare_between_two_samples_is_the_same_in_any_chunks():
    stream = steady(np.r_[np.full(300, 3.0), np.full(300, 200.0)])
    bits = set()
    for size in (1, 50, 300):
        chain = Chain(info(), CALIBRATION)
        first = run(chain, [c for c in stream.chunks(range(0, 600, size)) if c.t_us[-1] < 300 * 12_500])
        zero = chain.tare()
        second = run(chain, [c for c in stream.chunks(range(0, 600, size)) if c.t_us[-1] >= 300 * 12_500])
        bits.add((joined(first + second, "judged").tobytes(), zero))
    assert len(bits) == 1


def test_noise_and_rate_are_known_after_a_while():
    chain = Chain(info(), CALIBRATION)
    assert (chain.noise_n, chain.rate, chain.notes) == (None, None, ())
    run(chain, steady(0.0, n=800, noise_n=0.2).chunks(range(0, 800, 4)))
    assert chain.noise_n == pytest.approx(0.18, rel=0.25)
    assert chain.rate == pytest.approx(80.0, rel=0.01)


def test_a_slow_stream_and_a_drifting_clock_are_noted():
    chain = Chain(info(sfreq=10.0), CALIBRATION)
    stream = steady(50.0, n=400, sfreq=10.0)
    slow_clock = Stream(stream.values, stream.ticks, (stream.host * 1.02).astype(np.int64))
    kinds = {kind: text for _, kind, text in notes(run(chain, slow_clock.chunks(range(400))))}
    assert kinds["rate"].startswith("only 10 samples/s: coarse")
    assert "-2.0 %" in kinds["drift"]
    assert chain.drift_ppm == pytest.approx(-19_600, abs=300)


def test_the_way_to_the_first_sample_loads_no_scipy():
    code = "import sys, pressure_coach.signal.chain; print(any(name.startswith('scipy') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_news_of_the_battery_is_said_without_a_sample_and_stands():
    made = Chain(StreamInfo("x", "", ("force",), "N", 80.0), None)
    made.feed(RawChunk(np.array([[1.0]]), None, 0))
    chunk = made.feed(RawChunk(np.empty((0, 1)), None, 1, low_battery=True))
    assert [(note.kind, "almost empty" in note.text) for note in chunk.notes] == [("battery", True)]
    assert (len(chunk), len(made.notes)) == (0, 1)
    assert [note.text for note in made.feed(RawChunk(np.array([[1.0]]), None, 2, low_battery=False)).notes] == [""]


def test_a_sample_that_the_sensor_itself_disowns_is_unfit_and_its_reason_stands():
    made = Chain(StreamInfo("x", "", ("force",), "N", 80.0), None)
    values = np.array([[1.0], [np.nan], [1.0]])
    chunk = made.feed(RawChunk(values, np.array([0, 12_500, 25_000], np.uint32), 0, why="it was pushed"))
    assert chunk.valid.tolist() == [True, False, True]
    assert [(note.t_us, note.kind, note.text) for note in chunk.notes] == [(12_500, "unmeasured", "it was pushed")]
