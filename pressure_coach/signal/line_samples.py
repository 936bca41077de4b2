"""Lines -> samples, now that their layout is known: what they say, and whether the board's clock can be believed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pressure_coach.signal.chunk import Micros, RawChunk
from pressure_coach.signal.line_layout import Layout, heads_of
from pressure_coach.signal.line_row import PAIRS
from pressure_coach.signal.line_values import values_of, values_of_many

JUMP_S = 1.0  # a clock that leaps further, either way, must be confirmed by the next line
_WRAP = 1 << 32
_END_OF_TIME = 2.0**53  # us: no clock of a board comes so far, and whole numbers end here


@dataclass(slots=True)
class _Sample:
    host_ns: int
    t_us: int | None  # the device's clock; not wrapped
    values: list[float]
    restart: bool = False


class LineSamples:
    """Reads the lines of one sketch, in order; ``bad``: how many were not understood."""

    def __init__(self, layout: Layout) -> None:
        self.bad = 0
        self._layout = layout
        self._longest_us = max(JUMP_S, 5 * layout.step_s) * 1e6  # step of the clock that needs no confirmation
        self._t_us: int | None = None  # the device's clock at the newest good line
        self._leap: _Sample | None = None  # a line whose clock leapt, until the next one confirms it

    def feed(self, lines: Iterable[tuple[int, str]]) -> list[RawChunk]:
        """The samples of lines with the host times of their arrivals; one chunk for each arrival that had some."""
        samples: list[_Sample] = []
        for host_ns, text in lines:
            self._read(samples, host_ns, text)
        return [_chunk(run) for run in _runs(samples)]

    def feed_plain(self, lines: Sequence[bytes], hosts_ns: Micros) -> RawChunk | None:
        """The same for many lines side by side; None when one of them, or its time, needs a closer look."""
        layout, ticks = self._layout, None
        values = values_of_many(lines, layout)
        if values is None:
            return None
        if layout.clock is not None:
            t_us = np.rint(values[:, layout.clock] * layout.clock_us)
            steps = np.diff(t_us, prepend=t_us[0] if self._t_us is None else self._t_us)
            if self._leap or not (steps.min() >= 0 and steps.max() <= self._longest_us and abs(t_us[0]) < _END_OF_TIME):
                return None
            self._t_us = int(t_us[-1])
            ticks = (t_us.astype(np.int64) % _WRAP).astype(np.uint32)
            values = np.delete(values, layout.clock, axis=1)
        values[~np.isfinite(values)] = np.nan
        return RawChunk(values, ticks, int(hosts_ns[-1]), hosts_ns=hosts_ns)

    def _read(self, samples: list[_Sample], host_ns: int, text: str) -> None:
        layout = self._layout
        values = values_of(text, layout)
        if values is None:
            style, n, _ = layout.shape
            self.bad += style == PAIRS or heads_of(text, style, n) is None
        elif layout.clock is None:
            samples.append(_Sample(host_ns, None, values))
        elif not abs(clock_us := values.pop(layout.clock) * layout.clock_us) < _END_OF_TIME:  # not a number, too
            self.bad += 1
        else:
            self._place(samples, _Sample(host_ns, round(clock_us), values))

    def _place(self, samples: list[_Sample], sample: _Sample) -> None:
        """A leap of the clock is a gap, a restart or one damaged digit: the line after it tells."""
        held, self._leap = self._leap, None
        if self._t_us is not None and not self._follows(self._t_us, sample.t_us):
            if held is None or not self._follows(held.t_us, sample.t_us):
                self.bad += held is not None
                self._leap = sample
                return
            held.restart = self._step(self._t_us, held.t_us) < 0
            samples.append(held)
        elif held is not None:
            self.bad += 1
        samples.append(sample)
        self._t_us = sample.t_us

    def _follows(self, before: int | None, after: int | None) -> bool:
        return 0 <= self._step(before, after) <= self._longest_us

    def _step(self, before: int | None, after: int | None) -> int:
        """From one time of the device to another in us; millis() and micros() wrap at 32 bits."""
        assert before is not None
        assert after is not None
        step = after - before
        if self._layout.clock_us >= 1_000_000:
            return step
        wrap = round(_WRAP * self._layout.clock_us)
        return (step + wrap // 2) % wrap - wrap // 2


def joined(chunks: list[RawChunk]) -> list[RawChunk]:
    """The same samples in as few chunks as can be."""
    starts = [i for i, chunk in enumerate(chunks) if chunk.restart or i == 0]
    return [_one(chunks[a:b]) for a, b in pairwise((*starts, len(chunks)))]


def _one(run: list[RawChunk]) -> RawChunk:
    hosts = [np.full(len(c.values), c.host_ns, np.int64) if c.hosts_ns is None else c.hosts_ns for c in run]
    ticks = [chunk.t_us for chunk in run if chunk.t_us is not None]
    return RawChunk(
        np.concatenate([chunk.values for chunk in run]),
        np.concatenate(ticks) if ticks else None,
        run[-1].host_ns,
        restart=run[0].restart,
        hosts_ns=np.concatenate(hosts),
    )


def _runs(samples: list[_Sample]) -> list[list[_Sample]]:
    """Samples that may travel together: those of one arrival, up to where a clock began anew."""
    runs: list[list[_Sample]] = []
    for sample in samples:
        if sample.restart or not runs or runs[-1][-1].host_ns != sample.host_ns:
            runs.append([])
        runs[-1].append(sample)
    return runs


def _chunk(samples: list[_Sample]) -> RawChunk:
    values = np.array([sample.values for sample in samples], np.float64)
    values[~np.isfinite(values)] = np.nan
    t_us = None
    if samples[0].t_us is not None:
        t_us = np.array([sample.t_us % _WRAP for sample in samples if sample.t_us is not None], np.uint32)
    return RawChunk(values, t_us, samples[0].host_ns, restart=samples[0].restart)
