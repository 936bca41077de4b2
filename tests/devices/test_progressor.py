"""progressor: packets in, newtons out; and a gauge whose calibration survives us."""

import re
import struct
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach import Session, Settings, open_device, read
from pressure_coach.devices.progressor import Progressor, ProgressorDecoder
from pressure_coach.errors import DeviceError
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from tests.bluetooth.air import Reader, emulator, opened

KGF = 9.80665
NEVER = bytes((0x64, 0x67, 0x68, 0x69, 0x6A, 0x6D, 0x6E, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76))


def packet(*samples: tuple[float, int]) -> bytes:
    payload = b"".join(struct.pack("<fI", kgf, us & 0xFFFFFFFF) for kgf, us in samples)
    return bytes((1, len(payload))) + payload


def decoded(decoder: ProgressorDecoder, *packets: bytes) -> tuple[list[float], list[int], list[bool]]:
    """N, us, and whether the clock began anew there."""
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    values = [value for chunk in chunks for value in chunk.values[:, 0].tolist()]
    times = [int(t) for chunk in chunks if chunk.t_us is not None for t in chunk.t_us]
    return values, times, [chunk.restart for chunk in chunks]


def test_a_packet_of_the_maker_is_read_byte_by_byte() -> None:
    data = bytes.fromhex("01 08 00 00 20 41 40 42 0f 00")  # 10 kgf at 1 s
    assert decoded(ProgressorDecoder(), data) == ([pytest.approx(98.0665)], [1_000_000], [False])


def test_several_samples_travel_together() -> None:
    values, times, _ = decoded(ProgressorDecoder(), packet((1, 0), (2, 12_500), (3, 25_000)))
    assert values == pytest.approx([KGF, 2 * KGF, 3 * KGF])
    assert times == [0, 12_500, 25_000]


def test_answers_and_warnings_are_no_samples_and_no_damage() -> None:
    decoder = ProgressorDecoder()
    assert decoded(decoder, b"\x00\x05" + b"1.2.3", b"\x05\x04abcd", b"\x01\x00") == ([], [], [])
    assert decoded(decoder, b"\x04\x00")[:2] == ([], [])
    assert decoder.bad_frames == 0


def test_a_battery_that_is_almost_empty_is_said_at_once_and_again_after_the_next_connection() -> None:
    decoder = ProgressorDecoder()
    said = [
        [chunk.low_battery for chunk in decoder.feed(Arrival(i, data))]
        for i, data in enumerate((packet((1, 0)), b"\x04\x00", b"\x04\x00", packet((1, 1)), told(address="a")))
    ]
    assert said == [[None], [True], [], [None], [False]]


def test_one_whose_battery_dies_is_told_from_one_that_is_out_of_range(bluez: Any) -> None:
    gauge = bluez.add(emulator("progressor"))
    with opened("progressor:") as device:
        reader = Reader(device).samples(5)
        bluez.do(lambda: gauge.notify(gauge.data, b"\x04\x00"))
        reader.until(lambda: any(chunk.low_battery for chunk in reader.chunks))
        bluez.drop(gauge)
        assert "most likely its battery is empty" in reader.act("link_lost").data["why"]
        reader.act("link_back")
        bluez.drop(gauge)
        assert "out of range" in reader.act("link_lost").data["why"]


def test_what_is_no_number_stays_a_sample_without_a_value() -> None:
    values, _, _ = decoded(ProgressorDecoder(), packet((np.nan, 0), (np.inf, 1), (1, 2)))
    assert np.isnan(values[:2]).all()
    assert "no force" in ProgressorDecoder().feed(Arrival(0, packet((np.nan, 0))))[0].why
    assert values[2] == pytest.approx(KGF)


def test_a_packet_in_two_halves_is_one() -> None:
    whole = packet((1, 0), (2, 12_500), (3, 25_000))
    decoder = ProgressorDecoder()
    assert decoded(decoder, whole[:20], whole[20:])[1] == [0, 12_500, 25_000]
    assert decoder.bad_frames == 0


def test_a_half_without_its_other_half_costs_one_packet() -> None:
    decoder = ProgressorDecoder()
    assert decoded(decoder, packet((1, 0), (2, 12_500))[:11], packet((3, 25_000)))[1] == [25_000]
    assert decoder.bad_frames == 1


def test_a_packet_that_comes_twice_counts_once() -> None:
    one, two = packet((1, 0)), packet((1, 12_500))
    assert decoded(ProgressorDecoder(), one, one, two, two)[1] == [0, 12_500]


def test_its_clock_wraps_and_goes_on() -> None:
    _, times, anew = decoded(ProgressorDecoder(), packet((1, 2**32 - 12_500)), packet((1, 0)), packet((1, 12_500)))
    assert times == [2**32 - 12_500, 0, 12_500]
    assert not any(anew)


def test_its_clock_begins_anew_with_each_start() -> None:
    assert decoded(ProgressorDecoder(), packet((1, 60_000_000)), packet((1, 0)))[2] == [False, True]
    late, again = packet((1, 2**31 + 5)), told(address="a")  # after half an hour only the connection tells
    assert decoded(ProgressorDecoder(), late, again, packet((1, 0)))[2] == [False, True]


@given(st.lists(st.binary(max_size=30) | st.integers(0, 2**32).map(lambda us: packet((1, us))), max_size=30))
def test_any_bytes_are_survived(packets: list[bytes]) -> None:
    decoder = ProgressorDecoder()
    values, times, _ = decoded(decoder, *packets)
    assert len(values) == len(times)


@given(st.binary(max_size=20))
def test_nothing_that_writes_resets_or_sleeps_may_leave(rest: bytes) -> None:
    device = open_device("progressor:")
    assert isinstance(device, Progressor)
    for opcode in NEVER:
        with pytest.raises(DeviceError, match="nothing was sent"):
            device.check(bytes((opcode,)) + rest)


def test_only_five_commands_of_one_byte_may_leave() -> None:
    one = [bytes((i,)) for i in range(256) if re.fullmatch(Progressor.may_send, bytes((i,)), re.DOTALL)]
    two = [i for i in range(65536) if re.fullmatch(Progressor.may_send, i.to_bytes(2, "big"), re.DOTALL)]
    assert (one, two) == ([b"\x65", b"\x66", b"\x6b", b"\x6f", b"\x70"], [])


@pytest.mark.parametrize("crimpdeq", [False, True])
def test_a_gauge_tells_who_it_is_and_keeps_its_calibration(crimpdeq: bool, bluez: Any) -> None:
    gauge = emulator("progressor")
    gauge.crimpdeq = crimpdeq
    bluez.add(gauge)
    with opened("progressor:") as device:
        reader = Reader(device).samples(30)
        assert device.battery == "3.99 V"
    assert reader.decoder.about["version"] == ("2.0.4" if crimpdeq else "1.2.3")
    assert reader.decoder.info.device_id == gauge.device_id
    assert gauge.sent() == [b"\x66", b"\x6b", b"\x70", b"\x6f", b"\x65", b"\x66"]
    assert not gauge.erased


@pytest.mark.usefixtures("impatient")
def test_one_that_answers_nothing_streams_all_the_same(bluez: Any) -> None:
    gauge = emulator("progressor")
    gauge.answer = lambda payload: None
    bluez.add(gauge)
    with opened("progressor:") as device:
        reader = Reader(device).samples(5)
    assert reader.decoder.info.device_id == "c0ffee00000a"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("late", [b"1.2.3", b"1.24"])
def test_an_answer_that_comes_late_is_not_taken_for_that_of_the_next_question(late: bytes, bluez: Any) -> None:
    gauge, waiting = emulator("progressor"), [late]

    def answer(payload: bytes) -> None:  # the first question gets none; each later one that of the one before it
        if len(gauge.sent()) > 2:
            gauge.notify(gauge.data, bytes((0, len(waiting[0]))) + waiting.pop(0))
            waiting.append(payload)

    gauge.answer = answer
    bluez.add(gauge)
    with opened("progressor:") as device:
        reader = Reader(device).samples(5)
        assert device.battery == ""
    assert reader.decoder.info.device_id == "c0ffee00000a"


def test_a_session_on_it_is_recorded_and_judged_again_alike(bluez: Any, tmp_path: Path) -> None:
    gauge = bluez.add(emulator("progressor"))
    path = tmp_path / "gauge.mcap"
    device = opened("progressor:")
    settings = Settings(target=150.0)
    about = {"driver": device.driver, "address": device.address, "options": {}, "settings": asdict(settings)}
    recorder = Recorder(path, about)
    summary = Session(device, settings, recorder=recorder, for_s=8.0).run()
    again = read(path)
    assert summary["holds"]
    assert again.summary["holds"] == summary["holds"]
    assert again.unit == "N"
    assert again.raw[:, 0].tolist() == gauge.truth[: len(again.raw)]
    assert again.t_us[-1] >= 8_000_000
