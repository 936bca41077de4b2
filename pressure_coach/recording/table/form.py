"""One line of a text table: separator and decimal sign, and how they are told from the text."""

import csv
import re
from collections import Counter
from dataclasses import dataclass

from pressure_coach.errors import RecordingError, UsageError

SEPARATORS = {"\t": "tabs", ";": "semicolons", ",": "commas", " ": "blanks"}  # ties are decided in this order
MISSING = {"", "-", "--", "na", "n/a", "#n/a", "nan", "null", "none", "inf", "+inf", "-inf"}
_NUMBER = {
    ".": re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII),
    # "1," is not a number here: it is rather a field of "1, 2, 3"
    ",": re.compile(r"\s*[+-]?(\d+(,\d+)?|,\d+)([eE][+-]?\d+)?\s*", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class Form:
    """How one line becomes fields, and fields numbers."""

    separator: str
    decimal: str

    def split(self, line: str) -> list[str]:
        """The fields of one line, quotes taken off."""
        if self.separator == " ":
            line = line.strip().replace("\t", " ")
        quote = '"' if '"' in line else "'" if self.separator == " " and "'" in line else ""
        if quote:
            try:
                return next(csv.reader([line], delimiter=self.separator, quotechar=quote, skipinitialspace=True), [])
            except csv.Error:
                pass  # a quoted field longer than the module takes: no table, and said so by whoever counts the fields
        return line.split() if self.separator == " " else line.split(self.separator)

    def is_number(self, cell: str) -> bool:
        """Whether a field is a number in this form."""
        return len(cell) < 100 and _NUMBER[self.decimal].fullmatch(cell) is not None

    def is_missing(self, cell: str) -> bool:
        """Whether a field stands for a value that was not measured."""
        return cell.strip().lower() in MISSING

    def value(self, cell: str) -> float:
        """A field as a number, NaN for a missing one. Raises ValueError."""
        mixed = self.decimal == "," and "." in cell  # 1.500 may be one and a half, or fifteen hundred
        try:
            if not mixed and "_" not in cell:
                return float(cell.replace(",", ".") if self.decimal == "," else cell)
        except ValueError:
            pass  # no number; it may stand for a missing one
        if self.is_missing(cell):
            return float("nan")
        raise ValueError(cell)

    def describe(self, n_columns: int) -> str:
        """For a note: what was understood."""
        between = SEPARATORS.get(self.separator, repr(self.separator))
        columns = f"columns separated by {between}" if n_columns > 1 else "one column"
        return f"{columns}, decimal {'point' if self.decimal == '.' else 'comma'}"


def sniff(lines: list[str], separator: str | None, decimal: str | None, source: str) -> tuple[Form, int]:
    """The form in which most fields of most lines are numbers, and the number of columns.

    Raises RecordingError when no line holds a number, UsageError for a separator or decimal sign that cannot be.
    """
    if decimal not in (None, ".", ","):
        raise UsageError(f"--decimal {decimal} makes no sense; give . or ,")
    if separator is not None and (len(separator) != 1 or separator.isalnum() or separator in "\"'\r\n.+-"):
        raise UsageError(f"--separator {separator!r} makes no sense; give a comma, a semicolon, a tab or a blank.")
    sample = lines if len(lines) <= 300 else lines[:100] + lines[100 : -100 : len(lines) // 100] + lines[-100:]
    quoted = any('"' in line for line in sample)
    best, n_columns, best_fit = Form(",", "."), 0, (0.0, False)
    for sep in [separator] if separator else SEPARATORS:
        for dec in [decimal] if decimal else ".,":
            if sep == decimal and not separator and not quoted:
                continue  # a decimal comma was asked for: a bare comma separates nothing
            fit, columns = _fit(form := Form(sep, dec), sample)
            if columns and (fit, columns > 1) > best_fit:  # `3,1` is rather two columns than a decimal comma
                best, n_columns, best_fit = form, columns, (fit, columns > 1)
    if not n_columns:
        raise RecordingError(f"{source} holds no rows of numbers; choose a file with one row of numbers per sample.")
    if separator is None and decimal is None and best.separator == "," and n_columns == 2:
        alone = Form("\t", ",")  # one head above `1,25`: one column with a decimal comma, not two
        if not alone.is_number(lines[0]) and len(best.split(lines[0])) == 1 and _fit(alone, sample[1:])[0] == 1.0:
            return alone, 1
    return best, n_columns


def _fit(form: Form, sample: list[str]) -> tuple[float, int]:
    """How well a form fits, 0 to 1, and the number of columns.

    The share of numbers in the lines of the commonest width, times the share of these lines.
    """
    rows = [form.split(line) for line in sample]
    rows = [row for row in rows if any(map(form.is_number, row))]
    if not rows:
        return 0.0, 0
    width = Counter(map(len, rows)).most_common(1)[0][0]
    alike = [row for row in rows if len(row) == width]
    cells = [cell for row in alike for cell in row if not form.is_missing(cell)]
    fit = sum(map(form.is_number, cells)) / len(cells) * len(alike) / len(sample)
    if width > 1 and not any(row[-1].strip() for row in alike):  # a separator at the end of every line
        width -= 1
    return fit, width
