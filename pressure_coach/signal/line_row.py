"""What one line of text says: numbers, their units, their names. Knows nothing of other lines (lines.py does)."""

import math
import re
from dataclasses import dataclass

from pressure_coach.signal import units

PAIRS = ":"  # the style of ``name:value`` lines
_UNIT = "|".join(sorted(map(re.escape, units.ALL), key=len, reverse=True))
# Bounded and possessive: a line of rubbish must not cost more than its length. Only this repeat is: Python 3.11.0 to
# 3.11.4, Debian 12's among them, match too much when a possessive group has to step back inside ("0E" as a number).
_DIGITS = "[0-9]{1,40}+"
_NUMBER = (
    rf"[+-]?(?:(?:{_DIGITS}(?:\.(?:{_DIGITS})?|,{_DIGITS})?|[.,]{_DIGITS})(?:e[+-]?[0-9]{{1,4}}+)?"
    "|nan|inf(?:inity)?|ovf)"
)
_FIELD = re.compile(rf"\s*({_NUMBER})\s{{0,8}}({_UNIT})?\s*", re.IGNORECASE)
_BLANK_FIELD = re.compile(rf"({_NUMBER})(?: ?({_UNIT}))?(?:\s+|$)", re.IGNORECASE)
_PAIR = re.compile(
    rf"([^\W\d][^:=,;|\t]{{0,60}})[:=]\s{{0,8}}({_NUMBER})(?:\s{{0,8}}({_UNIT}))?(?=[\s,;|]|$)[\s,;|]*", re.IGNORECASE
)
_COMMA_NUMBER = re.compile(rf"[+-]?{_DIGITS},([0-9]{{1,6}})\s{{0,8}}(?:{_UNIT})", re.IGNORECASE)
_NAME = re.compile(r"\s*[^\W\d][^{}<>:=]{0,60}")
_NOISE = str.maketrans("", "", "{}\"'")  # JSON-like lines are pairs once these are gone


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of one line. ``style`` is its separator: ``;`` tab ``,`` blank, or PAIRS for ``name:value``."""

    style: str
    values: tuple[float, ...]
    units: tuple[str, ...]  # in lower case; "" where the line names none
    names: tuple[str, ...] = ()  # of pairs

    @property
    def shape(self) -> tuple[str, int, tuple[str, ...]]:
        """What all lines of one sketch have in common."""
        return self.style, len(self.values), self.names


def parse_row(line: str) -> Row | None:
    """The numbers of a line, or None when anything else stands in it.

    A comma is a decimal comma where ``;`` or tab separates the columns, else it separates them.
    """
    line = line.translate(_NOISE).strip(" ")
    if ":" in line or "=" in line:
        return _pairs(line)
    style = separator(line)
    if style == " ":
        return _row(style, list(_BLANK_FIELD.finditer(line)), len(line))
    fields = [_FIELD.fullmatch(part) for part in split(line, style)]
    return _row(style, [field for field in fields if field], 0) if all(fields) else None


def parse_header(line: str, style: str, n_columns: int) -> tuple[str, ...] | None:
    """The heads of the columns when the line is a row of names such as ``t (ms); force [N]``; else None."""
    line = line.lstrip("#%/ ").translate(_NOISE)
    if style == " ":
        line = re.sub(r"\s{1,8}(?=[\[(])", "", line)  # in ``t (s) force (N)`` the blank before a bracket ends no name
    heads = split(line, style)
    return tuple(h.strip() for h in heads) if len(heads) == n_columns and all(map(_NAME.fullmatch, heads)) else None


def separator(line: str) -> str:
    """The separator of a row: the strongest one that stands in it."""
    return next((mark for mark in ";\t," if mark in line), " ")


def split(line: str, style: str) -> list[str]:
    """The fields of a row; a separator at the very end makes no field."""
    parts = line.split(None if style == " " else style)
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return parts


def decimals(line: str) -> int:
    """How many digits stand behind the comma of ``20,45 kg``, should that be one number; 0 for any other line."""
    match = _COMMA_NUMBER.fullmatch(line.translate(_NOISE).strip())
    return len(match[1]) if match else 0


def number(text: str, decimal_comma: bool) -> float | None:
    """A number as boards print it; None when a comma may not be there. Infinity and ``ovf`` are no measurement: NaN."""
    if "," in text:
        if not decimal_comma:
            return None
        text = text.replace(",", ".")
    value = math.nan if text.lower().endswith("ovf") else float(text)
    return value if math.isfinite(value) else math.nan


def _row(style: str, fields: list[re.Match[str]], length: int, names: tuple[str, ...] = ()) -> Row | None:
    """A row of matches whose last two groups are number and unit; they must fill ``length`` characters if given."""
    if length and sum(field.end() - field.start() for field in fields) != length:
        return None
    values = [number(field.groups()[-2], style in ";\t") for field in fields]
    known = tuple(value for value in values if value is not None)
    if not known or len(known) != len(values):
        return None
    return Row(PAIRS if names else style, known, tuple((field.groups()[-1] or "").lower() for field in fields), names)


def _pairs(line: str) -> Row | None:
    fields = list(_PAIR.finditer(line))
    names = tuple(field[1].strip() for field in fields)
    if len(set(names)) != len(names):
        return None
    return _row(separator(line), fields, len(line), names)
