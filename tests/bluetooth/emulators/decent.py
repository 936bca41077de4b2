"""A Decent scale; with ``modern = False`` one of the first firmware."""

from functools import reduce
from operator import xor
from typing import ClassVar

from pressure_coach.signal.units import KGF_N
from tests.bluetooth.peripheral import COMMAND, NOTIFY, READ, WRITE, Peripheral, Services

SERVICE, DATA, CONTROL = (f"0000{n}-0000-1000-8000-00805f9b34fb" for n in ("fff0", "fff4", "36f5"))


def frame(*data: int) -> bytes:
    """With its checksum."""
    return bytes((*data, reduce(xor, data)))


class Emulator(Peripheral):
    """10 readings/s in tenths of a gram, without a clock; from the first command on."""

    name = "Decent Scale"
    address = "C0:FF:EE:00:00:DE"
    services: ClassVar[Services] = {SERVICE: {DATA: [READ, NOTIFY], CONTROL: [WRITE, COMMAND]}}
    advertised = (SERVICE,)
    numbered = False
    sfreq = 10.0
    modern = True

    def __init__(self) -> None:
        super().__init__()
        self.misses = 0  # commands

    def wrote(self, characteristic: str, data: bytes) -> None:
        if self.misses:
            self.misses -= 1
            return
        if data[:2] == b"\x03\x0a" and not self.streaming:
            self.notify(DATA, frame(0x03, 0x0A, 0x00, 0x00, 0x50, 0x03))
        self.streaming = data[:3] != b"\x03\x0a\x02"  # that one switches it off

    def step(self) -> None:
        tenths = 5000 + 7 * len(self.truth) % 9000 - 100
        self.truth.append(tenths / 10 * KGF_N / 1000)
        watch = (1, len(self.truth) // 10 % 60, len(self.truth) % 10) if self.modern else ()
        self.notify(DATA, frame(0x03, 0xCA, *tenths.to_bytes(2, "big", signed=True), *watch, 0, 0))
