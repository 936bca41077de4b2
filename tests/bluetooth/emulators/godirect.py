"""A Vernier Go Direct sensor; its numbers are made up."""

import struct
from typing import ClassVar

from tests.bluetooth.peripheral import COMMAND, NOTIFY, Peripheral, Services

SERVICE = "d91714ef-28b9-4f91-ba16-f0d9a604f112"
CONTROL = "f4bf14a6-c7d5-4b6d-8aa8-df1a7c83adcb"
DATA = "b41e6675-a329-40e0-aa01-44d2f444babe"
PART = 20


def about_sensor(number: int, name: bytes, unit: bytes, uncertainty: float, low: float, high: float) -> bytes:
    """The answer to 0x50."""
    periods = (10_000, 2**40, 100_000, 1000, 0)
    return struct.pack("<bBIBB60s32sdddIQIII", number, 0, 7, 0, 0, name, unit, uncertainty, low, high, *periods)


class Emulator(Peripheral):
    """A force and an acceleration; as many samples/s as it is told, without a clock."""

    name = "GDX-HD 15500123"
    address = "C0:FF:EE:00:06:D1"
    services: ClassVar[Services] = {SERVICE: {CONTROL: [COMMAND], DATA: [NOTIFY]}}
    numbered = False
    sfreq = 25.0

    def __init__(self) -> None:
        super().__init__()
        self.sensors = {
            1: about_sensor(1, b"Acceleration", b"m/s\xc2\xb2", 0.5, -157.0, 157.0),
            5: about_sensor(5, b"Force", b"N", 1.25, 0.0, 600.0),
        }
        self.answers = True
        self.wrong: list[bytes] = []  # commands that were built wrongly
        self.period_us = 0
        self.started = 0  # the mask
        self._command = b""

    def began(self) -> None:
        super().began()
        self._command, self._counter = b"", 0xFF

    def on_write(self, characteristic: str, data: bytes) -> None:
        assert len(data) <= PART
        self._command += data
        if len(self._command) > 1 and len(self._command) >= self._command[1]:
            whole, self._command = self._command, b""
            super().on_write(characteristic, whole)

    def wrote(self, characteristic: str, data: bytes) -> None:
        self._counter = (self._counter - 1) & 0xFF
        if data[0] != 0x58 or data[2] != self._counter or data[3] != (sum(data) - data[3]) & 0xFF:
            self.wrong.append(data)
            return
        command, args = data[4], data[5:]
        mask = sum(1 << number for number in self.sensors)
        payload = b"\0"
        if command == 0x10:
            payload = struct.pack("<BBBBHBBHBB", 0, 0, 1, 2, 3, 1, 2, 3, 77, 0)
        elif command == 0x55:
            payload = struct.pack("<16s16s32s88x", b"GDX-HD", b"15500123", b"GDX-HD 15500123")
        elif command in (0x51, 0x56):
            payload = struct.pack("<I", mask)
        elif command == 0x50:
            payload = self.sensors[args[0]]
        elif command == 0x1B:
            self.period_us = int.from_bytes(args[2:6], "little")
        elif command in (0x18, 0x19):
            self.streaming = command == 0x18
            self.started = int.from_bytes(args[2:6], "little") if self.streaming else self.started
        if self.answers:
            self.say(bytes((0x98, 6 + len(payload), 0, 0, command, data[2])) + payload)

    def say(self, packet: bytes) -> None:
        """A packet in its parts."""
        for start in range(0, len(packet), PART):
            self.notify(DATA, packet[start : start + PART])

    def step(self) -> None:
        force = 40.0 + len(self.truth) % 700 / 4
        self.truth.append(force)
        self.say(struct.pack("<BBBBBHBBf", 0x20, 13, 0, 0, 0x06, 1 << 5, 1, 0, force))
