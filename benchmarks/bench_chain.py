"""The signal chain, per sample: decoded samples -> time line, quality, calibration, median, 1-euro.

Peer, measured in the same run and in turns: one 1-sample scipy.signal.sosfilt call. Chunks of 1 to 1000 samples: a
frame of its own for each sample (80 Hz), a few in a frame, and a backlog. Beside them, without a goal of their own, a
glitch in every tenth sample, arrivals without a clock, and a pad of 256 cells.

Goals: at most 0.07 of a sosfilt call in chunks of 1000 (1.2 us where that takes 18 us), 0.15 in chunks of 16, and 0.5
for a sample that comes alone.

    python benchmarks/bench_chain.py
"""

from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter

import numpy as np
from scipy.signal import butter, sosfilt

from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chain import Chain
from pressure_coach.signal.chunk import RawChunk, StreamInfo

ROUNDS = 60
N = 1000  # samples a round: short, so that call and chain meet the same moment of a busy computer
PEER = "one 1-sample sosfilt call"
GOALS = {"chunks of 1000": 0.07, "chunks of 16": 0.15, "chunks of 1": 0.5}


def chunks(size: int, n_channels: int = 1, n: int = N, glitches: bool = False, clock: bool = True) -> list[RawChunk]:
    """A held force with noise at 1 kHz, as a decoder gives it."""
    random = np.random.default_rng(1)
    values = (80_000 + 1_600_000 // n_channels + 2000 * random.standard_normal((n, n_channels))).astype(np.int32)
    if glitches:
        values[::10] = 2**22 - 1
    ticks = (np.arange(n) * 1000).astype(np.uint32)
    return [
        RawChunk(values[a : a + size], ticks[a : a + size] if clock else None, (min(a + size, n) * 1000 + 2000) * 1000)
        for a in range(0, n, size)
    ]


def ours(raws: list[RawChunk]) -> float:
    """Seconds a sample."""
    n_channels = raws[0].values.shape[1]
    names = tuple(f"force{i}" for i in range(n_channels))
    info = StreamInfo("bench", "", names, "counts", 1000.0, adc_bits=24, one_pad=n_channels > 1)
    chain = Chain(info, Calibration("N", (1 / 8000,), (80_000.0,)))
    start = perf_counter()
    for raw in raws:
        chain.feed(raw)
    return (perf_counter() - start) / sum(len(raw.values) for raw in raws)


def peer() -> float:
    """Seconds a call."""
    sos, state, sample = butter(2, 3.0, fs=80.0, output="sos"), np.zeros((1, 2)), np.zeros(1)
    start = perf_counter()
    for _ in range(200):
        sosfilt(sos, sample, zi=state)
    return (perf_counter() - start) / 200


def main() -> None:
    """Print each way's cost and its ratio to a call made just before it: the medians of some rounds."""
    ways: dict[str, Callable[[], float]] = {}
    for size in (1, 4, 16, 1000):
        ways[f"chunks of {size}"] = partial(ours, chunks(size))
    ways["chunks of 16, every tenth sample a glitch"] = partial(ours, chunks(16, glitches=True))
    ways["chunks of 16, without a clock"] = partial(ours, chunks(16, clock=False))
    ways["a pad of 256 cells, one by one"] = partial(ours, chunks(1, 256, 100))
    calls: list[float] = []
    costs: dict[str, list[float]] = {name: [] for name in ways}
    ratios: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            call, cost = peer(), way()
            calls.append(call)
            costs[name].append(cost)
            ratios[name].append(cost / call)
    print("us a sample, and as a multiple of one 1-sample sosfilt call")
    print(f"{PEER:42} {median(calls) * 1e6:8.2f} us    1.000 x")
    met = True
    for name in ways:
        ratio, goal = median(ratios[name]), GOALS.get(name)
        met &= goal is None or ratio <= goal
        print(f"{name:42} {median(costs[name]) * 1e6:8.2f} us  {ratio:7.3f} x" + (f"  (goal {goal})" if goal else ""))
    print("all goals met" if met else "a goal was MISSED")
    raise SystemExit(not met)


if __name__ == "__main__":
    main()
