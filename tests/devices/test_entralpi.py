"""entralpi: hundredths of a kgf in, newtons out; silence is no lost link, and a lost link is no steady weight."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.devices.entralpi import EntralpiDecoder
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from tests.bluetooth.air import Reader, emulator, opened
from tests.bluetooth.emulators import entralpi as fake
from tests.bluetooth.peripheral import BATTERY, Services

KGF = 9.80665


def newtons(decoder: EntralpiDecoder, *packets: bytes) -> list[float]:
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    return [value for chunk in chunks for value in chunk.values[:, 0].tolist()]


def test_a_packet_is_read_byte_by_byte_and_what_follows_is_left_alone() -> None:
    decoder = EntralpiDecoder()
    assert newtons(decoder, bytes.fromhex("1d 4c"), bytes.fromhex("1d 4c 00 ff 12")) == pytest.approx([75 * KGF] * 2)
    assert decoder.info is not None
    assert (decoder.info.unit, decoder.info.sfreq, decoder.bad_frames) == ("N", 0.0, 0)


def test_less_than_two_bytes_are_no_weight() -> None:
    decoder = EntralpiDecoder()
    assert newtons(decoder, b"", b"\x1d") == []
    assert decoder.bad_frames == 2


def test_the_last_value_is_repeated_when_the_host_says_that_it_stands() -> None:
    assert newtons(EntralpiDecoder(), told(again=True), b"\x00\x64", told(again=True)) == pytest.approx([KGF] * 2)


@given(st.lists(st.binary(max_size=20) | st.just(told(again=True)), max_size=30))
def test_any_bytes_are_survived(packets: list[bytes]) -> None:
    assert all(0.0 <= value < 656 * KGF for value in newtons(EntralpiDecoder(), *packets))


@pytest.mark.parametrize(("services", "data"), [(fake.IN_THE_SCALE, fake.TX), (fake.IN_THE_UART, fake.RX)])
def test_whichever_characteristic_speaks_is_heard(services: Services, data: str, bluez: Any) -> None:
    plate = emulator("entralpi")
    plate.services, plate.data = services, data
    bluez.add(plate)
    with opened("entralpi:") as device:
        reader = Reader(device).samples(20)
        assert device.battery == "87 %"
    assert set(reader.values()) <= set(plate.truth)
    assert plate.sent() == []


def test_one_that_speaks_only_on_change_is_heard_all_the_time(bluez: Any) -> None:
    plate = emulator("entralpi")
    plate.still = True
    bluez.add(plate)
    with opened("entralpi:") as device:
        reader = Reader(device).until(lambda: BATTERY in plate.reads)
        bluez.do(lambda: plate.lay(700))
        reader.samples(3)
        bluez.do(lambda: plate.lay(900))
        reader.until(lambda: reader.values()[-2:] == pytest.approx([9 * KGF] * 2))
    assert set(reader.values()) == set(plate.truth)
    assert reader.acts() == []


@pytest.mark.usefixtures("impatient")
def test_nothing_is_repeated_once_the_link_is_dead(bluez: Any) -> None:
    plate = emulator("entralpi")
    plate.still = True
    bluez.add(plate)
    with opened("entralpi:") as device:
        reader = Reader(device).until(lambda: BATTERY in plate.reads)
        bluez.do(lambda: plate.lay(700))
        reader.samples(2)
        plate.mute = True
        assert "does not answer" in reader.act("link_lost").data["why"]


def test_one_that_cannot_prove_that_it_lives_is_not_repeated(bluez: Any) -> None:
    plate = emulator("entralpi")
    plate.still, plate.services = True, {fake.UART: {fake.TX: ["notify"]}}
    bluez.add(plate)
    with opened("entralpi:") as device:
        reader = Reader(device).until(lambda: plate.connections)
        reader.until(lambda: bluez.do(lambda: plate.lay(700)) or reader.chunks)
        for _ in range(12):
            reader.items += device.read()
    assert reader.acts() == []
    lines = [item.data for item in reader.items if isinstance(item, Arrival)]
    assert lines.count(told(again=True)) < 3  # before it was asked for a proof


def test_the_scale_of_the_standard_with_its_name_is_told_apart(bluez: Any) -> None:
    other = emulator("entralpi")
    other.services = {fake.SCALE: {"00002a9d-0000-1000-8000-00805f9b34fb": ["indicate"]}}
    bluez.add(other)
    with (
        pytest.raises(DeviceError, match="ENTRALPI lacks the characteristics of such a sensor"),
        opened("entralpi:") as device,
    ):
        Reader(device).samples(1)
