"""Streams for the tests of the chain: readings with every trouble, and how to feed them in any portions."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal.chain import Chain
from pressure_coach.signal.chunk import Chunk, RawChunk, StreamInfo

COUNTS_PER_N = 8000.0
ZERO = 80_000


def info(
    n: int = 1, sfreq: float = 80.0, bits: int = 24, unit: str = "counts", pad: bool = False, **more: Any
) -> StreamInfo:
    """What a stream of n force columns says of itself."""
    names = ("force",) if n == 1 else tuple(f"force{i}" for i in range(1, n + 1))
    return StreamInfo("a sensor", "ab", more.pop("names", names), unit, sfreq, adc_bits=bits, one_pad=pad, **more)


@dataclass(frozen=True)
class Stream:
    """values (n, ch), ticks (n,) of the device's clock, host (n,) ns of the arrival that completed each sample."""

    values: NDArray[Any]
    ticks: NDArray[np.uint32] | None
    host: NDArray[np.int64]

    def chunk(self, a: int, b: int, **more: Any) -> RawChunk:
        return RawChunk(
            self.values[a:b], None if self.ticks is None else self.ticks[a:b], int(self.host[b - 1]), **more
        )

    def chunks(self, cuts: Iterable[int] = ()) -> list[RawChunk]:
        edges = sorted({0, len(self.values), *(c for c in cuts if c < len(self.values))})
        return [self.chunk(a, b) for a, b in pairwise(edges)]


def steady(
    force_n: Any, sfreq: float = 80.0, noise_n: float = 0.1, seed: int = 1, n: int = 0, start_s: float = 0.0
) -> Stream:
    """A clean single cell: ``force_n`` a number (``n`` samples) or an array; each sample arrives after 1 ms."""
    force = np.full(n, float(force_n)) if np.isscalar(force_n) else np.asarray(force_n, np.float64)
    noise = np.random.default_rng(seed).standard_normal(len(force)) * noise_n
    t = start_s * 1e6 + np.arange(len(force)) * 1e6 / sfreq
    counts = np.rint(ZERO + COUNTS_PER_N * (force + noise)).astype(np.int32)[:, None]
    return Stream(counts, t.astype(np.uint32), (t * 1000).astype(np.int64) + 1_000_000)


def troubled(seed: int, n: int = 4000, n_channels: int = 1, group: int = 8, clock: bool = True) -> Stream:
    """Spikes, steps, stuck and saturated stretches, gaps, lost samples, a clock that wraps, bundled arrivals."""
    r = np.random.default_rng(seed)
    t = np.arange(n) * 12_500.0
    force = np.where(t / 1e6 % 30 < 10, 0, 200 + 5 * np.sin(t / 1e6))
    x = ZERO + COUNTS_PER_N * force[:, None] / n_channels + 2000 * r.standard_normal((n, n_channels))
    for i in r.integers(0, n, 40):
        x[i] = 2 ** r.integers(8, 24) - 1
    for i in r.integers(0, n, 20):
        x[i : i + r.integers(1, 5)] += r.normal(0, 500_000)
    for i in r.integers(0, n, 4):
        x[i : i + 100] = x[i]
    i = r.integers(0, n)
    x[i : i + 40] = 2**23 - 1
    for i in r.integers(0, n, 6):
        t[i:] += r.choice([200_000, 300_000, 700_000, 5_000_000])
    keep = r.random(n) > 0.02
    x, t = np.clip(x, -(2**23), 2**23 - 1).astype(np.int32)[keep], t[keep]
    ticks = ((t + 2**32 - 10e6).astype(np.int64) % 2**32).astype(np.uint32)
    last = np.minimum(np.arange(len(t)) // group * group + group - 1, len(t) - 1)  # completes its arrival
    host = np.maximum.accumulate((t + r.exponential(2000, len(t)))[last])
    return Stream(x, ticks if clock else None, (host * 1000).astype(np.int64))


def run(chain: Chain, raws: Iterable[RawChunk]) -> list[Chunk]:
    return [chain.feed(raw) for raw in raws]


def joined(chunks: list[Chunk], name: str) -> NDArray[Any]:
    """One field over all chunks."""
    return np.concatenate([getattr(chunk, name) for chunk in chunks])


def notes(chunks: list[Chunk]) -> list[tuple[float, str, str]]:
    return [(note.t_us / 1e6, note.kind, note.text) for chunk in chunks for note in chunk.notes]
