"""What every filter of the folder keeps to."""

from itertools import pairwise

import numpy as np
import pytest

from pressure_coach import plugins
from pressure_coach.signal import filters

SFREQ = 200.0
CUTS = [[], [1], [50, 51], [10, 20, 199], list(range(1, 300))]
every_filter = pytest.mark.parametrize("name", plugins.names(filters))


def made(name, n_channels=1):
    return plugins.load(filters, name).make(SFREQ, n_channels)


def signal(n_channels, n=300):
    r = np.random.default_rng(0)
    values = 200.0 + r.standard_normal((n, n_channels)).cumsum(axis=0) * 5
    t_us = np.cumsum(r.integers(4000, 6000, n))
    t_us[100:] += 300_000
    t_us[150] = t_us[149]  # a clock that stood still
    return values, t_us


def in_pieces(filter_, values, t_us, cuts):
    edges = [0, *cuts, len(values)]
    return np.concatenate([filter_.feed(values[a:b], t_us[a:b]) for a, b in pairwise(edges)])


@every_filter
@pytest.mark.parametrize("cuts", CUTS, ids=len)
@pytest.mark.parametrize("n_channels", [1, 3, 16])
def test_a_filter_is_chunk_size_invariant_to_the_last_bit(name, cuts, n_channels):
    values, t_us = signal(n_channels)
    whole = made(name, n_channels).feed(values, t_us)
    np.testing.assert_array_equal(in_pieces(made(name, n_channels), values, t_us, cuts), whole)


@every_filter
@pytest.mark.parametrize("n_channels", [1, 3, 16])
def test_a_filter_gives_finite_numbers_of_the_same_shape(name, n_channels):
    values, t_us = signal(n_channels)
    values[7], values[90:] = 1e12, -1e-12
    out = made(name, n_channels).feed(values, t_us)
    assert out.shape == values.shape
    assert np.isfinite(out).all()


@every_filter
def test_a_filter_keeps_its_channels_apart_and_many_give_what_one_gives(name):
    values, t_us = signal(16)
    wide = made(name, 16).feed(values, t_us)
    few = made(name, 3).feed(values[:, :3], t_us)
    for c in range(3):
        alone = made(name).feed(values[:, c : c + 1], t_us)[:, 0]
        np.testing.assert_array_equal(wide[:, c], alone)
        np.testing.assert_array_equal(few[:, c], alone)


@every_filter
def test_a_filter_runs_plain_numbers_to_the_same_bits(name):
    values, t_us = signal(1)
    assert made(name).run(values[:, 0].tolist(), t_us.tolist()) == made(name).feed(values, t_us)[:, 0].tolist()


@every_filter
@pytest.mark.parametrize("n_channels", [1, 16])
def test_a_filter_that_is_reset_is_a_new_one(name, n_channels):
    values, t_us = signal(n_channels)
    used = made(name, n_channels)
    used.feed(values * -3.0, t_us)
    used.reset()
    np.testing.assert_array_equal(used.feed(values, t_us), made(name, n_channels).feed(values, t_us))


@every_filter
def test_a_filter_starts_at_its_first_value_and_leaves_a_constant_alone(name):
    t_us = np.arange(200) * 5000
    out = made(name).feed(np.full((200, 1), 123.25), t_us)
    np.testing.assert_allclose(out, 123.25, rtol=1e-12)


@every_filter
def test_a_filter_takes_nothing_and_whole_numbers(name):
    filter_ = made(name)
    assert filter_.feed(np.empty((0, 1)), np.empty(0, np.int64)).shape == (0, 1)
    assert filter_.run([], []) == []
    assert filter_.feed(np.array([[5]], np.int32), np.array([0]))[0, 0] == pytest.approx(5.0)


@every_filter
def test_a_filter_is_causal(name):
    values, t_us = signal(1)
    other = values.copy()
    other[200:] += 1000.0
    np.testing.assert_array_equal(made(name).feed(values, t_us)[:200], made(name).feed(other, t_us)[:200])


@every_filter
def test_a_filter_has_a_line_of_help(name):
    assert len(plugins.summary(filters, name)) > 20
