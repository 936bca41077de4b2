"""A CTS500: a serial line behind a Bluetooth module, which echoes commands and uploads weights."""

from typing import ClassVar

from pressure_coach.signal.units import KGF_N
from tests.bluetooth.peripheral import COMMAND, NOTIFY, WRITE, Peripheral, Services

SERVICE, DATA, CONTROL = (f"0000{n}-0000-1000-8000-00805f9b34fb" for n in ("ffe0", "ffe1", "ffe2"))
HARMLESS = (0xAA, 0xAB, 0xC4, 0xC1)


def summed(*body: int) -> bytes:
    """With its sum behind it."""
    return bytes((*body, sum(body) & 0xFF))


def weight(steps: int, below: bool = False) -> bytes:
    """A frame of a weight in steps of 0.01 kgf; ``below``: its sign says so, also of nothing."""
    return summed(0x05, 0x11 if below or steps < 0 else 0x01, *abs(steps).to_bytes(4, "big"))


class Emulator(Peripheral):
    """Uploads from 0xAA to 0xAB; ``eager``: the first weight comes before the echo."""

    name = "CTS500"
    address = "C0:FF:EE:00:05:00"
    services: ClassVar[Services] = {SERVICE: {DATA: [NOTIFY], CONTROL: [WRITE, COMMAND]}}
    advertised = (SERVICE,)
    numbered = False
    sfreq = 0.0  # it does not say
    eager = False
    rate = 0  # as it was set last
    harmed = False

    def wrote(self, characteristic: str, data: bytes) -> None:
        if len(data) != 6 or data != summed(*data[:5]) or data[1] not in HARMLESS:
            self.harmed = True
            return
        if data[1] == 0xC4:
            self.notify(DATA, summed(0x05, 0x80, 0xC4, 0, *(387).to_bytes(2, "big")))
            return
        if data[1] == 0xC1:  # obeys without a word, as some do
            self.rate = data[4]
            return
        self.streaming = data[1] == 0xAA
        if self.streaming and self.eager:
            self.step()
        self.notify(DATA, data)

    def step(self) -> None:
        steps = 1000 + len(self.truth) % 997
        self.truth.append(steps / 100 * KGF_N)
        self.notify(DATA, weight(steps))
