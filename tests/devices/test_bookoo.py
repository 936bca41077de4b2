"""bookoo: hundredths of a gram in, newtons out."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.devices.bookoo import Bookoo, BookooDecoder
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from tests.bluetooth.air import Reader, emulator, opened
from tests.bluetooth.emulators.bookoo import weight

GRAM = 9.80665e-3


def decoded(decoder: BookooDecoder, *packets: bytes) -> list[float]:
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    return [value for chunk in chunks for value in chunk.values[:, 0].tolist()]


def test_a_frame_of_the_maker_is_read_byte_by_byte() -> None:
    data = "03 0b 00 12 34 01 2d 01 e2 40 2b 00 64 50 00 0a 02 01 00 b7"  # -1234.56 g
    assert decoded(BookooDecoder(), bytes.fromhex(data)) == pytest.approx([-1234.56 * GRAM])


def test_a_frame_in_two_parts_is_one() -> None:
    whole, decoder = weight(1234), BookooDecoder()
    for at in range(len(whole) + 1):
        assert decoded(decoder, whole[:at], whole[at:]) == pytest.approx([12.34 * GRAM]), at
    assert decoder.bad_frames == 0


def test_a_part_without_its_other_part_costs_one_frame() -> None:
    decoder = BookooDecoder()
    assert decoded(decoder, weight(10)[:9], weight(200), weight(300)) == pytest.approx([2 * GRAM, 3 * GRAM])
    assert decoder.bad_frames == 1
    assert decoded(decoder, weight(10)[:9], told(address="a"), weight(200)) == pytest.approx([2 * GRAM])


@pytest.mark.parametrize("at", range(20))
def test_a_bit_that_fell_over_costs_its_frame_and_no_other(at: int) -> None:
    decoder, wrong = BookooDecoder(), bytearray(weight(1234))
    wrong[at] ^= 0x10
    assert decoded(decoder, bytes(wrong), weight(200)) == pytest.approx([2 * GRAM])
    assert decoder.bad_frames == 1


def test_a_sign_that_is_none_is_no_weight() -> None:
    decoder = BookooDecoder()
    assert decoded(decoder, weight(100, sign=0), weight(100, sign=7)) == pytest.approx([GRAM])
    assert decoder.bad_frames == 1


def test_a_unit_switched_in_the_middle_is_said_and_gives_no_values_until_it_is_back() -> None:
    decoder = BookooDecoder()
    frames = [weight(100), weight(100, unit=2), weight(100)]
    [chunks] = zip(*(decoder.feed(Arrival(i, data)) for i, data in enumerate(frames)), strict=True)
    assert [bool(np.isnan(chunk.values).all()) for chunk in chunks] == [False, True, False]
    assert ["unit" in chunk.why for chunk in chunks] == [False, True, False]
    assert np.isnan(decoded(decoder, told(address="a"), weight(100, unit=2))).all()  # a new connection or not


@given(st.lists(st.binary(max_size=24) | st.integers(-(2**24) + 1, 2**24 - 1).map(weight), max_size=30))
def test_any_bytes_are_survived(packets: list[bytes]) -> None:
    decoded(BookooDecoder(), *packets)


@pytest.mark.parametrize("command", ["03 0a 01 00 00 08", "03 0a 03 00 05 0f", "", "00"])
def test_nothing_at_all_may_leave(command: str) -> None:
    with pytest.raises(DeviceError, match="nothing was sent"):
        Bookoo("", {}).check(bytes.fromhex(command))


def test_a_scale_is_listened_to_and_left_alone(bluez: Any) -> None:
    scale = bluez.add(emulator("bookoo"))
    with opened("bookoo:") as device:
        reader = Reader(device).samples(30)
        assert device.battery == "80 %"
    assert reader.values() == scale.truth[: len(reader.values())]
    assert scale.written == []


def test_a_unit_switched_in_the_middle_of_a_session_loses_no_link_and_gives_no_value(bluez: Any) -> None:
    scale = bluez.add(emulator("bookoo"))
    with opened("bookoo:") as device:
        reader = Reader(device).samples(5)
        scale.unit = 2
        reader.until(lambda: "another unit: switch it back" in reader.chunks[-1].why)
        assert np.isnan(reader.chunks[-1].values).all()
        scale.unit = 1
        reader.until(lambda: not reader.chunks[-1].why)
        assert np.isfinite(reader.chunks[-1].values).all()
    assert (scale.connections, reader.acts()) == (1, [])


def test_a_battery_that_runs_down_is_said_once(bluez: Any) -> None:
    decoder = BookooDecoder()
    levels = (40, 16, 15, 14, 255, 90)
    chunks = [chunk for i, level in enumerate(levels) for chunk in decoder.feed(Arrival(i, weight(i, battery=level)))]
    assert [chunk.low_battery for chunk in chunks] == [None, None, True, None, None, False]
    assert decoder.battery == "90 %"
