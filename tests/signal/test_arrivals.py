import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.signal.arrivals import ArrivalClock

S = 1_000_000


def arrivals(sfreq, batch=1, jitter_s=0.001, n=2000, gap=None, busy=None, seed=0):
    """(true times, host times) in us. ``gap``: (at, length) s without samples; ``busy``: the same without reading."""
    r = np.random.default_rng(seed)
    true = np.arange(n) / sfreq * S
    if gap:
        true[true > gap[0] * S] += gap[1] * S
    completes = np.minimum(np.arange(n) // batch * batch + batch - 1, n - 1)
    host = np.maximum.accumulate((true + r.exponential(jitter_s * S, n))[completes])
    if busy:
        until = (busy[0] + busy[1]) * S
        host = np.where((host > busy[0] * S) & (host < until), until, host)
    return true, host.astype(int) + 77 * S


def timed(host, sfreq=0.0):
    clock = ArrivalClock(sfreq)
    return np.concatenate([clock.feed([int(h)]) for h in host])


@pytest.mark.parametrize(
    ("sfreq", "batch", "jitter_s"), [(80, 1, 0.001), (80, 1, 0.005), (80, 3, 0.01), (1000, 16, 0.002), (10, 1, 0.01)]
)
def test_jitter_and_bundles_are_taken_out(sfreq, batch, jitter_s):
    true, host = arrivals(sfreq, batch, jitter_s)
    t = timed(host)
    settled = slice(len(t) // 2, None)
    error = t[settled] - true[settled]
    assert np.ptp(error) < 0.4 * S / sfreq + 2000
    assert np.diff(t).min() > 0
    assert abs(np.median(np.diff(t)) - S / sfreq) < 0.01 * S / sfreq


@pytest.mark.parametrize(("sfreq", "batch"), [(80, 1), (80, 3), (1000, 16), (10, 1)])
@pytest.mark.parametrize("length", [0.6, 0.9, 3.0])
def test_a_gap_in_the_samples_stays_a_gap(sfreq, batch, length):
    n = max(10 * sfreq, 400)
    true, host = arrivals(sfreq, batch, n=n, gap=(5, length))
    t = timed(host)
    steps = np.diff(t)
    assert (steps > 0.25 * S).sum() == 1
    assert steps.max() == pytest.approx(length * S, abs=0.25 * S)
    assert abs((t - true)[-1] - (t - true)[n // 3]) < 0.03 * S  # in all, no time is lost or won
    assert np.diff(t)[8 * sfreq :].std() < 0.06 * S / sfreq  # and the spacing after it is as even as before


@pytest.mark.parametrize(("sfreq", "batch"), [(80, 1), (80, 8), (1000, 16), (10, 1)])
def test_a_busy_host_does_not_make_a_gap(sfreq, batch):
    true, host = arrivals(sfreq, batch, n=max(14 * sfreq, 400), busy=(6, 0.7))
    t = timed(host)
    assert np.diff(t).max() < max(0.2 * S, 1.2 * S / sfreq)
    assert np.median(np.diff(t)[11 * sfreq : 13 * sfreq]) == pytest.approx(S / sfreq, rel=0.01)
    assert abs((t - true)[-1] - (t - true)[len(t) // 3]) < 0.03 * S


@pytest.mark.parametrize("nominal", [60.0, 100.0])
def test_a_nominal_rate_that_is_wrong_is_corrected(nominal):
    true, host = arrivals(80.0)
    t = timed(host, nominal)
    assert np.ptp((t - true)[400:]) < 0.01 * S
    assert (t <= host - host[0] + 0.02 * S).all()


@pytest.mark.parametrize("nominal", [8.0, 80.0])
@pytest.mark.parametrize("apart", [0.35, 0.4, 0.8, 2.0])
def test_one_that_comes_much_more_seldom_than_it_promises_is_taken_at_its_arrivals(nominal, apart):
    host = [round(k * apart * S) for k in range(30)]
    assert np.diff(timed(host, nominal))[6:] == pytest.approx(apart * S, rel=0.02)


def test_what_waited_in_the_buffer_before_the_start_is_spread_backwards():
    t = timed([5 * S] * 100 + [5 * S + 12_500 * k for k in range(1, 100)], sfreq=80.0)
    assert np.diff(t).tolist() == [12_500] * 198


def test_a_lost_link_is_a_gap_at_once():
    clock = ArrivalClock(80.0)
    for k in range(200):
        clock.feed([k * 12_500])
    before = clock.feed([200 * 12_500])[-1]
    clock.link_lost()
    assert clock.feed([200 * 12_500 + 700_000])[-1] - before == pytest.approx(700_000, abs=15_000)


def test_the_rate_is_told_from_the_arrivals_when_the_stream_does_not_say_it():
    _, host = arrivals(37.0, 1, 0.002, n=400)
    assert np.median(np.diff(timed(host)[200:])) == pytest.approx(S / 37, rel=0.01)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2 * S)), min_size=1, max_size=60),
    st.sampled_from([0.0, 80.0]),
)
def test_times_rise_and_do_not_depend_on_how_an_arrival_is_cut(arrived, sfreq):
    whole, single, host = ArrivalClock(sfreq), ArrivalClock(sfreq), 0
    for n, waited in arrived:
        host += waited
        t = whole.feed([host] * n)
        assert t.tolist() == [int(single.feed([host])[0]) for _ in range(n)]
        assert np.all(np.diff(t) > 0)
