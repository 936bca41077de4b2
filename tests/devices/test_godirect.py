"""godirect: what a sensor says of itself, and samples of the one that measures a force."""

import re
import struct
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach import Session, Settings, open_device, read
from pressure_coach.devices._godirect import AboutSensor, Assembler, Cmd, command
from pressure_coach.devices._talk import Ask, Send
from pressure_coach.devices.godirect import GoDirect, GoDirectDecoder
from pressure_coach.errors import DeviceError, UsageError
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.packets import told
from tests.bluetooth.air import QUICK, Reader, emulator, opened
from tests.bluetooth.emulators.godirect import about_sensor

KGF = 9.80665
FORCE = told(sensor=5, unit="N", period_us=40_000)


def normal(*rows: tuple[float, ...], mask: int = 1 << 5) -> bytes:
    data = b"".join(struct.pack(f"<{len(row)}f", *row) for row in rows)
    return struct.pack("<BBBBBHBB", 0x20, 9 + len(data), 0, 0, 0x06, mask, len(rows), 0) + data


def decoded(decoder: GoDirectDecoder, *packets: bytes) -> list[float]:
    chunks = [chunk for i, data in enumerate(packets) for chunk in decoder.feed(Arrival(i, data))]
    return [value for chunk in chunks for value in chunk.values[:, 0].tolist()]


def test_a_command_is_built_byte_by_byte() -> None:
    assert command(0xFE, Cmd.STATUS) == bytes.fromhex("58 05 fe 6b 10")
    assert command(0xFD, Cmd.SENSOR, b"\x05") == bytes.fromhex("58 06 fd b0 50 05")


def test_a_measurement_is_read_byte_by_byte() -> None:
    data = bytes.fromhex("20 11 00 00 06 20 00 02 00 00 00 80 3f 00 00 c0 c0")  # 1 N, -6 N of sensor 5
    assert decoded(GoDirectDecoder(), data) == [1.0, -6.0]


@pytest.mark.parametrize(
    ("data", "values"),
    [
        ("20 0f 00 00 07 20 00 00 00 01 00 00 00 80 3f", [1.0]),  # wide mask
        ("20 0c 00 00 08 00 05 01 00 00 80 3f", [1.0]),  # one sensor
        ("20 0c 00 00 09 00 05 01 fe ff ff ff", [-2.0]),  # one sensor, whole numbers
        ("20 0c 00 00 08 00 04 01 00 00 80 3f", []),  # another sensor
        ("20 08 00 00 0c 01 02 03", []),  # when it started
        ("20 08 00 00 0e 01 02 03", []),  # its period
    ],
)
def test_all_forms_of_measurements_are_read(data: str, values: list[float]) -> None:
    decoder = GoDirectDecoder()
    assert decoded(decoder, FORCE, bytes.fromhex(data)) == values
    assert decoder.bad_frames == 0


def test_sensors_that_are_measured_together_are_told_apart() -> None:
    assert decoded(GoDirectDecoder(), FORCE, normal((9.0, 1.0, 8.0), (9.0, 2.0, 8.0), mask=0b1100010)) == [1.0, 2.0]


def test_what_it_dropped_is_lost() -> None:
    decoder = GoDirectDecoder()
    chunks = [
        chunk
        for data in (normal((1.0,)), bytes.fromhex("20 08 00 00 0d 01 02 03"), normal((2.0,)), normal((3.0,)))
        for chunk in decoder.feed(Arrival(0, data))
    ]
    assert [chunk.lost for chunk in chunks] == [0, 1, 0]


def test_another_unit_of_force_becomes_newtons_and_what_is_no_number_no_value() -> None:
    values = decoded(GoDirectDecoder(), told(sensor=5, unit="kgf"), normal((2.0,), (np.nan,), (np.inf,)))
    assert values[0] == pytest.approx(2 * KGF)
    assert np.isnan(values[1:]).all()


def test_its_rate_is_the_one_that_it_was_told() -> None:
    decoder = GoDirectDecoder()
    decoded(decoder, FORCE, normal((1.0,)))
    assert decoder.info is not None
    assert (decoder.info.sfreq, decoder.info.unit) == (25.0, "N")


def test_a_packet_in_parts_is_one() -> None:
    whole = normal((1.0,), (2.0,), (3.0,))
    decoder = GoDirectDecoder()
    for at in range(len(whole) + 1):
        assert decoded(decoder, whole[:at], whole[at:]) == [1.0, 2.0, 3.0], at
    assert decoder.bad_frames == 0


def test_a_part_without_its_other_part_costs_one_packet() -> None:
    decoder = GoDirectDecoder()
    assert decoded(decoder, normal((1.0,), (2.0,))[:11], normal((3.0,)), normal((4.0,))) == [3.0, 4.0]
    assert decoder.bad_frames == 1
    assert decoded(decoder, normal((1.0,))[:11], told(address="a"), normal((5.0,))) == [5.0]


def test_a_packet_that_says_more_samples_than_it_has_is_dropped() -> None:
    decoder = GoDirectDecoder()
    assert decoded(decoder, normal((1.0,))[:7] + b"\x09" + normal((1.0,))[8:], b"\x20\x05\0\0\x77") == []
    assert decoder.bad_frames == 2


@given(st.lists(st.binary(max_size=30) | st.floats(width=32).map(lambda n: normal((n,))), max_size=30))
def test_any_bytes_are_survived(packets: list[bytes]) -> None:
    decoded(GoDirectDecoder(), *packets)
    decoded(GoDirectDecoder(), told(sensor="x", unit=[1], period_us="y"), *packets)


@given(st.binary(min_size=5, max_size=255).map(lambda data: bytes((0x98, len(data))) + data[2:]), st.integers(1, 30))
def test_however_an_answer_is_cut_it_comes_whole(packet: bytes, size: int) -> None:
    parts = Assembler()
    pieces = [parts.feed(packet[at : at + size]) for at in range(0, len(packet), size)]
    assert pieces[-1] == packet
    assert not any(pieces[:-1])


@pytest.mark.parametrize(
    ("rate", "period"), [(25, 40_000), (1000, 10_000), (3, 334_000), (99, 11_000)]
)  # never quicker than it can, in steps that it has
def test_the_period_is_one_that_the_sensor_has(rate: float, period: int) -> None:
    sensor = AboutSensor.read(about_sensor(5, b"Force", b"N", 1.0, 0.0, 600.0))
    assert sensor is not None
    assert sensor.period_us(rate) == period


SENSOR = st.builds(
    about_sensor, st.integers(0, 31), st.binary(), st.sampled_from([b"N", b"K"]), st.floats(), st.floats(), st.floats()
)


@given(st.lists(st.none() | st.binary(max_size=200) | SENSOR | st.just(b"\xff" * 200), max_size=20))
def test_whatever_it_answers_only_what_is_on_the_list_is_said(answers: list[bytes | None]) -> None:
    talk, forbidden = GoDirect("", {}).begin(), []
    with suppress(StopIteration, DeviceError):
        step = next(talk)
        for answer in answers:
            if isinstance(step, Send) and not re.fullmatch(GoDirect.may_send, step.data, re.DOTALL):
                forbidden.append(step.data)
            step = talk.send(answer if isinstance(step, Ask) else None)
    assert forbidden == []


def test_a_rate_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(UsageError, match="rate=fast"):
        opened("godirect:?rate=fast")


def test_only_the_commands_of_a_measurement_may_leave() -> None:
    codes = [
        code
        for code in range(256)
        for n in (0, 1, 6, 10, 14)
        if re.fullmatch(GoDirect.may_send, bytes((0x58, 5 + n, 0, 0, code)) + bytes(n), re.DOTALL)
    ]
    assert codes == [0x10, 0x50, 0x51, 0x55, 0x56]
    with pytest.raises(DeviceError, match="nothing was sent"):
        GoDirect("", {}).check(bytes.fromhex("58 05 fe 00 54"))


def test_a_sensor_says_who_it_is_how_uncertain_and_how_far_it_reaches(bluez: Any) -> None:
    sensor = bluez.add(emulator("godirect"))
    with opened("godirect:?rate=50") as device:
        reader = Reader(device).samples(30)
        assert device.battery == "77 %"
        assert (device.calibration.u95, device.calibration.full_scale) == (1.25, 600.0)
        assert (device.calibration.reads, device.calibration.unit) == ("N", "N")
    about = reader.decoder.about
    assert (about["order"], about["id"], about["measures"]) == ("GDX-HD", "15500123", "Force")
    assert (reader.decoder.info.device_id, reader.decoder.info.sfreq) == ("15500123", 50.0)
    assert (sensor.started, sensor.period_us, sensor.wrong) == (1 << 5, 20_000, [])
    assert [data[4] for data in sensor.sent()] == [0x1A, 0x10, 0x55, 0x51, 0x56, 0x50, 0x50, 0x1B, 0x18, 0x19]


def test_a_sensor_of_something_else_is_refused_with_what_it_measures(bluez: Any) -> None:
    sensor = emulator("godirect")
    del sensor.sensors[5]
    bluez.add(sensor)
    why = r"godirect: this Go Direct sensor measures Acceleration in m/s², no force"
    with pytest.raises(DeviceError, match=why), opened("godirect:") as device:
        Reader(device).samples(1)
    assert not sensor.streaming


def test_a_sensor_that_does_not_answer_is_told_as_such(bluez: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GoDirect, "times", replace(QUICK, answer=0.02))
    sensor = emulator("godirect")
    sensor.answers = False
    bluez.add(sensor)
    with pytest.raises(DeviceError, match="does not say what it measures"), opened("godirect:") as device:
        Reader(device).samples(1)


def test_a_session_believes_the_sensor_about_itself_and_so_does_a_replay(bluez: Any, tmp_path: Path) -> None:
    bluez.add(emulator("godirect"))
    path, device, settings = tmp_path / "sensor.mcap", opened("godirect:"), Settings()
    about = {"driver": device.driver, "address": device.address, "options": {}, "settings": asdict(settings)}
    session = Session(device, settings, recorder=Recorder(path, about), for_s=1.0)
    session.run()
    for judge_of in (session.judge.calibration, open_device(f"replay:{path}").calibration):
        assert judge_of is not None
        assert (judge_of.u95, judge_of.full_scale) == (1.25, 600.0)
    assert read(path).unit == "N"


@pytest.mark.parametrize(
    ("low", "high", "fit"),
    [
        (0.0, 600.0, [True, True, True, False]),
        (-50.0, 50.0, [False, True, False, False]),
        (-600.0, 0.0, [True] * 4),
    ],
)
def test_beyond_what_the_sensor_says_that_it_can_measure_there_is_no_value(
    low: float, high: float, fit: list[bool]
) -> None:
    decoder = GoDirectDecoder()
    decoder.feed(Arrival(0, told(sensor=5, unit="N", low=low, high=high)))
    [chunk] = decoder.feed(Arrival(1, normal((-51.0,), (-0.4,), (599.0,), (601.0,))))
    assert np.isfinite(chunk.values[:, 0]).tolist() == fit
    assert bool(chunk.why) == (not all(fit))
