"""A PitchSix Force Board."""

from typing import ClassVar

from pressure_coach.signal.units import LBF_N
from tests.bluetooth.peripheral import BATTERY, BATTERY_SERVICE, NOTIFY, READ, WRITE, Peripheral, Services

FORCE_SERVICE = "9a88d67f-8df2-4afe-9e0d-c2bbbe773dd0"
DATA, TARE, THRESHOLD = (f"9a88d68{n}-8df2-4afe-9e0d-c2bbbe773dd0" for n in (2, 3, 6))
MODE_SERVICE, MODE = (f"467a851{n}-6e39-11eb-9439-0242ac130002" for n in (6, 7))


class Emulator(Peripheral):
    """80 samples/s in whole pounds, three a notification, without a clock."""

    name = "Force Board"
    address = "C0:FF:EE:00:00:F0"
    services: ClassVar[Services] = {
        FORCE_SERVICE: {DATA: [NOTIFY], TARE: [WRITE], THRESHOLD: [WRITE]},
        MODE_SERVICE: {MODE: [WRITE]},
        BATTERY_SERVICE: {BATTERY: [READ, NOTIFY]},
    }
    advertised = (FORCE_SERVICE,)
    numbered = False
    sfreq = 80.0

    def wrote(self, characteristic: str, data: bytes) -> None:
        if characteristic == MODE:
            self.streaming = data == b"\x04"

    def value(self, characteristic: str) -> bytes:
        return bytes((64,))

    def step(self) -> None:
        payload = b""
        for _ in range(3):
            pounds = 20 + len(self.truth) % 300
            self.truth.append(pounds * LBF_N)
            payload += bytes((pounds >> 15, pounds >> 8 & 0x7F, pounds & 0xFF))
        self.notify(DATA, b"\x00\x03" + payload)
