"""Make a clean, indexed file of a damaged or unclosed one: every good record as it is, and nothing else."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from pressure_coach.recording import format as fmt
from pressure_coach.recording.append import SessionFile
from pressure_coach.recording.atomic import whole_file
from pressure_coach.recording.format import Topic
from pressure_coach.recording.reader import load, parse
from pressure_coach.recording.scan import find
from pressure_coach.signal.chunk import Act, Arrival


@dataclass(frozen=True, slots=True)
class Report:
    """What was brought over."""

    path: Path
    arrivals: int
    acts: int
    events: int
    damage: list[str]  # of the old file; what is missing there is missing here


def recover(src: str | Path, dst: str | Path) -> Report:
    """Write ``dst`` from ``src``; the metadata say so under ``recovered``. What is missing stays known as missing.

    Raises RecordingError when ``src`` holds no sample, ``dst`` exists already, or it cannot be written.
    """
    src, dst = Path(src), Path(dst)
    buf = load(src)
    old = parse(buf, str(src))
    found = find(buf)
    meta = fmt.read_metadata(buf, *found.metadata[0]) if found.metadata else {"driver": old.driver}
    meta = {"format": fmt.VERSION, **meta, "recovered": {"from": src.name, "damage": old.damage}}
    with whole_file(dst) as part, contextlib.closing(SessionFile(part)) as file:
        file.begin(meta)
        for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True):
            topic = Topic(buf[start + fmt.PREFIX])
            if topic != Topic.INDEX:
                file.add_record(topic, fmt.HEAD.unpack_from(buf, start)[4], buf[start:end])
        file.finish()
    acts = sum(isinstance(item, Act) for item in old.items)
    arrivals = sum(isinstance(item, Arrival) and bool(item.data) for item in old.items)
    return Report(dst, arrivals, acts, len(old.events), old.damage)
