"""forceboard:<name or address>  PitchSix Force Board, over Bluetooth: hanging load only, whole pounds (4.45 N)

Its parser is tested, the hardware untried.
"""

from collections.abc import Mapping

import numpy as np

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._talk import Read, Send, Talk
from pressure_coach.signal.chunk import Floats
from pressure_coach.signal.packets import PieceDecoder, Reading
from pressure_coach.signal.units import LBF_N

# Facts: the maker's "Force Board Public API 1.0", as three open programs understand it. A fourth reads packets without
# a count at their beginning, against the three.
DATA = "9a88d682-8df2-4afe-9e0d-c2bbbe773dd0"
MODE = "467a8517-6e39-11eb-9439-0242ac130002"
BATTERY = "00002a19-0000-1000-8000-00805f9b34fb"
STREAM, IDLE = b"\x04", b"\x07"
MOST = 60  # samples in a packet; 1 to 6 are known
PUSHED = "the Force Board is pushed, and can only measure pull: hang the load from it"
HIGHEST_LB = 1100  # above what it can hang: it was pushed, and its number fell below zero
_WEIGHTS = np.array((32768.0, 256.0, 1.0))  # of the three bytes: the first counts half of what one would think


class ForceBoard(BleDevice):
    """A load cell to hang from. Its own tare and its quick start, which keeps small loads to itself, are never used."""

    driver = "forceboard"
    known_by = KnownBy("Force Board", ("Force Board",))
    notify = (DATA,)
    control = MODE
    may_send = rb"[\x04\x07]"

    def begin(self) -> Talk:
        yield self.charged(words.percent((yield Read(BATTERY))))
        yield Send(STREAM)

    def end(self) -> Talk:
        yield Send(IDLE)


class ForceBoardDecoder(PieceDecoder):
    """How many, then three bytes in pounds for each sample; it has no clock. Pushed, its number falls below zero and
    comes out as a great one: that is no force, and not 0 N either, since somebody may well be on it."""

    name = "Force Board"
    sfreq = 80.0  # about 40 with older firmware: the measured rate counts

    def whole(self, data: bytes) -> bool:
        return _whole(data)

    def packet(self, data: bytes) -> Reading | None:
        data = self.joined(data)
        if data in (b"", b"\0"):
            self._rest = data
            return None
        if len(data) < 2 or not 1 <= data[0] << 8 | data[1] <= MOST or len(data) > _length(data):
            raise ValueError("no packet of a Force Board")
        if len(data) < _length(data):
            self._rest = data
            return None
        pounds = _pounds(data[2:])
        beyond = pounds > HIGHEST_LB
        pounds[beyond] = np.nan
        return Reading((pounds * LBF_N).reshape(-1, 1), why=PUSHED if beyond.any() else "")


def _length(data: bytes) -> int:
    return 2 + 3 * (data[0] << 8 | data[1])


def _whole(data: bytes) -> bool:
    return len(data) > 2 and len(data) == _length(data)


def _pounds(samples: bytes) -> Floats:
    """(n_samples,) lb."""
    rows = np.frombuffer(samples[: len(samples) // 3 * 3], np.uint8).reshape(-1, 3)
    pounds: Floats = rows @ _WEIGHTS
    return pounds


BLE = ForceBoard


def open(where: str, options: Mapping[str, str]) -> ForceBoard:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return ForceBoard(where, options)


def decoder(options: Mapping[str, str]) -> ForceBoardDecoder:
    """What understands its notifications."""
    return ForceBoardDecoder()
