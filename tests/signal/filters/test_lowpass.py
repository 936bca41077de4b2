import numpy as np
import pytest
from scipy.signal import butter, sosfilt, sosfilt_zi

from pressure_coach.errors import UsageError
from pressure_coach.signal.filters.lowpass import make


@pytest.mark.parametrize("order", [2, 4])
def test_it_gives_what_scipy_gives(order):
    x = 200 + np.random.default_rng(0).standard_normal(500).cumsum()
    sos = butter(order, 3.0, fs=80.0, output="sos")
    expected, _ = sosfilt(sos, x, zi=sosfilt_zi(sos) * x[0])
    mine = make(80.0, 1, order=order).feed(x[:, None], np.arange(500))
    np.testing.assert_allclose(mine[:, 0], expected, rtol=1e-9)


def test_three_hertz_are_halved_in_power():
    t = np.arange(0, 20, 1 / 200)
    out = make(200.0, 1).feed(np.sin(2 * np.pi * 3.0 * t)[:, None], np.arange(len(t)))[2000:]
    assert out.std() * np.sqrt(2) == pytest.approx(np.sqrt(0.5), rel=0.01)


@pytest.mark.parametrize("sfreq", [0.0, 6.0])
def test_a_rate_that_is_unknown_or_too_low_is_refused_with_the_other_filter(sfreq):
    with pytest.raises(UsageError, match=r"above 6 samples/s.*one_euro"):
        make(sfreq, 1)
