"""Where the good records of a session file are: at a glance when it is whole, by search when it is not."""

import re
import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pressure_coach.recording import format as fmt
from pressure_coach.recording.format import Topic

Places = NDArray[np.int64]

# How a record of ours begins: the opcode, a length under 16 MiB (eight bytes), then a channel of ours, or our name.
# Only the opcode is consumed: a true beginning may stand inside a false one.
_BEGINS = re.compile(
    rb"\x05(?=[\x00-\xff]{3}\x00{5}[\x01-%c]\x00)" % max(Topic)
    + rb"|\x0c(?=[\x00-\xff]{3}\x00{5}%c\x00\x00\x00%b)" % (len(fmt.METADATA_NAME), fmt.METADATA_NAME.encode())
)
_DATA_ENDS = fmt.DATA_END_RECORD.pack(fmt.DATA_END, 4, 0)[: fmt.PREFIX]  # how the tail of a closed file begins
_PLAIN = frozenset({fmt.HEADER, fmt.SCHEMA, fmt.CHANNEL, fmt.METADATA})  # may stand before our metadata


@dataclass(slots=True)
class Found:
    """The sealed records of a file, every one verified, in file order."""

    starts: Places  # (n_messages,) byte offsets
    ends: Places  # (n_messages,)
    metadata: list[tuple[int, int]] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)  # bytes that are no good record of any kind
    tail: tuple[int, int] | None = None  # what is left of the index that other programs use, when it is hurt or cut
    closed: bool = False  # the file was closed in order
    intact: bool = False  # ... and every single byte is as it was written


def find(buf: bytes) -> Found:
    """All good records. Linear in time; the cost of a whole file is that of one CRC over it."""
    end, whole = _data_end(buf)
    found = _by_index(buf, end) if whole else None
    if found is None:
        found = search(buf, end or len(buf))
        if end is None and found.gaps and _DATA_ENDS.startswith(buf[slice(*found.gaps[-1])][: fmt.PREFIX]):
            found.tail = found.gaps.pop()
    found.closed, found.intact = end is not None, whole
    return found


def ours(head: bytes) -> bool:
    """True if these first bytes look like a session file at all, be they damaged."""
    return _BEGINS.search(head) is not None


def search(buf: bytes, stop: int) -> Found:
    """Good records up to ``stop``, one after the other; after a bad one the next that begins and verifies."""
    metadata: list[tuple[int, int]] = []
    gaps: list[tuple[int, int]] = []
    starts: list[int] = []
    ends: list[int] = []
    pos = 0
    while pos < stop:
        start, end = pos, _verified(buf, pos, stop)
        if not end:
            start, end = _next(buf, pos, stop)
        is_metadata = start < stop and buf[start] == fmt.METADATA
        if start > pos and not (is_metadata and _is_plain(buf, pos, start)):
            gaps.append((pos, start))
        if is_metadata:
            metadata.append((start, end))
        elif start < stop:
            starts.append(start)
            ends.append(end)
        pos = end
    return Found(np.array(starts, np.int64), np.array(ends, np.int64), metadata, gaps)


def _next(buf: bytes, pos: int, stop: int) -> tuple[int, int]:
    """The first good record after ``pos``; ``(stop, stop)`` when there is none."""
    for match in _BEGINS.finditer(buf, pos, stop):
        end = _verified(buf, match.start(), stop)
        if end:
            return match.start(), end
    return stop, stop


def _verified(buf: bytes, start: int, stop: int) -> int:
    """The end of the good record at ``start``; 0 if there is none."""
    if start + fmt.PREFIX > stop or buf[start] not in (fmt.MESSAGE, fmt.METADATA):
        return 0
    end = start + fmt.PREFIX + int.from_bytes(buf[start + 1 : start + fmt.PREFIX], "little")
    return end if end <= stop and fmt.is_sealed(buf, start, end) else 0


def _is_plain(buf: bytes, start: int, end: int) -> bool:
    """True if only records stand here that do not concern us: magic, header, schemas, channels."""
    pos = start
    if pos == 0:
        if not buf.startswith(fmt.MAGIC):
            return False
        pos = len(fmt.MAGIC)
    while pos < end and buf[pos] in _PLAIN:
        pos += fmt.PREFIX + int.from_bytes(buf[pos + 1 : pos + fmt.PREFIX], "little")
    return pos == end


def _data_end(buf: bytes) -> tuple[int | None, bool]:
    """Where the records of a closed file end (None: it was not closed), and whether every byte before is intact."""
    tail = len(buf) - len(fmt.MAGIC) - fmt.FOOTER_RECORD.size
    if not buf.endswith(fmt.MAGIC) or tail < len(fmt.MAGIC):
        return None, False
    opcode, _, summary, _, crc = fmt.FOOTER_RECORD.unpack_from(buf, tail)
    end = summary - fmt.DATA_END_RECORD.size
    if opcode != fmt.FOOTER or not len(fmt.MAGIC) <= end < summary <= tail:
        return None, False
    view = memoryview(buf)
    data_crc = fmt.DATA_END_RECORD.unpack_from(buf, end)[2]
    if not buf.startswith(_DATA_ENDS, end) or zlib.crc32(view[summary : len(buf) - len(fmt.MAGIC) - 4]) != crc:
        return None, False
    return end, zlib.crc32(view[:end]) == data_crc


def _by_index(buf: bytes, end: int | None) -> Found | None:
    """The records of a file that is known to be intact, from the lengths in its last message."""
    if end is None or end < 8:
        return None
    count = int.from_bytes(buf[end - 8 : end - 4], "little")
    at = end - 8 - 4 * count - fmt.HEAD.size
    if at < 0 or _verified(buf, at, end) != end or buf[at + fmt.PREFIX] != Topic.INDEX:
        return None
    lengths = np.frombuffer(buf, "<u4", count, at + fmt.HEAD.size).astype(np.int64)
    ends = at - int(lengths.sum()) + np.cumsum(lengths)
    first = int(ends[0] - lengths[0]) if count else at
    if first < 0:
        return None
    return Found(ends - lengths, ends, search(buf, first).metadata)
