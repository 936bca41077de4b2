import numpy as np
import pytest

from pressure_coach.errors import UsageError
from pressure_coach.signal.filters.notch import make


@pytest.mark.parametrize("mains", [50.0, 60.0])
def test_hum_goes_and_the_force_stays(mains):
    t = np.arange(0, 4, 1 / 500)
    force = 200 + 5 * np.sin(2 * np.pi * 1.0 * t)
    out = make(500.0, 1, frequency=mains).feed((force + 10 * np.sin(2 * np.pi * mains * t))[:, None], np.arange(len(t)))
    assert np.abs(out[:, 0] - force)[1000:].max() < 0.2


@pytest.mark.parametrize("sfreq", [0.0, 80.0, 100.0])
def test_a_rate_that_cannot_show_the_hum_is_refused(sfreq):
    with pytest.raises(UsageError, match="above 100 samples/s"):
        make(sfreq, 1)
