"""Figures of a hold against numbers worked out by hand (coaching.md section 6)."""

import math

import numpy as np
import pytest

from pressure_coach.coaching.events import State as S
from pressure_coach.coaching.metrics import compute


def figures(forces, states=None, *, hz=100, t_us=None, measured=None, target=200.0, half=20.0, over_n=250.0, u95=0.0):
    t = list(range(0, len(forces) * 1_000_000 // hz, 1_000_000 // hz)) if t_us is None else t_us
    states = [S.HOLDING] * len(forces) if states is None else states
    return compute(t, forces, measured or forces, states, target=target, half=half, over_n=over_n, u95=u95)


def test_a_perfect_hold():
    f = figures([200.0] * 1001)
    assert (f["time_in_band_pct"], f["longest_in_band_s"], f["rmse_pct"], f["cv_pct"]) == (100.0, 10.0, 0.0, 0.0)
    assert (f["mean_n"], f["impulse_ns"], f["completeness_pct"], f["steadiness"]) == (200.0, 2000.0, 100.0, "steady")
    assert (f["excursions_low"], f["excursions_high"], f["dwell_out_median_s"], f["over_s"]) == (0, 0, None, 0.0)
    assert f["indicative"] is False


def test_bias_mae_and_rmse_of_a_constant_offset():
    f = figures([210.0] * 101)
    assert f["bias_pct"] == pytest.approx(5.0)
    assert f["mae_pct"] == pytest.approx(5.0)
    assert f["rmse_pct"] == pytest.approx(5.0)


def test_cv_of_a_sine_is_its_amplitude_over_root_two_and_a_slope_is_drift():
    t = np.arange(0, 60, 0.01)
    sine = 200 + 10 * np.sin(2 * math.pi * t)
    f = figures(list(sine))
    assert f["cv_pct"] == pytest.approx(100 * 10 / math.sqrt(2) / 200, rel=1e-3)
    assert f["drift_pct_per_min"] == pytest.approx(0.0, abs=0.3)
    g = figures(list(sine - 10 * t / 60))
    assert g["drift_pct_per_min"] == pytest.approx(-5.0, abs=0.3)
    assert g["cv_pct"] > g["cv_detrended_pct"] == pytest.approx(f["cv_pct"], rel=0.03)


def test_an_interval_belongs_to_the_later_sample_and_a_long_one_weighs_nothing():
    f = figures([200.0, 100.0, 200.0, 200.0], t_us=[0, 100_000, 300_000, 1_300_000])
    assert f["time_in_band_pct"] == pytest.approx(100 * 0.2 / 0.3)
    assert f["longest_in_band_s"] == pytest.approx(0.2)
    assert f["mean_n"] == pytest.approx((100 * 0.1 + 200 * 0.2) / 0.3)


def test_lifted_and_unknown_are_left_out():
    states = [S.HOLDING] * 101 + [S.LIFTED] * 100 + [S.HOLDING] * 100
    f = figures([200.0] * 101 + [0.0] * 100 + [200.0] * 100, states)
    assert (f["mean_n"], f["time_in_band_pct"]) == (200.0, 100.0)


def test_the_window_ends_with_the_last_holding_sample_or_with_done():
    partial = figures([200.0] * 101 + [100.0] * 100, [S.HOLDING] * 101 + [S.PAUSED] * 99 + [S.PARTIAL])
    assert partial["mean_n"] == 200.0
    done = figures([50.0] * 10 + [200.0] * 101, [S.LOADING] * 10 + [S.HOLDING] * 100 + [S.DONE])
    assert done["impulse_ns"] == pytest.approx(200.0)


def test_entries_are_counted_by_side_and_their_median_dwell_is_told():
    states = [S.HOLDING] * 10 + [S.GRACE] * 20 + [S.HOLDING] * 10 + [S.GRACE] * 10 + [S.OVER] * 30 + [S.HOLDING] * 10
    forces = [200.0] * 10 + [150.0] * 20 + [200.0] * 10 + [260.0] * 40 + [200.0] * 10
    f = figures(forces, states)
    assert (f["excursions_low"], f["excursions_high"]) == (1, 2)  # GRACE, and OVER after another GRACE
    assert f["dwell_out_median_s"] == pytest.approx((0.2 + 0.4) / 2)
    assert f["over_s"] == pytest.approx(0.39)


def test_the_peak_is_that_of_the_samples_before_the_median():
    assert figures([200.0] * 10, measured=[200.0] * 9 + [231.5])["peak_n"] == 231.5


def test_the_ramp_runs_from_ten_to_ninety_percent_from_contact():
    forces = [0.0] * 10 + [2.0 * i for i in range(100)] + [200.0] * 10
    assert figures(forces, [S.LOADING] * 120)["ramp_n_per_s"] == pytest.approx(200.0)


def test_missing_samples_make_the_figures_indicative():
    t = [i * 10_000 for i in range(1001) if i % 10 or i in (0, 1000)]
    f = figures([200.0] * len(t), t_us=t)
    assert f["completeness_pct"] == pytest.approx(90.1, abs=0.1)
    assert f["indicative"] is True


def test_time_lifted_off_does_not_hide_what_was_lost_while_holding():
    held = [i * 10_000 for i in range(101) if i % 10 or i in (0, 100)]
    lifted = [1_010_000 + i * 10_000 for i in range(500)]
    f = figures(
        [200.0] * (len(held) + 501),
        [S.HOLDING] * len(held) + [S.LIFTED] * 500 + [S.HOLDING],
        t_us=[*held, *lifted, 6_010_000],
    )
    assert f["completeness_pct"] == pytest.approx(91.1, abs=0.1)


def test_an_uncertainty_above_a_tenth_of_the_target_makes_the_figures_indicative():
    assert figures([200.0] * 101, u95=20.0)["indicative"] is False
    assert figures([200.0] * 101, u95=20.1)["indicative"] is True


def test_a_hold_that_never_held_has_no_figures_but_its_peak():
    f = figures([100.0] * 50, [S.LOADING] * 50)
    assert f["time_in_band_pct"] is None
    assert (f["peak_n"], f["indicative"]) == (100.0, True)


def test_band_edges_are_inclusive():
    assert figures([180.0] * 11)["time_in_band_pct"] == 100.0
    assert figures([179.9] * 11)["time_in_band_pct"] == 0.0
