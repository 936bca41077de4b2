"""What every Bluetooth driver promises, through bleak's real BlueZ backend: one emulator a driver."""

import random
import re
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach import Session, Settings, devices, plugins, read
from pressure_coach.coaching.events import Event
from pressure_coach.devices import _known
from pressure_coach.devices._ble import BleDevice
from pressure_coach.errors import DeviceError
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Arrival, Chunk
from pressure_coach.signal.packets import told
from tests.bluetooth.air import QUICK, Reader, emulator, opened

NAMES = [name for name in plugins.names(devices) if name in _known.drivers()]
TEN_SECONDS = 10.0
BATTERIES = {  # of those that have a way to tell it
    "ble": "3.91 V", "bookoo": "80 %", "cts500": "3.87 V", "entralpi": "87 %", "forceboard": "64 %", "godirect": "77 %",
    "progressor": "3.99 V", "weightscale": "42 %",
}  # fmt: skip
USUAL_HZ = 80.0  # of those that do not say how fast they are


@pytest.fixture(params=NAMES)
def scheme(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def sensor(scheme: str, bluez: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    sensor = emulator(scheme)
    if not sensor.services:  # no connection breaks: only silence tells that it has gone
        monkeypatch.setattr(BleDevice, "times", replace(QUICK, quiet=1.0))
    return bluez.add(sensor)


def comes_and_goes(sensor: Any, bluez: Any, reader: Reader) -> None:
    """The link is lost, and comes back."""
    if sensor.services:
        bluez.drop(sensor)
    else:
        sensor.in_range = False
    assert sensor.name in reader.act("link_lost").data["why"]
    sensor.in_range = True
    assert sensor.name in reader.act("link_back").data["why"]


def said(reader: Reader) -> list[float]:
    """Its values. Where they have no clock, nobody can tell one that came twice from two: then it counts once."""
    values = reader.values()
    clock = any(chunk.t_us is not None for chunk in reader.chunks)
    return values if clock else [value for i, value in enumerate(values) if i == 0 or value != values[i - 1]]


def is_the_truth(values: list[float], sensor: Any) -> bool:
    """All that was sent since the connection, from the first on; from any on when there is no connection."""
    start = 0 if sensor.services or values[0] not in sensor.truth else sensor.truth.index(values[0])
    return bool(values) and np.array_equal(values, sensor.truth[start : start + len(values)])


def spoken(sensor: Any, device: Any) -> list[bytes]:
    """What was said to it, but for what is said every so often."""
    return [data for data in sensor.sent() if data != device.keep_alive]


def test_there_are_drivers() -> None:
    assert {"ble", "progressor"} <= set(NAMES)


def test_no_two_drivers_go_by_the_same_name(scheme: str) -> None:
    assert _known.scheme_of(emulator(scheme).name) == scheme


def test_it_is_seen_from_the_first_look_to_the_last_goodbye(scheme: str, sensor: Any, bluez: Any) -> None:
    [seen] = devices.nearby(0.05).sensors
    assert (seen.name, seen.address, seen.rssi) == (sensor.name, f"{scheme}:{sensor.address}", sensor.rssi)
    device = opened(f"{scheme}:")
    wanted = round(TEN_SECONDS * (sensor.sfreq or USUAL_HZ))
    with device:
        reader = Reader(device).samples(wanted)
        assert is_the_truth(said(reader), sensor)
        assert (reader.lost, reader.decoder.bad_frames, reader.acts()) == (0, 0, [])
        info = reader.decoder.info
        assert info.sfreq == sensor.sfreq
        assert info.device_id
        comes_and_goes(sensor, bluez, reader)
        reader.samples(20)
        assert is_the_truth(said(reader), sensor)
        assert reader.decoder.info == info
        assert sensor.connections == (2 if sensor.services else 0)
    device.__exit__(None, None, None)
    assert not bluez.connected(sensor)


def test_times_of_the_host_go_on_and_those_of_the_device_are_its_own(scheme: str, sensor: Any) -> None:
    with opened(f"{scheme}:{sensor.name.upper()}") as device:
        reader = Reader(device).samples(50)
    hosts = [item.host_ns for item in reader.items]
    assert hosts == sorted(hosts)
    ticks = [chunk.t_us for chunk in reader.chunks if chunk.t_us is not None]
    if ticks:
        steps = np.diff(np.concatenate(ticks).astype(np.int64))
        assert np.all(np.abs(steps - 1e6 / sensor.sfreq) <= 1)


def test_its_battery_is_told_with_the_stream(scheme: str, sensor: Any) -> None:
    with opened(f"{scheme}:") as device:
        reader = Reader(device).samples(5)
        reader.until(lambda: reader.decoder.battery == BATTERIES.get(scheme, ""))
        assert device.battery == reader.decoder.battery
        assert not device.empty
        assert {chunk.low_battery for chunk in reader.chunks} == {None}


def test_packets_that_are_lost_or_come_twice_leave_the_others_as_they_are(scheme: str, sensor: Any) -> None:
    dice = random.Random(5)
    times = (0, 1, 1, 2) if sensor.numbered else (0, 1)
    sensor.mangle = lambda data: [data] * dice.choice(times) if sensor.streaming else [data]
    with opened(f"{scheme}:{sensor.address}") as device:
        reader = Reader(device).samples(100)
    truth = list(sensor.truth)
    for value in said(reader):  # in the order in which they were measured
        assert value in truth
        del truth[: truth.index(value) + 1]
    assert reader.decoder.bad_frames == 0


def test_packets_that_are_cut_never_raise_and_the_next_ones_are_right(scheme: str, sensor: Any) -> None:
    dice = random.Random(6)
    sensor.mangle = lambda data: [data[:7], data[7:]] if sensor.streaming and dice.random() < 0.2 else [data]
    with opened(f"{scheme}:{sensor.address}") as device:
        reader = Reader(device).samples(100)
    wrong = [value for value in reader.values() if value not in sensor.truth]
    assert wrong == []


class Enough(AbstractContextManager["Enough"]):
    """A sink that keeps what the sensor gave, and ends the session when that is enough."""

    def __init__(self, n: int) -> None:
        self.n, self.raw, self.stop = n, list[list[float]](), threading.Event()

    def __exit__(self, *error: object) -> None:
        pass

    def take(self, chunk: Chunk | None, events: Sequence[Event]) -> None:
        self.raw += [] if chunk is None else chunk.raw.tolist()
        if len(self.raw) >= self.n:
            self.stop.set()


def test_a_recording_of_it_is_understood_alike_later(scheme: str, sensor: Any, tmp_path: Path) -> None:
    device, sink, path = opened(f"{scheme}:"), Enough(60), tmp_path / "sensor.mcap"
    about = {"driver": scheme, "address": device.address, "options": {}, "settings": asdict(Settings())}
    Session(device, Settings(), sinks=[sink], recorder=Recorder(path, about)).run(sink.stop)
    again = read(path)
    assert again.raw.tolist() == sink.raw
    assert len(sink.raw) >= 60


def test_nothing_leaves_that_is_not_on_its_list(scheme: str, sensor: Any, bluez: Any) -> None:
    device = opened(f"{scheme}:")
    dice = random.Random(7)
    with device:
        reader = Reader(device).samples(5)
        before = len(spoken(sensor, device))
        for _ in range(300):
            command = dice.randbytes(dice.randint(0, 6))
            if re.fullmatch(device.may_send, command, re.DOTALL) is None:
                with pytest.raises(DeviceError, match="nothing was sent"):
                    device.send(command)
        reader.samples(len(reader.values()) + 20)
        assert len(spoken(sensor, device)) == before
        comes_and_goes(sensor, bluez, reader)
    assert bool(sensor.written) == bool(device.control)
    for characteristic, data in sensor.written:
        assert characteristic == device.control
        assert re.fullmatch(device.may_send, data, re.DOTALL)


def test_its_decoder_takes_any_bytes_and_any_line_of_the_host(scheme: str) -> None:
    lines = [told(name="x", address="y"), told(), told(again=True), told(id=None), told(name=[{}])]

    @given(st.lists(st.binary(max_size=40) | st.sampled_from(lines), max_size=20))
    def check(packets: list[bytes]) -> None:
        one, many = devices.decoder_for(scheme, {}), cast(Any, devices.decoder_for(scheme, {}))
        arrivals = [Arrival(i, data) for i, data in enumerate(packets)]
        singly = [chunk for arrival in arrivals for chunk in one.feed(arrival)]
        at_once = many.feed_many(arrivals) if arrivals else []
        assert _rows(singly) == _rows(at_once)
        for chunk in singly + at_once:
            assert chunk.why or np.isfinite(chunk.values).all()
        assert (one.info, one.bad_frames) == (many.info, many.bad_frames)

    check()


def test_its_ears_take_any_bytes(scheme: str) -> None:
    device = opened(f"{scheme}:")

    @given(st.binary(max_size=40))
    def check(data: bytes) -> None:
        device.heard(data)
        device.answer(data)

    check()


def _rows(chunks: list[Any]) -> list[Any]:
    return [
        (repr(row), None if chunk.t_us is None else int(chunk.t_us[i]))
        for chunk in chunks
        for i, row in enumerate(chunk.values.tolist())
    ]
