from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.errors import CalibrationError
from pressure_coach.signal.calibration import Calibration, fit_linear, problems

finite = st.floats(allow_nan=False, allow_infinity=False)
FULL = Calibration(
    unit="N",
    slope=(1 / 8000, 1 / 7900.5),
    zero_counts=(80_000.0, -12.25),
    full_scale=500.0,
    u95=1.25,
    device_id="ab12",
    date="2026-11-22",
    provenance='20 kg of "mass", class M1',
    points=((0.0, 1.0, 2.0), (9.81, 3.0, 4.0)),
    simulated=True,
)


def test_counts_become_newtons():
    calibration = Calibration("N", (0.5,), (100.0,))
    assert calibration.apply(np.array([[100], [102], [98]], np.int32)).tolist() == [[0.0], [1.0], [-1.0]]


def test_each_channel_has_its_own_zero_and_slope():
    calibration = Calibration("N", (0.5, -2.0), (100.0, 7.0))
    assert calibration.apply(np.array([[102, 8]], np.int32)).tolist() == [[1.0, -2.0]]


def test_nothing_is_never_negative():
    assert str(Calibration("N", (-0.5,), (100.0,)).apply(np.array([[100]], np.int32))[0, 0]) == "0.0"


def test_it_survives_being_written_and_read():
    assert Calibration.from_text(FULL.to_text()) == FULL
    bare = Calibration.scale(0.001)
    assert Calibration.from_text(bare.to_text()) == bare


@given(st.lists(finite.filter(lambda k: k != 0.0), min_size=1, max_size=4), st.lists(finite, max_size=4), finite)
def test_every_number_survives_to_the_last_bit(slope, zero, u95):
    calibration = Calibration("kPa", tuple(slope), tuple(zero), u95=u95)
    assert Calibration.from_text(calibration.to_text()) == calibration


def test_a_person_may_write_one_number_and_a_toml_date():
    read = Calibration.from_text('unit = "N"\nslope = 0.01\nzero_counts = [3]\ndate = 2026-01-02\n')
    assert read == Calibration("N", (0.01,), (3.0,), date="2026-01-02")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("slope = [1.0]", "says no unit"),
        ('unit = "N"', "says no slope"),
        ('unit = "N"\nslope = [0.0]', "other than 0"),
        ('unit = "N"\nslope = []', "other than 0"),
        ('unit = "N"\nslope = ["a"]', "slope is"),
        ('unit = "N"\nslope = [true]', "slope is"),
        ('unit = "lbf"\nslope = [1.0]', "N or kPa"),
        ('unit = "N"\nslope = [1.0]\nzero_counts = [nan]', "finite"),
        ('unit = "N"\nslope = [1.0]\nmodel = "spline"', "model 'spline'"),
        ('unit = "N"\nslope = [1.0]\nsloppy = 3', "'sloppy'"),
        ('unit = "N"\nslope = [1.0]\ndate = "yesterday"', "date is"),
        ('unit = "N"\nslope = [1.0]\npoints = [1, 2]', "points is"),
        ('unit = "N"\nslope = [1.0', "TOML"),
    ],
)
def test_a_bad_text_is_refused_with_what_is_wrong(text, says):
    with pytest.raises(CalibrationError, match=says):
        Calibration.from_text(text)


def test_a_calibration_for_other_channels_is_refused():
    with pytest.raises(CalibrationError, match="2 channels, but the sensor has 3"):
        FULL.per_channel(3)


def test_a_scale_by_hand_knows_no_zero():
    scale = Calibration.scale(0.25)
    assert (scale.unit, scale.slope, scale.zero_counts) == ("N", (0.25,), ())
    with pytest.raises(CalibrationError, match="other than 0"):
        Calibration.scale(0.0)


def test_a_new_zero_makes_a_new_calibration():
    assert FULL.with_zero([1, 2]).zero_counts == (1.0, 2.0)
    assert FULL.zero_counts == (80_000.0, -12.25)


def test_a_line_is_fitted_through_the_points():
    fit = fit_linear([(0.0, 1000.0), (10.0, 3000.0), (20.0, 5000.0)], device_id="ab")
    assert fit.slope == pytest.approx((0.005,))
    assert fit.zero_counts == pytest.approx((1000.0,))
    assert fit.u95 == pytest.approx(0.0, abs=1e-9)
    assert (fit.full_scale, fit.device_id, len(fit.points)) == (20.0, "ab", 3)


def test_the_uncertainty_is_students_t_times_the_residual():
    # Residuals in N: +0.1 -0.2 +0.1, so s = sqrt(0.06 / 1), and t(95 %, 1 degree of freedom) = 12.706.
    fit = fit_linear([(0.0, 10.0), (10.0, 980.0), (20.0, 2010.0)])
    slope = fit.slope[0]
    residual = [(c - fit.zero_counts[0]) * slope - n for n, c in ((0, 10), (10, 980), (20, 2010))]
    assert fit.u95 == pytest.approx(12.7062 * np.sqrt(sum(r * r for r in residual)), rel=1e-5)
    assert fit_linear([(0.0, 10.0), (10.0, 980.0)]).u95 is None


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ([(0.0, 1.0)], "two or more"),
        ([(5.0, 1.0), (5.0, 2.0)], "two or more"),
        ([(0.0, 7.0), (5.0, 7.0)], "did not change"),
        ([(0.0, 0.0), (1.0, 1.0), (2.0, 0.0)], "no trend"),
        ([(0.0, float("nan")), (5.0, 7.0)], "two or more"),
    ],
)
def test_points_that_make_no_line_are_refused(points, says):
    with pytest.raises(CalibrationError, match=says):
        fit_linear(points)


def test_what_speaks_against_a_calibration_is_said():
    assert problems(FULL, "ab12", date(2027, 2, 20)) == []
    (old,) = problems(FULL, "ab12", date(2027, 2, 21))
    assert "91 days old" in old
    (other,) = problems(FULL, "ff00", date(2026, 11, 22))
    assert "belongs to the sensor ab12, but this one is ff00" in other
    (future,) = problems(FULL, "", date(2026, 11, 21))
    assert "check the date of this computer" in future
    assert problems(Calibration.scale(1.0), "ab", date(2099, 1, 1)) == []
