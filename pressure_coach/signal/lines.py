"""Lines of text -> chunks: a number, a row, ``name:value`` pairs or ``t,value`` a line: the lines themselves tell."""

import math
import re
from collections import deque
from dataclasses import dataclass

import numpy as np

from pressure_coach.signal.chunk import Arrival, RawChunk, StreamInfo
from pressure_coach.signal.line_layout import Layout, find_layout, known_head, rows_needed
from pressure_coach.signal.line_row import PAIRS, Row, parse_header, parse_row

MAX_LINE = 8192  # bytes; what is longer is no line of readings
MAX_PENDING = 200  # lines kept while what they mean is not known yet
CHATTER = 4  # of this many lines one at least must be a reading: rubbish, too, has a line "7" now and then
TORN_NS = 400_000_000  # a line that stood still this long in its middle is two halves: the cable was out
JUMP_S = 1.0  # a clock that leaps further, either way, must be confirmed by the next line
_ENDS = re.compile(rb"[\r\n]+")
_BLANKS = "\0\ufeff \t"
_WRAP = 1 << 32


@dataclass(slots=True)
class _Sample:
    host_ns: int
    t_us: int | None  # the device's clock; not wrapped
    values: list[float]
    restart: bool = False


class LineDecoder:
    """Text of a serial line -> chunks of float64 (n_samples, n_channels) in N, kPa or the board's own numbers.

    The first line may be the rest of one and gives no sample. Lines that are not understood are counted in
    ``bad_frames``; text before the first reading is not. Lines heard before it was known what they mean are decoded
    afterwards. The samples do not depend on how the bytes were cut, as long as they arrived at the same times.
    """

    def __init__(self, unit: str | None = None, time: str = "") -> None:
        """``unit``: N, kgf, lbf, counts, or None: as the lines say. ``time``: no, s, ms, us, or "": as it looks."""
        self.info: StreamInfo | None = None
        self.bad_frames = 0
        self.lines = 0  # whole ones heard, whatever was in them
        self._unit, self._time = unit, time
        self._rest = b""
        self._number = 0  # of the line, while what they mean is not known
        self._begun = False  # the first end of a line was heard
        self._skip = True  # up to the next end of a line: we did not hear where it began
        self._last_ns = 0
        self._pending: deque[tuple[int, int, str, Row]] = deque()  # number of the line, host time, ...
        self._texts: deque[str] = deque(maxlen=4)  # the last lines without numbers: a header may be among them
        self._layout: Layout | None = None
        self._t_us: int | None = None  # the device's clock at the newest good line
        self._leap: _Sample | None = None  # a line whose clock leapt, until the next one confirms it

    def feed(self, arrival: Arrival) -> list[RawChunk]:
        """The samples of the lines that these bytes completed; one chunk for each arrival that had some."""
        samples: list[_Sample] = []
        for line in self._split(arrival):
            text = line.decode("utf-8", "replace").strip(_BLANKS)
            if not text:
                continue
            if self._layout is None and self._understood(arrival.host_ns, text):
                while self._pending:
                    _, host_ns, text, _ = self._pending.popleft()
                    self._read(samples, host_ns, text)
            elif self._layout is not None:
                self._read(samples, arrival.host_ns, text)
        return [_chunk(run) for run in _runs(samples)]

    def _split(self, arrival: Arrival) -> list[bytes]:
        """The whole lines, without their ends."""
        if not arrival.data or (self._rest and self._begun and arrival.host_ns - self._last_ns > TORN_NS):
            self._rest, self._skip = b"", True
            self.bad_frames += self._begun
        self._last_ns = arrival.host_ns
        *lines, self._rest = _ENDS.split(self._rest + arrival.data)
        if lines and self._skip:
            if not self._begun and len(lines[0]) <= MAX_LINE:
                self._overhear(lines[0])
            del lines[0]
            self._skip, self._begun = False, True
        self.lines += sum(map(bool, lines))
        whole = [line for line in lines if len(line) <= MAX_LINE]
        self.bad_frames += len(lines) - len(whole)
        if len(self._rest) > MAX_LINE:
            self.bad_frames += not self._skip
            self._skip, self._begun, self._rest = True, True, b""
        return whole

    def _overhear(self, line: bytes) -> None:
        """The first line may have lost its beginning: no reading can be trusted, but a row of names is welcome."""
        text = line.decode("utf-8", "replace").strip(_BLANKS)
        if is_text(text) and parse_row(text) is None:
            self._texts.append(text)

    def _understood(self, host_ns: int, text: str) -> bool:
        """Keep a line; True as soon as the lines kept say what all of them mean."""
        row = parse_row(text)
        self._number += 1
        if row is None:
            self._texts.append(text)
            if self._pending or not is_text(text):
                self.bad_frames += 1
            return False
        self._pending.append((self._number, host_ns, text, row))
        if len(self._pending) > MAX_PENDING:
            self._pending.popleft()
            self.bad_frames += 1
        heads = self._heads(row)
        needed = rows_needed(row, heads, self._time)
        since = self._number - CHATTER * needed
        alike = [(at, kept) for number, at, _, kept in self._pending if number > since and kept.shape == row.shape]
        if len(alike) < needed:
            return False
        self._layout = layout = find_layout(alike, heads, self._unit, self._time)
        self.info = StreamInfo(
            name="text lines",
            device_id="",
            ch_names=layout.names,
            unit=layout.unit,
            sfreq=round(1 / layout.step_s, 3) if layout.step_s else 0.0,
        )
        return True

    def _heads(self, row: Row) -> tuple[str, ...] | None:
        """The names of the columns, if a line said them."""
        if row.names:
            return None
        return next(filter(None, (_heads(text, row.shape[0], row.shape[1]) for text in reversed(self._texts))), None)

    def _read(self, samples: list[_Sample], host_ns: int, text: str) -> None:
        """One line, now that it is known what lines mean."""
        layout = self._layout
        assert layout is not None
        values = _plain(text, layout) or _careful(text, layout)
        if values is None:
            style, n, _ = layout.shape
            self.bad_frames += style == PAIRS or _heads(text, style, n) is None
        elif layout.clock is None:
            samples.append(_Sample(host_ns, None, values))
        elif math.isnan(clock := values.pop(layout.clock)):
            self.bad_frames += 1
        else:
            self._place(samples, _Sample(host_ns, round(clock * layout.clock_us), values))

    def _place(self, samples: list[_Sample], sample: _Sample) -> None:
        """A leap of the clock is a gap, a restart or one damaged digit: the line after it tells."""
        held, self._leap = self._leap, None
        if self._t_us is not None and not self._follows(self._t_us, sample.t_us):
            if held is None or not self._follows(held.t_us, sample.t_us):
                self.bad_frames += held is not None
                self._leap = sample
                return
            held.restart = self._step(self._t_us, held.t_us) < 0
            samples.append(held)
        elif held is not None:
            self.bad_frames += 1
        samples.append(sample)
        self._t_us = sample.t_us

    def _follows(self, before: int | None, after: int | None) -> bool:
        assert self._layout is not None
        return 0 <= self._step(before, after) <= max(JUMP_S, 5 * self._layout.step_s) * 1e6

    def _step(self, before: int | None, after: int | None) -> int:
        """From one time of the device to another in us; millis() and micros() wrap at 32 bits."""
        assert self._layout is not None
        assert before is not None
        assert after is not None
        step = after - before
        if self._layout.clock_us >= 1_000_000:
            return step
        wrap = round(_WRAP * self._layout.clock_us)
        return (step + wrap // 2) % wrap - wrap // 2


def is_text(line: str) -> bool:
    """Whether a person could read this: no control characters, and no bytes that are no UTF-8."""
    return line.replace("\t", " ").isprintable() and "\ufffd" not in line


def _heads(text: str, style: str, n_columns: int) -> tuple[str, ...] | None:
    """The names of the columns in a header row; None for a greeting such as "scale ready"."""
    heads = parse_header(text, style, n_columns)
    return heads if heads and ((n_columns > 1 and style != " ") or any(map(known_head, heads))) else None


def _runs(samples: list[_Sample]) -> list[list[_Sample]]:
    """Samples that may travel together: those of one arrival, up to where a clock began anew."""
    runs: list[list[_Sample]] = []
    for sample in samples:
        if sample.restart or not runs or runs[-1][-1].host_ns != sample.host_ns:
            runs.append([])
        runs[-1].append(sample)
    return runs


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


def _chunk(samples: list[_Sample]) -> RawChunk:
    values = np.array([sample.values for sample in samples], np.float64)
    values[~np.isfinite(values)] = np.nan
    t_us = None
    if samples[0].t_us is not None:
        t_us = np.array([sample.t_us % _WRAP for sample in samples if sample.t_us is not None], np.uint32)
    return RawChunk(values, t_us, samples[0].host_ns, restart=samples[0].restart)
