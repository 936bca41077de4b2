"""Which columns of a table are meant: by name, by number (from 1), or told from their heads."""

from collections.abc import Sequence
from dataclasses import dataclass

from pressure_coach.errors import UsageError
from pressure_coach.recording.table.names import is_counts, is_force, is_time, parse_name

LISTED = 8  # columns that a message names
HEAD = 40  # characters of a column's head in it


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table as its head describes it."""

    index: int  # from 0
    head: str  # as it stands in the file, "" when there is none
    name: str  # without the unit
    unit: str  # as it stands in the file, "" when it is not said

    def __str__(self) -> str:
        return f"column {self.index + 1}" + (f" '{self.head}'" if self.head else "")


def describe(heads: Sequence[str], units: Sequence[str], n_columns: int) -> list[Column]:
    """All columns of a table."""
    columns = []
    for index in range(n_columns):
        head = heads[index] if heads else ""
        name, unit = parse_name(head)
        if units and units[index]:
            name, unit = head, units[index].strip("[]() ")
        columns.append(Column(index, head, name, unit))
    return columns


def pick(columns: Sequence[Column], wanted: str | int, source: str) -> Column:
    """The column of this name (with or without its unit, any case) or number (from 1); a name goes before a number.

    Raises UsageError that lists the columns.
    """
    text = str(wanted).strip()
    if not isinstance(wanted, int):
        for key in (lambda c: c.head, lambda c: c.head.casefold(), lambda c: c.name.casefold()):
            found = [c for c in columns if c.head and key(c) in (text, text.casefold())]
            if len(found) == 1:
                return found[0]
            if found:
                numbers = " and ".join(str(c.index + 1) for c in found)
                raise UsageError(f"{source} has more than one column '{text}'; choose by number: {numbers}.")
    if text.isdecimal() and 1 <= int(text) <= len(columns):
        return columns[int(text) - 1]
    raise UsageError(f"{source} has no column '{text}'; it has: {_listed(columns)}.")


def find_time(columns: Sequence[Column]) -> Column | None:
    """The first column that is called time; None when none is."""
    by_name = [c for c in columns if is_time(c.name, "")]
    return next(iter(by_name or [c for c in columns if is_time(c.name, c.unit)]), None)


def find_values(columns: Sequence[Column], source: str) -> list[Column]:
    """Of the columns beside time: those in a unit of force, else in counts, else named like one, else the only one.

    Raises UsageError when that leaves the choice open.
    """
    for found in (
        [c for c in columns if c.unit and is_force(c.name, c.unit)],
        [c for c in columns if is_counts(c.unit)],
        [c for c in columns if is_force(c.name, c.unit)],
        columns if len(columns) == 1 else [],
    ):
        if found:
            return list(found)
    raise UsageError(f"{source} does not say which columns are forces; choose with --column from: {_listed(columns)}.")


def _listed(columns: Sequence[Column]) -> str:
    """Numbers and heads for a message; the first few of very many."""
    named = [f"{c.index + 1} '{c.head[:HEAD]}'" if c.head else str(c.index + 1) for c in columns]
    more = len(named) - LISTED
    return ", ".join(named) if more <= 1 else f"{', '.join(named[:LISTED])} and {more} more"
