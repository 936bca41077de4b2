"""A bathroom scale of the Bluetooth standard; ``patient``: it waits until somebody steps on it."""

import struct
from typing import ClassVar

from pressure_coach.signal.units import KGF_N
from tests.bluetooth.peripheral import BATTERY, BATTERY_SERVICE, INDICATE, READ, Peripheral, Services

SERVICE, WEIGHT, FEATURE = (f"0000{n}-0000-1000-8000-00805f9b34fb" for n in ("181d", "2a9d", "2a9e"))


def weighed(steps: int, second: int | None = None, bits: int = 0, more: bytes = b"") -> bytes:
    """A weight in its smallest steps, if need be with a time."""
    if second is None:
        return struct.pack("<BH", bits, steps) + more
    clock = (2026, 11, 22, 9, second // 60 % 60, second % 60)
    return struct.pack("<BHHBBBBB", bits | 2, steps, *clock) + more


class Emulator(Peripheral):
    """Weighs one after the other, each with its time."""

    name = "A&D_UC-352BLE_AA26F0"
    address = "C0:FF:EE:00:18:1D"
    services: ClassVar[Services] = {
        SERVICE: {WEIGHT: [INDICATE], FEATURE: [READ]},
        BATTERY_SERVICE: {BATTERY: [READ]},
    }
    advertised = (SERVICE,)
    sfreq = 1.0
    patient = False

    def __init__(self) -> None:
        super().__init__()
        self._weighings = 0

    def listened(self, characteristic: str) -> None:
        self.streaming = not self.patient

    def value(self, characteristic: str) -> bytes:
        return bytes((42,)) if characteristic == BATTERY else bytes((1, 0, 0, 0))

    def step(self) -> None:
        self.weigh(12_000 + len(self.truth) % 997)

    def weigh(self, steps: int) -> None:
        """Say a weight in steps of 5 g."""
        self._weighings += 1
        self.truth.append(steps / 200 * KGF_N)
        self.notify(WEIGHT, weighed(steps, self._weighings))
