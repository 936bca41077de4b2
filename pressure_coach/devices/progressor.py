"""progressor:<name or address>  Tindeq Progressor, Crimpdeq and their like, over Bluetooth; progressor: alone if one"""

from collections.abc import Mapping

import numpy as np

from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._talk import Ask, Send, Talk, Tell
from pressure_coach.signal.packets import PacketDecoder, Reading
from pressure_coach.signal.units import KGF_N

# Facts: tindeq.com/progressor_api, and the firmware of the open Crimpdeq, which obeys some of these otherwise.
DATA = "7e4e1702-1ea6-40c9-9dcc-13d34ffead57"
CONTROL = "7e4e1703-1ea6-40c9-9dcc-13d34ffead57"
START, STOP, VERSION, BATTERY, NUMBER = b"\x65", b"\x66", b"\x6b", b"\x6f", b"\x70"
ANSWER, SAMPLES, LOW_POWER, HIGHEST = 0x00, 0x01, 0x04, 0x06  # types of packets
MOST_MV = 10_000  # of a battery; what says more is a late answer to something else
SAMPLE = np.dtype([("kgf", "<f4"), ("us", "<u4")])
NO_NUMBER = "the sensor gives no force at present: take the load off, then switch it off and on"
_HALF = 1 << 31  # of a clock of 32 bits


class Progressor(BleDevice):
    """A hanging scale. Its tare is never used (a Crimpdeq stops its stream after it), nor anything that writes: its
    command 0x74 reads a table on one make and erases the calibration of another."""

    driver = "progressor"
    known_by = KnownBy("Progressor", ("Progressor*",))
    notify = (DATA,)
    control = CONTROL
    may_send = rb"[\x65\x66\x6b\x6f\x70]"

    def begin(self) -> Talk:
        yield Send(STOP)  # the battery is measured only while nothing streams
        version = yield Ask(VERSION)
        number = (yield Ask(NUMBER)) if version else None  # a late answer would be taken for this one
        battery = yield Ask(BATTERY)
        about = {}
        if version and version.isascii():
            about["version"] = version.decode().strip("\0 ")
        if number and len(number) <= 8 and any(number) and number != version:
            about["id"] = number[::-1].hex().lstrip("0")
        yield Tell(**about)
        if battery and len(battery) == 4 and (millivolts := int.from_bytes(battery, "little")) < MOST_MV:
            yield self.charged(f"{millivolts / 1000:.2f} V")
        yield Send(START)

    def end(self) -> Talk:
        yield Send(STOP)

    def answer(self, data: bytes) -> bytes | None:
        """An answer does not say to what: so one question is asked at a time."""
        return data[2 : 2 + data[1]] if len(data) >= 2 and data[0] == ANSWER else None

    def heard(self, data: bytes) -> None:
        if data[:1] == bytes((LOW_POWER,)):
            self.empty = True


class ProgressorDecoder(PacketDecoder):
    """Type, length, then (kgf, us since the start of the stream) for each sample. The clock wraps at 2^32 us."""

    name = "Progressor"
    sfreq = 80.0

    def __init__(self) -> None:
        super().__init__()
        self._rest = b""  # of a packet that is not whole yet
        self._before: bytes | None = None  # the newest packet with samples
        self._t_us: int | None = None

    def connected(self) -> None:
        self._rest, self._before, self._t_us = b"", None, None

    def packet(self, data: bytes) -> Reading | None:
        if self._rest and not _whole(data):
            data, self._rest = self._rest + data, b""
        elif self._rest:
            self._rest = b""
            self.bad_frames += 1
        if len(data) < 2 or data[0] > HIGHEST:
            raise ValueError("no packet of a Progressor")
        if len(data) < 2 + data[1] and data[0] == SAMPLES:
            self._rest = data
            return None
        if data[0] != SAMPLES:
            self.about |= {"low": True} if data[0] == LOW_POWER else {}
            return None
        samples = data[2 : 2 + data[1]]
        if len(samples) % SAMPLE.itemsize or len(data) > 2 + data[1]:
            raise ValueError("its length is not that of samples")
        if data == self._before:
            return None  # the radio gave it twice
        self._before = data
        return self._reading(samples)

    def _reading(self, samples: bytes) -> Reading | None:
        rows = np.frombuffer(samples, SAMPLE)
        if not len(rows):
            return None
        force = rows["kgf"].astype(np.float64) * KGF_N
        force[~np.isfinite(force)] = np.nan
        why = NO_NUMBER if np.isnan(force).any() else ""
        first, last = int(rows["us"][0]), int(rows["us"][-1])
        anew = self._t_us is not None and (first - self._t_us) % (2 * _HALF) >= _HALF  # it went back
        self._t_us = last
        return Reading(force.reshape(-1, 1), rows["us"].astype(np.uint32), restart=anew, why=why)


def _whole(data: bytes) -> bool:
    return len(data) >= 2 and data[0] <= HIGHEST and len(data) == 2 + data[1]


BLE = Progressor


def open(where: str, options: Mapping[str, str]) -> Progressor:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return Progressor(where, options)


def decoder(options: Mapping[str, str]) -> ProgressorDecoder:
    """What understands its notifications."""
    return ProgressorDecoder()
