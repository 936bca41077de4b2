"""A WH-C06: nobody can connect to it, its readings stand in its advertisements."""

from collections.abc import Mapping

from pressure_coach.signal.units import KGF_N
from tests.bluetooth.peripheral import Peripheral

COMPANY = 0x0100


def advertised(steps: int, count: int, unit: int = 1) -> bytes:
    """What stands there behind the company's number: a weight in hundredths of its unit."""
    head = bytes.fromhex("02 03 11") + bytes.fromhex("a0 b1 c2 d3 e4 f5") + b"\x01"
    weight, number = ((value & 0xFFFF).to_bytes(2, "big") for value in (steps, count))
    return head + weight + b"\x01\xf4" + bytes((unit,)) + number


class Emulator(Peripheral):
    """Another weight in each advertisement; ``asleep``: the system repeats the newest for ever."""

    name = "IF_B7"
    address = "C0:FF:EE:00:C0:06"
    sfreq = 8.0
    asleep = False
    unit = 1

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    @property
    def manufacturer(self) -> Mapping[int, bytes]:  # type: ignore[override]
        """The next reading."""
        if not self.asleep:
            self._count += 1
            self.truth.append((100 + self._count) / 100 * KGF_N)
        return {COMPANY: advertised(100 + self._count, self._count, self.unit)}
