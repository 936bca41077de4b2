import numpy as np
import pytest
from chain_streams import COUNTS_PER_N, ZERO, Stream, info, notes, run, steady

from pressure_coach.errors import CalibrationError
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chain import Chain
from pressure_coach.signal.chunk import StreamInfo

CALIBRATION = Calibration("N", (1 / COUNTS_PER_N,), (float(ZERO),), full_scale=500.0)
SCALE = Calibration.scale(1 / COUNTS_PER_N)


def chain_after(force_n, calibration=CALIBRATION, n=400, **more):
    chain = Chain(info(), calibration)
    run(chain, steady(force_n, n=n, **more).chunks(range(0, n, 8)))
    return chain


def test_the_median_of_two_quiet_seconds_becomes_the_zero():
    chain = chain_after(7.0)
    zero = chain.tare()
    assert zero.counts[0] == pytest.approx(ZERO + 7 * COUNTS_PER_N, abs=300)
    assert (zero.moved, zero.noise, zero.unit) == (pytest.approx(7.0, abs=0.05), pytest.approx(0.1, rel=0.2), "N")
    assert chain.noise_n == zero.noise
    after = run(chain, steady(7.0, n=100, start_s=5.0).chunks())
    assert np.abs(after[0].judged).max() < 0.4
    assert abs(after[0].judged.mean()) < 0.05


def test_a_scale_without_a_zero_gets_one_of_any_size():
    chain = chain_after(0.0, SCALE)
    assert not chain.zeroed
    zero = chain.tare()
    assert chain.zeroed
    assert zero.moved is None
    assert zero.counts[0] == pytest.approx(ZERO, abs=100)


def test_counts_can_be_zeroed_too():
    chain = chain_after(0.0, None)
    assert (chain.unit, chain.zeroed) == ("counts", False)
    assert chain.tare().unit == "counts"
    assert abs(run(chain, steady(0.0, n=80, start_s=5.0).chunks())[0].judged.mean()) < 300


def test_a_zero_needs_two_seconds():
    with pytest.raises(CalibrationError, match="needs 2 s"):
        Chain(info(), CALIBRATION).tare()
    with pytest.raises(CalibrationError, match="needs 2 s"):
        chain_after(0.0, n=100).tare()


def test_a_zero_needs_two_seconds_without_a_break():
    chain = chain_after(0.0)
    run(chain, steady(0.0, n=80, start_s=5.5).chunks())
    with pytest.raises(CalibrationError, match="without a break"):
        chain.tare()


def test_readings_that_are_no_readings_do_not_count():
    chain = chain_after(0.0)
    stuck = steady(0.0, n=200, start_s=5.0)
    stuck.values[:] = 2**23 - 1
    run(chain, stuck.chunks())
    with pytest.raises(CalibrationError, match="good readings"):
        chain.tare()


def test_a_force_that_moves_is_refused_and_the_zero_stays():
    sway = 3.0 * np.sin(np.arange(400) / 80 * 2)
    chain = chain_after(sway)
    with pytest.raises(CalibrationError, match=r"moved by 1.* N \(SD\).*take everything off the sensor"):
        chain.tare()
    after = run(chain, steady(7.0, n=80, start_s=5.0).chunks())
    assert np.nanmean(after[0].judged) == pytest.approx(7.0, abs=0.1)


def test_a_loaded_sensor_is_refused():
    with pytest.raises(CalibrationError, match=r"200 N away from the zero before.*calibrate it"):
        chain_after(200.0).tare()


def test_a_noisy_sensor_may_be_zeroed():
    assert chain_after(0.0, noise_n=4.0).tare().noise == pytest.approx(4.0, rel=0.2)


def test_a_coarse_scale_may_be_zeroed_though_its_reading_toggles():
    stream = StreamInfo("a scale", "", ("kg",), "N", 10.0)
    chain = Chain(stream, None)
    assert chain.zeroed
    clock = steady(0.0, n=60, sfreq=10.0)
    run(chain, Stream(np.where(np.arange(60)[:, None] % 5, 0.0, 0.98), clock.ticks, clock.host).chunks(range(60)))
    assert chain.tare().moved == 0.0


def test_a_pad_goes_on_without_a_doubt_after_a_tare():
    cells = steady(8.0, n=420)
    pad = Stream(np.repeat(cells.values, 4, axis=1), cells.ticks, cells.host)
    chain = Chain(info(4, pad=True), CALIBRATION)
    run(chain, [pad.chunk(0, 400)])
    assert chain.tare().moved == pytest.approx(32.0, abs=0.2)
    chunk = chain.feed(pad.chunk(400, 420))
    assert chunk.valid.all()
    assert np.abs(chunk.judged).max() < 2.0


def test_the_median_starts_anew_after_a_tare():
    chain = chain_after(20.0)
    chain.tare()
    after = run(chain, steady(20.0, n=3, start_s=5.0).chunks([1, 2]))
    assert all(abs(chunk.judged[0]) < 1.0 for chunk in after)


def test_every_column_gets_a_zero():
    chain = Chain(info(2), SCALE)
    one = steady(0.0, n=400)
    run(chain, Stream(np.hstack((one.values, one.values * 2)), one.ticks, one.host).chunks())
    assert chain.tare().counts == pytest.approx((ZERO, 2 * ZERO), abs=300)


def test_a_zero_that_moved_between_two_tares_is_noted_until_it_is_back():
    chain = chain_after(0.0)
    chain.tare()
    run(chain, steady(4.0, n=400, start_s=5.0).chunks())
    assert chain.tare().moved == pytest.approx(4.0, abs=0.1)
    chunks = run(chain, steady(4.0, n=400, start_s=10.0).chunks())
    ((at, kind, text),) = notes(chunks)
    assert (round(at), kind, text[:23]) == (10, "zero_moved", "the zero moved by 4.0 N")
    chain.tare()
    assert [note[2] for note in notes(run(chain, steady(4.0, n=80, start_s=15.0).chunks()))] == [""]


def test_a_zero_that_moved_by_more_than_two_percent_of_the_target_is_noted():
    chain = chain_after(0.0)
    chain.set_target(100.0)
    chain.tare()
    run(chain, steady(2.5, n=400, start_s=5.0).chunks())
    chain.tare()
    assert chain.notes[0].startswith("the zero moved by 2.5 N")


def drift(seconds=60, up_to=2.0):
    """Unloaded, with a zero that creeps up."""
    return steady(np.linspace(0.0, up_to, seconds * 80), noise_n=0.05)


def test_a_creeping_zero_is_followed_when_that_is_allowed():
    chain = Chain(info(), CALIBRATION)
    chain.allow_auto_zero = True
    judged = np.concatenate([c.judged for c in run(chain, drift().chunks(range(0, 4800, 50)))])
    assert np.abs(judged[1300:]).max() < 0.6
    plain = Chain(info(), CALIBRATION)
    assert np.concatenate([c.judged for c in run(plain, drift().chunks())])[-1] == pytest.approx(2.0, abs=0.3)


def test_a_hold_is_never_zeroed_away():
    chain = Chain(info(), CALIBRATION)
    chain.allow_auto_zero = True
    force = np.r_[np.zeros(800), np.full(800, 200.0), np.full(900, 2.0), np.full(800, 200.0)]  # lifted for 11 s
    judged = np.concatenate([c.judged for c in run(chain, steady(force).chunks())])
    assert judged[-400:].mean() == pytest.approx(200.0, abs=0.05)


def test_automatic_zeroing_moves_by_two_percent_of_full_scale_at_most():
    for full_scale, follows in ((500.0, True), (60.0, False)):
        chain = Chain(info(), Calibration("N", (1 / COUNTS_PER_N,), (float(ZERO),), full_scale=full_scale))
        chain.allow_auto_zero = True
        chunks = run(chain, steady(2.0, n=80 * 20).chunks())
        assert bool(abs(chunks[0].judged[-1]) < 0.5) is follows


def test_automatic_zeroing_does_not_depend_on_the_cuts():
    bits = set()
    for size in (1, 7, 80, 5000):
        chain = Chain(info(), CALIBRATION)
        chain.allow_auto_zero = True
        chunks = run(chain, drift(30).chunks(range(0, 2400, size)))
        bits.add(np.concatenate([c.judged for c in chunks]).tobytes() + repr(notes(chunks)).encode())
    assert len(bits) == 1
