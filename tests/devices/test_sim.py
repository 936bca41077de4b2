"""The simulated sensor: ordinary bytes, and the same ones for the same address however they are read."""

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from pressure_coach.coaching.coach import Settings
from pressure_coach.devices import open_device
from pressure_coach.devices._sim_address import OPTIONS
from pressure_coach.devices.sim import decoder, settings
from pressure_coach.errors import DeviceError, UsageError
from pressure_coach.judge import Judge
from pressure_coach.signal.chunk import Act, Arrival
from tests.devices.simulated import Watch, by_time, decoded, everything, series, simulator

TOP = 2**23 - 1


# What it says


def test_it_says_that_it_is_simulated_from_the_first_byte_on():
    items = everything("sim:?speed=0", 1)
    understand = decoder({})
    assert isinstance(items[0], Arrival)
    understand.feed(items[0])
    info = understand.info
    assert info is not None
    assert (info.simulated, info.unit, info.sfreq, info.adc_bits, info.ch_names) == (
        True,
        "counts",
        80.0,
        24,
        ("force",),
    )
    assert simulator("sim:").calibration.simulated
    assert simulator("sim:").calibration.device_id == info.device_id != ""


def test_another_seed_is_another_sensor_and_so_is_another_gain():
    ids = {
        simulator(a).calibration.device_id
        for a in ("sim:", "sim:?seed=2", "sim:?channels=4", "sim:?channels=2x2", "sim:saturation")
    }
    assert len(ids) == 5
    assert simulator("sim:slack").calibration == simulator("sim:").calibration


def test_newtons_come_out_as_they_went_in():
    t, force = series("sim:?speed=0&noise=0&target=150", 20)
    assert abs(force[t < 3]).max() < 0.001
    assert 130 < force[(t > 10)].min() < force[t > 10].max() < 170


def test_noise_has_the_size_that_was_asked_for():
    t, force = series("sim:?speed=0&noise=3", 3)
    assert force[t < 3].std() == pytest.approx(3, rel=0.15)


def test_a_person_sways_by_a_few_percent():
    for seed in range(3):
        t, force = series(f"sim:?speed=0&seed={seed}", 83)
        held = force[(t > 9) & (t < 82)]
        assert 0.018 < held.std() / held.mean() < 0.035


@pytest.mark.parametrize(("options", "latest_ns"), [("rate=80", 2_000_000), ("rate=1000&batch=1", 500_000)])
def test_a_sample_arrives_within_2_ms_and_never_before_the_one_before_it(options, latest_ns):
    items = everything(f"sim:?speed=0&{options}", 3)
    understand = decoder({})
    chunks = [c for item in items for c in understand.feed(item)]
    late = [c.host_ns - items[0].host_ns - int(c.t_us[-1]) * 1000 for c in chunks]
    assert 0 <= min(late) < max(late) <= latest_ns + 1000
    assert all(b.host_ns > a.host_ns for a, b in pairwise(chunks))


# The same, whatever happens around it


@pytest.mark.parametrize("address", ["sim:lost?hold=8&cycles=1", "sim:gaps?drop=0.1&flip=0.1&hold=10&cycles=1&batch=3"])
def test_every_speed_gives_the_same_arrivals_and_acts(address):
    fast = everything(address + "&speed=0")
    assert any(isinstance(item, Act) for item in fast) == ("lost" in address)
    for speed in ("1", "4", "1000"):
        assert everything(f"{address}&speed={speed}") == fast


def test_the_same_address_twice_is_the_same_bytes_and_another_seed_is_not():
    first, again, other = (everything(f"sim:?speed=0&drop=0.05&seed={seed}", 5) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_a_device_opened_again_begins_anew():
    device = simulator("sim:?speed=0")
    reads = []
    for _ in range(2):
        with device:
            reads.append(device.read())
    assert reads[0] == reads[1]


# The pace


def test_at_speed_1_it_never_gives_a_sample_before_its_time_and_never_blocks_for_long():
    watch = Watch()
    n = 0
    with simulator("sim:?rate=5", watch) as device:
        while watch.now_ns < 9_000_000_000:
            items = device.read()
            assert all(item.host_ns <= watch.now_ns for item in items)
            n += len(items)
    assert max(watch.slept) <= 0.1
    assert 20 <= n <= 22


def test_speed_4_is_four_times_as_fast():
    slow, quick = Watch(), Watch()
    everything("sim:?speed=1", 4, slow)
    everything("sim:?speed=4", 4, quick)
    assert sum(slow.slept) == pytest.approx(4 * sum(quick.slept), rel=0.02)
    assert max(quick.slept) <= 0.0125 / 4 + 0.001  # no longer than to the next sample


def test_a_reader_that_slept_catches_up_in_steps():
    watch = Watch()
    with simulator("sim:", watch) as device:
        device.read()
        watch.now_ns += 10_000_000_000
        reads = [len(device.read()) for _ in range(10)]
    assert reads == pytest.approx([80] * 10, abs=2)


def test_speed_0_gives_a_second_at_a_time_and_never_sleeps():
    watch = Watch()
    with simulator("sim:?speed=0", watch) as device:
        assert [len(device.read()) for _ in range(3)] == [81, 80, 80]
    assert watch.slept == []


def test_it_ends_after_as_many_cycles_as_were_asked_for():
    items = everything("sim:?speed=0&cycles=2&hold=10")
    t = np.concatenate([c.t_us for c in decoded(items)])
    assert len(t) == 2 * (3 + 5 + 10 + 2 + 35) * 80


def test_reading_a_closed_one_says_so():
    with pytest.raises(DeviceError, match="closed"):
        simulator("sim:").read()


# Trouble


def test_dropped_frames_are_counted_as_lost():
    chunks = decoded(everything("sim:?speed=0&drop=0.1", 50))
    got, lost = sum(len(c.values) for c in chunks), sum(c.lost for c in chunks)
    assert got + lost == pytest.approx(4000, abs=3)
    assert lost == pytest.approx(400, rel=0.2)


def test_flipped_bytes_cost_their_frames_and_change_no_value():
    clean = by_time(decoded(everything("sim:?speed=0", 30)))
    understand = decoder({})
    items = everything("sim:?speed=0&flip=0.2", 30)
    assert [len(item.data) for item in items] == [len(item.data) for item in everything("sim:?speed=0", 30)]
    chunks = [c for item in items for c in understand.feed(item)]
    dirty = by_time(chunks)
    assert dirty.items() < clean.items()
    assert 0.7 < len(dirty) / len(clean) < 0.85
    assert understand.bad_frames > 300


def test_spikes_are_exact_powers_of_two_less_one_in_1_to_5_percent():
    plain, spiky = (
        np.concatenate([c.values[:, 0] for c in decoded(everything(f"sim:{name}?speed=0&cycles=1"))])
        for name in ("good", "spikes")
    )
    struck = spiky[spiky != plain]
    assert 0.01 < len(struck) / len(spiky) < 0.05
    assert all((int(v) + 1).bit_count() == 1 for v in struck)
    assert TOP in struck


def test_gaps_are_missing_in_seq_and_in_device_time():
    chunks = decoded(everything("sim:gaps?speed=0&cycles=1"))
    t = np.concatenate([c.t_us for c in chunks]) / 1e6
    gaps = np.diff(t)[np.diff(t) > 0.1]
    assert sorted(np.round(gaps - 0.0125, 1)) == [0.3, 0.6, 1.0, 1.4, 2.0]
    assert sorted(c.lost for c in chunks if c.lost) == pytest.approx(sorted((gaps - 0.0125) * 80))


def test_the_link_is_lost_for_5_s_and_said_so_at_both_ends():
    items = everything("sim:lost?speed=0&cycles=1")
    acts = [item for item in items if isinstance(item, Act)]
    assert [act.kind for act in acts] == ["link_lost", "link_back"]
    assert (acts[1].host_ns - acts[0].host_ns) / 1e9 == pytest.approx(5, abs=0.02)
    at = items.index(acts[0])
    assert items[at + 1] is acts[1]
    assert all(act.data["why"].endswith(".") for act in acts)
    assert not any(c.restart for c in decoded(items))


def test_saturation_stands_at_the_top_of_the_converter():
    values = np.concatenate([c.values[:, 0] for c in decoded(everything("sim:saturation?speed=0&cycles=1"))])
    assert values.max() == TOP
    assert (values == TOP).sum() > 4 * 80


def test_the_device_clock_may_start_just_before_its_wrap():
    chunks = decoded(everything("sim:?speed=0&clock=4294967000", 2))
    t = np.concatenate([c.t_us for c in chunks])
    assert t[0] == 4294967000
    assert t[1] < t[0]
    assert set(np.diff(t)) == {12500}


def test_a_batch_carries_the_same_values_as_single_samples():
    one, many = (
        np.concatenate([c.values for c in decoded(everything(f"sim:?speed=0&cycles=1&batch={b}"))]) for b in (1, 7)
    )
    assert np.array_equal(one[: len(many)], many)


@pytest.mark.parametrize(("channels", "n"), [("4", 4), ("8x8", 64), ("16x16", 256)])
def test_the_cells_of_a_pad_sum_to_the_force(channels, n):
    address = f"sim:?speed=0&channels={channels}&noise=0"
    understand = decoder({})
    chunks = [c for item in everything(address, 10) for c in understand.feed(item)]
    info = understand.info
    assert info is not None
    assert (len(info.ch_names), info.one_pad, understand.bad_frames) == (n, True, 0)
    assert sum(c.lost for c in chunks) == 0
    _, force = series(address, 10)
    _, alone = series("sim:?speed=0&noise=0", 10)
    assert np.allclose(force, alone, atol=0.001 * n)


# Keys


def test_manual_follows_the_arrow_keys_at_once():
    with simulator("sim:manual?speed=0&noise=0") as device:
        for key, times in (("up", 3), ("right", 2), ("down", 1), ("left", 4)):
            assert all(device.key(key) for _ in range(times))
        chunks = decoded(device.read())
        assert device.calibration.apply(chunks[-1].values)[-1, 0] == pytest.approx(8, abs=0.001)
        assert not device.key("space")
        for _ in range(9):
            device.key("down")
        assert device.calibration.apply(decoded(device.read())[-1].values)[-1, 0] == pytest.approx(0, abs=0.001)


def test_other_scenarios_use_no_key():
    assert not simulator("sim:").key("up")


# Addresses


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sim:slak", "slack"),
        ("sim:?colour=red", "batch, channels, clock"),
        ("sim:?target=5", "20 to 600"),
        ("sim:?noise=loud", "0 to 100"),
        ("sim:?drop=1", "0 to 0.9"),
        ("sim:?seed=1.5", "whole"),
        ("sim:?speed=-1", "0 or a number from 0.01 to 1000"),
        ("sim:?rate=0", "1 to 4000"),
        ("sim:?channels=0", "8x8"),
        ("sim:?channels=200x200", "1024"),
        ("sim:?channels=8x8&batch=2", "1 to 1"),
        ("sim:?cycles=-1", "0 to"),
        ("sim:?clock=4294967296", "0 to 4294967295"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(address, said):
    with pytest.raises(UsageError, match="sim") as refused:
        open_device(address)
    assert said in str(refused.value)


def test_every_option_is_explained_and_has_a_setting():
    assert set(OPTIONS) == set(settings("", {}).__slots__) - {"scenario", "rows", "cols"} | {"channels"}


def test_the_device_says_what_it_is():
    device = open_device("sim:slack?target=250&speed=0")
    assert (device.driver, device.address, device.simulated) == ("sim", "sim:slack?target=250&speed=0", True)
    assert device.options == {"target": "250", "speed": "0"}


def test_importing_it_loads_numpy_and_nothing_heavy():
    heavy = ("scipy", "numpy.random", "serial", "asyncio")
    code = f"import sys, pressure_coach.devices.sim; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_sensor_without_noise_is_not_taken_for_a_stuck_one() -> None:
    judge = Judge(decoder({}), Settings(target=200.0), lambda info: simulator("sim:good?noise=0").calibration)
    items = everything("sim:good?noise=0&speed=0", 130)
    steps = judge.feed([item for item in items if isinstance(item, Arrival)])
    assert judge.summary()["state"] == "DONE"
    assert [event for _, events in steps for event in events if event.event == "signal"] == []
