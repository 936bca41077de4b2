"""SAMPLES bodies to arrays: counts, device times, and how many frames are missing between them."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import Micros, RawChunk
from pressure_coach.signal.messages import SAMPLES_HEADER, WIDE_TYPES, samples_header

Counts = NDArray[np.int32]
Times = NDArray[np.uint32]

_AT = protocol.offsets(protocol.SAMPLES)
_I2, _I4 = np.dtype("<i2"), np.dtype("<i4")
FEW = 8  # counts: for so many numpy's arithmetic, which has been idle since the last frame, costs more than a loop
MANY = 16  # from so many frames of one kind on, numpy's fixed cost is paid back


def _counts(joined: bytes, n: int, at: int, width: int) -> Counts:
    """The counts of ``n`` bodies of one length, laid end to end -> (n, n_counts); the first one begins at ``at``."""
    length = len(joined) // n
    if n == 1 and length - at <= FEW * width:
        few = [int.from_bytes(joined[i : i + width], "little", signed=True) for i in range(at, length, width)]
        return np.array((few,), np.int32)
    shape = (n, (length - at) // width)
    if width == 3:  # read 4 bytes from one before: the shift drops the stranger and brings the sign along
        return np.ndarray(shape, _I4, joined, at - 1, (length, 3)) >> 8
    return np.ndarray(shape, _I4 if width == 4 else _I2, joined, at, (length, width)).astype(np.int32)


def _times(t_us: int, dt_us: int, n_samples: int) -> Times:
    if n_samples == 1:
        return np.array((t_us,), np.uint32)
    return (t_us + np.arange(n_samples) * dt_us).astype(np.uint32)


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
        self._out: list[tuple[list[Counts], list[Times], list[Micros], int, bool]] = []

    def restart(self) -> None:
        """The board's clock and its sequence begin anew."""
        self._drop_parts()
        self._restart = self._restart or self._seq is not None
        self._seq = None

    def feed(self, bodies: list[bytes], hosts_ns: Micros | None = None) -> None:
        """SAMPLES bodies of one type and one length, in order. ``hosts_ns``: (n_bodies,), of each body's arrival."""
        if len(bodies) >= MANY and bodies[0][0] not in WIDE_TYPES and len(bodies[0]) > SAMPLES_HEADER:
            self._many(bodies, hosts_ns)
        else:
            self._one_by_one(bodies, hosts_ns)

    def take(self, host_ns: int) -> list[RawChunk]:
        """What was fed since the last call: one chunk as long as nothing is missing. ``host_ns``: of its arrival."""
        out, self._out = self._out, []
        chunks = []
        for values, times, hosts, lost, restart in out:
            hosts_ns = _joined(hosts) if hosts else None
            newest = host_ns if hosts_ns is None else int(hosts_ns[-1])
            chunks.append(RawChunk(_joined(values), _joined(times), newest, lost, restart, hosts_ns))
        return chunks

    def _one_by_one(self, bodies: list[bytes], hosts_ns: Micros | None) -> None:
        if hosts_ns is None:
            for body in bodies:
                self._one(body)
        else:
            for body, host_ns in zip(bodies, hosts_ns.tolist(), strict=True):
                self._one(body, host_ns)

    def _one(self, body: bytes, host_ns: int | None = None) -> None:
        try:
            seq, t_us, dt_us, n, first, n_samples, at = samples_header(body)
        except ValueError:
            self.bad += 1
            return
        if first < 0 and not self.n_channels:
            self.n_channels = n  # joined without a HELLO: the frame says how many channels there are
        if first < 0 and n != self.n_channels:
            self.bad += 1
            return
        self.good += 1
        self._miss(0 if self._seq is None else (seq - self._seq - 1) & 0xFFFF)
        self._seq = seq
        values = _counts(body, 1, at, body[0] & 0x0F).reshape(n_samples, n)
        if first < 0:
            self._hand_on(values, _times(t_us, dt_us, n_samples), host_ns)
        else:
            self._part(values, first, (t_us, dt_us, n_samples), host_ns)

    def _many(self, bodies: list[bytes], hosts_ns: Micros | None) -> None:
        """What _one does, for many plain frames at once; when one of them does not fit, all go the other way."""
        n, length, joined = len(bodies), len(bodies[0]), b"".join(bodies)
        channels = np.ndarray(n, "u1", joined, _AT["n_channels"], (length,))
        dt_us = np.ndarray(n, "<u4", joined, _AT["dt_us"], (length,)) & 0xFFFFFF  # the stranger above is n_channels
        n_channels = self.n_channels or int(channels[0])
        n_samples, rest = divmod(length - SAMPLES_HEADER, max(n_channels, 1) * (bodies[0][0] & 0x0F))
        if rest or not (channels == n_channels).all() or (n_samples > 1 and not dt_us.all()):
            self._one_by_one(bodies, hosts_ns)
            return
        self.n_channels = n_channels
        self.good += n
        seq = np.ndarray(n, "<u2", joined, _AT["seq"], (length,)).astype(np.int64)
        gaps = (np.diff(seq, prepend=seq[0] - 1 if self._seq is None else self._seq) - 1) & 0xFFFF
        self._seq = int(seq[-1])
        values = _counts(joined, n, SAMPLES_HEADER, bodies[0][0] & 0x0F).reshape(-1, n_channels)
        t_us = np.ndarray(n, "<u4", joined, _AT["t_us"], (length,)).astype(np.uint32)
        if n_samples > 1:
            t_us = (t_us[:, None] + np.arange(n_samples, dtype=np.uint32) * dt_us[:, None]).reshape(-1)
        hosts_ns = None if hosts_ns is None else np.repeat(hosts_ns, n_samples)
        for start, end in pairwise([0, *(np.flatnonzero(gaps[1:]) + 1).tolist(), n]):
            self._miss(int(gaps[start]))
            part = slice(start * n_samples, end * n_samples)
            self._hand_on(values[part], t_us[part], None if hosts_ns is None else hosts_ns[part])

    def _miss(self, n_frames: int) -> None:
        if n_frames:
            self._drop_parts()
            self._lost += n_frames

    def _part(self, values: Counts, first: int, of: tuple[int, int, int], host_ns: int | None) -> None:
        """Some channels of an instant, in order; an instant with a missing part is lost."""
        if first == 0 or of != self._parts_of:
            self._drop_parts()
        if first != self._parts_end or first + values.shape[1] > self.n_channels:  # or no HELLO told how many
            self._drop_parts()
            self._lost += 1
            return
        self._parts.append(values)
        self._parts_of, self._parts_end = of, first + values.shape[1]
        if self._parts_end == self.n_channels:
            whole = np.concatenate(self._parts, axis=1)
            self._parts, self._parts_end = [], 0
            self._hand_on(whole, _times(*of), host_ns)

    def _drop_parts(self) -> None:
        self._lost += len(self._parts)
        self._parts, self._parts_end = [], 0

    def _hand_on(self, values: Counts, t_us: Times, host_ns: Micros | int | None) -> None:
        if not self._out or self._lost or self._restart or self._out[-1][0][0].shape[1] != values.shape[1]:
            self._out.append(([], [], [], self._lost, self._restart))
        self._out[-1][0].append(values)
        self._out[-1][1].append(t_us)
        if host_ns is not None:
            self._out[-1][2].append(np.full(len(values), host_ns, np.int64) if isinstance(host_ns, int) else host_ns)
        self._lost, self._restart = 0, False
