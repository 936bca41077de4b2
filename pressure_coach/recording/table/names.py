"""A column's head: its name and its unit, as in ``time (s)``, ``force [N]``, ``t_ms``, ``F in kgf``, ``F/N``."""

import re
from collections.abc import Sequence

# Newtons in one of these. kgf: standard gravity 9.80665 m/s2 (CGPM 1901); lbf: 0.45359237 kg (1959) times that.
KGF_N = 9.80665
LBF_N = 0.45359237 * KGF_N
FORCE_UNITS = {
    "n": 1.0, "newton": 1.0, "newtons": 1.0, "kn": 1000.0, "mn": 0.001,
    "kgf": KGF_N, "kg": KGF_N, "kp": KGF_N, "lbf": LBF_N, "lb": LBF_N, "lbs": LBF_N,
    "gf": KGF_N / 1000, "g": KGF_N / 1000, "gram": KGF_N / 1000, "grams": KGF_N / 1000,
}  # fmt: skip
COUNT_UNITS = {"counts", "count", "cnt", "adc", "lsb", "ticks"}
TIME_UNITS_US = {
    "s": 1e6, "sec": 1e6, "secs": 1e6, "second": 1e6, "seconds": 1e6,
    "ms": 1e3, "msec": 1e3, "millis": 1e3, "millisecond": 1e3, "milliseconds": 1e3,
    "us": 1.0, "µs": 1.0, "μs": 1.0, "usec": 1.0, "micros": 1.0, "microsecond": 1.0, "microseconds": 1.0,
}  # fmt: skip
SHORT = {1e6: "s", 1e3: "ms", 1.0: "us"}
_TIME_NAMES = {"t", "time", "times", "timestamp", "timestamps", "time_stamp", "elapsed", "clock", "zeit", "temps"}
_FORCE_NAMES = re.compile(r"force|load|weight|kraft|^f[xyz]?$|fvert|thrust|grf", re.IGNORECASE)
_BRACKETED = re.compile(r"(.*?)\s*[\[(]\s*([^\])]*?)\s*[\])]\s*")
_SUFFIXED = re.compile(r"(.*?[^_\s/])(?:\s+in\s+|[_\s/]+)([^_\s/]+)")


def parse_name(head: str) -> tuple[str, str]:
    """The bare name and the unit in a column's head; the unit is "" when the head says none that is known here."""
    head = head.strip().strip("'\"").strip()
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
    return text in FORCE_UNITS or text in TIME_UNITS_US or text in COUNT_UNITS


def is_unit_row(cells: Sequence[str]) -> bool:
    """Whether a line of fields is a row of units below a header: nothing else, and at least one that is known."""
    cells = [c.strip().strip("'\"") for c in cells]
    return any(is_unit(c) for c in cells) and all(is_unit(c) or not c or c[0] in "[(-" or len(c) <= 3 for c in cells)


def is_time(name: str, unit: str) -> bool:
    """Whether a column of this name and unit is time."""
    if name.lower() in _TIME_NAMES or unit.lower() in TIME_UNITS_US:
        return True
    return bool(words := re.split(r"[\s_\-.]+", name.lower())) and words[0] in _TIME_NAMES


def is_force(name: str, unit: str) -> bool:
    """Whether a column of this name and unit is a force. Grams alone prove nothing: g is also an acceleration."""
    if unit and unit.lower() not in FORCE_UNITS:
        return False
    return unit.lower() not in ("", "g") or bool(_FORCE_NAMES.search(name))


def is_counts(name: str, unit: str) -> bool:
    """Whether a column of this name and unit is raw counts."""
    return unit.lower() in COUNT_UNITS
