"""A text table becomes a session file like any other: its rows are the lines that a board would have printed.

The arrivals hold a header row and then ``seconds,value,value`` lines for the driver ``lines``, so that replay, report
and export need to know nothing of tables. Numbers are written so that they read back exactly.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from pressure_coach.errors import RecordingError
from pressure_coach.recording.atomic import whole_file
from pressure_coach.recording.table import Choices, Table, read_table
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chain import Chain
from pressure_coach.signal.chunk import Arrival, StreamInfo
from pressure_coach.signal.lines import MAX_LINE, LineDecoder

ARRIVAL_US = 100_000  # of samples in one arrival ...
ARRIVAL_ROWS = 500  # ... and how many at most
LEAST_ROWS = 3  # before the decoder of lines believes them


@dataclass(frozen=True, slots=True)
class Report:
    """What was imported, and how it was understood."""

    path: Path
    samples: int
    seconds: float
    ch_names: tuple[str, ...]
    unit: str
    sfreq: float
    simulated: bool
    notes: tuple[str, ...]


def import_table(
    src: str | Path, dst: str | Path, *, meta: Mapping[str, Any] | None = None, **choices: Unpack[Choices]
) -> Report:
    """Make the session file ``dst`` of the text table ``src``; ``choices`` as for ``read_table``.

    ``meta``: whatever else shall stand in the file's metadata, for instance ``person`` and ``note``.
    Raises RecordingError for a table that is not understood and for a file that exists already or cannot be written,
    UsageError where a choice is missing; then there is no ``dst``.
    """
    src, dst = Path(src), Path(dst)
    table = read_table(src, **choices)
    if len(table.t_us) < LEAST_ROWS:
        raise RecordingError(f"{src.name} holds {len(table.t_us)} rows; a session needs {LEAST_ROWS} or more.")
    about = {
        **(meta or {}),
        "address": f"import:{src.name}",
        "driver": "lines",
        "options": {"unit": table.unit, "time": "s"},
        "simulated": table.simulated,
        "imported": {"from": src.name, "sha256": table.sha256, "notes": list(table.notes)},
    }
    with whole_file(dst) as part:
        heard = _record(part, table, about, src.name)
    notes = list(table.notes)
    if heard < len(table.t_us):
        notes.append(f"rows that a session leaves out because time leaps there: {len(table.t_us) - heard}")
    return Report(
        path=dst,
        samples=heard,
        seconds=float(table.t_us[-1] - table.t_us[0]) / 1e6,
        ch_names=table.ch_names,
        unit=table.unit,
        sfreq=table.sfreq,
        simulated=table.simulated,
        notes=tuple(notes),
    )


def arrivals(table: Table) -> Iterator[Arrival]:
    """The table as a board would have sent it: about ten arrivals a second, at the times of their last rows."""
    unit = "N" if table.unit == "N" else "counts"
    text = ",".join(["t (s)", *(f"{name} ({unit})" for name in table.ch_names)]) + "\n"
    whole = table.unit == "counts" and bool(np.all(table.values == np.rint(table.values)))
    values = table.values.astype(np.int64) if whole else table.values
    clock = np.maximum.accumulate(table.t_us)  # the host's clock never goes back
    part = clock // ARRIVAL_US
    starts = np.flatnonzero(np.diff(part, prepend=part[0] - 1)).tolist()
    for start, stop in zip(starts, [*starts[1:], len(part)], strict=True):
        for at in range(start, stop, ARRIVAL_ROWS):
            end = min(at + ARRIVAL_ROWS, stop)
            rows = zip(table.t_us[at:end].tolist(), values[at:end].tolist(), strict=True)
            text += "".join(f"{t / 1e6:.6f},{','.join(map(repr, row))}\n" for t, row in rows)
            yield Arrival(int(clock[end - 1]) * 1000, text.encode())
            text = ""


def _record(path: Path, table: Table, about: Mapping[str, Any], source: str) -> int:
    """Write all arrivals, decoding them on the way as replay will; returns how many rows came back as samples."""
    decoder = LineDecoder(table.unit, "s")
    info = StreamInfo(source, "", table.ch_names, table.unit, table.sfreq, table.simulated)
    chain = Chain(info, None)  # for the rows that viewers of the file plot
    heard = 0
    with Recorder(path, about) as recorder:
        recorder.described(info, None)
        for arrival in arrivals(table):
            if len(arrival.data) > MAX_LINE and max(map(len, arrival.data.split(b"\n"))) > MAX_LINE:
                raise RecordingError(f"{source} has rows too long for a session; choose fewer columns with --column.")
            recorder.arrived(arrival)
            for raw in decoder.feed(arrival):
                heard += len(raw.values)
                recorder.take(chain.feed(raw), ())
    if recorder.fault is not None:
        raise recorder.fault  # an OSError becomes a sentence where the file gets its name
    return heard
