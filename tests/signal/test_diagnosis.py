"""What ten seconds of a sensor tell."""

import numpy as np
import pytest

from pressure_coach.signal.diagnosis import Diagnosis, diagnose


def look(n=800, hz=80.0, *, sigma=0.3, slope=0.0, keep=None, counts=None, valid=None, **about) -> Diagnosis:
    t = np.rint(np.arange(n) * 1e6 / hz).astype(np.int64)
    noise = np.random.default_rng(1).normal(0, sigma, n) if sigma else np.zeros(n)
    force = 50 + noise + slope * t / 6e7
    raw = np.rint(force / 0.0005).astype(np.int32) if counts is None else counts
    good = np.ones(n, bool) if valid is None else valid
    kept = np.ones(n, bool) if keep is None else keep
    return diagnose(t[kept], force[kept], raw[kept], good[kept], nominal_hz=80.0, **about)


def test_a_good_sensor_is_good_for_holds():
    found = look()
    assert found.rate_hz == pytest.approx(80.0)
    assert found.noise == pytest.approx(0.3, rel=0.15)
    assert found.jitter_us == pytest.approx(0.0)
    assert found.verdicts[0] == "80.0 samples a second are enough for holds"


def test_noise_is_deaf_to_slow_movement_and_drift_sees_it():
    found = look(slope=60.0)
    assert found.noise == pytest.approx(0.3, rel=0.15)
    assert found.drift_per_min == pytest.approx(60.0, abs=1.0)


@pytest.mark.parametrize(("hz", "part"), [(5.0, "too few for holds"), (10.0, "coarse mode"), (40.0, "promises 80")])
def test_slow_sensors_are_told_what_they_are_good_for(hz, part):
    assert any(part in verdict for verdict in look(n=100, hz=hz).verdicts)


def test_arrivals_in_bursts_have_their_true_rate_and_are_not_enough_for_holds():
    t = np.array([k * 300_000 + i * 1000 for k in range(33) for i in range(24)], np.int64)
    force = np.random.default_rng(1).normal(0, 0.3, len(t))
    found = diagnose(t, force, force, np.ones(len(t), bool), text=True)
    assert found.rate_hz == pytest.approx(80.0, rel=0.04)
    assert found.verdicts[0].startswith("again and again nothing comes for up to 0.28 s")
    assert not any("enough for holds" in verdict for verdict in found.verdicts)


def test_a_single_gap_is_no_burst():
    kept = np.ones(800, bool)
    kept[300:340] = False
    assert look(keep=kept).verdicts[0] == "80.0 samples a second are enough for holds"


def test_a_sensor_without_a_usable_sample_is_good_for_nothing():
    verdicts = look(valid=np.zeros(800, bool)).verdicts
    assert verdicts[0].startswith("100 % of the samples cannot be used: no holds")
    assert not any("enough for holds" in verdict for verdict in verdicts)


def test_lines_without_a_reading_are_no_damaged_frames():
    (said,) = [verdict for verdict in look(bad_frames=3, text=True).verdicts if verdict.startswith("3 ")]
    assert said.startswith("3 lines hold no reading: messages of the sketch do no harm")
    assert any(verdict.startswith("1 line holds") for verdict in look(bad_frames=1, text=True).verdicts)


def test_loss_bad_frames_and_glitches_name_their_remedy():
    valid = np.ones(800, bool)
    valid[::10] = False
    verdicts = " ".join(look(lost_frames=80, bad_frames=3, valid=valid, clock_ppm=20_000).verdicts)
    for part in ("9.1 % of the frames are lost", "damaged frames: 3", "10.0 % of the samples", "clock is +2.0 %"):
        assert part in verdicts


def test_a_value_that_never_changes_is_stuck():
    found = look(sigma=0.0, counts=np.full(800, 4711, np.int32))
    assert found.distinct == 1
    assert any("never changes" in verdict for verdict in found.verdicts)


def test_bits_that_never_change_are_named():
    found = look(counts=(np.random.default_rng(2).integers(0, 64, 800) * 8).astype(np.int32))
    assert found.stuck_bits == (0, 1, 2)


def test_gaps_tell_of_loss_and_not_of_the_rate():
    keep = np.ones(800, bool)
    keep[300:500] = False
    found = look(keep=keep)
    assert found.rate_hz == pytest.approx(80.0)
    assert found.longest_gap_s == pytest.approx(201 / 80)


def test_a_gap_in_the_sensors_own_clock_is_a_loss_even_where_nothing_is_numbered():
    keep = np.ones(800, bool)
    keep[10::10] = False
    lossy = look(keep=keep, own_clock=True, wireless=True)
    assert lossy.lost_pct == pytest.approx(10.0, abs=0.2)
    assert any("frames are lost: bring it nearer" in verdict for verdict in lossy.verdicts)
    assert not any("promises" in verdict for verdict in lossy.verdicts)  # it keeps its promise; the air does not
    assert look(keep=keep).lost_pct == 0.0


def test_what_has_no_cable_is_not_sent_to_look_for_one():
    valid = np.ones(800, bool)
    valid[::10] = False
    faults = {"lost_frames": 80, "bad_frames": 3, "valid": valid, "wireless": True}
    said = " ".join(look(n=800, hz=40.0, faster="add ?rate=80 to its address", **faults).verdicts)
    assert "promises 80 samples a second: add ?rate=80 to its address" in said
    assert not any(word in said for word in ("cable", "wiring", "port", "pin"))


def test_coarse_steps_are_told_with_what_they_are_too_coarse_for():
    pounds = np.tile([0.0, 4.448, 8.896, 4.448], 200)
    t = np.arange(800) * 12_500
    found = diagnose(t, pounds, pounds.reshape(-1, 1), np.ones(800, bool), nominal_hz=80.0)
    assert found.step == pytest.approx(4.448)
    assert any("too coarse for targets below 89 N" in verdict for verdict in found.verdicts)


def test_single_readings_are_good_to_compare_with():
    t, force = np.array([0]), np.array([700.0])
    found = diagnose(t, force, force, np.ones(1, bool), nominal_hz=1.0, wireless=True)
    assert found.verdicts[0].startswith("it gives single readings")
    assert "cable" not in " ".join(found.verdicts)


def test_almost_nothing_is_told_as_such():
    found = look(n=1)
    assert found.rate_hz is None
    assert "too few samples" in found.verdicts[0]
