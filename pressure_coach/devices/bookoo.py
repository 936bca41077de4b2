"""bookoo:<name or address>  Bookoo Mini or Themis scale, over Bluetooth: a reference of up to 2 kg (20 N)

Its parser is tested, the hardware untried.
"""

from collections.abc import Mapping
from functools import reduce
from operator import xor

import numpy as np

from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices._known import KnownBy
from pressure_coach.signal.packets import PieceDecoder, Reading
from pressure_coach.signal.units import KGF_N

# Facts: the maker's bookoo_mini_scale/protocols.md.
DATA = "0000ff11-0000-1000-8000-00805f9b34fb"
HEAD, LENGTH = b"\x03\x0b", 20  # of a frame with a weight
UNIT, SIGN, HUNDREDTHS, BATTERY = 5, 6, slice(7, 10), 13  # where they stand in it
SWITCHED = "the scale was switched to another unit: switch it back"
SIGNS = {ord("+"): 1, 0: 1, ord("-"): -1}


class Bookoo(BleDevice):
    """A coffee scale that streams by itself. Nothing is ever sent to it."""

    driver = "bookoo"
    known_by = KnownBy("Bookoo scale", ("*BOOKOO_SC*",))
    notify = (DATA,)

    def heard(self, data: bytes) -> None:
        if _whole(data) and data[BATTERY] <= 100:
            self.charged(f"{data[BATTERY]} %")


class BookooDecoder(PieceDecoder):
    """One frame of 20 bytes with a checksum a reading; its time is that of its stop watch, which need not run.

    Its maker says that the weight is in grams whatever it shows; should it say in the middle that its unit is another
    one, nobody knows: then there are no values until it is back.
    """

    name = "Bookoo scale"
    sfreq = 10.0

    def __init__(self) -> None:
        super().__init__()
        self._unit: int | None = None

    def whole(self, data: bytes) -> bool:
        return _whole(data)

    def packet(self, data: bytes) -> Reading | None:
        data = self.joined(data)
        if data[: len(HEAD)] != HEAD[: len(data)] or (len(data) >= LENGTH and not _whole(data)):
            raise ValueError("no weight of a Bookoo scale")
        if not _whole(data):
            self._rest = data
            return None
        if data[SIGN] not in SIGNS:
            raise ValueError("a sign that is none")
        if data[BATTERY] <= 100:
            self.about["battery"] = f"{data[BATTERY]} %"
        self._unit = data[UNIT] if self._unit is None else self._unit
        if data[UNIT] != self._unit:
            return Reading(np.array([[np.nan]]), why=SWITCHED)
        grams = SIGNS[data[SIGN]] * int.from_bytes(data[HUNDREDTHS], "big") / 100
        return Reading(np.array([[grams * KGF_N / 1000]]))


def _whole(data: bytes) -> bool:
    return len(data) == LENGTH and data.startswith(HEAD) and reduce(xor, data) == 0


BLE = Bookoo


def open(where: str, options: Mapping[str, str]) -> Bookoo:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return Bookoo(where, options)


def decoder(options: Mapping[str, str]) -> BookooDecoder:
    """What understands its notifications."""
    return BookooDecoder()
