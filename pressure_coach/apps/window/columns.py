"""The least and the greatest force of each pixel column, kept up to date sample by sample. Pure: numpy, no Qt.

A column is a fixed piece of time: column ``c`` holds the samples from ``c * col_us`` up to ``(c + 1) * col_us``. So a
new sample changes the newest column only, the picture scrolls by whole columns, and no column ever changes behind it.
"""

import math
from dataclasses import dataclass

import numpy as np

from pressure_coach.signal.chunk import Floats, Micros

Bools = np.ndarray
GAP_US = 250_000  # a longer pause between samples is a gap, at any rate (coaching.md section 5, rule 4)
GAP_SAMPLES = 2.5  # ... and so is one of more sample spacings than this
GAP_MIN_US = 20_000  # ... unless it is so short that uneven arrivals can explain it
MOST_SAMPLES = 2_000_000  # kept to be drawn again in another size
FEW = 8  # up to so many samples or columns numpy's fixed cost is more than a loop's


def gap_us(rate_hz: float) -> int:
    """The longest pause that still joins two samples; ``rate_hz`` 0 when unknown."""
    if not rate_hz > 0:
        return GAP_US
    return int(min(GAP_US, max(GAP_MIN_US, GAP_SAMPLES * 1e6 / rate_hz)))


class Joiner:
    """Makes of samples what can be drawn, and says of each whether a line may lead to it from the sample before."""

    def __init__(self) -> None:
        self.gap_us = GAP_US
        self.t_us = 0  # of the newest sample
        self._valid = False

    def feed(self, t_us: Micros, force: Floats, valid: Bools) -> tuple[Micros, Floats, Bools]:
        """Arrays (n,) in and out: times that never go back, forces with NaN where not valid, and joined.

        Joined are two valid neighbours with no gap between them. A time that goes back counts as the newest so far.
        """
        if len(t_us) <= FEW:
            return self._feed_few(t_us.tolist(), force.tolist(), valid.tolist())
        joined = np.empty(len(t_us), np.bool_)
        steps = np.diff(t_us, prepend=self.t_us)
        if steps.min() < 0:
            t_us = np.maximum(np.maximum.accumulate(t_us), self.t_us)
            steps = np.diff(t_us, prepend=self.t_us)
        valid = valid & np.isfinite(force)
        if not valid.all():
            force = np.where(valid, force, np.nan)
        joined[0] = self._valid
        joined[1:] = valid[:-1]
        joined &= valid & (steps <= self.gap_us)
        self.t_us, self._valid = int(t_us[-1]), bool(valid[-1])
        return t_us, force, joined

    def _feed_few(self, t_us: list[int], force: list[float], valid: list[bool]) -> tuple[Micros, Floats, Bools]:
        joined = []
        for i, now in enumerate(t_us):
            t_us[i] = now = max(now, self.t_us)
            fit = valid[i] and math.isfinite(force[i])
            if not fit:
                force[i] = math.nan
            joined.append(fit and self._valid and now - self.t_us <= self.gap_us)
            self.t_us, self._valid = now, fit
        return np.array(t_us, np.int64), np.array(force, np.float64), np.array(joined, np.bool_)


class History:
    """The newest ``keep_us`` of samples, to reduce them again when a column becomes another piece of time."""

    def __init__(self, keep_us: int) -> None:
        self.keep_us = keep_us
        self._n = 0
        self._t_us: Micros = np.empty(4096, np.int64)
        self._force: Floats = np.empty(4096)
        self._joined: Bools = np.empty(4096, np.bool_)

    def add(self, t_us: Micros, force: Floats, joined: Bools) -> None:
        """``force`` is NaN where it is not valid; times never go back."""
        n = len(t_us)
        if self._n + n > len(self._t_us):
            self._make_room(n, int(t_us[-1]) - self.keep_us)
        for kept, new in ((self._t_us, t_us), (self._force, force), (self._joined, joined)):
            kept[self._n : self._n + n] = new
        self._n += n

    def samples(self) -> tuple[Micros, Floats, Bools]:
        """All that is kept: at least ``keep_us``, if there was so much and it is no more than ``MOST_SAMPLES``."""
        return self._t_us[: self._n], self._force[: self._n], self._joined[: self._n]

    def _make_room(self, n: int, since_us: int) -> None:
        drop = int(np.searchsorted(self._t_us[: self._n], since_us))
        drop = max(drop, self._n + n - MOST_SAMPLES)
        drop = min(max(drop, 0), self._n)
        left = self._n - drop
        size = max(len(self._t_us), 4096)
        while size < (left + n) * 1.5:  # half of it stays free, so that room is seldom made
            size *= 2
        for name in ("_t_us", "_force", "_joined"):
            old = getattr(self, name)
            new = np.empty(size, old.dtype)
            new[:left] = old[drop : self._n]
            setattr(self, name, new)
        self._n = left


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """Some neighbouring columns, from ``first`` on; arrays (n_columns,). NaN: no valid sample is there."""

    first: int
    low: Floats
    high: Floats
    entry: Floats  # the first valid force in it
    exit: Floats  # the last one
    before: Floats  # the force from which a line leads to ``entry``; NaN: there is none
    before_at: Micros  # the column where that line begins
    rejected: Bools  # a sample came that was not fit to be judged


class Columns:
    """The newest ``n`` columns, in a ring."""

    def __init__(self, n: int, col_us: int) -> None:
        self.n, self.col_us = max(1, n), max(1, col_us)
        self.newest = -1  # number of the newest column; -1: none yet
        self.last_at = -1  # the column of the newest valid sample
        self._last = math.nan  # its force
        # Rows: low, high, entry, exit, before.
        self._rows = np.full((5, self.n), np.nan)
        self._before_at = np.zeros(self.n, np.int64)
        self._rejected = np.zeros(self.n, np.bool_)

    def add(self, t_us: Micros, force: Floats, joined: Bools) -> int | None:
        """Take samples as a Joiner gives them. Returns the first column that looks different now; None: none does."""
        if not len(t_us):
            return None
        if len(t_us) <= FEW:
            return self._add_few([t // self.col_us for t in t_us.tolist()], force.tolist(), joined.tolist())
        at = t_us // self.col_us
        newest = int(at[-1])
        changed = self.newest if self.newest >= 0 else int(at[0])  # a line that goes on changes where it began
        self._open(newest)
        valid = ~np.isnan(force)
        if not valid.all():
            bad = at[~valid]
            self._rejected[bad[bad > newest - self.n] % self.n] = True
            at, force, joined = at[valid], force[valid], joined[valid]
        if len(at):
            self._take(at, force, joined)
        return max(changed, newest - self.n + 1)

    def _add_few(self, at: list[int], force: list[float], joined: list[bool]) -> int:
        """The same, sample by sample."""
        newest = at[-1]
        changed = self.newest if self.newest >= 0 else at[0]
        self._open(newest)
        for column, x, follows in zip(at, force, joined, strict=True):
            slot, seen = column % self.n, column > newest - self.n
            if x != x:  # NaN: not fit to be judged
                self._rejected[slot] |= seen
                continue
            if seen and column == self.last_at:
                low, high, entry, _, before = self._rows[:, slot].tolist()
                self._rows[:, slot] = min(low, x), max(high, x), entry, x, before
            elif seen:
                self._rows[:, slot] = x, x, x, x, self._last if follows else math.nan
                self._before_at[slot] = self.last_at
            self.last_at, self._last = column, x
        return max(changed, newest - self.n + 1)

    def strip(self, first: int, last: int) -> Strip:
        """Columns ``first`` to ``last``, both included and both among the newest ``n``."""
        slots = np.arange(first, last + 1) % self.n
        low, high, entry, exit_, before = self._rows[:, slots]
        return Strip(first, low, high, entry, exit_, before, self._before_at[slots], self._rejected[slots])

    def extents_of_few(self, first: int, last: int) -> list[tuple[float, float]]:
        """What ``extents`` says of the ``strip`` of these columns, made without arrays."""
        slots = [column % self.n for column in range(first, last + 1)]
        rows = [self._rows[:, slot].tolist() for slot in slots]
        low, high = [row[0] for row in rows], [row[1] for row in rows]
        for end, (_, _, entry, _, before) in enumerate(rows):
            if before != before:  # NaN: no line leads here
                continue
            start = int(self._before_at[slots[end]]) - first
            slope = (entry - before) / (end - start)
            for column, edge in ((end, entry - slope / 2), (start, before + slope / 2)):
                if column >= 0:  # the line may begin in a column that has left
                    low[column], high[column] = min(low[column], edge), max(high[column], edge)
            for column in range(max(start + 1, 0), end):
                middle, half = before + slope * (column - start), abs(slope) / 2
                low[column], high[column] = middle - half, middle + half
        return list(zip(low, high, strict=True))

    def rejected(self, first: int, last: int) -> list[int]:
        """The columns among these in which a sample was not fit to be judged."""
        return [column for column in range(first, last + 1) if self._rejected[column % self.n]]

    def _open(self, newest: int) -> None:
        """Empty what comes in from the right."""
        if newest <= self.newest:
            return
        first = max(self.newest + 1, newest - self.n + 1)
        start, stop = first % self.n, newest % self.n + 1
        for part in (slice(start, stop),) if start < stop else (slice(start, None), slice(stop)):
            self._rows[:, part] = math.nan
            self._rejected[part] = False
        self.newest = newest

    def _take(self, at: Micros, force: Floats, joined: Bools) -> None:
        """Valid samples, one or more."""
        starts = np.flatnonzero(np.diff(at, prepend=at[0] - 1))
        ends = np.append(starts[1:], len(at)) - 1
        column, entry, exit_ = at[starts], force[starts], force[ends]
        low, high = np.minimum.reduceat(force, starts), np.maximum.reduceat(force, starts)
        # Where the line to the first sample of each column comes from.
        before = np.concatenate(([self._last], exit_[:-1]))
        before_at = np.concatenate(([self.last_at], column[:-1]))
        before = np.where(joined[starts], before, np.nan)
        slots = column % self.n
        if column[0] == self.last_at:
            old = self._rows[:, slots[0]]
            low[0], high[0] = min(low[0], old[0]), max(high[0], old[1])
            entry[0], before[0], before_at[0] = old[2], old[4], self._before_at[slots[0]]
        seen = column > self.newest - self.n
        slots = slots[seen]
        self._rows[:, slots] = np.stack((low, high, entry, exit_, before))[:, seen]
        self._before_at[slots] = before_at[seen]
        self.last_at, self._last = int(at[-1]), float(force[-1])


def extents(strip: Strip) -> tuple[Floats, Floats]:
    """(low, high) of what the force's line covers in each column; NaN where there is none.

    Each column covers its samples. Between the last sample of a column and the first of the next that has one, the
    line is straight from the middle of one to the middle of the other, and is cut at the edges of the columns.
    """
    low, high = strip.low.copy(), strip.high.copy()
    has = np.flatnonzero(~np.isnan(strip.before))
    if not len(has):
        return low, high
    start, end = strip.before_at[has] - strip.first, has  # from column ``start`` (may lie outside) to ``end``
    at_start, slope = strip.before[has], (strip.entry[has] - strip.before[has]) / (has - start)
    edge = strip.entry[has] - slope / 2
    low[end], high[end] = np.fmin(low[end], edge), np.fmax(high[end], edge)
    inside = start >= 0
    s, edge = start[inside], (at_start + slope / 2)[inside]
    low[s], high[s] = np.fmin(low[s], edge), np.fmax(high[s], edge)
    wide = np.flatnonzero(end - start > 1)
    if len(wide):
        begins = np.maximum(start[wide] + 1, 0)
        counts = np.maximum(end[wide] - begins, 0)
        which = np.repeat(wide, counts)
        column = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(begins, counts)
        middle = at_start[which] + slope[which] * (column - start[which])
        half = np.abs(slope[which]) / 2
        low[column], high[column] = middle - half, middle + half
    return low, high


class Whole:
    """All samples of a recording, to be reduced to any columns at once."""

    def __init__(self, t_us: Micros, force: Floats, valid: Bools, gap_us: int = GAP_US) -> None:
        joiner = Joiner()
        joiner.gap_us = gap_us
        t_us, force, joined = joiner.feed(t_us, force, valid)
        good = ~np.isnan(force)
        self._rejected_us = t_us[~good]
        everything = bool(good.all())
        self._t_us = t_us if everything else t_us[good]
        self._force = force if everything else force[good]
        self._joined = joined if everything else joined[good]

    @property
    def range(self) -> tuple[float, float]:
        """The least and the greatest force; (0, 0) when none was valid."""
        if not len(self._force):
            return 0.0, 0.0
        return float(self._force.min()), float(self._force.max())

    def strip(self, first: int, n: int, col_us: int) -> Strip:
        """``n`` columns of ``col_us`` from number ``first`` on, the same as ``Columns`` gives."""
        edges = np.searchsorted(self._t_us, (first + np.arange(n + 1)) * col_us)
        has = np.flatnonzero(edges[:-1] < edges[1:])
        rows, before_at = np.full((5, n), np.nan), np.zeros(n, np.int64)
        if len(has):
            starts, ends = edges[has], edges[has + 1] - 1
            force = self._force[: edges[-1]]
            rows[0, has] = np.minimum.reduceat(force, starts)
            rows[1, has] = np.maximum.reduceat(force, starts)
            rows[2, has], rows[3, has] = force[starts], force[ends]
            behind = np.maximum(starts - 1, 0)
            rows[4, has] = np.where(self._joined[starts], force[behind], np.nan)
            before_at[has] = self._t_us[behind] // col_us
        rejected = np.diff(np.searchsorted(self._rejected_us, (first + np.arange(n + 1)) * col_us)) > 0
        low, high, entry, exit_, before = rows
        return Strip(first, low, high, entry, exit_, before, before_at, rejected)
