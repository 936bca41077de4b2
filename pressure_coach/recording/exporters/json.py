"""json  one document: metadata, samples as arrays, events, summary"""

from pathlib import Path

from pressure_coach.recording.exporters import Judged
from pressure_coach.recording.format import dumps

FORMAT = 1  # of this document


def write(path: Path, session: Judged) -> None:
    """Strict JSON: what is no finite number is null. Raises OSError."""
    document = {
        "format": FORMAT,
        "meta": session.about(),
        "samples": {name: values.tolist() for name, values in session.columns().items()},
        "events": [dict(event) for event in session.events],
        "summary": dict(session.summary),
    }
    path.write_text(dumps(document) + "\n", encoding="utf-8", errors="backslashreplace")
