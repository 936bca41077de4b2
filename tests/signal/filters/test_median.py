import numpy as np

from pressure_coach.signal.filters.median import make


def median(*values, n_channels=1):
    x = np.repeat(np.array(values, np.float64)[:, None], n_channels, axis=1)
    return make(80.0, n_channels).feed(x, np.arange(len(x)) * 12_500)[:, 0].tolist()


def test_one_wild_value_never_shows():
    assert median(1.0, 2.0, 999.0, 3.0, 4.0) == [1.0, 1.0, 2.0, 3.0, 4.0]
    assert median(1.0, 2.0, -999.0, 3.0, 4.0) == [1.0, 1.0, 1.0, 2.0, 3.0]


def test_a_step_shows_one_sample_later():
    assert median(0.0, 0.0, 0.0, 9.0, 9.0, 9.0) == [0.0, 0.0, 0.0, 0.0, 9.0, 9.0]


def test_it_is_the_median_of_three_for_every_order_and_width():
    x = np.random.default_rng(0).integers(0, 4, 500).astype(float)
    expected = np.median(np.stack([np.r_[x[0], x[0], x[:-2]], np.r_[x[0], x[:-1]], x]), axis=0).tolist()
    assert median(*x) == median(*x, n_channels=16) == expected
