"""A Bookoo scale."""

from functools import reduce
from operator import xor
from typing import ClassVar

from pressure_coach.signal.units import KGF_N
from tests.bluetooth.peripheral import NOTIFY, WRITE, Peripheral, Services

SERVICE, DATA, CONTROL = (f"0000{n}-0000-1000-8000-00805f9b34fb" for n in ("0ffe", "ff11", "ff12"))


def weight(hundredths: int, unit: int = 1, battery: int = 80, sign: int | None = None) -> bytes:
    """A frame with its checksum."""
    sign = ord("-" if hundredths < 0 else "+") if sign is None else sign
    head = (0x03, 0x0B, 0, 0, 0, unit, sign, *abs(hundredths).to_bytes(3, "big"))
    data = (*head, ord("+"), 0, 0, battery, 0, 10, 2, 0, 0)
    return bytes((*data, reduce(xor, data)))


class Emulator(Peripheral):
    """10 readings/s in hundredths of a gram, without a clock; from the connection on."""

    name = "BOOKOO_SC 232759"
    address = "C0:FF:EE:00:0B:00"
    services: ClassVar[Services] = {SERVICE: {DATA: [NOTIFY], CONTROL: [WRITE]}}
    advertised = (SERVICE,)
    numbered = False
    sfreq = 10.0

    def __init__(self) -> None:
        super().__init__()
        self.unit = 1

    def listened(self, characteristic: str) -> None:
        self.streaming = True

    def step(self) -> None:
        hundredths = 31 * len(self.truth) % 180_000 - 500
        self.truth.append(hundredths / 100 * KGF_N / 1000)
        self.notify(DATA, weight(hundredths, self.unit))
