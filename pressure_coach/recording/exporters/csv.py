"""csv  one row a sample: t_s, force_n, raw, valid; metadata in lines that begin with #"""

import csv
from pathlib import Path

from pressure_coach.recording.exporters import Judged
from pressure_coach.recording.format import dumps

ROWS = 10_000  # written at once


def write(path: Path, session: Judged) -> None:
    """Decimal point, numbers that read back exactly, nan for what is no number, valid 1 or 0. Raises OSError."""
    columns = session.columns()
    columns["valid"] = columns["valid"].astype(int)
    with path.open("w", encoding="utf-8", newline="", errors="backslashreplace") as file:
        for key, value in {**session.about(), "summary": dict(session.summary)}.items():
            text = value if isinstance(value, str) and value.isprintable() else dumps(value)
            file.write(f"# {' '.join(str(key).split())}: {text}\n")
        table = csv.writer(file, lineterminator="\n")  # floats are written by repr
        table.writerow(columns)
        for at in range(0, len(session.t_us), ROWS):
            part = [values[at : at + ROWS].tolist() for values in columns.values()]
            part[0] = [f"{t / 1e6:.6f}" for t in session.t_us[at : at + ROWS].tolist()]
            table.writerows(zip(*part, strict=True))
