"""A column's head: its name and its unit, as in ``time (s)``, ``force [N]``, ``t_ms``, ``F in kgf``, ``F/N``."""

import re
from collections.abc import Sequence

from pressure_coach.signal import channels
from pressure_coach.signal.units import COUNTS, FORCE_N, TIME_S, is_time_name

COUNT_UNITS = COUNTS - {"raw"}  # our exports have a column raw, whose numbers may be newtons
SHORT = {1.0: "s", 1e-3: "ms", 1e-6: "us"}
_TIME_NAMES = {"times", "timestamps", "zeit", "temps", "tiempo"}  # beside those that a sketch prints
_BRACKETED = re.compile(r"(.*?)\s*[\[(]\s*([^\[\]()]*?)\s*[\])]")
_SUFFIXED = re.compile(r"(.*?[^_\s/])(?:\s+in\s+|[_\s/]+)([^_\s/]+)")


def parse_name(head: str) -> tuple[str, str]:
    """The bare name and the unit in a column's head; the unit is "" when the head says none that is known here."""
    head = head.strip().strip("'\"").strip()[:200]
    if match := _BRACKETED.fullmatch(head):
        return match[1] or match[2], match[2]
    if is_unit(head) and len(head) > 1:  # a column named millis or counts; a lone t, s, n or g is a name
        return head, head
    if (match := _SUFFIXED.fullmatch(head)) and is_unit(match[2]):
        return match[1], match[2]
    return head, ""


def is_unit(text: str) -> bool:
    """Whether this is a unit of time or force, or counts."""
    text = text.strip().strip("[]()").strip().lower()
    return text in FORCE_N or text in TIME_S or text in COUNT_UNITS


def is_unit_row(cells: Sequence[str]) -> bool:
    """Whether a line of fields is a row of units below a header: nothing else, and at least one that is known."""
    cells = [c.strip().strip("'\"") for c in cells]
    return any(is_unit(c) for c in cells) and all(is_unit(c) or not c or c[0] in "[(-" or len(c) <= 3 for c in cells)


def is_time(name: str, unit: str) -> bool:
    """Whether a column of this name and unit is time."""
    return unit.lower() in TIME_S or is_time_name(name) or name.split(" ")[0].lower() in _TIME_NAMES


def is_force(name: str, unit: str) -> bool:
    """Whether a column of this name and unit is a force. Grams alone prove nothing: g is also an acceleration."""
    if unit.lower() in ("", "g"):
        return channels.is_force(name)
    return unit.lower() in FORCE_N


def is_counts(unit: str) -> bool:
    """Whether a column in this unit is raw counts."""
    return unit.lower() in COUNT_UNITS
