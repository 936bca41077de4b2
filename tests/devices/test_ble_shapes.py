"""Sensors of other shapes than a steady stream of notifications, each with the smallest driver that can be."""

import threading
from typing import Any, ClassVar

import numpy as np
import pytest

from pressure_coach.devices._ble import BleDevice, Times
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._talk import Ask, Read, Send, Talk, Tell
from pressure_coach.errors import DeviceError
from pressure_coach.signal.packets import PacketDecoder, Reading
from tests.bluetooth.air import Reader
from tests.bluetooth.peripheral import BATTERY, BATTERY_SERVICE, COMMAND, INDICATE, NOTIFY, READ, Peripheral, Services

SERVICE, DATA, CONTROL = (f"0000{n}-0000-1000-8000-00805f9b34fb" for n in ("fff0", "fff1", "fff2"))


class Grams(PacketDecoder):
    """Two bytes, big end first."""

    unit = "counts"

    def packet(self, data: bytes) -> Reading | None:
        if len(data) != 2:
            raise ValueError
        return Reading(np.array([[int.from_bytes(data, "big")]], np.int32))


class Plate(BleDevice):
    """Speaks only when the weight changes."""

    driver = "plate"
    known_by = KnownBy("Plate", ("PLATE",))
    notify = (DATA,)
    on_change = BATTERY

    def decoder(self) -> Grams:
        return Grams()

    def begin(self) -> Talk:
        battery = yield Read(BATTERY)
        self.battery = f"{battery[0]} %" if battery else ""
        nothing = yield Read(CONTROL)
        yield Tell(nothing=nothing)


class PlateEmulator(Peripheral):
    name = "PLATE"
    services: ClassVar[Services] = {SERVICE: {DATA: [INDICATE]}, BATTERY_SERVICE: {BATTERY: [READ]}}

    def value(self, characteristic: str) -> bytes:
        return bytes((87,))

    def lay(self, grams: int) -> None:
        self.notify(DATA, grams.to_bytes(2, "big"))


@pytest.fixture
def plate(bluez: Any) -> Any:
    return bluez.add(PlateEmulator())


def test_the_last_value_is_repeated_while_the_link_is_proved_alive(plate: Any, bluez: Any) -> None:
    with Plate("", {}) as device:
        reader = Reader(device).until(lambda: BATTERY in plate.reads)
        bluez.do(lambda: plate.lay(700))
        reader.samples(4)
        assert reader.values() == [700] * 4
        bluez.do(lambda: plate.lay(900))
        reader.until(lambda: reader.values()[-2:] == [900] * 2)
        assert plate.reads.count(BATTERY) > 2
        assert reader.acts() == []
        assert device.battery == "87 %"
        assert reader.decoder.about["nothing"] is None


@pytest.mark.usefixtures("impatient")
def test_nothing_is_repeated_when_nobody_answers_any_more(
    plate: Any, bluez: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Plate("", {}) as device:
        reader = Reader(device).until(lambda: BATTERY in plate.reads)
        bluez.do(lambda: plate.lay(700))
        reader.samples(2)
        plate.mute = True
        assert "does not answer" in reader.act("link_lost").data["why"]


class Crane(BleDevice):
    """Puts its readings into its advertisements."""

    driver = "crane"
    known_by = KnownBy("Crane", ("IF_*",))
    company = 0x0100

    def decoder(self) -> Grams:
        return Grams()


class CraneEmulator(Peripheral):
    name = "IF_B7"
    address = "C0:FF:EE:00:00:C0"
    count = 0
    asleep = False

    @property
    def manufacturer(self) -> dict[int, bytes]:  # type: ignore[override]
        """Another reading each time."""
        self.count += not self.asleep
        return {0x0100: self.count.to_bytes(2, "big")}


@pytest.mark.usefixtures("impatient")
def test_readings_in_advertisements_are_heard_without_a_connection(bluez: Any) -> None:
    crane = bluez.add(CraneEmulator())
    with Crane("", {}) as device:
        reader = Reader(device).samples(5)
        assert np.all(np.diff(reader.values()) > 0)
        crane.asleep = True  # the system repeats the newest for ever
        assert "has sent nothing" in reader.act("link_lost").data["why"]
        crane.asleep = False
        reader.act("link_back")
    assert crane.connections == 0
    assert reader.decoder.info is not None
    assert reader.decoder.info.device_id == "c0ffee0000c0"


class Talker(BleDevice):
    """Asks, and gets its answers in pieces; its commands are longer than a write."""

    driver = "talker"
    known_by = KnownBy("Talker", ("TALKER",))
    notify = (DATA,)
    control = CONTROL
    may_send = rb"\x58[ab]{30}|\x59"
    write_size = 20
    bad = False

    def decoder(self) -> Grams:
        return Grams()

    def begin(self) -> Talk:
        self._parts = b""
        self.answered = yield Ask(b"\x58" + b"ab" * 15)
        if self.bad:
            yield Send(b"\x74")
        yield Send(b"\x59")

    def answer(self, data: bytes) -> bytes | None:
        self._parts += data
        return self._parts if self._parts.endswith(b".") else None


class TalkerEmulator(Peripheral):
    name = "TALKER"
    services: ClassVar[Services] = {SERVICE: {DATA: [NOTIFY], CONTROL: [COMMAND]}}

    def wrote(self, characteristic: str, data: bytes) -> None:
        if data == b"\x59":
            self.streaming = True
        elif len(data) < 20:
            for part in (b"one, ", b"two, ", b"three."):
                self.notify(DATA, part)

    def step(self) -> None:
        self.notify(DATA, b"\x00\x05")


def test_answers_in_pieces_and_commands_in_pieces(bluez: Any) -> None:
    talker = bluez.add(TalkerEmulator())
    with Talker("", {}) as device:
        Reader(device).samples(3)
        assert device.answered == b"one, two, three."
    assert [len(data) for data in talker.sent(CONTROL)] == [20, 11, 1]


def test_a_driver_that_wants_to_send_what_is_forbidden_is_stopped(bluez: Any) -> None:
    talker = bluez.add(TalkerEmulator())
    device = Talker("", {})
    device.bad = True
    with pytest.raises(DeviceError, match=r"talker: the command 74 is not on the list .* nothing was sent"), device:
        Reader(device).samples(1)
    assert not talker.streaming
    assert b"\x74" not in talker.sent()


def test_what_came_before_an_error_is_given_before_it(bluez: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bluez.add(TalkerEmulator())
    monkeypatch.setattr(Talker, "keep_alive", b"\x74")
    with Talker("", {}) as device:
        for thread in threading.enumerate():
            if thread.name == "bluetooth":
                thread.join(10)  # ends as soon as it wants to keep the link awake
        assert len(device.read()) > 3
        for _ in range(2):
            with pytest.raises(DeviceError, match="74"):
                device.read()


def test_the_times_of_a_driver_may_be_its_own() -> None:
    class Slow(Plate):
        times = Times(quiet=30.0)

    assert Slow("", {}).times.quiet == 30.0
