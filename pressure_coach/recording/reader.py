"""Read a session file, whole or damaged: what is passed on is as it was written, and what is missing is named."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pressure_coach.errors import RecordingError
from pressure_coach.recording import format as fmt
from pressure_coach.recording.format import Topic
from pressure_coach.recording.items import Items
from pressure_coach.recording.scan import Found, Places, find, ours
from pressure_coach.signal.chunk import StreamInfo

LARGE_BYTES = 1 << 26  # above this ...
HEAD_BYTES = 1 << 20  # ... a file must show here that it is ours before all of it is read
TOLD = 20  # damaged places that are named one by one


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """What a session file says."""

    meta: dict[str, Any]  # {} when both copies are damaged
    stream: StreamInfo | None  # as it was known last
    items: Items  # Arrival and Act, in file order
    events: list[dict[str, Any]]  # as the engine said them then
    damage: list[str]  # what is missing, one sentence each; [] when nothing is
    complete: bool  # False: it was never closed, or its end is missing

    @property
    def driver(self) -> str:
        """Whose decoder understands the arrivals; every arrival says it too, so it outlives the metadata."""
        return str(self.meta["driver"])

    @property
    def calibration(self) -> str | None:
        """The text of the calibration in use, as it was known last."""
        text: str | None = self.meta.get("calibration")
        return text

    @property
    def simulated(self) -> bool:
        """True when any trace says so: a simulated stream can never be taken for a sensor."""
        stream = self.stream is not None and self.stream.simulated
        return bool(self.meta.get("simulated")) or stream or self.driver == "sim"


def read_recording(path: str | Path) -> Recording:
    """Everything that is good in a session file.

    Damage is never an error as long as one sample is there. Raises RecordingError, one sentence, when the file cannot
    be opened, is not ours, was written by a newer version, or holds no sample.
    """
    return parse(load(Path(path)), str(path))


def parse(buf: bytes, name: str) -> Recording:
    """The same for the bytes of a file."""
    found = find(buf)
    kinds = np.frombuffer(buf, np.uint8)[found.starts + fmt.PREFIX] if buf else np.zeros(0, np.uint8)
    arrivals = kinds == Topic.ARRIVALS
    meta = _meta(buf, found, name)
    if not arrivals.any():
        raise RecordingError(_hopeless(buf, name, meta))
    chosen = arrivals | (kinds == Topic.ACTS)
    numbers = _sequence(buf, found.starts)
    jumps = np.flatnonzero(np.diff(numbers[arrivals], prepend=-1) != 1)
    items = Items(buf, found.starts[chosen], found.ends[chosen], np.flatnonzero(arrivals[chosen])[jumps])
    damage = [*_gaps(found, len(buf)), *_missing(kinds, numbers)]
    if len(found.metadata) == 1:
        damage.append("one of the two copies of the metadata is damaged; the other was used")
    if not meta:
        damage.append("the metadata are missing: limits, settings and calibration of then are not known")
    if found.tail or (found.closed and not found.intact and not damage):
        damage.append("bytes that only other programs read are damaged; nothing measured is concerned")
    meta.setdefault("driver", fmt.read_driver(buf, int(found.starts[arrivals][0])))
    stream = fmt.read_stream(meta.pop("stream", None))
    for row in _rows(buf, found, kinds == Topic.STREAM):
        stream = fmt.read_stream(row.get("info")) or stream
        meta["calibration"] = row.get("calibration", meta.get("calibration"))
    events = list(_rows(buf, found, kinds == Topic.EVENTS))
    return Recording(meta, stream, items, events, damage, found.closed)


def load(path: Path) -> bytes:
    """The bytes of a file, unless it is a large one that is not ours. Raises RecordingError."""
    try:
        kind = path.stat()
        if stat.S_ISCHR(kind.st_mode) or stat.S_ISBLK(kind.st_mode):
            raise RecordingError(f"{path} is a device and no recording; choose a .mcap file.")  # it may never end
        with path.open("rb") as file:
            if kind.st_size > LARGE_BYTES:
                head = file.read(HEAD_BYTES)
                if not ours(head):
                    raise RecordingError(_hopeless(head, str(path), {}))
                file.seek(0)
            return file.read()
    except OSError as error:
        raise RecordingError(_unopened(path, error)) from error


def _meta(buf: bytes, found: Found, name: str) -> dict[str, Any]:
    if not found.metadata:
        return {}
    meta = fmt.read_metadata(buf, *found.metadata[0])
    if meta.get("format", 0) > fmt.VERSION:
        raise RecordingError(
            f"{name} was written by a newer version ({meta.get('program')}); update pressure-coach to read it."
        )
    return meta


def _sequence(buf: bytes, starts: Places) -> Places:
    """The sequence number of each message: four bytes at places that are not aligned."""
    anywhere = np.ndarray((len(buf) - 3,), "<u4", buf, strides=(1,))
    return anywhere[starts + fmt.PREFIX + 2].astype(np.int64)


def _rows(buf: bytes, found: Found, chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> Iterator[dict[str, Any]]:
    for start, end in zip(found.starts[chosen].tolist(), found.ends[chosen].tolist(), strict=True):
        yield fmt.read_json(buf, start, end)


def _gaps(found: Found, size: int) -> list[str]:
    told = [
        f"the file ends in the middle of a record: its last {b - a} bytes were left out"
        if b == size
        else f"bytes {a} to {b - 1} are damaged and were left out"
        for a, b in found.gaps[:TOLD]
    ]
    more = len(found.gaps) - len(told)
    return [*told, f"{more} more places are damaged and were left out"] if more else told


def _missing(kinds: np.ndarray[Any, np.dtype[np.uint8]], numbers: Places) -> list[str]:
    told = []
    for topic, count in enumerate(np.bincount(kinds).tolist()):
        expected = int(numbers[kinds == topic][-1]) + 1 if count else 0
        if expected > count:
            told.append(f"{expected - count} of {expected} messages are missing in '{fmt.NAMES[Topic(topic)]}'")
    return told


def _hopeless(buf: bytes, name: str, meta: dict[str, Any]) -> str:
    if not buf:
        return f"{name} is empty: it was cut off before the first sample; record again."
    begun = buf[:64]
    if meta or fmt.PROFILE.encode() in begun or (fmt.MAGIC.startswith(begun[:8]) and len(begun) < 64):
        return (
            f"{name} holds no sample that can be read: it ended before the first one, or all are damaged; record again."
        )
    if buf.startswith(fmt.MAGIC):
        return f"{name} is an MCAP file of another program; choose one that pressure-coach has recorded."
    return f"{name} is not a recording of pressure-coach; choose a .mcap file that it has recorded, or import a table."


def _unopened(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"there is no file {path}; 'pressure-coach recordings' lists yours."
    if path.is_dir():
        return (
            f"{path} cannot be read: it is a folder; name a file in it ('pressure-coach recordings FOLDER' lists them)."
        )
    return f"{path} cannot be read: {error.strerror}; choose a file that you may read."
