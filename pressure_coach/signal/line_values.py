"""The values of a line, or of many lines side by side, now that their layout is known."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal.chunk import Floats
from pressure_coach.signal.line_layout import Layout
from pressure_coach.signal.line_row import PAIRS, parse_row

_CR, _LF = b"\r\n"


def values_of(text: str, layout: Layout) -> list[float] | None:
    """The values of one line, the clock among them; None when it has another shape or another kind of unit."""
    if layout.decimal_comma:
        text = text.replace(",", ".")
    return _plain(text, layout) or _careful(text, layout)


def values_of_many(lines: Sequence[bytes], layout: Layout) -> Floats | None:
    """(n_lines, n_columns), as ``values_of`` has them; None when one line needs a closer look.

    Nearly all lines hold nothing but numbers: these cost a tenth of the time side by side.
    """
    style, n, _ = layout.shape
    mark = None if style == " " else style.encode()
    fields = [line.split(mark) for line in lines]
    if style == PAIRS or any(len(line) != n for line in fields) or any(b"_" in line for line in lines):
        return None  # float() would take 1_000
    try:
        values = np.array(list(map(float, chain.from_iterable(fields)))).reshape(-1, n)
    except ValueError:
        return None
    return values if layout.as_written else values * np.array(layout.factors)


def whole_lines(data: bytes) -> tuple[list[bytes], NDArray[np.intp], bytes]:
    """The lines that are not empty, where in ``data`` each of them ends, and the rest behind the last end of a line."""
    octets = np.frombuffer(data, np.uint8)
    is_end = (octets == _CR) | (octets == _LF)
    ends = np.flatnonzero(is_end[1:] & ~is_end[:-1]) + 1
    lines = list(filter(None, data.splitlines()))
    return lines, ends, lines.pop() if len(lines) > len(ends) else b""


def _plain(text: str, layout: Layout) -> list[float] | None:
    """Nothing but numbers, as nearly all lines are; None leaves the line to ``_careful``."""
    style, n, _ = layout.shape
    if style == PAIRS or not text.isascii() or "_" in text:  # float() would take other scripts' digits and 1_000
        return None
    try:
        values = list(map(float, text.split(None if style == " " else style)))
    except ValueError:
        return None
    if len(values) != n:
        return None
    return values if layout.as_written else [v * factor for v, factor in zip(values, layout.factors, strict=True)]


def _careful(text: str, layout: Layout) -> list[float] | None:
    """Any line of the layout's shape; None when it has another one or a unit that measures something else."""
    row = parse_row(text)
    if row is None or row.shape != layout.shape:
        return None
    factors = [layout.scale(i, written) for i, written in enumerate(row.units)]
    known = [factor for factor in factors if factor is not None]
    if len(known) != len(factors):
        return None
    return [value * factor for value, factor in zip(row.values, known, strict=True)]
