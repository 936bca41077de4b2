"""The time column of a table as microseconds: its unit from what was given, its head, or its steps."""

import numpy as np
from numpy.typing import NDArray

from pressure_coach.errors import RecordingError, UsageError
from pressure_coach.recording.table.columns import Column
from pressure_coach.recording.table.names import SHORT
from pressure_coach.signal.units import TIME_S

# Median steps that mean one unit only: 5 Hz to 2 kHz in s, 5 to 500 Hz in ms, 5 Hz to 2 kHz in us.
# What lies between (a step of 1: one second, one millisecond, a running number?) has to be said.
_STEPS = (("s", 0.0005, 0.2), ("ms", 2.0, 200.0), ("us", 500.0, 200_000.0))
_MAX_US = 2.0**53  # whole microseconds are exact in a float up to here


def to_us(
    time: NDArray[np.float64], lines: NDArray[np.int64], column: Column, given: str | None, source: str
) -> tuple[NDArray[np.int64], list[str]]:
    """Microseconds since the first row, and notes. ``time`` (n_rows,) is finite; ``lines`` are line numbers.

    Raises UsageError when the unit cannot be told, RecordingError when the column does not grow as time does.
    """
    _check_growth(time, lines, column, source)
    unit, how = _unit(time, column, given, source)
    micros = time * round(TIME_S[unit] * 1e6)
    if np.abs(micros).max() > _MAX_US:
        raise RecordingError(f"{source}: the times in {column} are too large for {unit}; say another --time-unit.")
    t_us = np.rint(micros).astype(np.int64)
    notes = [f"time from {column} in {SHORT[TIME_S[unit]]} ({how})"]
    if still := int(np.count_nonzero(np.diff(t_us) == 0)):
        first = int(lines[1:][np.diff(t_us) == 0][0])
        notes.append(f"rows with the time of the row before, which will not be judged: {still} (first: line {first})")
    if back := int(np.count_nonzero(np.diff(t_us) < 0)):
        first = int(lines[1:][np.diff(t_us) < 0][0])
        notes.append(f"steps back in time: {back} (first: line {first})")
    return t_us - t_us[0], notes


def grows(time: NDArray[np.float64]) -> bool:
    """Whether a column could be time: never back, seldom still."""
    steps = np.diff(time)
    return bool(len(steps) and steps.min() >= 0 and np.count_nonzero(steps) >= 0.9 * len(steps))


def _check_growth(time: NDArray[np.float64], lines: NDArray[np.int64], column: Column, source: str) -> None:
    steps = np.diff(time)
    wrong = steps <= 0
    if np.count_nonzero(wrong) > 0.1 * len(steps):
        line = int(lines[1:][wrong][0])
        raise RecordingError(
            f"{source} line {line}: {column} does not grow as time does; choose the time with --time, "
            "or give the samples per second with --rate."
        )


def _unit(time: NDArray[np.float64], column: Column, given: str | None, source: str) -> tuple[str, str]:
    if given is not None:
        if given.lower() not in TIME_S:
            raise UsageError(f"--time-unit {given} makes no sense; give s, ms or us.")
        return given.lower(), "as given"
    if column.unit.lower() in TIME_S:
        return column.unit.lower(), "from the header"
    steps = np.diff(time)
    step = float(np.median(steps[steps > 0])) if np.any(steps > 0) else 0.0
    for unit, low, high in _STEPS:
        if low <= step <= high:
            return unit, f"from its steps of {step:g}"
    raise UsageError(
        f"{source}: the steps of {column} ({step:g}) do not tell whether they are s, ms or us; say so with --time-unit."
    )
