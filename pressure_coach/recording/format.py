"""What is in a session file: the one definition that writer, reader and recovery share; docs/RECORDING.md explains it.

An MCAP file without chunks. Every record that our own programs read back is *sealed*: it ends with the CRC-32 of all
its bytes before, from the opcode on, so length, channel, sequence and times are covered as well. Binary messages end
with the four bytes (little endian), JSON messages with ``,"crc":"0123abcd"}``, metadata with the value of the last key.
"""

import json
import math
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from enum import IntEnum
from typing import Any

from pressure_coach.signal.chunk import Act, Arrival, StreamInfo

VERSION = 1  # of this layout; a reader refuses a newer one
MAGIC = b"\x89MCAP0\r\n"
PROFILE = "pressure-coach"
METADATA_NAME = "session"

HEADER, FOOTER, SCHEMA, CHANNEL, MESSAGE, METADATA, DATA_END = 0x01, 0x02, 0x03, 0x04, 0x05, 0x0C, 0x0F  # MCAP opcodes
HEAD = struct.Struct("<BQHIQQ")  # of a message: opcode, length, channel, sequence, log time, publish time
PREFIX = 9  # opcode and length: they stand before every record and are not counted in its length
FOOTER_RECORD = struct.Struct(
    "<BQQQI"
)  # opcode, length, start of the summary, start of its offsets, CRC of the summary
DATA_END_RECORD = struct.Struct("<BQI")  # opcode, length, CRC of everything before
ARRIVAL = struct.Struct(
    "<qB"
)  # after the head: host_ns, length of the driver's name; then the name, the bytes, the CRC
RESIDUE = 0x2144DF1C  # the CRC-32 of anything that is followed by its own CRC-32


class Topic(IntEnum):
    """The channels, by their id in the file."""

    ARRIVALS = 1  # the bytes as they came
    ACTS = 2  # what was not a sample
    STREAM = 3  # what the stream says of itself, and the calibration: when it becomes known or changes
    EVENTS = 4  # what the engine said; our programs compare it with what they compute
    FORCE = 5  # 10 a second of session time, for viewers of others
    STATE = 6  # the same
    INDEX = 7  # at the end of a closed file: the lengths of all messages before, so that they are found at once


BINARY = frozenset({Topic.ARRIVALS, Topic.INDEX})
NAMES = {topic: topic.name.lower() for topic in Topic}


def _schema(title: str, optional: Mapping[str, str], /, **required: str) -> dict[str, Any]:
    """One plain type a field and no null: Foxglove refuses a schema that says more."""
    properties = {name: {"type": kind} for name, kind in {**required, **optional, "crc": "string"}.items()}
    return {"title": title, "type": "object", "properties": properties, "required": [*required, "crc"]}


_SURROGATE = re.compile("[\ud800-\udfff]")
_STATES = {"before": "string", "after": "string", "credit_s": "number", "why": "string"}
SCHEMAS: dict[Topic, dict[str, Any]] = {
    Topic.ACTS: _schema("act", {}, kind="string", index="integer", host_ns="integer", data="object"),
    Topic.STREAM: _schema("stream", {"info": "object", "calibration": "string"}),
    Topic.EVENTS: _schema("event", _STATES, t="number", event="string"),
    Topic.FORCE: _schema("force", {"force": "number", "target": "number"}, t="number", unit="string"),
    Topic.STATE: _schema("state", {}, t="number", state="string", credit_s="number"),
}


def dumps(value: Any) -> str:
    """Compact JSON of plain data, NumPy values and mappings; not finite becomes null, what is foreign its text.

    A byte of a file name or an argument that is no text (Python keeps it as half a surrogate pair) becomes U+FFFD:
    it could not be written as UTF-8, and would cost the whole recording.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=str)
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def message(topic: Topic, sequence: int, log_ns: int, body: bytes) -> bytes:
    """A whole sealed record. ``body``: of a binary message all but the CRC, of a JSON message a non-empty object."""
    sealed, more = (body, 4) if topic in BINARY else (body[:-1] + b',"crc":"', 10)
    length = HEAD.size - PREFIX + len(sealed) + more
    log_ns = min(max(log_ns, 0), 2**64 - 1)
    record = HEAD.pack(MESSAGE, length, topic, sequence & 0xFFFFFFFF, log_ns, log_ns) + sealed
    crc = zlib.crc32(record)
    return record + (crc.to_bytes(4, "little") if more == 4 else b'%08x"}' % crc)


def arrival_body(arrival: Arrival, driver: bytes) -> bytes:
    """The content of an ``arrivals`` message. ``driver``: its name, at most 255 bytes."""
    return ARRIVAL.pack(arrival.host_ns, len(driver)) + driver + arrival.data


def act_body(act: Act) -> bytes:
    """The content of an ``acts`` message."""
    return dumps({"kind": act.kind, "index": act.index, "host_ns": act.host_ns, "data": act.data}).encode()


def stream_body(info: StreamInfo | None, calibration: str | None) -> bytes:
    """The content of a ``stream`` message."""
    row: dict[str, Any] = {} if info is None else {"info": asdict(info)}
    return dumps(row if calibration is None else {**row, "calibration": calibration}).encode()


def metadata(meta: Mapping[str, Any]) -> bytes:
    """A whole sealed METADATA record: every value as JSON text, the CRC as the last one."""
    pairs = b"".join(_text(str(key)) + _text(dumps(value)) for key, value in meta.items()) + _text("crc32")
    rest = _text(METADATA_NAME) + struct.pack("<I", len(pairs) + 12) + pairs + struct.pack("<I", 8)
    record = struct.pack("<BQ", METADATA, len(rest) + 8) + rest
    return record + b"%08x" % zlib.crc32(record)


def is_sealed(buf: bytes, start: int, end: int) -> bool:
    """True if ``buf[start:end]`` is one of our records, message or metadata, with every bit as it was written."""
    if buf[start] == MESSAGE:
        if end - start < HEAD.size + 10:
            return False
        if int.from_bytes(buf[start + PREFIX : start + PREFIX + 2], "little") in BINARY:
            return zlib.crc32(buf[start:end]) == RESIDUE
        return buf[end - 10 : end] == b'%08x"}' % zlib.crc32(buf[start : end - 10])
    return buf[start] == METADATA and buf[end - 8 : end] == b"%08x" % zlib.crc32(buf[start : end - 8])


def read_arrival(buf: bytes, start: int, end: int) -> Arrival:
    """The arrival in a sealed message."""
    host_ns, n = ARRIVAL.unpack_from(buf, start + HEAD.size)
    return Arrival(host_ns, buf[start + HEAD.size + ARRIVAL.size + n : end - 4])


def read_driver(buf: bytes, start: int) -> str:
    """The driver's name in a sealed ``arrivals`` message."""
    at = start + HEAD.size + ARRIVAL.size
    return buf[at : at + buf[at - 1]].decode("utf-8", "replace")


def read_json(buf: bytes, start: int, end: int) -> dict[str, Any]:
    """The content of a sealed JSON message, without its CRC."""
    row: dict[str, Any] = json.loads(buf[start + HEAD.size : end])
    del row["crc"]
    return row


def read_act(buf: bytes, start: int, end: int) -> Act:
    """The act in a sealed message."""
    return Act(**read_json(buf, start, end))


def read_stream(info: Mapping[str, Any] | None) -> StreamInfo | None:
    """A StreamInfo from its JSON; fields of a later version are passed over."""
    if info is None:
        return None
    known = {field.name for field in fields(StreamInfo)}
    values: dict[str, Any] = {key: value for key, value in info.items() if key in known}
    return StreamInfo(**{**values, "ch_names": tuple(values["ch_names"])})


def read_metadata(buf: bytes, start: int, end: int) -> dict[str, Any]:
    """The values of a sealed METADATA record."""
    texts: list[str] = []
    at = start + PREFIX + 4 + len(METADATA_NAME) + 4
    while at < end:
        (n,) = struct.unpack_from("<I", buf, at)
        texts.append(buf[at + 4 : at + 4 + n].decode())
        at += 4 + n
    return {key: json.loads(value) for key, value in zip(texts[:-2:2], texts[1:-2:2], strict=True)}


def _text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<I", len(data)) + data


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "tolist"):  # NumPy arrays and scalars
        return value.tolist()
    return str(value)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "tolist"):
        return _finite(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
