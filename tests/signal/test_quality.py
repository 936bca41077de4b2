import math

import numpy as np
import pytest
from chain_streams import info

from pressure_coach.signal.quality import DROPPED, LATE, OK, SANE, STUCK, SUSPECT, TOP, Quality, limits

HX711 = info()


def settled(stream=HX711, level=80_000, noise=300, n=200, **more):
    """A Quality that knows its stream's noise, and the next sample's time."""
    quality = Quality(stream, **more)
    x = np.rint(level + noise * np.random.default_rng(0).standard_normal(n)).astype(int).tolist()
    assert quality.feed(x, [i * 12_500 for i in range(n)]) is None
    return quality, n * 12_500


def verdicts(values, stream=HX711, **more):
    quality, t = settled(stream, **more)
    given = quality.feed(values, [t + i * 12_500 for i in range(len(values))])
    return given or [OK] * len(values)


def test_noise_is_left_alone():
    settled(n=5000)


@pytest.mark.parametrize("spike", [8_388_607, -8_388_608, 8_388_606, 2**22 - 1, 2**17 - 1, -1])
def test_all_ones_and_full_scale_are_no_readings(spike):
    assert verdicts([80_000, spike, 80_100]) == [OK, DROPPED, OK]


@pytest.mark.parametrize("spike", [2**22 - 1, -1])
def test_all_ones_twice_in_a_row_are_still_no_readings(spike):
    assert verdicts([80_000, spike, spike, 80_100]) == [OK, DROPPED, DROPPED, OK]


def test_a_level_that_happens_to_be_all_ones_is_a_reading():
    assert verdicts([65_535, 65_535, 65_500], level=65_500) == [OK, OK, OK]
    assert verdicts([255, 256], info(bits=10), level=250, noise=3) == [OK, OK]


def test_the_very_first_sample_may_be_a_glitch():
    assert Quality(HX711).feed([8_388_607, 5, 6], [0, 1, 2]) == [DROPPED, OK, OK]
    assert Quality(info(bits=0)).feed([8_388_607, 5, 6], [0, 1, 2]) == [DROPPED, OK, OK]


def test_an_isolated_jump_is_a_glitch():
    assert verdicts([80_000, 130_000, 80_100, 80_000]) == [OK, SUSPECT, OK, OK]


def test_a_jump_that_stays_was_real():
    assert verdicts([80_000, 130_000, 130_200, 130_100]) == [OK, SUSPECT, LATE, OK]


def test_two_jumps_in_opposite_directions_are_two_suspects():
    assert verdicts([80_000, 130_000, 30_000, 80_000]) == [OK, SUSPECT, SUSPECT, OK]


def test_a_fast_movement_costs_one_sample_at_most():
    ramp = (80_000 + 20_000 * np.arange(20)).tolist()
    assert verdicts(ramp).count(SUSPECT) == 1
    smooth = (80_000 + 200_000 * (1 - np.cos(np.linspace(0, math.pi, 40)))).astype(int).tolist()
    assert verdicts(smooth).count(SUSPECT) <= 1


def test_a_glitch_between_suspect_and_confirmation_does_not_matter():
    assert verdicts([80_000, 130_000, 8_388_607, 130_200]) == [OK, SUSPECT, DROPPED, LATE]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300])
def test_what_is_not_a_number_is_dropped(value):
    stream = info(unit="N", bits=0)
    assert verdicts([50.0, value, 50.1], stream, level=50, noise=0) == [OK, DROPPED, OK]


def test_the_end_of_the_range_is_a_state_after_three_samples():
    top = int(0.98 * 2**23) + 1
    assert verdicts([8_000_000, top, top, top + 5, 8_000_000], level=8_000_000) == [OK, DROPPED, DROPPED, TOP, OK]
    assert verdicts([-8_000_000] + 4 * [-top], level=-8_000_000)[-1] == TOP


def test_the_range_is_that_of_the_converter():
    assert limits(info(bits=12)) == (-SANE, 0.98 * 4095)
    assert limits(info(bits=16)) == (-0.98 * 2**15, 0.98 * 2**15)
    assert limits(info(bits=0)) == limits(info(unit="N")) == (-SANE, SANE)


def test_counts_that_stand_still_for_a_second_are_stuck_until_they_move():
    quality, t = settled()
    same = quality.feed([80_000] * 100, [t + i * 12_500 for i in range(100)])
    assert same is not None
    assert same[:80] == [OK] * 80
    assert same[80:] == [STUCK] * 20
    assert quality.feed([80_003], [t + 100 * 12_500]) is None


def test_a_slow_converter_needs_sixteen_equal_counts_to_be_stuck():
    quality, t = settled()
    assert quality.feed([80_000] * 16, [t + i * 100_000 for i in range(16)]) is None
    assert quality.feed([80_000], [t + 1_600_000]) == [STUCK]


@pytest.mark.parametrize("stream", [info(bits=12), info(bits=0), info(unit="N", bits=0)])
def test_a_coarse_sensor_may_stand_still(stream):
    assert Quality(stream).feed([100] * 2000, [i * 12_500 for i in range(2000)]) is None


def test_the_steps_of_a_coarse_sensor_are_no_jumps():
    scale = info(unit="N", bits=0)  # a bathroom scale: 0.5 kg a step
    r = np.random.default_rng(3)
    x = (4.903 * np.rint(40 + 0.4 * r.standard_normal(3000))).tolist()
    given = Quality(scale).feed(x, [i * 100_000 for i in range(3000)])
    assert given is None or given.count(SUSPECT) <= 3


def test_without_any_knowledge_of_the_scale_jumps_are_told_from_the_noise():
    for noise in (2, 2000):
        stream = info(bits=0)
        assert verdicts([80_000, 80_000 + 100 * noise, 80_000], stream, noise=noise) == [OK, SUSPECT, OK]
        assert verdicts([80_000, 80_000 + 4 * noise, 80_000], stream, noise=noise) == [OK, OK, OK]


def test_noise_is_the_sigma_of_the_quietest_stretch():
    quality, _ = settled(noise=300, n=2000)
    assert quality.noise == pytest.approx(270, rel=0.2)
    quality, _ = settled(info(bits=0), noise=0.3, n=5000)  # mostly the same count again
    assert 0.05 < quality.noise < 0.5
    assert Quality(HX711).noise is None


def test_a_sum_takes_what_is_known_of_its_cells():
    quality = Quality(HX711, slope=1.0, is_sum=True)
    assert quality.feed([1.5, 1.6, 1.4], [0, 1, 2], [OK, DROPPED, OK]) == [OK, DROPPED, OK]
    assert quality.feed([1.5] * 4, [3, 4, 5, 6], [TOP] * 4) == [DROPPED, DROPPED, TOP, TOP]


def test_a_moved_zero_is_no_jump_of_a_sum():
    quality = Quality(HX711, slope=1.0, is_sum=True)
    quality.feed([100.0 + 0.1 * (i % 3) for i in range(100)], [i * 12_500 for i in range(100)])
    quality.shift(-100.0)
    assert quality.feed([0.1, 0.0], [1_250_000, 1_262_500]) is None


@pytest.mark.parametrize("seed", range(5))
def test_verdicts_do_not_depend_on_the_cuts(seed):
    r = np.random.default_rng(seed)
    x = (80_000 + 300 * r.standard_normal(2000)).astype(int)
    for i in r.integers(0, 2000, 60):
        x[i : i + r.integers(1, 4)] += int(r.normal(0, 1_000_000))
    for i in r.integers(0, 1900, 3):
        x[i : i + 95] = x[i]
    x, t = np.clip(x, -(2**23), 2**23 - 1).tolist(), [i * 12_500 for i in range(2000)]
    whole = Quality(HX711).feed(x, t)
    for size in (1, 2, 7, 64):
        quality, pieces = Quality(HX711), []
        for a in range(0, 2000, size):
            pieces += quality.feed(x[a : a + size], t[a : a + size]) or [OK] * len(x[a : a + size])
        assert pieces == whole


class Noting(Quality):
    """Keeps what it learned from."""

    def __init__(self, *args):
        super().__init__(*args)
        self.learned = []

    def _learn(self):
        self.learned.append(tuple(self._moves))
        super()._learn()


@pytest.mark.parametrize("period_us", [12_500, 70_000])
@pytest.mark.parametrize("kind", ["counts", "newtons", "sum"])
@pytest.mark.parametrize("seed", range(4))
def test_many_samples_at_once_leave_the_same_behind_as_one_by_one(seed, kind, period_us):
    r, n = np.random.default_rng(seed), 3000
    x = np.concatenate([np.full(r.integers(1, 19 if r.random() < 0.1 else 2), v) for v in r.integers(0, 900, n)])[:n]
    for i in r.integers(0, n, 25):
        x[i : i + r.integers(1, 4)] += int(r.normal(0, 1_000_000))
    bad = (
        (np.array([OK, DROPPED, TOP])[(r.random(n) < 0.002) * r.integers(0, 3, n)]).tolist() if kind == "sum" else None
    )
    values = x.tolist() if kind == "counts" else (x / 8000).tolist()
    t = [i * period_us for i in range(n)]
    stream = HX711 if kind == "counts" else info(unit="N")
    single = Noting(stream, 1 / 8000, kind == "sum")
    alone = [(single.feed([v], [s], bad and [b]) or [OK])[0] for v, s, b in zip(values, t, bad or t, strict=True)]
    for size in (256, 700, n):
        many, found = Noting(stream, 1 / 8000, kind == "sum"), []
        for a in range(0, n, size):
            part = slice(a, a + size)
            found += many.feed(values[part], t[part], bad and bad[part]) or [OK] * len(t[part])
        assert found == alone
        assert vars(many) == vars(single)
    assert (STUCK in alone) == (kind == "counts" and period_us == 70_000)


def test_a_suspect_is_confirmed_by_the_first_of_many_samples():
    (one, t), (many, _) = settled(), settled()
    assert one.feed([84_500], [t]) == many.feed([84_500], [t]) == [SUSPECT]
    after, times = [82_500 + i % 7 * 40 for i in range(300)], [t + i * 12_500 for i in range(1, 301)]
    found = many.feed(after, times)
    assert found == [(one.feed([x], [s]) or [OK])[0] for x, s in zip(after, times, strict=True)]
    assert found[0] == LATE
