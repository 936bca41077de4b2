"""What the lines of a sketch have in common: which columns are values, their names and units, which one is a clock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pressure_coach.signal import units
from pressure_coach.signal.channels import is_force, is_something_else
from pressure_coach.signal.line_row import Row, decimals, parse_header, parse_row

ROWS_FOR_VALUES = 3  # lines of one shape that say what a sketch prints ...
ROWS_FOR_CLOCK = 8  # ... and when one of its columns may be a clock, which shows only in its steps
COUNTER = "sample"  # the name of a nameless column that counts the lines: no force does that
_FASTEST_S, _SLOWEST_S = 0.0005, 1.0  # spacing of samples that a sketch may print: 2000 to 1 a second
_TELLING_NS = 50_000_000  # lines that came several at a time and closer together say nothing of their spacing


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of one sketch are read."""

    shape: tuple[str, int, tuple[str, ...]]  # of Row
    clock: int | None  # position of the device's time, and ...
    clock_s: float  # ... what one of it is in seconds
    step_s: float  # between samples, by the device's time; 0.0 when unknown
    names: tuple[str, ...]  # of the values (the clock left out)
    unit: str  # "N", "kPa" or "counts"
    columns: tuple[str, ...]  # unit of each column as it is written, the clock included
    factors: tuple[float, ...]  # to ``unit``, of each column
    told: bool = False  # the user said the unit: what the lines say of it does not matter
    decimal_comma: bool = False  # the comma stands in the only number

    @property
    def as_written(self) -> bool:
        """No value needs converting."""
        return all(factor == 1.0 for factor in self.factors)

    @property
    def clock_us(self) -> float:
        """What one of the clock is in microseconds."""
        return round(self.clock_s * 1e6)

    def scale(self, column: int, written: str) -> float | None:
        """Factor for a value with a unit of its own; None when that unit measures something else."""
        if self.told or written in ("", self.columns[column]):
            return self.factors[column]
        if self.unit != "N" or written not in units.FORCE_N or self.columns[column] not in (*units.FORCE_N, ""):
            return None
        return units.FORCE_N[written]


def known_head(head: str) -> bool:
    """Whether this is surely the head of a column, not a word of a greeting such as "scale ready"."""
    name, unit = units.split_name(head)
    return unit in units.ALL or units.is_time_name(name) or is_force(name) or is_something_else(name)


def heads_of(text: str, style: str, n_columns: int) -> tuple[str, ...] | None:
    """The names of the columns in a header row; None for a greeting such as "scale ready"."""
    heads = parse_header(text, style, n_columns)
    return heads if heads and ((n_columns > 1 and style != " ") or any(map(known_head, heads))) else None


def rows_needed(row: Row, heads: tuple[str, ...] | None, time: str) -> int:
    """How many lines like this one it takes to know what they mean."""
    heads = row.names or heads
    if len(row.values) == 1 or time:
        return ROWS_FOR_VALUES
    clocks = [units.split_name(head) for head in heads or () if units.is_time_name(units.split_name(head)[0])]
    return ROWS_FOR_CLOCK if heads is None or any(unit not in units.TIME_S for _, unit in clocks) else ROWS_FOR_VALUES


def find_layout(rows: Sequence[tuple[int, Row]], heads: tuple[str, ...] | None, unit: str | None, time: str) -> Layout:
    """The layout of rows of one shape with the host times (ns) of their arrivals.

    ``heads``: a header row, if there was one. ``unit`` and ``time`` (no, s, ms, us or "") are what the user said.
    """
    first = rows[0][1]
    n = len(first.values)
    columns = [units.split_name(head) for head in first.names or heads or ("",) * n]
    written = [mark or column[1] for mark, column in zip(first.units, columns, strict=True)]
    clock, clock_s = _clock(rows, [name for name, _ in columns], written, time)
    step_s = 0.0
    if clock is not None:
        step_s = max(0.0, (rows[-1][1].values[clock] - rows[0][1].values[clock]) / (len(rows) - 1) * clock_s)
    kept = [i for i in range(n) if i != clock]
    stream_unit, factors = _scaling([written[i] for i in kept], unit)
    everywhere = dict(zip(kept, factors, strict=True))
    return Layout(
        shape=first.shape,
        clock=clock,
        clock_s=clock_s,
        step_s=step_s,
        names=_names([columns[i][0] or _counter(rows, i) for i in kept], [written[i] for i in kept], stream_unit),
        unit=stream_unit,
        columns=tuple(written),
        factors=tuple(everywhere.get(i, 1.0) for i in range(n)),
        told=bool(unit),
    )


def as_one_number(lines: Sequence[tuple[int, str]], row: Layout, unit: str | None, time: str) -> Layout | None:
    """The layout of lines such as ``20,45 kg`` if that is one number; None if it is a row of two, ``row``.

    ``lines`` have the host times of their arrivals, and no header. They are rows where a clock or a counter stands
    before the comma, and where what stands behind it has two digits here and three there.
    """
    behind = {decimals(text) for _, text in lines}
    if 0 in behind or len(behind) > 1 or row.clock is not None or COUNTER in row.names:
        return None
    numbers = [(host_ns, parse_row(text.replace(",", "."))) for host_ns, text in lines]
    layout = find_layout([(host_ns, n) for host_ns, n in numbers if n is not None], None, unit, time)
    return replace(layout, decimal_comma=True)


def _scaling(written: Sequence[str], unit: str | None) -> tuple[str, list[float]]:
    """The stream's unit and the factor of each column."""
    if unit:
        factor = units.FORCE_N.get(unit.lower(), 1.0)
        ours = "N" if unit.lower() in units.FORCE_N else unit
        return ours, [1.0 if mark in units.OTHER or mark in units.TIME_S else factor for mark in written]
    for name, factors in (("N", units.FORCE_N), ("kPa", units.PRESSURE_KPA)):
        if any(mark in factors for mark in written):
            return name, [factors.get(mark, 1.0) for mark in written]
    return "counts", [1.0] * len(written)


def _counter(rows: Sequence[tuple[int, Row]], column: int) -> str:
    """The name of a nameless column when it counts the lines, else ""."""
    values = [row.values[column] for _, row in rows]
    return COUNTER if len(values) > 3 and all(b - a == 1 for a, b in pairwise(values)) else ""


def _names(names: Sequence[str], written: Sequence[str], unit: str) -> tuple[str, ...]:
    """A name for every column, none twice. Where one has its unit, a neighbour without is something else."""
    what = {"N": "force", "kPa": "pressure"}
    factors = {"N": units.FORCE_N, "kPa": units.PRESSURE_KPA}.get(unit, {})
    marked = any(mark in factors for mark in written)
    result: list[str] = []
    for i, (name, mark) in enumerate(zip(names, written, strict=True)):
        known = mark in factors or (not mark and not marked and unit in what)
        name = name or (what[unit] if known else "value") + (str(i + 1) if len(names) > 1 else "")
        result.append(name if name not in result else f"{name} {i + 1}")
    return tuple(result)


def _clock(
    rows: Sequence[tuple[int, Row]], names: Sequence[str], written: Sequence[str], time: str
) -> tuple[int | None, float]:
    """The column that is a clock and what one of it is in seconds; (None, 0.0) unless that is convincing."""
    named = next((i for i, name in enumerate(names) if units.is_time_name(name)), None)
    if time == "no" or len(names) == 1:
        return None, 0.0
    if time:
        return (named or 0), units.TIME_S[time]
    if named is None and any(names):
        return None, 0.0  # the columns have names, and none is a clock's
    column = named or 0
    times = [row.values[column] for _, row in rows]
    steps = [b - a for a, b in pairwise(times)]
    if not all(step > 0 for step in steps):
        return None, 0.0
    if written[column] in units.TIME_S:
        return column, units.TIME_S[written[column]]
    if written[column]:
        return None, 0.0
    typical = sorted(steps)[len(steps) // 2]
    slack = max(0.25 * typical, 1.0 if typical >= 5 else 0.0)
    if sum(abs(step - typical) <= slack for step in steps) < 0.8 * len(steps):
        return None, 0.0
    unit_s = _clock_unit(typical, [host_ns for host_ns, _ in rows])
    return (column, unit_s) if unit_s else (None, 0.0)


def _clock_unit(step: float, host_ns: Sequence[int]) -> float:
    """Seconds in one unit of a clock with this step; 0.0 when it is none.

    The arrivals decide where they are spread out enough to tell. Else the step itself, where only one unit makes a rate
    that a sketch can print: a step of 1, which may as well count the samples, fits two.
    """
    likely = [unit_s for unit_s in (1.0, 1e-3, 1e-6) if _FASTEST_S <= step * unit_s <= _SLOWEST_S]
    waited_ns, arrivals = host_ns[-1] - host_ns[0], len(set(host_ns))
    if arrivals == len(host_ns) or (waited_ns > _TELLING_NS and arrivals > len(host_ns) / 2):
        arrived_s = waited_ns / 1e9 / (len(host_ns) - 1)
        likely = [unit_s for unit_s in likely if 0.4 < step * unit_s / arrived_s < 2.5]
        return likely[0] if likely else 0.0
    return likely[0] if len(likely) == 1 else 0.0
