"""A session file while it is written: whole records at its end, and index and footer when it is closed.

The few records around the messages are built with the MCAP library; messages are framed here: the library has no place
for our seal and takes five times as long.
"""

import errno
import io
import os
import struct
import zlib
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from mcap.data_stream import RecordBuilder
from mcap.opcode import Opcode
from mcap.records import Channel, DataEnd, Footer, Header, MetadataIndex, Schema, Statistics, SummaryOffset

from pressure_coach import __version__
from pressure_coach.recording import format as fmt
from pressure_coach.recording.format import Topic

_fsync = getattr(os, "fdatasync", os.fsync)  # the length of the file is synced with it; its dates may wait
_CANNOT_SYNC = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})  # file systems that have no such thing


class _Record(Protocol):
    def write(self, stream: RecordBuilder) -> None: ...


class SessionFile:
    """One new file, opened at once and never in place of another. Nothing is on disk before ``flush``.

    Opening, ``flush``, ``sync`` and ``finish`` raise OSError; what was flushed before stays readable.
    """

    def __init__(self, path: Path) -> None:
        self._raw = io.FileIO(path, "xb")
        self._pending = bytearray()
        self._size = 0
        self._crc = 0
        self._lengths = array("I")
        self._counts = [0] * (max(Topic) + 1)
        self._first_ns, self._last_ns = 0, 0
        self._metadata: list[tuple[int, int]] = []

    def begin(self, meta: Mapping[str, Any]) -> None:
        """What stands before the messages. The metadata stand there twice, so that one flipped bit cannot cost them."""
        self._put(fmt.MAGIC + _bytes(Header(fmt.PROFILE, f"pressure-coach {__version__}")))
        self._put_metadata(meta)
        self._put(_bytes(*_schemas(), *_channels()))
        self._put_metadata(meta)

    def add(self, topic: Topic, log_ns: int, body: bytes) -> None:
        """One message with the next number of its channel."""
        self.add_record(topic, log_ns, fmt.message(topic, self._counts[topic], log_ns, body))

    def add_record(self, topic: Topic, log_ns: int, record: bytes) -> None:
        """One message that is sealed already."""
        self._put(record)
        self._lengths.append(len(record))
        if log_ns > self._last_ns:
            self._last_ns = log_ns
        if log_ns < self._first_ns or not self._first_ns:
            self._first_ns = log_ns
        self._counts[topic] += 1

    def flush(self) -> bool:
        """Hand everything to the operating system: it is safe from a crash of this process. True if there was any."""
        if not self._pending:
            return False
        while self._pending:
            del self._pending[: self._raw.write(self._pending)]
        return True

    def sync(self) -> None:
        """Have the operating system put it on the disk: it is safe from a power cut."""
        try:
            _fsync(self._raw.fileno())
        except OSError as error:
            if error.errno not in _CANNOT_SYNC:
                raise

    def finish(self) -> None:
        """Index and footer: a closed file is an ordinary MCAP file, and is found to be whole in one look."""
        lengths = struct.pack(f"<{len(self._lengths)}I", *self._lengths)
        self.add(Topic.INDEX, self._last_ns, lengths + struct.pack("<I", len(self._lengths)))
        self._put(_bytes(DataEnd(self._crc)))
        start = self._size
        summary, offsets = b"", []
        for opcode, records in self._summary():
            group = _bytes(*records)
            offsets.append(SummaryOffset(opcode, start + len(summary), len(group)))
            summary += group
        offset_start = start + len(summary)
        summary += _bytes(*offsets)
        footer = fmt.FOOTER_RECORD.pack(fmt.FOOTER, fmt.FOOTER_RECORD.size - fmt.PREFIX, start, offset_start, 0)
        crc = zlib.crc32(summary + footer[:-4])
        self._put(summary + _bytes(Footer(start, offset_start, crc)) + fmt.MAGIC)
        self.flush()
        self.sync()

    def close(self) -> None:
        """Close it as it is; may be called twice."""
        self._pending.clear()
        self._raw.close()

    def _put(self, data: bytes) -> None:
        self._pending += data
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)

    def _put_metadata(self, meta: Mapping[str, Any]) -> None:
        record = fmt.metadata(meta)
        self._metadata.append((self._size, len(record)))
        self._put(record)

    def _summary(self) -> list[tuple[Opcode, list[_Record]]]:
        statistics = Statistics(
            message_count=sum(self._counts),
            schema_count=len(fmt.SCHEMAS),
            channel_count=len(Topic),
            attachment_count=0,
            metadata_count=len(self._metadata),
            chunk_count=0,
            message_start_time=self._first_ns,
            message_end_time=self._last_ns,
            channel_message_counts={topic: n for topic, n in enumerate(self._counts) if n},
        )
        places = [MetadataIndex(offset, length, fmt.METADATA_NAME) for offset, length in self._metadata]
        return [
            (Opcode.SCHEMA, [*_schemas()]),
            (Opcode.CHANNEL, [*_channels()]),
            (Opcode.STATISTICS, [statistics]),
            (Opcode.METADATA_INDEX, [*places]),
        ]


def _schemas() -> list[Schema]:
    return [
        Schema(id=topic, name=schema["title"], encoding="jsonschema", data=fmt.dumps(schema).encode())
        for topic, schema in fmt.SCHEMAS.items()
    ]


def _channels() -> list[Channel]:
    return [
        Channel(
            id=topic,
            topic=fmt.NAMES[topic],
            message_encoding="json" if topic in fmt.SCHEMAS else f"pressure-coach-{fmt.NAMES[topic]}",
            schema_id=topic if topic in fmt.SCHEMAS else 0,
            metadata={},
        )
        for topic in Topic
    ]


def _bytes(*records: _Record) -> bytes:
    builder = RecordBuilder()
    for record in records:
        record.write(builder)
    data: bytes = builder.end()
    return data
