"""RawChunk -> Chunk: time, validity, zero, calibration, median for the judge, smoothing for the eye; nothing more."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.errors import CalibrationError
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.channels import choose, is_something_else
from pressure_coach.signal.chunk import Chunk, Floats, Micros, RawChunk, StreamInfo
from pressure_coach.signal.limits import value
from pressure_coach.signal.monitor import Monitor
from pressure_coach.signal.quality import DROPPED, LATE, SANE, TOP, Quality, limits
from pressure_coach.signal.stages import Stages
from pressure_coach.signal.timeline import Timeline
from pressure_coach.signal.zeroing import AUTO_N, AUTO_UNLOADED_US, QUIET_N, Ring, Zero, find_auto_zero, find_zero

_MOVED_N, _MOVED_PART = (
    value("zero_moved_n"),
    value("zero_moved_share"),
)  # a zero that moved more, or by more than that part of T, is worth a note
_SECOND = 1_000_000
_FEW = 64  # samples, up to which numbers are faster than arrays
_ALL_FIT = np.ones(4096, np.bool_)
_ALL_FIT.flags.writeable = False

Judged = tuple[Floats, Floats, Floats, Floats, NDArray[np.bool_]]  # force judged measured display valid


class Chain:
    """Feed it what a decoder makes, in order; it gives what a person may be coached by.

    All but ``display`` is the same to the last bit however the samples were cut into chunks.
    """

    def __init__(
        self, info: StreamInfo, calibration: Calibration | None, channel: str | None = None, display: str = "one_euro"
    ) -> None:
        """``channel``: see ``channels.choose``; ``display``: a filter by name.

        Raises UsageError for a channel or a filter that does not exist, CalibrationError for a calibration that does
        not fit this kind of stream.
        """
        if calibration and calibration.reads != info.unit:
            raise CalibrationError(
                f"this calibration turns {calibration.reads} into {calibration.unit}, but {info.name or 'the sensor'} "
                f"gives {info.unit}; leave the calibration away, or use one of this sensor."
            )
        n = len(info.ch_names)
        self.info, self.channels = info, choose(info, channel)
        self.unit = calibration.unit if calibration else info.unit
        self.zeroed = bool(calibration and calibration.zero_counts) or info.unit != "counts"
        self.allow_auto_zero = False  # a setting of the whole session
        self._full_scale = calibration.full_scale if calibration else None
        self._zero, self._slope = calibration.per_channel(n) if calibration else (np.zeros(n), np.ones(n))
        self._picked, self._first = list(self.channels), self.channels[0]
        self._judged_zero, self._judged_slope = float(self._zero[self._first]), float(self._slope[self._first])
        self._is_sum = len(self.channels) > 1
        others = [name for c, name in enumerate(info.ch_names) if c not in self.channels]
        self._not_force = [info.ch_names.index(name) for name in others if is_something_else(name)]
        self._low, self._high = limits(info)
        slope = abs(self._judged_slope)
        self._noise_scale = 1.0 if self._is_sum else slope
        self._timeline = Timeline(info.sfreq)
        self._quality = Quality(info, slope if calibration else None, self._is_sum)
        self._monitor = Monitor(info.faster)
        self._why = ""  # the sensor's own reason for samples that are none
        self._stages = Stages(n, display, info.sfreq)
        self._ring = Ring()
        self._noise: float | None = None  # of the last tare
        self._session_zero: Floats | None = None  # of the last tare by hand
        self._target: float | None = None
        self._index = self._now = self._second = self._loaded_us = 0
        self.set_target(None)

    @property
    def noise_n(self) -> float | None:
        """Sigma of the judged force in ``unit``: of the last tare, else of the quietest stretch; None when unknown."""
        return self._quietest if self._noise is None else self._noise

    @property
    def judged_name(self) -> str:
        """The channel that is judged, where there are others that are not; "" else."""
        names = self.info.ch_names
        return names[self._first] if len(self.channels) < len(names) else ""

    @property
    def rate(self) -> float | None:
        """Measured samples/s over the last seconds; None at first."""
        return self._monitor.rate

    @property
    def drift_ppm(self) -> float | None:
        """How much faster the device's clock runs than the host's; None when that is not known."""
        return self._timeline.drift_ppm

    @property
    def own_clock(self) -> bool:
        """The samples came with the device's own times."""
        return self._timeline.own_clock

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands against the signal at present."""
        return tuple(self._monitor.standing.values())

    def set_target(self, target: float | None) -> None:
        """T in ``unit``: smoothing works on F / T, and a moved zero is measured by it."""
        self._target = target
        self._stages.set_scale(target or (200.0 if self.unit == "N" else None))

    def link_lost(self) -> None:
        """The link was lost after the newest sample."""
        self._timeline.link_lost()

    def feed(self, raw: RawChunk) -> Chunk:
        """Judge some samples, none is fine too; they are in ``raw.values`` (n_samples, n_channels)."""
        t, lost = self._timeline.feed(raw)
        if raw.low_battery is not None:
            self._monitor.battery(int(t[0]) if len(t) else self._now, raw.low_battery)
        self._why = raw.why
        if not len(t):
            none, notes = np.empty(0), self._monitor.take()
            empty = none.reshape(raw.values.shape)
            return Chunk(self._index, t, empty, none, none, none, none > 0, raw.values, lost, notes)
        if self.allow_auto_zero:
            judged = self._judge_by_seconds(t, raw.values)
        else:
            judged = self._judge(t, raw.values)
        self._now = int(t[-1])
        for at, ppm in self._timeline.drift_checks():
            self._monitor.drifts(at, ppm)
        index, self._index = self._index, self._index + len(t)
        return Chunk(index, t, *judged, raw.values, lost, self._monitor.take())

    def tare(self) -> Zero:
        """Take the last 2 s as the zero of this session.

        Raises CalibrationError when the sensor was not unloaded and still; it says what moved and what to do.
        """
        quiet = QUIET_N if self.unit == "N" else 0.0
        zero = find_zero(self._ring, self._now, self._quietest, quiet, self.unit, self.zeroed)
        before = self._session_zero
        self._session_zero = np.array(zero.counts)
        self._set_zero(zero)
        self._noise = zero.noise
        if before is not None:
            self._say_moved(before)
        return zero

    @property
    def _quietest(self) -> float | None:
        noise = self._quality.noise
        return None if noise is None else noise * self._noise_scale

    def _judge(self, t: Micros, x: NDArray[Any]) -> Judged:
        """(n,) times, (n, n_channels) readings; n > 0."""
        times = t.tolist()
        rows = self._calibrated(x) if x.shape[1] > 1 else None
        if self._is_sum:
            assert rows is not None
            measured = np.add.reduce(rows, axis=1).tolist()  # row by row in memory, so any cut gives the same bits
            verdicts = self._quality.feed(measured, times, self._bad_cells(x))
        else:
            series = x[:, self._first].tolist()
            zero, slope = self._judged_zero, self._judged_slope
            # As Calibration.apply does it, for few without the arrays; adding 0.0 makes a negative zero a zero.
            if len(series) < _FEW:
                measured = [(v - zero) * slope + 0.0 for v in series]
            else:
                measured = ((x[:, self._first] - zero) * slope + 0.0).tolist()
            verdicts = self._quality.feed(series, times)
        self._monitor.feed(times, verdicts, self._why)
        numbers = self._stages.feed(measured, times, rows, verdicts)
        judged, series, shown = np.array((numbers[0], measured, numbers[1]))
        if verdicts is None:
            valid = _ALL_FIT[: len(t)] if len(t) <= len(_ALL_FIT) else np.ones(len(t), np.bool_)
            self._ring.add(t, x, series)
        else:
            valid = np.array(verdicts) <= LATE
            if valid.any():
                self._ring.add(t[valid], x[valid], series[valid])
        columns = numbers[2]
        return judged.reshape(-1, 1) if columns is None else columns, judged, series, shown, valid

    def _calibrated(self, x: NDArray[Any]) -> Floats:
        """All columns; those that are no force at all are NaN."""
        rows: Floats = (x - self._zero) * self._slope
        rows += 0.0
        rows[:, self._not_force] = math.nan
        return rows

    def _bad_cells(self, x: NDArray[Any]) -> list[int] | None:
        """What is known of each sample of a pad from its cells: nothing (0), DROPPED or TOP."""
        bad = np.zeros(len(x), np.int64)
        bad[((x >= self._high) | (x <= self._low)).any(axis=1)] = TOP
        if x.dtype.kind == "f":
            bad[~(np.abs(x) < SANE).all(axis=1)] = DROPPED
        return bad.tolist() if bad.any() else None

    def _judge_by_seconds(self, t: Micros, x: NDArray[Any]) -> Judged:
        """The same, with a look at the zero whenever a second of session time is full."""
        parts, start = [], 0
        while start < len(t):
            if int(t[start]) // _SECOND > self._second:
                self._second = int(t[start]) // _SECOND
                self._auto_zero(int(t[start]))
            later = t[start:] >= (self._second + 1) * _SECOND
            stop = start + int(later.argmax()) if later.any() else len(t)
            part = self._judge(t[start:stop], x[start:stop])
            loaded = np.flatnonzero(~(np.abs(part[2]) < AUTO_N) | ~part[4])
            if len(loaded):
                self._loaded_us = int(t[start + loaded[-1]])
            parts.append(part)
            start = stop
        if len(parts) == 1:
            return parts[0]
        return tuple(map(np.concatenate, zip(*parts, strict=True)))  # type: ignore[return-value]  # as many as go in

    def _auto_zero(self, now: int) -> None:
        if self.unit != "N" or not self.zeroed or now - self._loaded_us < AUTO_UNLOADED_US:
            return
        zero = find_auto_zero(self._ring, self._quietest, QUIET_N, self._full_scale)
        if zero is not None:
            before = self._zero if self._session_zero is None else self._session_zero
            self._session_zero = before
            self._now = zero.t_us
            self._set_zero(zero)
            self._say_moved(before)

    def _set_zero(self, zero: Zero) -> None:
        new = np.array(zero.counts)
        by = self._judged_shift(self._zero - new)
        if self._is_sum:
            self._quality.shift(by)
        self._zero, self.zeroed, self._judged_zero = new, True, float(new[self._first])
        self._stages.restart()
        self._ring = Ring()

    def _say_moved(self, before: Floats) -> None:
        """How far the zero is from the one taken by hand."""
        moved = self._judged_shift(self._zero - before)
        worth = min(_MOVED_N if self.unit == "N" else math.inf, _MOVED_PART * (self._target or math.inf))
        self._monitor.zero_moved(self._now, moved if abs(moved) > worth else 0.0, self.unit)

    def _judged_shift(self, counts: Floats) -> float:
        return float((counts * self._slope)[self._picked].sum())
