"""decent: tenths of a gram in, newtons out."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.devices.decent import Decent, DecentDecoder
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from tests.bluetooth.air import Reader, emulator, opened
from tests.bluetooth.emulators.decent import frame

GRAM = 9.80665e-3
NEVER = ["03 0f fd 00 00 00 f1", "03 0a 00 00 00 00 09", "03 0a 02 00 00 00 0b", "03 0a 04 01 00 00 0c", "03 0b 03 00"]


def weight(tenths: int, *more: int) -> bytes:
    return frame(0x03, 0xCE, *tenths.to_bytes(2, "big", signed=True), *(more or (0, 0)))


def decoded(decoder: DecentDecoder, *packets: bytes) -> list[float]:
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    return [value for chunk in chunks for value in chunk.values[:, 0].tolist()]


def test_frames_of_the_maker_are_read_byte_by_byte() -> None:
    short, long = "03 ce 00 7b 00 00 b6", "03 ca ff 85 01 02 03 00 00 b3"  # 12.3 g at rest, -12.3 g changing
    values = decoded(DecentDecoder(), bytes.fromhex(short), bytes.fromhex(long))
    assert values == pytest.approx([12.3 * GRAM, -12.3 * GRAM])


@pytest.mark.parametrize("tenths", [32_767, -32_768])
def test_at_the_end_of_its_numbers_nobody_knows_the_weight(tenths: int) -> None:
    assert np.isnan(decoded(DecentDecoder(), weight(tenths))).all()


def test_what_it_says_beside_weights_is_no_damage() -> None:
    decoder = DecentDecoder()
    assert decoded(decoder, frame(0x03, 0x0A, 0, 0, 80, 3), frame(0x03, 0xAA, 1, 2, 0, 0), b"") == []
    assert decoder.bad_frames == 0


@pytest.mark.parametrize("whole", [weight(1234), weight(-5, 1, 59, 9, 0, 0)])
def test_a_frame_in_two_parts_is_one(whole: bytes) -> None:
    decoder = DecentDecoder()
    want = decoded(DecentDecoder(), whole)
    for at in range(len(whole) + 1):
        assert decoded(decoder, whole[:at], whole[at:]) == want, at
    assert decoder.bad_frames == 0


def test_a_part_without_its_other_part_costs_one_frame() -> None:
    decoder = DecentDecoder()
    assert decoded(decoder, weight(10)[:4], weight(20), weight(30)) == pytest.approx([2 * GRAM, 3 * GRAM])
    assert decoder.bad_frames == 1
    assert decoded(decoder, weight(10)[:4], told(address="a"), weight(20)) == pytest.approx([2 * GRAM])


@pytest.mark.parametrize("at", range(7))
def test_a_bit_that_fell_over_costs_its_frame_and_no_other(at: int) -> None:
    decoder, wrong = DecentDecoder(), bytearray(weight(1234))
    wrong[at] ^= 0x10
    assert decoded(decoder, bytes(wrong), weight(20), weight(30)) == pytest.approx([2 * GRAM, 3 * GRAM])
    assert decoder.bad_frames == 1


@given(st.lists(st.binary(max_size=12) | st.integers(-32_768, 32_767).map(weight), max_size=30))
def test_any_bytes_are_survived(packets: list[bytes]) -> None:
    decoded(DecentDecoder(), *packets)


@pytest.mark.parametrize("command", NEVER)
def test_nothing_that_sets_tares_or_switches_off_may_leave(command: str) -> None:
    with pytest.raises(DeviceError, match="nothing was sent"):
        Decent("", {}).check(bytes.fromhex(command))


@pytest.mark.parametrize("modern", [False, True])
def test_a_scale_that_misses_the_first_command_is_told_again(
    modern: bool, bluez: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Decent, "keep_alive_s", 0.05)
    scale = emulator("decent")
    scale.modern, scale.misses = modern, 1
    bluez.add(scale)
    with opened("decent:") as device:
        reader = Reader(device).samples(30)
    assert reader.values() == scale.truth[: len(reader.values())]
    assert set(scale.sent()) == {bytes.fromhex("03 0a 03 ff ff 00 0a")}
    assert len(scale.sent()) > 1
