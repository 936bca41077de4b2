"""Bodies on a serial line: COBS and CRC-16, one zero byte at the end of each frame.

COBS: Cheshire and Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Trans. Networking 7(2), 1999. Our frames are so
short that no code byte is 0xFF (see protocol.MAX_BODY): every code byte stands for one zero, and the first for none.
"""

from binascii import crc_hqx
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal import protocol

_SHORTEST = 1 + 1 + protocol.CRC_BYTES  # first code byte, type byte, CRC
MANY = 64  # from so many neighbours of one length on, numpy's fixed cost is paid back


def frame(body: bytes) -> bytes:
    """A body as it goes over a serial line. Raises ValueError when it is empty or longer than MAX_BODY."""
    if not 1 <= len(body) <= protocol.MAX_BODY:
        raise ValueError(f"a body has 1 to {protocol.MAX_BODY} bytes, not {len(body)}")
    crc = crc_hqx(body, protocol.CRC_INIT)
    out = bytearray(b"\0" + body + crc.to_bytes(protocol.CRC_BYTES, "little") + b"\0")
    at, zero = 0, out.find(0, 1)
    while zero != -1:  # every zero but the last becomes the distance to the next one
        out[at] = zero - at
        at, zero = zero, out.find(0, zero + 1)
    return bytes(out)


def unframe(encoded: bytes) -> bytes | None:
    """The body in what stood between two zero bytes; None when it is damaged. ``encoded`` holds no zero byte."""
    n = len(encoded)
    if not _SHORTEST <= n <= protocol.MAX_ENCODED:
        return None
    data = bytearray(encoded)
    at = 0
    while at < n:  # a code byte says how far the next one is: walk from one to the next, leaving a zero behind
        step = data[at]
        data[at] = 0
        at += step
    if at != n:
        return None
    body = bytes(data[1:-2])
    return body if crc_hqx(body, protocol.CRC_INIT) == data[-2] | data[-1] << 8 else None


def _unframe_alike(encoded: list[bytes]) -> list[bytes | None]:
    """The same for many of one length, walking through all of them side by side."""
    n, length = len(encoded), len(encoded[0])
    if not _SHORTEST <= length <= protocol.MAX_ENCODED:
        return [None] * n
    data = np.frombuffer(bytearray().join(encoded), np.uint8)
    walking = np.arange(n)
    at = walking * length
    end = at + length
    whole = np.zeros(n, np.bool_)
    while len(walking):
        step = data[at]
        data[at] = 0
        at = at + step
        inside = at < end
        if not inside.all():
            whole[walking[at == end]] = True
            walking, at, end = walking[inside], at[inside], end[inside]
    joined = data.tobytes()
    bodies = [joined[i + 1 : i + length - 2] for i in range(0, n * length, length)]
    crcs = np.ndarray(n, "<u2", joined, length - 2, (length,)).tolist()
    return [
        body if good and crc_hqx(body, protocol.CRC_INIT) == crc else None
        for body, good, crc in zip(bodies, whole.tolist(), crcs, strict=True)
    ]


class Deframer:
    """Serial bytes in, bodies out. Never raises on bad bytes, keeps at most MAX_ENCODED of them."""

    def __init__(self) -> None:
        self.bad_frames = 0
        self._rest = b""
        self._skipping = False  # inside something too long to be a frame, which is already counted

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies that these bytes completed, in order; what stands between zeros and is none is counted."""
        return [body for body in self._unframed(data) if body is not None]

    def cut(self) -> None:
        """What comes next does not follow what came last: a frame that has begun will not go on."""
        self.bad_frames += bool(self._rest)
        self._rest, self._skipping = b"", False

    def feed_many(self, data: bytes) -> tuple[list[bytes], NDArray[np.intp]]:
        """The same, and for each body the place in ``data`` of the zero that completed it."""
        found = self._unframed(data)
        zeros = np.flatnonzero(np.frombuffer(data, np.uint8) == 0)
        good = [body is not None for body in found]
        return [body for body in found if body is not None], zeros[good]

    def _unframed(self, data: bytes) -> list[bytes | None]:
        """For every zero byte the body that it ends, None when it ends none."""
        pieces = (self._rest + data).split(b"\0")
        self._rest = pieces.pop()
        if self._skipping and pieces:
            pieces[0] = b""
            self._skipping = False
        if len(self._rest) > protocol.MAX_ENCODED:
            self.bad_frames += not self._skipping
            self._skipping = True
        if self._skipping:
            self._rest = b""
        found: list[bytes | None] = []
        if len(pieces) < MANY:
            found = [unframe(piece) for piece in pieces]
        else:
            for _, run in groupby(pieces, key=len):
                alike = list(run)
                found += _unframe_alike(alike) if len(alike) >= MANY else map(unframe, alike)
        # Zeros between frames are allowed: a board sends one to end what noise began.
        self.bad_frames += found.count(None) - pieces.count(b"")
        return found
