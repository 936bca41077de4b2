"""A Tindeq Progressor; with ``crimpdeq = True`` the open clone: one sample a notification, and no mercy."""

import struct
from typing import ClassVar

from pressure_coach.signal.units import KGF_N
from tests.bluetooth.peripheral import COMMAND, NOTIFY, WRITE, Peripheral, Services

SERVICE = "7e4e1701-1ea6-40c9-9dcc-13d34ffead57"
DATA = "7e4e1702-1ea6-40c9-9dcc-13d34ffead57"
CONTROL = "7e4e1703-1ea6-40c9-9dcc-13d34ffead57"


class Emulator(Peripheral):
    """80 samples/s of its own clock, which begins with each START."""

    name = "Progressor_7125"
    address = "C0:FF:EE:00:00:0A"
    services: ClassVar[Services] = {SERVICE: {DATA: [NOTIFY], CONTROL: [WRITE, COMMAND]}}
    advertised = (SERVICE,)
    data = DATA
    device_id = "1a2b3c4d5e6f"
    sfreq = 80.0
    crimpdeq = False

    def __init__(self) -> None:
        super().__init__()
        self.erased = False  # its calibration

    def answer(self, payload: bytes) -> None:
        self.notify(DATA, bytes((0, len(payload))) + payload)

    def wrote(self, characteristic: str, data: bytes) -> None:
        if data[0] == 0x65:
            self.streaming, self._t_us = True, 0
        elif data[0] == 0x6B:
            self.answer(b"2.0.4" if self.crimpdeq else b"1.2.3")
        elif data[0] == 0x6F:
            self.answer(struct.pack("<I", 3987))
        elif data[0] == 0x70:
            self.answer(bytes.fromhex(self.device_id)[::-1])
        else:
            self.streaming = False  # a Crimpdeq stops at whatever it does not know, and after a tare
            self.erased |= self.crimpdeq and data[0] == 0x74

    def step(self) -> None:
        n = 1 if self.crimpdeq else 3
        payload = b""
        for _ in range(n):
            kgf = struct.unpack("<f", struct.pack("<f", 10 + len(self.truth) % 800 / 40))[0]
            self.truth.append(kgf * KGF_N)
            payload += struct.pack("<fI", kgf, self._t_us & 0xFFFFFFFF)
            self._t_us += 12_500
        self.notify(DATA, bytes((1, len(payload))) + payload)
