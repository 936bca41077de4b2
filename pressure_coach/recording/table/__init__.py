"""Reads CSV files and other text tables of force over time: read_table(path) -> Table."""

import hashlib
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from pressure_coach.errors import RecordingError, UsageError
from pressure_coach.recording.table.columns import Column, describe, find_time, find_values, pick
from pressure_coach.recording.table.names import COUNT_UNITS
from pressure_coach.recording.table.rows import read_rows
from pressure_coach.recording.table.text import Grid, read_grid
from pressure_coach.recording.table.time import grows, to_us
from pressure_coach.signal.units import FORCE_N


class Choices(TypedDict, total=False):
    """What may be said about a table; whatever is left out or None is told from the text."""

    columns: Sequence[str | int] | None  # names or numbers (from 1) of the forces
    time_column: str | int | None
    time_unit: str | None  # "s", "ms" or "us"
    unit: str | None  # "N", "kgf", "lbf" or "counts", for all columns
    rate: float | None  # Hz, for a table without a time column
    separator: str | None
    decimal: str | None
    skip_bad: bool  # leave damaged lines out instead of refusing the table


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The chosen columns of a text table."""

    t_us: NDArray[np.int64]  # (n_samples,) since the first row
    values: NDArray[np.float64]  # (n_samples, n_channels) in ``unit``
    ch_names: tuple[str, ...]
    unit: str  # "N" or "counts"
    sfreq: float  # Hz, from the median step; 0.0 when there is none
    notes: tuple[str, ...]  # what was understood how, what was left out
    simulated: bool  # the table says of itself that its numbers are simulated
    sha256: str  # of the file


def read_table(path: Path | str, **choices: Unpack[Choices]) -> Table:
    """Read the forces and times of a text table. Rows without a value are left out, counted and noted.

    Raises RecordingError when the file cannot be read or understood, with the number of the line, and UsageError when
    a choice is missing or cannot be met.
    """
    path = Path(path)
    try:
        if stat.S_ISCHR(mode := path.stat().st_mode) or stat.S_ISBLK(mode):  # it may never end
            raise RecordingError(f"{path} is a device and no table; choose a file with one row of numbers per sample.")
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(f"{path} cannot be read ({error.strerror}); check its name and permissions.") from error
    rate, time_column = choices.get("rate"), choices.get("time_column")
    if rate is not None and (time_column is not None or choices.get("time_unit") is not None):
        raise UsageError("--rate is for tables without a time column; give either a rate or the time column.")
    if rate is not None and not 1e-3 <= rate <= 1e6:
        raise UsageError(f"--rate {rate:g} makes no sense; give the samples per second, for instance 100.")
    grid = read_grid(path.name, data, choices.get("separator"), choices.get("decimal"))
    there = describe(grid.names, grid.units, grid.n_columns)
    time = None if rate is not None else _time(grid, there, time_column)
    chosen = _values(grid, there, time, choices.get("columns"))
    unit, factors, notes = _units(grid.source, chosen, choices.get("unit"))
    valid = [c for c in there if c.head.casefold() == "valid" and c not in chosen and c != time]  # our exports have it
    numbers, lines, damage = read_rows(
        grid, [*chosen, *valid, *([time] if time else [])], bool(choices.get("skip_bad"))
    )
    numbers, lines, gaps = _complete(numbers, lines, len(chosen), bool(valid), grid.source)
    if time is None:  # a row that was left out still took its time
        index = np.searchsorted(np.array(grid.numbers), lines)
        t_us, how = np.rint(index * (1e6 / (rate or 1.0))).astype(np.int64), [f"time from {rate:g} rows per second"]
    elif time_column is None and not find_time(there) and not grows(numbers[:, -1]):
        raise UsageError(f"{grid.source} does not say which column is time; say it with --time, or give --rate.")
    else:
        t_us, how = to_us(numbers[:, -1], lines, time, choices.get("time_unit"), grid.source)
    steps = np.diff(t_us)
    return Table(
        t_us=t_us,
        values=numbers[:, : len(chosen)] * factors,
        ch_names=_unique(chosen),
        unit=unit,
        sfreq=1e6 / float(np.median(steps[steps > 0])) if np.any(steps > 0) else 0.0,
        notes=(*grid.notes, *how, *notes, *damage, *gaps),
        simulated=grid.comments.get("simulated", "").casefold() in ("true", "1", "yes"),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _time(grid: Grid, there: Sequence[Column], wanted: str | int | None) -> Column:
    """The time column as said, as named, or else the first if it may be time (it must then grow)."""
    if wanted is not None:
        return pick(there, wanted, grid.source)
    found = find_time(there)
    if found is None and (len(there) == 1 or there[0].unit):
        raise UsageError(
            f"{grid.source} does not say which column is time; say it with --time, or give the rows per second "
            "with --rate."
        )
    return found or there[0]


def _values(
    grid: Grid, there: Sequence[Column], time: Column | None, wanted: Sequence[str | int] | None
) -> list[Column]:
    """The columns of force as said, or as found."""
    if wanted is None:
        return find_values([c for c in there if c != time and c.head.casefold() != "valid"], grid.source)
    chosen = list({c.index: c for c in (pick(there, w, grid.source) for w in wanted)}.values())
    if not chosen or time in chosen:
        raise UsageError(f"{grid.source}: a time and at least one other column are needed; choose again with --column.")
    return chosen


def _units(source: str, chosen: Sequence[Column], given: str | None) -> tuple[str, NDArray[np.float64], list[str]]:
    """The unit of the table, the factor of each column to it, and notes."""
    if given is not None and given.lower() not in {*FORCE_N, *COUNT_UNITS}:
        raise UsageError(f"--unit {given} makes no sense; give N, kgf, lbf or counts.")
    factors, notes, counts = [], [], 0
    for column in chosen:
        unit = given or column.unit
        if unit.lower() not in {*FORCE_N, *COUNT_UNITS}:
            what = f"is in {unit}" if unit else "does not say its unit"
            raise UsageError(f"{source}: {column} {what}; say --unit N, kgf, lbf or counts, or choose another column.")
        counts += unit.lower() in COUNT_UNITS
        factors.append(FORCE_N.get(unit.lower(), 1.0))
        how = "as given" if given else "from the header"
        if given and column.unit and column.unit.lower() != given.lower():
            how += f"; its header says {column.unit}"
        notes.append(f"force from {column} in {'N' if unit == 'n' else unit} ({how})")
    if 0 < counts < len(chosen):
        raise UsageError(
            f"{source}: counts and newtons cannot be in one session; choose columns of one kind with --column."
        )
    return ("counts" if counts else "N"), np.array(factors), notes


def _complete(
    numbers: NDArray[np.float64], lines: NDArray[np.int64], n_values: int, has_valid: bool, source: str
) -> tuple[NDArray[np.float64], NDArray[np.int64], list[str]]:
    """Only the rows with a time and all values that are not marked invalid; what was left out is a gap, and noted."""
    notes = []
    keep = np.isfinite(np.delete(numbers, n_values, axis=1) if has_valid else numbers).all(axis=1)
    if not keep.all():
        notes.append(f"rows without a value left out: {np.count_nonzero(~keep)} (first: line {lines[~keep][0]})")
    if has_valid and np.any(marked := keep & (numbers[:, n_values] == 0)):
        notes.append(f"rows marked as not valid left out: {np.count_nonzero(marked)} (first: line {lines[marked][0]})")
        keep &= ~marked
    if not keep.any():
        raise RecordingError(f"{source} holds no complete row in the chosen columns; choose others with --column.")
    return numbers[keep], lines[keep], notes


def _unique(chosen: Sequence[Column]) -> tuple[str, ...]:
    """Channel names: each once, and plain enough to stand in a header row of our own (``signal.line_row``)."""
    names: list[str] = []
    for column in chosen:
        plain = re.sub(r"[^\w .()/+*-]+", " ", column.name)
        plain = re.sub(r"\s+", " ", plain).strip()[:40].strip() or str(column.index + 1)
        plain = plain if re.match(r"[^\W\d]", plain) else f"column {plain}"
        spare = (f"{plain} {n}" for n in count(2))
        names.append(plain if plain not in names else next(name for name in spare if name not in names))
    return tuple(names)
