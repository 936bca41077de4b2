"""cts500: a serial line in pieces, newtons out; and a scale whose zero and calibration survive us."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.devices._ble import Times
from pressure_coach.devices.cts500 import Cts500, Cts500Decoder, command
from pressure_coach.errors import DeviceError, UsageError
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from tests.bluetooth.air import Reader, emulator, opened
from tests.bluetooth.emulators.cts500 import summed, weight

KGF = 9.80665
HARMFUL = (0xA6, 0x86, 0xA1, 0xA2, 0xA7, 0x81, 0x82, 0x83, 0x84, 0x85, 0xC0, 0xC3, 0xC6, 0xC7, 0xCA, 0xD1, 0xD4)


def kgf(decoder: Cts500Decoder, *packets: bytes) -> list[float]:
    """What a person would read off its display."""
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    return [round(value / KGF, 6) for chunk in chunks for value in chunk.values[:, 0].tolist()]


def test_a_weight_is_read_byte_by_byte() -> None:
    decoder = Cts500Decoder()
    [chunk] = decoder.feed(Arrival(0, bytes.fromhex("05 01 00 00 04 d2 dc")))  # 12.34 kgf
    assert chunk.values.tolist() == [[pytest.approx(121.014061)]]
    assert decoder.info is not None
    assert (decoder.info.unit, decoder.info.sfreq) == ("N", 0.0)


def test_echoes_and_answers_among_the_weights_are_no_weights_and_no_damage() -> None:
    decoder = Cts500Decoder()
    line = weight(1) + command(0xAA) + weight(2) + summed(0x05, 0x80, 0xC4, 0, 1, 131) + command(0xC1, 5) + weight(3)
    assert kgf(decoder, line) == [0.01, 0.02, 0.03]
    assert decoder.bad_frames == 0


@given(st.lists(st.integers(-350_000, 350_000), max_size=12), st.lists(st.integers(1, 9), min_size=1))
def test_frames_may_be_cut_anywhere(steps: list[int], sizes: list[int]) -> None:
    line, pieces, i = b"".join(map(weight, steps)), list[bytes](), 0
    while line:
        size, i = sizes[i % len(sizes)], i + 1
        pieces.append(line[:size])
        line = line[size:]
    decoder = Cts500Decoder()
    assert kgf(decoder, *pieces) == [step / 100 for step in steps]
    assert decoder.bad_frames == 0


def test_a_piece_that_is_lost_costs_its_own_weight_only() -> None:
    decoder = Cts500Decoder()
    assert kgf(decoder, weight(500), weight(700)[:4], weight(900), weight(901)) == [5.0, 9.0, 9.01]
    assert decoder.bad_frames == 1


def test_noise_between_frames_is_counted_once() -> None:
    decoder = Cts500Decoder()
    assert kgf(decoder, b"\x05\x05\xff\x00" + weight(5), b"boot\r\n" + weight(6)) == [0.05, 0.06]
    assert decoder.bad_frames == 2


def test_the_sign_of_a_weight_is_a_bit_beside_it() -> None:
    empty_after_a_tare = bytes.fromhex("05 11 00 00 00 c8 de")  # of 2 kgf
    assert kgf(Cts500Decoder(), empty_after_a_tare, weight(-250), weight(0, below=True)) == [-2.0, -2.5, 0.0]
    steady = [summed(0x05, status, 0, 0, 0, 250) for status in (0x41, 0x51)]
    assert kgf(Cts500Decoder(), *steady) == [2.5, -2.5]


def test_pushing_is_negative_in_the_other_ways_to_write_it_too() -> None:
    twos, sign = summed(0x05, 0x01, 0xFF, 0xFF, 0xFF, 0x06), summed(0x05, 0x01, 0x80, 0, 0, 250)
    assert kgf(Cts500Decoder(), twos, sign) == [-2.5, -2.5]


def test_what_nobody_could_hang_on_it_is_no_weight() -> None:
    decoder = Cts500Decoder()
    assert kgf(decoder, weight(350_001), weight(0x40000000), weight(7)) == [0.07]
    assert decoder.bad_frames > 0


def test_the_rest_of_an_old_connection_is_forgotten() -> None:
    decoder = Cts500Decoder()
    assert kgf(decoder, weight(5)[:5], told(address="a"), weight(6)) == [0.06]
    assert decoder.bad_frames == 0


@given(st.lists(st.binary(max_size=30) | st.integers(0, 99).map(weight), max_size=30))
def test_any_bytes_are_survived(packets: list[bytes]) -> None:
    assert all(abs(value) <= 3500 for value in kgf(Cts500Decoder(), *packets))


def test_only_start_stop_battery_and_six_rates_may_leave() -> None:
    may = Cts500.may_send
    allowed = [code for code in range(256) if re.fullmatch(may, command(code), re.DOTALL)]
    assert allowed == [0xAA, 0xAB, 0xC1, 0xC4]
    assert [i for i in range(256) if re.fullmatch(may, command(0xC1, i), re.DOTALL)] == [0, 1, 2, 3, 4, 5]
    assert not any(re.fullmatch(may, command(code, value)) for code in HARMFUL for value in (0, 1, 5))
    assert not re.fullmatch(may, command(0xAA)[:5])


def test_its_battery_is_told_and_its_settings_are_left_alone(bluez: Any) -> None:
    scale = bluez.add(emulator("cts500"))
    with opened("cts500:") as device:
        Reader(device).samples(30)
        assert device.battery == "3.87 V"
    assert [data[1] for data in scale.sent()] == [0xC4, 0xAA, 0xAB]
    assert not scale.harmed


def test_a_rate_is_set_when_it_is_asked_for(bluez: Any) -> None:
    scale = bluez.add(emulator("cts500"))
    scale.eager, scale.name = True, "CTS-300"
    with opened("cts500:?rate=80") as device:
        reader = Reader(device).samples(10)
    assert reader.values() == scale.truth[: len(reader.values())]
    assert (scale.rate, scale.harmed) == (3, False)
    with pytest.raises(UsageError, match="rate=81 makes no sense"):
        opened("cts500:?rate=81")


def test_it_streams_on_through_a_radio_that_cuts_its_frames(bluez: Any) -> None:
    scale = emulator("cts500")
    scale.mangle = lambda data: [data[:3], data[3:5], data[5:]]
    bluez.add(scale)
    with opened("cts500:") as device:
        reader = Reader(device).samples(50)
        assert device.battery == "3.87 V"
    assert reader.values() == scale.truth[: len(reader.values())]
    assert reader.decoder.bad_frames == 0


def test_another_device_with_its_name_is_told_apart(bluez: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cts500, "times", Times(first=0.3, answer=0.1, settle=0.0))
    other = emulator("cts500")
    other.mangle = lambda data: [b"+00123 g \r\n"]
    bluez.add(other)
    with (
        pytest.raises(DeviceError, match=r"CTS500 sends packets such as .*\+00123 g.*, unlike such a sensor"),
        opened("cts500:") as device,
    ):
        Reader(device).samples(1)
