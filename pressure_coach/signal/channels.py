"""Which column of a stream is the force: by name, by number, or the sum of a pad's cells."""

import re

from pressure_coach.errors import UsageError
from pressure_coach.signal.chunk import StreamInfo

_FORCE = frozenset(
    re.findall(r"\w+", "force load weight mass newton newtons pressure grip kg kgf n lb lbf g f fz fvert kpa")
)
_TIME = "t s ms us time timestamp millis micros seq index sample count counter"
_SERVICE = "temp temperature degc c battery bat batt mv v volt voltage humidity status flags crc id"
_OTHER = frozenset(re.findall(r"\w+", f"{_TIME} {_SERVICE}"))


def _words(name: str) -> set[str]:
    """Lower-case words of a column's name: "leftForce_N (kg)" -> left, force, n, kg."""
    return {w.lower() for w in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def is_force(name: str) -> bool:
    """Does the name say that this column is a force?"""
    return bool(_words(name) & _FORCE) and not _words(name) & (_OTHER - _FORCE)


def is_something_else(name: str) -> bool:
    """Does the name say that this column is a time, a temperature or the like?"""
    return bool(_words(name) & _OTHER) and not _words(name) & _FORCE


def choose(info: StreamInfo, channel: str | None) -> tuple[int, ...]:
    """Positions (from 0) of the columns that are judged: one, or for a sum all cells of the pad.

    ``channel``: a column's name, its number counted from 1, "sum", or None: the sum of a pad, else the first column
    that looks like a force. A name is looked for first, so that a column called "2" can be had.
    Raises UsageError when there is no such column, or when the columns are not the cells of one pad.
    """
    names = info.ch_names
    every = tuple(range(len(names)))
    listed = ", ".join(f"{i} {name}" for i, name in enumerate(names[:12], 1)) + (", ..." if len(names) > 12 else "")
    if channel is None:
        if info.one_pad:
            return every
        likely = (
            [i for i in every if is_force(names[i])] or [i for i in every if not is_something_else(names[i])] or [0]
        )
        return (likely[0],)
    wanted = channel.strip()
    same = [i for i in every if names[i].lower() == wanted.lower()]
    if same:
        return (same[0],)
    if wanted.lower() == "sum":
        if not info.one_pad:
            raise UsageError(
                f"the columns of {info.name} are not the cells of one pad, so their sum means nothing; "
                f"choose one with --channel: {listed}."
            )
        return every
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return (int(wanted) - 1,)
    raise UsageError(f"{info.name} has no column '{channel}'; choose one with --channel, by name or number: {listed}.")
