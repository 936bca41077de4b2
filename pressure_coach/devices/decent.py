"""decent:<name or address>  Decent or Half Decent Scale, over Bluetooth: a reference of up to 2 kg (20 N)

Its parser is tested, the hardware untried.
"""

from collections.abc import Mapping
from functools import reduce
from operator import xor

import numpy as np

from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._talk import Send, Talk
from pressure_coach.signal.packets import PieceDecoder, Reading
from pressure_coach.signal.units import KGF_N

# Facts: decentespresso.com/decentscale_api, and the firmware of the Half Decent Scale.
DATA = "0000fff4-0000-1000-8000-00805f9b34fb"
CONTROL = "000036f5-0000-1000-8000-00805f9b34fb"
HEARTBEAT = b"\x03\x0a\x03\xff\xff\x00\x0a"
MODEL, WEIGHTS = 0x03, (0xCE, 0xCA)  # at rest, changing
SHORT, LONG = 7, 10  # bytes of a frame; since firmware 1.2 with the time of its stop watch
BEYOND = "the scale is at the end of its range: take the load off"
_END = 32_767  # tenths of a gram: there its number stops, whatever lies on it


class Decent(BleDevice):
    """A coffee scale. It says nothing until it was told something: that is its heartbeat, which it also needs every
    5 s, and nothing else (neighbours of that command switch it off). Early ones miss commands: it comes again."""

    driver = "decent"
    known_by = KnownBy("Decent scale", ("Decent Scale",))
    notify = (DATA,)
    control = CONTROL
    may_send = rb"\x03\x0a\x03\xff\xff\x00\x0a"
    keep_alive = HEARTBEAT
    keep_alive_s = 2.0

    def begin(self) -> Talk:
        yield Send(HEARTBEAT)


class DecentDecoder(PieceDecoder):
    """Frames with a checksum over all that stands before it; the weight is in tenths of a gram. It has no clock."""

    name = "Decent scale"
    sfreq = 10.0

    def whole(self, data: bytes) -> bool:
        return _whole(data)

    def packet(self, data: bytes) -> Reading | None:
        data = self.joined(data)
        if data and (data[0] != MODEL or (len(data) >= LONG and not _whole(data))):
            raise ValueError("no frame of a Decent scale")
        if not _whole(data):
            self._rest = data
            return None
        if data[1] not in WEIGHTS:
            return None
        tenths = int.from_bytes(data[2:4], "big", signed=True)
        if abs(tenths) >= _END:
            return Reading(np.array([[np.nan]]), why=BEYOND)
        return Reading(np.array([[tenths / 10 * KGF_N / 1000]]))


def _whole(data: bytes) -> bool:
    return len(data) in (SHORT, LONG) and data[0] == MODEL and reduce(xor, data) == 0


BLE = Decent


def open(where: str, options: Mapping[str, str]) -> Decent:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return Decent(where, options)


def decoder(options: Mapping[str, str]) -> DecentDecoder:
    """What understands its notifications."""
    return DecentDecoder()
