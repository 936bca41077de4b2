"""xdf  streams for LSL users (pyxdf, EEGLAB, MNE): force, raw, valid, events

Written after the specification of XDF 1.0 (github.com/sccn/xdf/wiki/Specifications): "XDF:", then chunks of
[length of the length, length, tag, content], little endian.
"""

import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from pressure_coach.recording.exporters import Judged
from pressure_coach.recording.format import dumps

FILE_HEADER, STREAM_HEADER, SAMPLES, CLOCK_OFFSET, BOUNDARY, STREAM_FOOTER = 1, 2, 3, 4, 5, 6
BOUNDARY_ID = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")  # lets a reader find its way in a damaged file
BLOCK = 1000  # samples in one chunk
_FORMATS = {"int8": "int8", "int16": "int16", "int32": "int32", "int64": "int64", "float64": "double64"}


def write(path: Path, session: Judged) -> None:
    """Times are seconds since the first sample, exactly as recorded. Raises OSError."""
    t = session.t_us / 1e6
    raws = session.raws()
    raw = np.column_stack([*raws.values()])
    if raw.dtype.name not in _FORMATS:
        raw = raw.astype(np.float64)
    unit = session.unit
    streams: list[tuple[str, str, Mapping[str, str], NDArray[Any]]] = [
        ("force", "Force", dict.fromkeys(session.forces(), unit), np.column_stack([*session.forces().values()])),
        ("raw", "Force", dict.fromkeys(raws, "as decoded"), raw),
        ("valid", "Quality", {"valid": "1 = fit to be judged"}, session.valid.astype(np.int8)[:, None]),
    ]
    about = session.about()
    with path.open("wb") as file:
        file.write(b"XDF:")
        _chunk(file, FILE_HEADER, _xml("info", {"version": "1.0", "session": dumps(about)}))
        for number, (name, kind, channels, values) in enumerate(streams, 1):
            header = _header(name, kind, channels, _FORMATS[values.dtype.name], session.sfreq, about)
            _stream(file, number, header, t, _numbers(t, values))
        events = [dict(event) for event in session.events]
        times = np.array([float(event.get("t") or 0.0) for event in events])
        header = _header("events", "Markers", {"event": "JSON"}, "string", 0.0, about)
        _stream(file, len(streams) + 1, header, times, _strings(times, [dumps(event) for event in events]))


def _header(
    name: str, kind: str, channels: Mapping[str, str], format: str, sfreq: float, about: Mapping[str, Any]
) -> bytes:
    info = {
        "name": f"pressure-coach {name}",
        "type": kind,
        "channel_count": len(channels),
        "nominal_srate": repr(sfreq),
        "channel_format": format,
        "source_id": about.get("device_id", ""),
        "created_at": 0.0,
        "desc": {
            "simulated": str(about["simulated"]).lower(),
            # The times come from the sensor's clock and gaps are real: a reader must not even them out.
            "synchronization": {"can_drop_samples": "true"},
            "channels": [{"label": label, "unit": unit, "type": kind} for label, unit in channels.items()],
            "session": dumps(about),
        },
    }
    return _xml("info", info)


def _stream(file: BinaryIO, number: int, header: bytes, t: NDArray[np.float64], blocks: Iterator[bytes]) -> None:
    """All chunks of one stream. The one clock offset, zero, says that the times need no correction."""
    head = struct.pack("<I", number)
    _chunk(file, STREAM_HEADER, head + header)
    first, last = (float(t[0]), float(t[-1])) if len(t) else (0.0, 0.0)
    if len(t):
        _chunk(file, CLOCK_OFFSET, head + struct.pack("<dd", first, 0.0))
    for block in blocks:
        _chunk(file, SAMPLES, head + block)
    _chunk(file, BOUNDARY, BOUNDARY_ID)
    footer = {"first_timestamp": repr(first), "last_timestamp": repr(last), "sample_count": len(t)}
    offsets = {"clock_offsets": {"offset": {"time": repr(first), "value": "0.0"}}} if len(t) else {}
    _chunk(file, STREAM_FOOTER, head + _xml("info", {**footer, **offsets}))


def _numbers(t: NDArray[np.float64], values: NDArray[Any]) -> Iterator[bytes]:
    """Blocks of samples, each [8, time, values]."""
    sample = np.dtype([("size", "u1"), ("t", "<f8"), ("values", values.dtype.newbyteorder("<"), values.shape[1:])])
    for at in range(0, len(t), BLOCK):
        block = np.empty(len(t[at : at + BLOCK]), sample)
        block["size"], block["t"], block["values"] = 8, t[at : at + BLOCK], values[at : at + BLOCK]
        yield b"\x04" + struct.pack("<I", len(block)) + block.tobytes()


def _strings(t: NDArray[np.float64], texts: Sequence[str]) -> Iterator[bytes]:
    for at in range(0, len(texts), BLOCK):
        part = [text.encode(errors="backslashreplace") for text in texts[at : at + BLOCK]]
        rows = [
            b"\x08" + struct.pack("<d", time) + b"\x04" + struct.pack("<I", len(text)) + text
            for time, text in zip(t[at : at + BLOCK].tolist(), part, strict=True)
        ]
        yield b"\x04" + struct.pack("<I", len(rows)) + b"".join(rows)


def _chunk(file: BinaryIO, tag: int, content: bytes) -> None:
    file.write(b"\x04" + struct.pack("<IH", len(content) + 2, tag) + content)


def _xml(tag: str, value: Any) -> bytes:
    return b'<?xml version="1.0"?>' + ET.tostring(_element(tag, value), encoding="utf-8")


def _element(tag: str, value: Any) -> ET.Element:
    element = ET.Element(tag)
    if isinstance(value, Mapping):
        for key, item in value.items():
            element.append(_element(key, item))
    elif isinstance(value, list):
        for item in value:
            element.append(_element(tag.removesuffix("s"), item))
    else:
        element.text = "".join(c for c in str(value) if c.isprintable() or c in "\t\n")  # XML has no other controls
    return element
