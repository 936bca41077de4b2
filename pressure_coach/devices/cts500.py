"""cts500:<name or address>  CTS500, CTS-300 hanging scales, over Bluetooth; cts500: alone takes the only one; ?rate=80

Parsers tested, hardware untried. Whether it says how often it uploads is not known: the rate is measured.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._options import choice
from pressure_coach.devices._talk import Ask, Send, Talk
from pressure_coach.signal.packets import PacketDecoder, Reading
from pressure_coach.signal.units import KGF_N

# Facts: the driver of Grip Connect, the only public source; the maker publishes nothing. The scale uploads until it is
# told to stop, also when it was switched off and on meanwhile: so each session ends with that.
NOTIFY, WRITE = (f"0000{n}-0000-1000-8000-00805f9b34fb" for n in ("ffe1", "ffe2"))
HEAD, REPLY = 0x05, 0x80
BELOW_ZERO = 0x10  # bit of the second byte of a weight; another, 0x40, says that it is steady
BATTERY, RATE, START, STOP = 0xC4, 0xC1, 0xAA, 0xAB
ECHOED = frozenset((BATTERY, RATE, START, STOP))  # a command comes back as it was sent
RATES = ("10", "20", "40", "80", "160", "320")  # Hz of its converter; the place in this row is what is sent
MOST = 350_000  # steps of 0.01 kgf: the largest range that its makers offer is 3 t


def command(code: int, value: int = 0) -> bytes:
    """Six bytes, the last of them the sum of the others."""
    body = bytes((HEAD, code, 0, 0, value))
    return body + bytes((sum(body) & 0xFF,))


ALLOWED = (*map(command, (BATTERY, START, STOP)), *(command(RATE, i) for i in range(len(RATES))))


class Cts500(BleDevice):
    """Measures pull. Its rate is set only when the address asks for one; its zero, tare and calibration never are."""

    driver = "cts500"
    known_by = KnownBy("CTS hanging scale", ("CTS-300", "CTS500"))
    notify = (NOTIFY,)
    control = WRITE
    may_send = b"|".join(map(re.escape, ALLOWED))
    known_options: ClassVar[Mapping[str, str]] = {"rate": f"of its converter: {', '.join(RATES)} Hz; else as it is"}

    def __init__(self, where: str, options: Mapping[str, str]) -> None:
        super().__init__(where, options)
        self.rate = choice("cts500", options, "rate", "", RATES)
        self._frames = Frames()

    def begin(self) -> Talk:
        self._frames = Frames()
        battery = yield Ask(command(BATTERY))
        yield self.charged(f"{int.from_bytes(battery[1:], 'big') / 100:.2f} V" if battery else "")
        if self.rate:
            yield Send(command(RATE, RATES.index(self.rate)))  # some firmware obeys without a word
        yield Send(command(START))

    def end(self) -> Talk:
        yield Send(command(STOP))

    def answer(self, data: bytes) -> bytes | None:
        """The three bytes of the answer about the battery, however many samples come before it."""
        frames = self._frames.feed(data)
        return next((frame[3:6] for frame in frames if frame[1:3] == bytes((REPLY, BATTERY))), None)


class Frames:
    """A serial line behind a radio: frames come in pieces and several together, each ends with its sum."""

    def __init__(self) -> None:
        self._rest = b""
        self._astray = False
        self.bad = 0  # stretches that were no frames

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that these bytes completed."""
        self._rest += data
        whole: list[bytes] = []
        at = 0
        while len(self._rest) - at >= 2:
            size = 6 if self._rest[at + 1] in ECHOED else 7
            frame = self._rest[at : at + size]
            if len(frame) < size:
                break
            if _is_frame(frame):
                whole.append(frame)
                at += size
                self._astray = False
            else:
                self.bad += not self._astray
                self._astray = True
                at += 1
        self._rest = self._rest[at:]
        return whole


def _is_frame(frame: bytes) -> bool:
    if frame[0] != HEAD or sum(frame[:-1]) & 0xFF != frame[-1]:
        return False
    return len(frame) == 6 or frame[1] == REPLY or _steps(frame) is not None


def _steps(frame: bytes) -> int | None:
    """Steps of 0.01 kgf; None: no weight.

    A scale that was looked at says with a bit beside the number that it is negative. Whether all do is not known: the
    two other usual ways, two's complement and a highest bit, cannot be taken for each other, nor for a weight that
    anybody could hang on it, so they are understood as well.
    """
    steps = int.from_bytes(frame[2:6], "big")
    for value in (steps, steps - (1 << 32), (1 << 31) - steps):
        if abs(value) <= MOST:
            return -abs(value) if frame[1] & BELOW_ZERO else value
    return None


class Cts500Decoder(PacketDecoder):
    """Weights among echoes and answers. They bear neither time nor number: one that came twice is two."""

    name = "CTS500"
    faster = "add ?rate=80 to its address"

    def __init__(self) -> None:
        super().__init__()
        self._frames = Frames()

    def connected(self) -> None:
        self._frames = Frames()

    def packet(self, data: bytes) -> Reading | None:
        bad = self._frames.bad
        frames = self._frames.feed(data)
        self.bad_frames += self._frames.bad - bad
        steps = [_steps(frame) for frame in frames if len(frame) == 7 and frame[1] != REPLY]
        return Reading(np.array(steps, np.float64).reshape(-1, 1) / 100 * KGF_N) if steps else None


BLE = Cts500


def open(where: str, options: Mapping[str, str]) -> Cts500:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return Cts500(where, options)


def decoder(options: Mapping[str, str]) -> Cts500Decoder:
    """What understands its notifications."""
    return Cts500Decoder()
