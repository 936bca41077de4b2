"""The rows of a table as numbers; what is no number is named with its line."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pressure_coach.errors import RecordingError
from pressure_coach.recording.table.columns import Column
from pressure_coach.recording.table.text import Grid


def read_rows(
    grid: Grid, columns: Sequence[Column], skip_bad: bool
) -> tuple[NDArray[np.float64], NDArray[np.int64], list[str]]:
    """The chosen columns (n_rows, n_columns), the line number of each row, and notes. A missing value is NaN.

    A last line that was cut short is left out, as are damaged lines with ``skip_bad``; both are noted.
    Raises RecordingError for any other damaged line.
    """
    split, value, width = grid.form.split, grid.form.value, grid.n_columns
    wanted = [c.index for c in columns]
    rows: list[list[float]] = []
    numbers: list[int] = []
    bad: list[tuple[int, str]] = []
    for number, line in zip(grid.numbers, grid.lines, strict=True):
        cells = split(line)
        try:
            if len(cells) != width:
                _check_width(cells, width)
            rows.append([value(cells[index]) for index in wanted])
            numbers.append(number)
        except ValueError as error:
            bad.append((number, str(error)))
    notes = []
    if bad and grid.cut and bad[-1][0] == grid.numbers[-1]:
        notes.append(f"the last line ({bad.pop()[0]}) was cut short and left out")
    if bad:
        number, what = bad[0]
        more = f" (damaged lines in all: {len(bad)})" if len(bad) > 1 else ""
        if not skip_bad:
            what = _name(grid, columns, number) or what
            remedy = "correct the file, or leave such lines out with --skip-bad"
            if not rows:  # a time of day, a number with its unit: no line to be left out, but a column
                remedy = "name other columns with --time and --column, or give --rate if the times are no numbers"
            raise RecordingError(f"{grid.source} line {number}: {what}{more}; {remedy}.")
        notes.append(f"damaged lines left out: {len(bad)} (first: line {number})")
    if not rows:
        raise RecordingError(f"{grid.source} holds no complete row of numbers; check the columns that were chosen.")
    return np.array(rows, dtype=np.float64), np.array(numbers, dtype=np.int64), notes


def _check_width(cells: list[str], width: int) -> None:
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        raise ValueError(f"{len(cells)} columns where the other lines have {width}")


def _name(grid: Grid, columns: Sequence[Column], number: int) -> str:
    """Which cell of a damaged line is no number; "" when the line has another shape."""
    cells = grid.form.split(grid.lines[grid.numbers.index(number)])
    for column in columns:
        try:
            grid.form.value(cells[column.index])
        except ValueError:
            return f"'{cells[column.index].strip()[:40]}' in {column} is no number"
        except IndexError:
            return ""
    return ""
