"""list the recordings in the platform's folder: recordings [FOLDER] [--json]"""

import argparse
import contextlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from pressure_coach import places
from pressure_coach.errors import RecordingError
from pressure_coach.recording.reader import read_recording


def arguments(parser: argparse.ArgumentParser) -> None:
    """Folder and form."""
    parser.add_argument("folder", nargs="?", metavar="FOLDER", help="another folder than the platform's")
    parser.add_argument("--json", action="store_true", help="as JSON")


def describe(path: Path) -> dict[str, Any]:
    """What a list says of one file; ``problem`` when it cannot be read."""
    row: dict[str, Any] = {"file": str(path)}
    try:
        recording = read_recording(path)
        row["bytes"] = path.stat().st_size
    except RecordingError as error:
        return {**row, "problem": str(error)}
    except OSError as error:  # it was deleted meanwhile
        return {**row, "problem": f"{path} cannot be read: {error.strerror}."}
    items = recording.items
    settings = recording.meta.get("settings") or {}
    return {
        **row,
        "started": recording.meta.get("started"),
        "seconds": round((items[-1].host_ns - items[0].host_ns) / 1e9, 1) if len(items) else 0.0,
        "address": recording.meta.get("address"),
        "target_n": settings.get("target"),
        "person": recording.meta.get("person", ""),
        "note": recording.meta.get("note", ""),
        "simulated": recording.simulated,
        "damaged": bool(recording.damage),
        "complete": recording.complete,
    }


def _newest_first(row: dict[str, Any]) -> float:
    """Those without a date are last."""
    with contextlib.suppress(KeyError, TypeError, ValueError):
        return -datetime.fromisoformat(row["started"]).timestamp()
    return 0.0


def run(args: argparse.Namespace) -> int:
    """Run it."""
    folder = Path(args.folder) if args.folder else places.recordings()
    if args.folder and not os.path.isdir(folder):
        raise RecordingError(f"{folder} is no folder; name one that holds recordings, or none for the platform's.")
    rows = sorted((describe(path) for path in places.listed(folder)), key=_newest_first)
    if args.json:
        print(json.dumps(rows))
        return 0
    if not rows:
        print(f"no recordings in {folder} yet; 'pressure-coach record ADDRESS' makes one")
        return 0
    print(f"in {folder}:")
    for row in rows:
        name = Path(row["file"]).name
        if "problem" in row:
            print(f"  {name}  cannot be read: {row['problem']}")
            continue
        marks = [word for word, on in (("SIMULATED", row["simulated"]), ("damaged", row["damaged"])) if on]
        marks += [] if row["complete"] else ["not closed: 'recover' makes a clean copy"]
        target = f"target {row['target_n']:g} N" if row["target_n"] else "no target"
        started = str(row["started"] or "")[:16].replace("T", " ")
        if started.replace(":", "-").replace(" ", "_") not in name:  # most names say it
            marks.insert(0, started)
        about = " ".join(filter(None, (row["person"], row["note"])))
        print(f"  {name}  {row['seconds']:7.1f} s  {target}  {row['address']}  {about} {' '.join(marks)}".rstrip())
    return 0
