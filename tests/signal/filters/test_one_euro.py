import math

import numpy as np
import pytest

from pressure_coach.signal.filters.one_euro import make


def smooth(force, sfreq=80.0, scale=200.0, **options):
    x = np.asarray(force, np.float64)[:, None]
    return make(sfreq, 1, scale=scale, **options).feed(x, (np.arange(len(x)) * 1e6 / sfreq).astype(np.int64))[:, 0]


def reference(x, sfreq, mincutoff, beta, dcutoff):
    """The filter as its paper writes it: alpha = 1 / (1 + tau / Te), tau = 1 / (2 pi fc)."""

    def alpha(cutoff):
        return 1.0 / (1.0 + sfreq / (2.0 * math.pi * cutoff))

    out, derivative = [x[0]], 0.0
    for value in x[1:]:
        dx = (value - out[-1]) * sfreq
        derivative = alpha(dcutoff) * dx + (1 - alpha(dcutoff)) * derivative
        a = alpha(mincutoff + beta * abs(derivative))
        out.append(a * value + (1 - a) * out[-1])
    return out


def test_it_is_the_filter_of_the_paper_on_force_over_target():
    x = 200 + np.random.default_rng(0).standard_normal(400).cumsum()
    mine = smooth(x, mincutoff=1.0, beta=6.0, dcutoff=1.0)
    np.testing.assert_allclose(mine, np.array(reference(x / 200, 80.0, 1.0, 6.0, 1.0)) * 200, rtol=1e-9)


def test_noise_is_calmed_and_a_release_is_followed_at_once():
    noise = np.random.default_rng(1).standard_normal(800)
    assert smooth(200 + noise)[200:].std() < 0.4
    away = smooth(np.r_[np.full(80, 200.0), np.zeros(80)])
    assert away[80 + 3] < 100.0  # half-way within 50 ms


def test_a_new_scale_does_not_make_a_jump():
    filter_ = make(80.0, 1, scale=200.0)
    t = np.arange(200) * 12_500
    before = filter_.feed(np.full((100, 1), 50.0), t[:100])
    filter_.scale = 20.0
    np.testing.assert_allclose(filter_.feed(np.full((100, 1), 50.0), t[100:]), before[-1, 0])


def test_without_a_scale_the_largest_value_is_the_scale():
    x = np.r_[np.full(40, 1000.0), 1000 * np.exp(-np.arange(100) / 30)]
    np.testing.assert_allclose(smooth(x, scale=None), smooth(x / 5, scale=200.0) * 5, rtol=1e-9)
    assert smooth([0.0, 0.0, 0.0], scale=None).tolist() == [0.0, 0.0, 0.0]


def test_a_sample_that_is_not_later_changes_nothing():
    filter_ = make(80.0, 1)
    x = np.array([[1.0], [2.0], [900.0], [-900.0], [3.0]])
    out = filter_.feed(x, np.array([0, 12_500, 12_500, 6000, 25_000]))
    assert out[1, 0] == out[2, 0] == out[3, 0]
    same = make(80.0, 1).feed(x[[0, 1, 4]], np.array([0, 12_500, 25_000]))
    assert out[4, 0] == same[2, 0]


@pytest.mark.parametrize("sfreq", [20.0, 80.0, 1000.0])
def test_a_slow_change_is_followed_closely_at_any_rate(sfreq):
    t = np.arange(0, 10, 1 / sfreq)
    lag = (20 * t - smooth(20 * t, sfreq))[-1] / 20
    assert 0.0 < lag < 0.12
