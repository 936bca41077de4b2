"""Lines of text -> chunks: a number, a row, ``name:value`` pairs or ``t,value`` a line: the lines themselves tell."""

import re
from collections import deque
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pressure_coach.signal.chunk import Arrival, Arrivals, RawChunk, StreamInfo
from pressure_coach.signal.line_layout import as_one_number, find_layout, heads_of, rows_needed
from pressure_coach.signal.line_row import Row, parse_row
from pressure_coach.signal.line_samples import LineSamples, joined
from pressure_coach.signal.line_values import whole_lines

MAX_LINE = 8192  # bytes; what is longer is no line of readings
MAX_PENDING = 200  # lines kept while what they mean is not known yet
CHATTER = 4  # of this many lines one at least must be a reading: rubbish, too, has a line "7" now and then
TORN_NS = 400_000_000  # a line that stood still this long in its middle is two halves: the cable was out
_ENDS = re.compile(rb"[\r\n]+")
_BLANKS = "\0\ufeff \t"
BLOCK = 64  # lines that are read side by side: one that needs a closer look makes all of them slow


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
        self._bad = 0  # of them, those whose values were never asked for
        self.lines = 0  # whole ones heard, whatever was in them
        self.unit_open = unit is None  # nobody said what the numbers are
        self._unit, self._time = unit, time
        self._rest = b""
        self._number = 0  # of the line, while what they mean is not known
        self._begun = False  # the first end of a line was heard
        self._skip = True  # up to the next end of a line: we did not hear where it began
        self._last_ns = 0
        self._pending: deque[tuple[int, int, str, Row]] = deque()  # number of the line, host time, ...
        self._texts: deque[str] = deque(maxlen=4)  # the last lines without numbers: a header may be among them
        self._samples: LineSamples | None = None  # as soon as it is known what lines mean

    def feed(self, arrival: Arrival) -> list[RawChunk]:
        """The samples of the lines that these bytes completed; one chunk for each arrival that had some."""
        readable: list[tuple[int, str]] = []
        for line in self._split(arrival):
            text = _text(line)
            if not text:
                continue
            if self._samples is not None:
                readable.append((arrival.host_ns, text))
            elif self._understood(arrival.host_ns, text):
                readable += [(host_ns, text) for _, host_ns, text, _ in self._pending]
                self._pending.clear()
        chunks = self._samples.feed(readable) if self._samples is not None else []
        self.bad_frames = self._bad + (self._samples.bad if self._samples is not None else 0)
        return chunks

    def feed_many(self, arrivals: Sequence[Arrival]) -> list[RawChunk]:
        """The same samples in fewer chunks, much quicker; one or more arrivals."""
        many = Arrivals.of(arrivals)
        waited = np.diff(many.hosts_ns, prepend=self._last_ns)
        alone = (np.diff(many.ends, prepend=0) == 0) | (waited > TORN_NS)  # there a line may have been torn
        chunks: list[RawChunk] = []
        for start, stop in pairwise(sorted({0, *np.flatnonzero(alone).tolist(), len(many)})):
            at = start
            while at < stop and (at == start or self._skip or self._samples is None):
                chunks += self.feed(many[at])
                at += 1
            if at < stop:
                chunks += self._feed_together(many[at:stop])
        return joined(chunks)

    def _feed_together(self, many: Arrivals) -> list[RawChunk]:
        """Bytes without a gap, while lines are understood and none is skipped."""
        samples = self._samples
        assert samples is not None
        lines, ends, rest = whole_lines(self._rest + many.data)
        if max(map(len, (*lines, rest))) > MAX_LINE:
            return [chunk for arrival in many for chunk in self.feed(arrival)]
        hosts_ns = many.hosts_ns[np.searchsorted(many.ends, ends - len(self._rest), side="right")]
        self._rest, self._last_ns = rest, int(many.hosts_ns[-1])
        self.lines += len(lines)
        chunks: list[RawChunk] = []
        for start in range(0, len(lines), BLOCK):
            block = slice(start, start + BLOCK)
            plain = samples.feed_plain(lines[block], hosts_ns[block])
            if plain is not None:
                chunks.append(plain)
            else:
                texts = zip(hosts_ns[block].tolist(), map(_text, lines[block]), strict=True)
                chunks += samples.feed((host_ns, text) for host_ns, text in texts if text)
        self.bad_frames = self._bad + samples.bad
        return chunks

    def _split(self, arrival: Arrival) -> list[bytes]:
        """The whole lines, without their ends."""
        if not arrival.data or (self._rest and self._begun and arrival.host_ns - self._last_ns > TORN_NS):
            self._rest, self._skip = b"", True
            self._bad += self._begun
        self._last_ns = arrival.host_ns
        *lines, self._rest = _ENDS.split(self._rest + arrival.data)
        if lines and self._skip:
            if not self._begun and len(lines[0]) <= MAX_LINE:
                self._overhear(lines[0])
            del lines[0]
            self._skip, self._begun = False, True
        self.lines += sum(map(bool, lines))
        whole = [line for line in lines if len(line) <= MAX_LINE]
        self._bad += len(lines) - len(whole)
        if len(self._rest) > MAX_LINE:
            self._bad += not self._skip
            self._skip, self._begun, self._rest = True, True, b""
        return whole

    def _overhear(self, line: bytes) -> None:
        """The first line may have lost its beginning: no reading can be trusted, but a row of names is welcome."""
        text = _text(line)
        if is_text(text) and parse_row(text) is None:
            self._texts.append(text)

    def _understood(self, host_ns: int, text: str) -> bool:
        """Keep a line; True as soon as the lines kept say what all of them mean."""
        row = parse_row(text)
        self._number += 1
        if row is None:
            self._texts.append(text)
            if self._pending or not is_text(text):
                self._bad += 1
            return False
        self._pending.append((self._number, host_ns, text, row))
        if len(self._pending) > MAX_PENDING:
            self._pending.popleft()
            self._bad += 1
        heads = self._heads(row)
        needed = rows_needed(row, heads, self._time)
        since = self._number - CHATTER * needed
        alike = [kept for kept in self._pending if kept[0] > since and kept[3].shape == row.shape]
        if len(alike) < needed:
            return False
        layout = find_layout([(at, kept) for _, at, _, kept in alike], heads, self._unit, self._time)
        if heads is None:
            layout = as_one_number([(at, kept) for _, at, kept, _ in alike], layout, self._unit, self._time) or layout
        self._samples = LineSamples(layout)
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
        return next(filter(None, (heads_of(text, row.shape[0], row.shape[1]) for text in reversed(self._texts))), None)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip(_BLANKS)


def is_text(line: str) -> bool:
    """Whether a person could read this: no control characters, and no bytes that are no UTF-8."""
    return line.replace("\t", " ").isprintable() and "\ufffd" not in line
