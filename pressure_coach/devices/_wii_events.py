"""Events of a Wii Balance Board, as Linux gives them, and what they weigh."""

from dataclasses import replace
from typing import Any

import numpy as np

from pressure_coach.devices._evdev import EV_ABS, EV_SYN, EVENTS, SYN_DROPPED, SYN_REPORT
from pressure_coach.signal.chunk import RawChunk, StreamInfo
from pressure_coach.signal.packets import PacketDecoder, Reading
from pressure_coach.signal.units import KGF_N

AXES = (16, 17, 18, 19)  # HAT0X, HAT0Y, HAT1X, HAT1Y
CORNERS = ("top right", "bottom right", "top left", "bottom left")
HIGHEST = 65_535
STEP_N = 0.01 * KGF_N  # the kernel has applied the board's own calibration: to do it again would spoil it


def dropped_in(data: bytes, size: int) -> bool:
    """Whether the kernel says there that events are missing, so that the corners must be asked for."""
    whole = data[: len(data) // size * size]
    return any(event[2:4] == (EV_SYN, SYN_DROPPED) for event in EVENTS[size].iter_unpack(whole))


class WiiDecoder(PacketDecoder):
    """Only corners that changed are in the events: the others stay. It has no clock."""

    name = "Wii Balance Board"
    ch_names = CORNERS

    def __init__(self) -> None:
        super().__init__()
        self._rest = b""  # of an event that is not whole yet
        self._corners: list[int | None] = [None] * len(AXES)
        self._changed = self._dropped = False  # since the last report
        self._lost = 0

    def connected(self) -> None:
        self._rest = b""
        self._changed = self._dropped = False

    def packet(self, data: bytes) -> Reading | None:
        event = EVENTS[16 if self.about.get("event") == 16 else 24]
        data = self._rest + data
        end = len(data) // event.size * event.size
        self._rest = data[end:]
        rows = []
        for _, _, kind, code, value in event.iter_unpack(data[:end]):
            if kind == EV_ABS and code in AXES and not self._dropped:
                self._set(AXES.index(code), value)
            elif kind == EV_SYN and code == SYN_DROPPED:
                self._dropped = True
                self._lost += 1
            elif kind == EV_SYN and code == SYN_REPORT:
                if self._changed and not self._dropped and None not in self._corners:
                    rows.append(list(self._corners))
                self._changed = self._dropped = False
        return self._reading(rows) if rows else None

    def _hear(self, what: dict[str, Any], host_ns: int) -> list[RawChunk]:
        chunks = super()._hear(what, host_ns)
        at = what.get("at")
        if isinstance(at, list) and len(at) == len(AXES) and all(_fits(value) for value in at):
            self._corners = list(at)
            chunks += self._hand_on(self._reading([at]), host_ns)
        return chunks

    def _describe(self) -> StreamInfo:
        return replace(super()._describe(), one_pad=True)

    def _set(self, corner: int, value: int) -> None:
        if _fits(value):
            self._corners[corner] = value
            self._changed = True
        else:
            self.bad_frames += 1

    def _reading(self, rows: list[Any]) -> Reading:
        lost, self._lost = self._lost, 0
        return Reading(np.array(rows, np.float64) * STEP_N, lost=lost)


def _fits(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST
