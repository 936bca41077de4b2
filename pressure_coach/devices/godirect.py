"""godirect:<name or address>  Vernier Go Direct force sensor (GDX-...), over Bluetooth; ?rate=25

It says how uncertain it is and how far it reaches, and so do we then. Its parser is tested, the hardware untried.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices._godirect import (
    ANSWER,
    HELLO,
    MEASURED,
    PERIOD_HEAD,
    STOP_ARGS,
    STREAM_HEAD,
    AboutSensor,
    Assembler,
    Cmd,
    Kind,
    command,
    measured,
    text,
)
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._options import number
from pressure_coach.devices._talk import Ask, Send, Talk, Tell
from pressure_coach.errors import DeviceError
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import Floats, StreamInfo
from pressure_coach.signal.packets import PacketDecoder, Reading
from pressure_coach.signal.units import FORCE_N

DATA = "b41e6675-a329-40e0-aa01-44d2f444babe"
CONTROL = "f4bf14a6-c7d5-4b6d-8aa8-df1a7c83adcb"
RATE_HZ = 25.0
BEYOND = "the sensor is at the end of its range: take the load off"


class GoDirect(BleDevice):
    """The first force among the sensors of a device. It is told to start and stop and how often, nothing else."""

    driver = "godirect"
    known_by = KnownBy("Go Direct sensor", ("GDX*",))
    notify = (DATA,)
    control = CONTROL
    write_size = 20
    may_send = (
        rb"\x58\x05..[\x10\x51\x55\x56]"
        rb"|\x58\x06..\x50."
        rb"|\x58\x0b..\x19\xff\x00\xff{4}"
        rb"|\x58\x0f..\x1b\xff\x00.{4}\x00{4}"
        rb"|\x58\x13..\x18\xff\x01.{4}\x00{8}"
        rb"|\x58\x19..\x1a" + re.escape(HELLO)
    )
    known_options: ClassVar[Mapping[str, str]] = {"rate": "samples/s, as far as the sensor can; 25 if not given"}

    def __init__(self, where: str, options: Mapping[str, str]) -> None:
        super().__init__(where, options)
        self.rate_hz = number("godirect", options, "rate", RATE_HZ, 1.0, 1000.0)
        self._parts, self._answer, self._said = Assembler(), b"", b""

    def begin(self) -> Talk:
        self._parts.forget()
        self._said = b""
        yield Ask(self._say(Cmd.INIT, HELLO))
        status = yield Ask(self._say(Cmd.STATUS))
        if status and len(status) >= 12 and status[10] <= 100:
            yield Tell(version=f"{status[2]}.{status[3]}")
            yield self.charged(f"{status[10]} %")
        about = yield Ask(self._say(Cmd.ABOUT))
        told = {"order": text(about[:16]), "id": text(about[16:32])} if about and len(about) >= 32 else {}
        there = _numbers((yield Ask(self._say(Cmd.SENSORS))))
        first = _numbers((yield Ask(self._say(Cmd.DEFAULTS))))
        others = []
        for i in sorted(there, key=lambda i: i not in first):
            sensor = AboutSensor.read((yield Ask(self._say(Cmd.SENSOR, bytes((i,))))))
            if sensor is None or sensor.sensor != i:
                continue
            if sensor.unit.lower() in FORCE_N:
                break
            others.append(f"{sensor.measures} in {sensor.unit}")
        else:
            raise DeviceError(self._no_force(others))
        period_us = sensor.period_us(self.rate_hz)
        self._believe(sensor)
        yield Tell(**told, **sensor._asdict(), period_us=period_us)
        yield Ask(self._say(Cmd.PERIOD, PERIOD_HEAD + period_us.to_bytes(4, "little") + bytes(4)))
        yield Ask(self._say(Cmd.START, STREAM_HEAD + (1 << sensor.sensor).to_bytes(4, "little") + bytes(8)))

    def end(self) -> Talk:
        yield Send(self._say(Cmd.STOP, STOP_ARGS))

    def answer(self, data: bytes) -> bytes | None:
        """An answer repeats the command and its counter."""
        whole = self._answer
        mine = len(whole) >= ANSWER and whole[0] != MEASURED and (whole[4], whole[5]) == (self._said[4], self._said[2])
        return whole[ANSWER:] if mine else None

    def heard(self, data: bytes) -> None:
        self._answer = (self._parts.feed(data) or b"") if self._said else b""

    def _say(self, cmd: Cmd, args: bytes = b"") -> bytes:
        counter = self._said[2] if self._said else 0xFF
        self._said = command((counter - 1) & 0xFF, cmd, args)
        return self._said

    def _believe(self, sensor: AboutSensor) -> None:
        """Its own uncertainty and range are ours."""
        newtons = FORCE_N[sensor.unit.lower()]
        limits = [abs(limit) * newtons for limit in (sensor.low, sensor.high) if math.isfinite(limit)]
        known = math.isfinite(sensor.uncertainty) and sensor.uncertainty > 0.0
        self.calibration = Calibration(
            unit="N",
            reads="N",
            slope=(1.0,),
            full_scale=max(limits, default=0.0) or None,
            u95=sensor.uncertainty * newtons if known else None,
            provenance="uncertainty and range as the sensor states them",
        )

    def _no_force(self, others: list[str]) -> str:
        at = words.at(self.address)
        if others:
            return f"{at}: this Go Direct sensor measures {', '.join(others)}, no force; use another one."
        return (
            f"{at}: the Go Direct sensor does not say what it measures; switch it off and on, and close other programs "
            "that use it."
        )


def _numbers(answer: bytes | None) -> list[int]:
    mask = int.from_bytes(answer[:4], "little") if answer else 0
    return [i for i in range(32) if mask >> i & 1]


class GoDirectDecoder(PacketDecoder):
    """Samples of one sensor of the device; their times are those of their arrival."""

    name = "Go Direct"
    faster = "add ?rate=25 to its address"

    def __init__(self) -> None:
        super().__init__()
        self._parts = Assembler()
        self._lost = 0

    def connected(self) -> None:
        self._parts.forget()

    def packet(self, data: bytes) -> Reading | None:
        bad = self._parts.bad
        whole = self._parts.feed(data)
        self.bad_frames += self._parts.bad - bad
        if whole is None or whole[0] != MEASURED:
            return None
        if whole[4] == Kind.DROPPED:
            self._lost += 1  # or more: how many it does not say
            return None
        values = measured(whole, self.about)
        if values is None or not len(values):
            return None
        force = values * FORCE_N.get(str(self.about.get("unit", "N")).lower(), 1.0)
        beyond = self._beyond(values)
        force[beyond] = np.nan
        lost, self._lost = self._lost, 0
        return Reading(force.reshape(-1, 1), lost=lost, why=BEYOND if beyond.any() else "")

    def _beyond(self, values: Floats) -> NDArray[np.bool_]:
        """Outside what the sensor says that it can measure, or no number. Of one that only measures push, or pull, an
        unloaded zero may lie a little outside: that side has no end."""
        low, high = (self.about.get(side) for side in ("low", "high"))
        lowest = low if isinstance(low, float) and low < 0.0 else -math.inf
        highest = high if isinstance(high, float) and high > 0.0 else math.inf
        return ~((values >= lowest) & (values <= highest) & np.isfinite(values))

    def _describe(self) -> StreamInfo:
        period_us = self.about.get("period_us")
        rate_hz = 1e6 / period_us if isinstance(period_us, int) and period_us > 0 else 0.0
        return replace(super()._describe(), sfreq=rate_hz)


BLE = GoDirect


def open(where: str, options: Mapping[str, str]) -> GoDirect:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return GoDirect(where, options)


def decoder(options: Mapping[str, str]) -> GoDirectDecoder:
    """What understands its notifications."""
    return GoDirectDecoder()
