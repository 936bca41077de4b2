"""weightscale: weighings of the standard in, newtons out; they are told once, and nobody is coached by them."""

import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.coaching.coach import Settings
from pressure_coach.devices.weightscale import WeightScaleDecoder
from pressure_coach.errors import DeviceError
from pressure_coach.judge import Judge
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from tests.bluetooth.air import Reader, emulator, opened
from tests.bluetooth.emulators.weightscale import FEATURE, weighed
from tests.bluetooth.peripheral import BATTERY

KGF, LBF = 9.80665, 4.4482216152605


def newtons(decoder: WeightScaleDecoder, *packets: bytes) -> list[float]:
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    return [value for chunk in chunks for value in chunk.values[:, 0].tolist()]


def test_a_weighing_is_read_byte_by_byte() -> None:
    decoder = WeightScaleDecoder()
    assert newtons(decoder, bytes.fromhex("00 58 3e")) == [pytest.approx(79.8 * KGF)]
    assert newtons(decoder, bytes.fromhex("01 b8 44")) == [pytest.approx(175.92 * LBF)]
    assert newtons(decoder, bytes.fromhex("02 58 3e ea07 0b 16 09 1e 0f")) == [pytest.approx(79.8 * KGF)]
    assert newtons(decoder, bytes.fromhex("0e 58 3e ea07 0b 16 09 1e 0f ff fa00 0807")) == [pytest.approx(79.8 * KGF)]
    assert decoder.info is not None
    assert (decoder.info.unit, decoder.bad_frames) == ("N", 0)


def test_a_unit_switched_in_the_middle_changes_no_force() -> None:
    assert newtons(WeightScaleDecoder(), weighed(10_000), weighed(11_023, bits=1)) == pytest.approx(
        [50 * KGF] * 2, rel=1e-4
    )


def test_a_weighing_that_failed_or_is_below_zero_has_no_value() -> None:
    assert np.isnan(newtons(WeightScaleDecoder(), weighed(0xFFFF), weighed(0, bits=0x10))).all()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        struct.pack("<f", 70.0),  # as sketches send it
        weighed(10_000, bits=0x02),  # says a time, and has none
        weighed(10_000, more=b"\x01"),
        bytes.fromhex("22 40 38 e2 07 0b 16 09 1e 0f"),  # another maker's bits
    ],
)
def test_what_is_no_weighing_of_the_standard_is_refused(data: bytes) -> None:
    decoder = WeightScaleDecoder()
    assert newtons(decoder, data) == []
    assert decoder.bad_frames == 1


def test_a_weighing_is_told_once_also_when_it_is_kept_for_the_next_connection() -> None:
    one = weighed(10_000, 5)
    assert len(newtons(WeightScaleDecoder(), one, one, told(address="a"), one, weighed(10_000, 6))) == 2
    assert len(newtons(WeightScaleDecoder(), weighed(10_000), weighed(10_000))) == 2  # without a time nobody knows


@given(st.lists(st.binary(max_size=16) | st.integers(0, 0xFFFF).map(weighed), max_size=30))
def test_any_bytes_are_survived(packets: list[bytes]) -> None:
    values = np.array(newtons(WeightScaleDecoder(), *packets))
    assert np.all(np.isnan(values) | ((values >= 0) & (values < 3300)))


def test_nobody_is_coached_by_spot_readings() -> None:
    judge = Judge(WeightScaleDecoder(), Settings(target=150.0))
    with pytest.raises(DeviceError, match=r"Weight scale: 1 samples a second are too few to judge a hold"):
        judge.feed([Arrival(0, weighed(10_000))])


def test_it_waits_for_a_weighing_and_does_not_repeat_it(bluez: Any) -> None:
    scale = emulator("weightscale")
    scale.patient = True
    bluez.add(scale)
    with opened("weightscale:") as device:
        reader = Reader(device).until(lambda: device.battery)
        bluez.do(lambda: scale.weigh(14_000))
        reader.samples(1)
        reads = scale.reads.count(FEATURE)
        reader.until(lambda: scale.reads.count(FEATURE) > reads + 3)
        assert device.battery == "42 %"
    assert reader.values() == scale.truth == pytest.approx([70 * KGF])
    assert reader.acts() == []
    assert scale.sent() == []


def test_when_it_switches_itself_off_that_is_said_and_the_next_weighing_is_heard(bluez: Any) -> None:
    scale = emulator("weightscale")
    scale.patient = True
    bluez.add(scale)
    with opened("weightscale:") as device:
        reader = Reader(device).until(lambda: device.battery)
        bluez.do(lambda: scale.weigh(14_000))
        reader.samples(1)
        bluez.drop(scale)
        assert "switches itself off after each weighing" in reader.act("link_lost").data["why"]
        reader.until(lambda: scale.reads.count(BATTERY) == 2)
        bluez.do(lambda: scale.weigh(15_000))
        reader.act("link_back")
        assert reader.samples(1).values() == [pytest.approx(75 * KGF)]


def test_one_by_another_name_is_addressed_by_it(bluez: Any) -> None:
    scale = emulator("weightscale")
    scale.name = "Bathroom"
    bluez.add(scale)
    with opened("weightscale:bathroom") as device:
        assert Reader(device).samples(2).values()[:2] == scale.truth[:2]


@pytest.mark.usefixtures("impatient")
def test_one_that_says_something_else_under_the_same_number_is_told_apart(bluez: Any) -> None:
    scale = emulator("weightscale")
    scale.mangle = lambda data: [struct.pack("<f", 70.0)]
    bluez.add(scale)
    with (
        pytest.raises(DeviceError, match=r"A&D_UC-352BLE_AA26F0 sends packets such as .*00 00 8c 42.*, unlike such"),
        opened("weightscale:") as device,
    ):
        Reader(device).samples(1)
