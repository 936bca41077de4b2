"""Packets of Vernier's Go Direct sensors: commands, whole packets out of parts, what a sensor says of itself.

Facts: how the maker's own libraries for Python and JavaScript speak; nothing but facts is from there.
"""

import math
import struct
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple, Self

import numpy as np

from pressure_coach.signal.chunk import Floats

COMMAND, MEASURED = 0x58, 0x20  # first bytes
HELLO = bytes.fromhex("a5 4a 06 49 07 48 08 47 09 46 0a 45 0b 44 0c 43 0d 42 0e 41")  # what INIT wants to hear
STREAM_HEAD, PERIOD_HEAD = b"\xff\x01", b"\xff\x00"
STOP_ARGS = b"\xff\x00\xff\xff\xff\xff"
ANSWER = 6  # where in a packet an answer begins; before it are its command and counter
ABOUT_SENSOR = struct.Struct("<BxIBB60s32sdddIQIII")


class Cmd(IntEnum):
    """What may be asked of a sensor, all but one (0x54: disconnect, which the end of the link says as well)."""

    STATUS = 0x10
    START = 0x18
    STOP = 0x19
    INIT = 0x1A
    PERIOD = 0x1B
    SENSOR = 0x50
    SENSORS = 0x51
    ABOUT = 0x55
    DEFAULTS = 0x56


class Kind(IntEnum):
    """Of packets with measurements."""

    REAL, REAL_WIDE, REAL_ONE, INT_ONE, REAL_EVENT, INT_EVENT, STARTED, DROPPED, PERIOD = range(0x06, 0x0F)


def command(counter: int, cmd: Cmd, args: bytes = b"") -> bytes:
    """A whole command. ``counter``: one less each time."""
    head = bytes((COMMAND, 5 + len(args), counter, 0, cmd)) + args
    return head[:3] + bytes((sum(head) & 0xFF,)) + head[4:]


class Assembler:
    """Notifications in, whole packets out: the second byte of each says how long it is."""

    def __init__(self) -> None:
        self.bad = 0  # packets that could not be put together
        self._rest = b""

    def forget(self) -> None:
        """What comes next is the beginning of a packet."""
        self._rest = b""

    def feed(self, data: bytes) -> bytes | None:
        """The packet that this part completed."""
        too_long = len(self._rest) > 1 and len(self._rest) + len(data) > self._rest[1]
        if self._rest and (too_long or (data[:1] == bytes((MEASURED,)) and _whole(data))):
            self._rest = b""
            self.bad += 1
        data, self._rest = self._rest + data, b""
        if _whole(data):
            return data
        if len(data) < 2 or len(data) < data[1]:
            self._rest = data
        else:
            self.bad += 1
        return None


def _whole(data: bytes) -> bool:
    return len(data) >= 5 and len(data) == data[1]


class AboutSensor(NamedTuple):
    """What one sensor of a device says of itself, in its own unit."""

    sensor: int  # its number
    measures: str
    unit: str
    uncertainty: float  # of what coverage, nobody says
    low: float
    high: float
    shortest_us: int  # between two samples
    step_us: int  # that periods are made of; 0: not told

    @classmethod
    def read(cls, answer: bytes | None) -> Self | None:
        """From the answer to SENSOR; None: it is none."""
        if answer is None or len(answer) < ABOUT_SENSOR.size:
            return None
        number, _, _, _, name, unit, *numbers = ABOUT_SENSOR.unpack_from(answer)
        uncertainty, low, high, shortest, _, _, step, _ = numbers
        return cls(number, text(name), text(unit), uncertainty, low, high, shortest, step)

    def period_us(self, rate_hz: float) -> int:
        """The period that comes nearest to a rate without being quicker than the sensor can."""
        period = max(1e6 / rate_hz, self.shortest_us, 1.0)
        whole = math.ceil(period / self.step_us) * self.step_us if self.step_us else round(period)
        return min(whole, 0xFFFF_FFFF)


def text(field: bytes) -> str:
    """Text that is filled up with zeros."""
    return field.partition(b"\0")[0].decode("utf-8", "replace").strip()


def measured(packet: bytes, about: Mapping[str, Any]) -> Floats | None:
    """(n_samples,) of the sensor with the number ``about["sensor"]``; None when the packet has none of it.

    Raises ValueError (or struct.error) when it makes no sense.
    """
    kind = Kind(packet[4])
    if kind in (Kind.REAL, Kind.REAL_WIDE):
        wide = kind == Kind.REAL_WIDE
        mask, count = struct.unpack_from("<IB" if wide else "<HB", packet, 5)
        numbers, start, form = [i for i in range(32) if mask >> i & 1], 11 if wide else 9, "<f4"
    elif kind in (Kind.REAL_ONE, Kind.INT_ONE, Kind.REAL_EVENT, Kind.INT_EVENT):
        number, count = struct.unpack_from("<BB", packet, 6)
        numbers, start, form = [number], 8, "<i4" if kind in (Kind.INT_ONE, Kind.INT_EVENT) else "<f4"
    else:
        return None
    ours = about.get("sensor", numbers[0] if len(numbers) == 1 else None)
    if ours not in numbers:
        return None
    values = np.frombuffer(packet, form, count * len(numbers), start)  # ValueError: it is too short for them
    found: Floats = values.reshape(count, len(numbers))[:, numbers.index(ours)].astype(np.float64)
    return found
