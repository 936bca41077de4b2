"""SAMPLES bodies to arrays: counts, device times, what is missing between them. Many frames at once, in numpy."""

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import RawChunk
from pressure_coach.signal.messages import SAMPLES_HEADER, WIDE_HEADER

Counts = NDArray[np.int32]
Times = NDArray[np.uint32]
_U24 = np.array((1, 1 << 8, 1 << 16))


@lru_cache(maxsize=64)
def _row(wide: bool, width: int, n_counts: int) -> np.dtype[Any]:
    """One SAMPLES body of this length."""
    fields: list[Any] = [("type", "u1"), ("seq", "<u2"), ("t_us", "<u4"), ("dt_us", "u1", (3,)), ("n_channels", "u1")]
    if wide:
        fields.append(("first_channel", "<u2"))
    fields.append(("counts", "u1", (n_counts, 3)) if width == 3 else ("counts", f"<i{width}", (n_counts,)))
    return np.dtype(fields)


def _signed(counts: NDArray[Any], width: int) -> Counts:
    """(n, n_counts) of 16 or 32 bits, or (n, n_counts, 3) bytes -> (n, n_counts) int32."""
    if width != 3:
        return counts.astype(np.int32)
    padded = np.zeros((*counts.shape[:2], 4), np.uint8)
    padded[..., 1:] = counts  # the low byte stays 0: shifting it out again brings the sign along
    return (padded.view("<i4")[..., 0] >> 8).astype(np.int32, copy=False)


def _joined(arrays: list[Any]) -> Any:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


class SampleReader:
    """Bodies in, chunks out. What is missing is seen in the gaps of ``seq`` and never filled in."""

    def __init__(self) -> None:
        self.n_channels = 0  # of the board; 0: not known yet
        self.good = 0
        self.bad = 0
        self._seq: int | None = None  # of the last frame
        self._lost = 0  # frames missing since the last sample that was handed on
        self._restart = False
        self._parts: list[Counts] = []  # of an instant that is not complete yet: (n_samples, some channels) each
        self._parts_of = (0, 0, 0)  # their t_us, dt_us, n_samples
        self._parts_end = 0  # the channel that comes next
        self._out: list[tuple[list[Counts], list[Times], int, bool]] = []

    def restart(self) -> None:
        """The board's clock and its sequence begin anew."""
        self._drop_parts()
        self._restart = self._restart or self._seq is not None
        self._seq = None

    def feed(self, bodies: list[bytes]) -> None:
        """SAMPLES bodies of one type and one length, in order."""
        wide, width = bodies[0][0] & 0xF0 == protocol.WIDE_BASE, bodies[0][0] & 0x0F
        n_counts, rest = divmod(len(bodies[0]) - (WIDE_HEADER if wide else SAMPLES_HEADER), width)
        if rest or n_counts < 1:
            self.bad += len(bodies)
            return
        rows = np.frombuffer(b"".join(bodies), _row(wide, width, n_counts))
        n_ch, dt_us = rows["n_channels"].astype(np.int64), rows["dt_us"] @ _U24
        fits = (n_ch > 0) & (n_counts % np.maximum(n_ch, 1) == 0) & ((n_ch == n_counts) | (dt_us > 0))
        if not wide:
            if not self.n_channels and fits.any():  # joined without a HELLO: the frame says how many channels
                self.n_channels = int(n_ch[fits][0])
            fits &= n_ch == self.n_channels
        if not fits.all():
            self.bad += int(np.count_nonzero(~fits))
            rows, n_ch, dt_us = rows[fits], n_ch[fits], dt_us[fits]
            if len(rows) == 0:
                return
        self.good += len(rows)
        seq = rows["seq"].astype(np.int64)
        gaps = (np.diff(seq, prepend=seq[0] - 1 if self._seq is None else self._seq) - 1) & 0xFFFF
        self._seq = int(seq[-1])
        counts = _signed(rows["counts"], width)
        if wide:
            self._assemble(rows, counts, n_ch.tolist(), dt_us.tolist(), gaps.tolist())
            return
        k = n_counts // self.n_channels
        values = counts.reshape(-1, self.n_channels)
        t_us = (rows["t_us"][:, None] + np.arange(k) * dt_us[:, None]).astype(np.uint32).reshape(-1)
        for start, end in pairwise([0, *(np.flatnonzero(gaps[1:]) + 1).tolist(), len(rows)]):
            self._lost += int(gaps[start])
            self._hand_on(values[start * k : end * k], t_us[start * k : end * k])

    def take(self, host_ns: int) -> list[RawChunk]:
        """What was fed since the last call: one chunk as long as nothing is missing."""
        out, self._out = self._out, []
        return [RawChunk(_joined(v), _joined(t), host_ns, lost, restart) for v, t, lost, restart in out]

    def _assemble(self, rows: Any, counts: Counts, n_ch: list[int], dt_us: list[int], gaps: list[int]) -> None:
        """Frames that each carry some channels of an instant, in order; an instant with a missing part is lost."""
        for i, (t_us, first) in enumerate(zip(rows["t_us"].tolist(), rows["first_channel"].tolist(), strict=True)):
            part = counts[i].reshape(-1, n_ch[i])
            this = (t_us, dt_us[i], len(part))
            if gaps[i] or first == 0 or first != self._parts_end or this != self._parts_of:
                self._drop_parts()
                self._lost += gaps[i]
            if first != self._parts_end or first + n_ch[i] > self.n_channels:  # also before HELLO told how many
                self._drop_parts()
                self._lost += 1
                continue
            self._parts.append(part)
            self._parts_of, self._parts_end = this, first + n_ch[i]
            if self._parts_end == self.n_channels:
                t = (t_us + np.arange(len(part)) * dt_us[i]).astype(np.uint32)
                self._hand_on(np.concatenate(self._parts, axis=1), t)
                self._parts, self._parts_end = [], 0

    def _drop_parts(self) -> None:
        self._lost += len(self._parts)
        self._parts, self._parts_end = [], 0

    def _hand_on(self, values: Counts, t_us: Times) -> None:
        if not self._out or self._lost or self._restart or self._out[-1][0][0].shape[1] != values.shape[1]:
            self._out.append(([], [], self._lost, self._restart))
        self._out[-1][0].append(values)
        self._out[-1][1].append(t_us)
        self._lost, self._restart = 0, False
