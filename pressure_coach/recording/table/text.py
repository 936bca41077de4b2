"""The text of a table: its encoding, comments and header, and which lines hold the data."""

import re
from dataclasses import dataclass

from pressure_coach.errors import RecordingError
from pressure_coach.recording.table.form import Form, sniff
from pressure_coach.recording.table.names import is_force, is_time, is_unit_row, parse_name

_BEFORE_NAME = re.compile(r"\s+(?=[^\s\[(])")  # in `time (s)  force (N)` the blank before a bracket ends no name


@dataclass(frozen=True, slots=True)
class Grid:
    """The data lines of a table with their line numbers (from 1), and what stood above them."""

    source: str  # file name, for messages
    form: Form
    n_columns: int
    names: tuple[str, ...]  # n_columns heads, or none
    units: tuple[str, ...]  # n_columns cells of a row of units below the heads, or none
    lines: list[str]
    numbers: list[int]
    cut: bool  # the file ends without an end of line: its last line may be incomplete
    comments: dict[str, str]  # of '# key: value' lines, keys in lower case
    notes: tuple[str, ...]


def decode(data: bytes, source: str) -> tuple[str, list[str]]:
    """The text of a file, and notes on how it was read. Raises RecordingError for what is no text."""
    if data.startswith(b"\x89MCAP"):
        raise RecordingError(f"{source} is a session file already: replay or export it, there is nothing to import.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), ["text in UTF-16"]
    if b"\0" in data:
        raise RecordingError(f"{source} is no text table (it holds zero bytes); save it as CSV or text first.")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), ["text is not UTF-8: read as Windows-1252"]


def read_grid(source: str, data: bytes, separator: str | None, decimal: str | None) -> Grid:
    """Take a text apart; ``separator`` and ``decimal`` are told from the text where they are None.

    Raises RecordingError when there is no table in it, UsageError for a separator or decimal sign that cannot be.
    """
    text, notes = decode(data, source)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    comments: dict[str, str] = {}
    above: dict[int, str] = {}  # line number of a row -> the last comment above it
    comment = ""
    rows: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith("#") and not bare.lower().startswith("#n/a"):
            comment = bare.lstrip("# \t")
            key, colon, value = comment.partition(":")
            if colon:
                comments.setdefault(key.strip().lower(), value.strip())
        elif number == 1 and re.fullmatch(r"sep=.", bare):  # a spreadsheet's hint
            separator = separator or bare[-1]
        elif bare:
            if comment:
                above[number], comment = comment, ""
            rows.append((number, line))
    form, n_columns = sniff([line for _, line in rows], separator, decimal, source)
    first, names, units = _head([line for _, line in rows], form, n_columns, source)
    if not names and (line := above.get(rows[first][0], "")):  # numpy.savetxt writes its header as a comment
        cells = _heads(line, form, n_columns)
        if any(is_time(*parse_name(c)) or is_force(*parse_name(c)) for c in cells):
            names = cells
    notes.append(f"{form.describe(n_columns)}, first row on line {rows[first][0]}")
    return Grid(
        source, form, n_columns, names, units, [line for _, line in rows[first:]], [n for n, _ in rows[first:]],
        not text.endswith("\n"), comments, tuple(notes),
    )  # fmt: skip


def _head(lines: list[str], form: Form, n_columns: int, source: str) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """The index of the first data line, the heads and the units above it (each may be empty)."""
    sample = [form.split(line) for line in lines[len(lines) // 2 :][:100] + lines[-100:]]
    wide = [row for row in sample if len(row) >= n_columns]
    there = [[row[c] for row in wide if not form.is_missing(row[c])] for c in range(n_columns)]
    numeric = [c for c, cells in enumerate(there) if 2 * sum(map(form.is_number, cells)) >= len(cells) > 0]
    heads: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    for first, line in enumerate(lines):
        cells = form.split(line)
        inside = [cells[c] for c in numeric] if len(cells) >= n_columns else []
        if inside and all(form.is_number(c) or form.is_missing(c) for c in inside) and any(map(form.is_number, inside)):
            return first, heads, units
        row = _heads(line, form, n_columns)
        if not row:
            continue  # a line of another shape: part of a preamble
        if heads and is_unit_row(row):
            units = row
        elif heads and any(form.is_number(c) for c in inside):
            return first, heads, units  # below a header: a damaged row, to be named as one
        else:
            heads, units = row, ()
    raise RecordingError(f"{source} holds no rows of numbers; choose a file with one row of numbers per sample.")


def _heads(line: str, form: Form, n_columns: int) -> tuple[str, ...]:
    """A line as ``n_columns`` heads, () when it has another number of them."""
    for cells in (form.split(line), _BEFORE_NAME.split(line.strip()) if form.separator == " " else []):
        while len(cells) > n_columns and not cells[-1].strip():
            cells.pop()
        if len(cells) == n_columns:
            return tuple(c.strip().strip("'\"").strip() for c in cells)
    return ()
