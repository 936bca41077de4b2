"""What the window remembers from one start to the next: a small file of the person's own. A broken one is no fault."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from pressure_coach import places

SPANS_S = (30, 60, 120, 300, 600)  # of the trace


@dataclass(slots=True)
class Memory:
    """What is remembered. ``place``: x, y, width, height on the desktop; None: not known yet."""

    place: tuple[int, int, int, int] | None = None
    maximized: bool = False
    theme: str = ""  # "light", "dark", "" as the system has it
    volume: int = 70  # %
    muted: bool = False
    upside_down: bool = False  # the floor view
    still: bool = False  # less motion
    span_s: int = SPANS_S[0]


def file() -> Path:
    """Where it is kept."""
    return places.data() / "window.json"


def recall(path: Path | None = None) -> Memory:
    """What was kept; what is missing or makes no sense is as at the first start."""
    try:
        kept = json.loads((path or file()).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Memory()
    memory = Memory()
    if isinstance(kept, dict):
        for field in fields(Memory):
            if field.name in kept and _sane(field.name, kept[field.name]):
                setattr(memory, field.name, kept[field.name])
    if memory.place is not None:
        x, y, width, height = memory.place
        memory.place = (x, y, width, height)
    return memory


def keep(memory: Memory, path: Path | None = None) -> bool:
    """Write it; False when that cannot be (a full disk, a folder that may not be written): nothing is lost by it."""
    path = path or file()
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(asdict(memory), indent=1), encoding="utf-8")
        os.replace(new, path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        return False
    return True


def _sane(name: str, value: Any) -> bool:
    match name:
        case "place":
            whole = isinstance(value, list) and len(value) == 4 and all(type(n) is int for n in value)
            return value is None or (whole and all(abs(n) < 100_000 for n in value) and min(value[2:]) >= 200)
        case "theme":
            return value in ("", "light", "dark")
        case "volume":
            return type(value) is int and 0 <= value <= 100
        case "span_s":
            return value in SPANS_S and type(value) is int
    return type(value) is bool
