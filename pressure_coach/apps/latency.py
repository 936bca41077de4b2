"""How long a sample takes to be seen and heard. Pure: every time is handed in, in ns of the host's monotonic clock.

| stage | from | to |
| --- | --- | --- |
| arrival | the sensor's own stamp | the bytes are with this program |
| judged | the bytes are here | calibrated, filtered, judged |
| painted | judged | its picture is drawn |
| sounded | judged | its sound leaves the device's buffer |

Sensor and host have no common zero, so an arrival is counted from the quickest one within 5 s before and after: what
even that one took (a conversion, the cable) is not known. The filters' own delay is added to the totals.
"""

import math
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pressure_coach.apps.texts import number, say
from pressure_coach.signal.chunk import Floats, Micros
from pressure_coach.signal.stages import Stages

KEEP = 2048  # chunks, pictures and sounds: about the last 20 s
NEAR_S = 5  # s before and after, among which the quickest arrival is looked for: the two clocks drift by less than 1 ms
RAMP = 0.1  # of the target per second: a force that slowly leaves the band
DEFAULT_HZ = 80.0  # where the rate of a stream is not known
PERCENTILES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Spread:
    """A delay in ms: half, 95 and 99 of 100 are below; ``n`` were measured."""

    p50: float
    p95: float
    p99: float
    n: int

    @classmethod
    def of(cls, delays_ms: NDArray[np.float64]) -> "Spread | None":
        """None of none."""
        if not len(delays_ms):
            return None
        half, most, nearly_all = np.percentile(delays_ms, PERCENTILES).round(3).tolist()
        return cls(half, most, nearly_all, len(delays_ms))


@dataclass(frozen=True, slots=True)
class FilterDelay:
    """Delay of the filters in ms, measured on a force that moves by 10 % of the target a second."""

    judged_ms: float  # median-of-3
    shown_ms: float  # and the smoothing for the eye


@dataclass(frozen=True, slots=True)
class Table:
    """The stages; None: not measured. Totals are those of the newest sample of a picture or tone, with its filters."""

    arrival: Spread | None
    judged: Spread | None
    painted: Spread | None
    sounded: Spread | None
    filters: FilterDelay
    picture: Spread | None  # total
    sound: Spread | None  # total


@lru_cache(maxsize=32)
def filter_delay(sfreq: float, display: str = "one_euro") -> FilterDelay:
    """How far the judged and the shown force of the chain's own filters lag behind a ramp, once they have settled."""
    rate = sfreq if 0 < sfreq < math.inf else DEFAULT_HZ
    times = [round(i * 1e6 / rate) for i in range(math.ceil(5 * rate) + 2)]
    force = [1.0 + RAMP * t / 1e6 for t in times]
    stages = Stages(1, display, rate)
    stages.set_scale(1.0)
    judged, shown, _ = stages.feed(force, times, None, None)
    return FilterDelay(*(round((force[-1] - line[-1]) / RAMP * 1e3, 3) for line in (judged, shown)))


class Latency:
    """Collects the times of the newest samples; may be told by one thread a stage, and asked by any.

    ``own_clock`` False: the sensor does not stamp its samples, so nothing is known of their way here.
    """

    def __init__(self, display: str = "one_euro", keep: int = KEEP) -> None:
        self.own_clock = True
        self.sfreq = 0.0  # Hz, of the stream, for the delay of the filters
        self._display = display
        self._chunks: deque[tuple[int, int, Micros]] = deque(maxlen=keep)  # judged_ns, arrived_ns, t_us
        self._painted: deque[tuple[int, int]] = deque(maxlen=keep)  # stamp, ns
        self._sounded: deque[tuple[int, int]] = deque(maxlen=keep)

    def judged(self, t_us: Micros, arrived_ns: int, judged_ns: int) -> None:
        """A chunk was judged: (n_samples,) times on the sensor's clock, n > 0; ``judged_ns`` never goes back."""
        self._chunks.append((judged_ns, arrived_ns, t_us))

    def painted(self, stamp: int, now_ns: int) -> None:
        """A picture was drawn; ``stamp``: the ``host_ns`` of its View. Only a View's first picture counts."""
        if stamp and (not self._painted or self._painted[-1][0] != stamp):
            self._painted.append((stamp, now_ns))

    def sounded(self, stamp: int, heard_ns: int) -> None:
        """A View was heard: what a Player calls."""
        self._sounded.append((stamp, heard_ns))

    def table(self) -> Table:
        """The stages of everything that is kept; takes some ms."""
        chunks = list(self._chunks)
        stamps = [judged for judged, _, _ in chunks]
        sizes = [len(t_us) for _, _, t_us in chunks]
        inside = np.array([judged - arrived for judged, arrived, _ in chunks]) / 1e6
        way = _above_quickest(chunks) if chunks else np.empty(0)
        newest = np.cumsum(sizes, dtype=np.int64) - 1  # of each chunk
        filters = filter_delay(round(self.sfreq, 1), self._display)
        known = self.own_clock and bool(chunks)
        before = inside + way[newest] if known else inside
        seen, shown = _after(list(self._painted), stamps)
        heard, played = _after(list(self._sounded), stamps)
        return Table(
            arrival=Spread.of(way) if known else None,
            judged=Spread.of(np.repeat(inside, sizes)),
            painted=Spread.of(shown),
            sounded=Spread.of(played),
            filters=filters,
            picture=Spread.of(before[seen] + shown + filters.shown_ms),
            sound=Spread.of(before[heard] + played + filters.shown_ms),
        )

    def line(self, lang: str) -> str:
        """The totals in one line for a person."""
        table = self.table()
        if table.picture is None and table.sound is None:
            return say(lang, "latency.none")
        parts = []
        for key, spread in (("picture", table.picture), ("sound", table.sound)):
            if spread is not None:
                ms, most = number(spread.p50, 0, lang), number(spread.p95, 0, lang)
                parts.append(say(lang, f"latency.{key}", ms=ms, most=most))
        parts.append(say(lang, "latency.filter", ms=number(table.filters.shown_ms, 0, lang)))
        return say(lang, "latency.line", parts=", ".join(parts))


def rows(table: Table, no_sound: str | None = None) -> list[str]:
    """The table as lines of text; ``no_sound`` says why there was none."""
    filters, silent = table.filters, no_sound or "not played"
    shown: list[tuple[str, Spread | None, str]] = [
        ("sensor clock -> arrival", table.arrival, "the sensor does not stamp its samples"),
        ("arrival -> judged", table.judged, "no sample"),
        ("judged -> painted", table.painted, "not drawn"),
        ("judged -> sounded", table.sounded, silent),
        ("sensor to picture", table.picture, "not drawn"),
        ("sensor to sound", table.sound, silent),
    ]
    lines = [f"{'delay in ms':24}{'p50':>8}{'p95':>8}{'p99':>8}{'measured':>10}"]
    for name, spread, why_not in shown:
        if spread is None:
            lines.append(f"{name:24}{'-':>8}  {why_not}")
        else:
            lines.append(f"{name:24}{spread.p50:8.1f}{spread.p95:8.1f}{spread.p99:8.1f}{spread.n:10}")
    lines.insert(5, f"{'filters, judged force':24}{filters.judged_ms:8.1f}  median of 3")
    lines.insert(6, f"{'filters, shown force':24}{filters.shown_ms:8.1f}  and smoothing; contained in the totals")
    if table.arrival is not None:
        lines.append("- arrivals are counted from the quickest one; what even that one took is not known.")
    return lines


def _above_quickest(chunks: list[tuple[int, int, Micros]]) -> Floats:
    """(n_samples,) ms that each sample was under way longer than the quickest within NEAR_S of it."""
    t_us = np.concatenate([t for _, _, t in chunks])
    arrived = np.repeat(np.array([at for _, at, _ in chunks], np.int64), [len(t) for _, _, t in chunks])
    offset = arrived - t_us * 1000
    second = t_us // 1_000_000
    second -= second.min()
    names, which = np.unique(second, return_inverse=True)
    quickest = np.full(len(names), np.iinfo(np.int64).max)
    np.minimum.at(quickest, which, offset)
    low = np.searchsorted(names, names - NEAR_S)
    high = np.searchsorted(names, names + NEAR_S, side="right")
    near = np.array([quickest[a:b].min() for a, b in zip(low, high, strict=True)])
    ms: Floats = (offset - near[which]) / 1e6
    return ms


def _after(seen: list[tuple[int, int]], stamps: list[int]) -> tuple[NDArray[np.int64], Floats]:
    """For pictures or tones: which chunk each shows, and ms from its judging. Those of chunks not kept are left out."""
    chunks = np.array([bisect_right(stamps, stamp) - 1 for stamp, _ in seen], np.int64)
    delays = np.array([now - stamps[i] if i >= 0 else 0 for (_, now), i in zip(seen, chunks, strict=True)]) / 1e6
    return chunks[chunks >= 0], delays[chunks >= 0]
