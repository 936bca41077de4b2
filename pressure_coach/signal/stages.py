"""The filters of the chain: median-of-3 for the judge, smoothing for the eye; good samples only, anew after a gap."""

import math
from collections.abc import Sequence
from itertools import pairwise
from operator import sub

import numpy as np

from pressure_coach.signal.chunk import Floats
from pressure_coach.signal.filters.median import Median
from pressure_coach.signal.filters.one_euro import OneEuro
from pressure_coach.signal.filters.one_euro import make as one_euro
from pressure_coach.signal.limits import micros
from pressure_coach.signal.quality import LATE, SUSPECT

GAP_US = micros("step_s")  # a longer gap restarts the filters

Numbers = list[float]


class Stages:
    """Takes the verdicts on the samples into account: what is not fit is left out, as if it had never been sent.

    A suspect that the next sample confirms goes into the median before that one, so that a real step is judged as soon
    as it would have been without any doubt.
    """

    def __init__(self, n_columns: int, display: str, sfreq: float) -> None:
        """``display``: the name of a filter. Raises UsageError when there is none of that name, or not at this rate."""
        self._median = Median(1)
        self._columns = Median(n_columns)
        if display == "one_euro":
            self._smooth = one_euro(sfreq, 1)
        else:
            from pressure_coach import plugins
            from pressure_coach.signal import filters

            self._smooth = plugins.load(filters, display).make(sfreq, 1)
        self._last: int | None = None  # time of the newest sample that was filtered
        self._shown = math.nan
        self._suspect: tuple[float, int, Floats | None] | None = None  # value, time and row of one not decided upon

    def set_scale(self, scale: float | None) -> None:
        """The force at which the display's speed is measured; None: the largest so far."""
        if isinstance(self._smooth, OneEuro):
            self._smooth.scale = scale

    def restart(self) -> None:
        """The zero was moved: values from before are not comparable."""
        self._median.reset()
        self._columns.reset()
        self._suspect = None

    def feed(
        self, values: Numbers, times: list[int], rows: Floats | None, verdicts: Sequence[int] | None
    ) -> tuple[Numbers, Numbers, Floats | None]:
        """(judged, shown, columns) for one or more samples.

        ``values``: the series to be judged; ``rows`` (n_samples, n_columns): all columns, None when there is but one.
        Where a sample is not fit ``judged`` and ``columns`` are NaN and ``shown`` stands still.
        """
        if verdicts is not None:
            return self._run_some(values, times, rows, verdicts)
        self._suspect = None
        done = self._run(values, times, rows)
        self._shown = done[1][-1]
        return done

    def _run_some(
        self, values: Numbers, times: list[int], rows: Floats | None, verdicts: Sequence[int]
    ) -> tuple[Numbers, Numbers, Floats | None]:
        """Leave out what is not fit, put in the suspects that turned out to be real."""
        held = self._suspect
        if held is not None:  # as sample 0 of this chunk, left out at the end
            values, times, verdicts = [held[0], *values], [held[1], *times], [SUSPECT, *verdicts]
            rows = None if rows is None or held[2] is None else np.concatenate((held[2][None], rows))
        used: list[int] = []  # samples that go into the filters
        fit: list[int] = []  # of these, those to be judged: positions in ``used``
        suspect: int | None = None
        for i, verdict in enumerate(verdicts):
            if verdict == SUSPECT:
                suspect = i
            elif verdict <= LATE:
                if verdict == LATE and suspect is not None:
                    used.append(suspect)
                suspect = None
                fit.append(len(used))
                used.append(i)
        self._suspect = None
        if suspect is not None:
            self._suspect = (values[suspect], times[suspect], None if rows is None else rows[suspect].copy())
        judged, shown = [math.nan] * len(values), [math.nan] * len(values)
        columns = None if rows is None else np.full(rows.shape, math.nan)
        if used:
            some, calm, table = self._run(
                [values[i] for i in used], [times[i] for i in used], None if rows is None else rows[used]
            )
            for at in fit:
                judged[used[at]], shown[used[at]] = some[at], calm[at]
            if columns is not None and table is not None:
                columns[[used[at] for at in fit]] = table[fit]
        for i, value in enumerate(shown):
            if value != value:
                shown[i] = self._shown
            else:
                self._shown = value
        if held is not None:
            return judged[1:], shown[1:], None if columns is None else columns[1:]
        return judged, shown, columns

    def _run(self, values: Numbers, times: list[int], rows: Floats | None) -> tuple[Numbers, Numbers, Floats | None]:
        """Filter one or more good samples, beginning anew after each gap."""
        last = times[0] if self._last is None else self._last
        self._last = times[-1]
        if times[0] - last <= GAP_US and (len(times) == 1 or max(map(sub, times[1:], times)) <= GAP_US):
            return self._filter(values, times, rows)
        starts = [i for i, (a, b) in enumerate(pairwise((last, *times))) if b - a > GAP_US]
        judged: Numbers = []
        shown: Numbers = []
        tables = []
        for a, b in pairwise(sorted({0, *starts, len(times)})):
            if a in starts:
                self._median.reset()
                self._columns.reset()
                self._smooth.reset()
            some, calm, table = self._filter(values[a:b], times[a:b], None if rows is None else rows[a:b])
            judged += some
            shown += calm
            tables.append(table)
        return judged, shown, None if rows is None else np.concatenate([table for table in tables if table is not None])

    def _filter(self, values: Numbers, times: list[int], rows: Floats | None) -> tuple[Numbers, Numbers, Floats | None]:
        judged = self._median.run(values, times)
        shown = self._smooth.run(judged, times)
        return judged, shown, None if rows is None else self._columns.feed(rows, np.array(times))
