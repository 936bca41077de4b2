"""Bodies on a serial line: COBS and CRC-16, one zero byte at the end of each frame.

COBS: Cheshire and Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Trans. Networking 7(2), 1999.
"""

from binascii import crc_hqx

from pressure_coach.signal import protocol


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
    if n > protocol.MAX_ENCODED:
        return None
    data = bytearray(encoded)
    at = 0
    while at < n:  # a code byte says how far the next one is: walk from one to the next, leaving a zero behind
        step = data[at]
        data[at] = 0
        at += step
    if at != n or n < 1 + 1 + protocol.CRC_BYTES:
        return None
    body = bytes(data[1:-2])
    return body if crc_hqx(body, protocol.CRC_INIT) == data[-2] | data[-1] << 8 else None


class Deframer:
    """Serial bytes in, bodies out. Never raises on bad bytes, keeps at most MAX_ENCODED of them."""

    def __init__(self) -> None:
        self.bad_frames = 0
        self._rest = b""
        self._skipping = False  # inside something too long to be a frame, which is already counted

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies that these bytes completed, in order; what stands between zeros and is none is counted."""
        pieces = (self._rest + data).split(b"\0")
        self._rest = pieces.pop()
        if self._skipping and pieces:
            del pieces[0]
            self._skipping = False
        bodies = []
        for piece in pieces:
            if not piece:
                continue  # zeros between frames are allowed: a board sends one to end what noise began
            body = unframe(piece)
            if body is None:
                self.bad_frames += 1
            else:
                bodies.append(body)
        if len(self._rest) > protocol.MAX_ENCODED:
            self.bad_frames += not self._skipping
            self._skipping = True
        if self._skipping:
            self._rest = b""
        return bodies
