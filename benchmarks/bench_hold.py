"""The hold engine, per sample, in each state, and the whole path: bytes -> decoder -> chain -> coach.

Peer, measured in the same run and in turns: one 1-sample scipy.signal.sosfilt call. The bytes are those of
``sim:?speed=0``: a whole session of settling, holding, easing off and resting, as judged live, recorded or replayed.

Goals: the whole path costs at most 0.15 of a sosfilt call a sample at 1 kHz; the engine alone at most 0.03 where
nothing changes, and 0.25 where every sample changes what is met.

    python benchmarks/bench_hold.py
"""

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from random import Random
from statistics import median
from time import perf_counter

import numpy as np
from scipy.signal import butter, sosfilt

from pressure_coach import Hold, open_device
from pressure_coach.coaching.coach import Settings
from pressure_coach.devices import EndOfStream, decoder_for
from pressure_coach.judge import Judge
from pressure_coach.signal.chunk import Arrival

ROUNDS = 40
N = 1000  # samples a round: short, so that call and engine meet the same moment of a busy computer
T = 200.0  # N
US = 1000  # between samples
PEER = "one 1-sample sosfilt call"
# What leads to each state, and the force that keeps it there: (s, N) pieces.
STATES: dict[str, tuple[tuple[tuple[float, float], ...], float]] = {
    "UNLOADED": (((1, 0),), 0),
    "LOADING": (((1, 0), (1, 100)), 100),
    "HOLDING": (((1, 0), (2, T)), T),
    "PAUSED": (((1, 0), (2, T), (2, 150)), 150),
    "LIFTED": (((1, 0), (2, T), (1, 0)), 0),
    "DONE": (((1, 0), (33, T)), T),
    "REST": (((1, 0), (33, T), (1, 0)), 0),
    "STOPPED": (((1, 0), (2, T), (1, 400)), 0),
}


def fed(pieces: tuple[tuple[float, float], ...]) -> Hold:
    """A hold that has lived through them."""
    hold, t = Hold(T, goal_s=30.0), 0
    for seconds, force in pieces:
        n = round(seconds * 1_000_000 / US)
        hold.feed_us([t + i * US for i in range(1, n + 1)], [force] * n)
        t += n * US
    return hold


def engine(start: Hold, force: list[float], size: int) -> float:
    """Seconds a sample, from a copy of ``start`` on."""
    hold = deepcopy(start)
    times = [(hold._t or 0) + i * US for i in range(1, len(force) + 1)]
    parts = [(times[i : i + size], force[i : i + size]) for i in range(0, len(force), size)]
    began = perf_counter()
    for t, f in parts:
        hold.feed_us(t, f)
    return (perf_counter() - began) / len(force)


def session(address: str, joined: int = 0) -> tuple[list[Arrival], Callable[[], Judge]]:
    """What a simulated sensor sends in one cycle, as it arrives or ``joined`` to so many bytes, and who judges it."""
    device, arrivals = open_device(address), list[Arrival]()
    with device:
        try:
            while True:
                arrivals += [item for item in device.read() if isinstance(item, Arrival)]
        except EndOfStream:
            pass
    if joined:
        data = b"".join(arrival.data for arrival in arrivals)
        arrivals = [Arrival(i, data[i : i + joined]) for i in range(0, len(data), joined)]

    def judge() -> Judge:
        decoder = decoder_for(device.driver, device.options)
        return Judge(decoder, Settings(T, goal_s=30.0), lambda info: device.calibration)

    return arrivals, judge


def whole(arrivals: list[Arrival], judge: Callable[[], Judge]) -> float:
    """Seconds a sample."""
    ours = judge()
    began = perf_counter()
    ours.feed(arrivals)
    seconds = perf_counter() - began
    assert ours.summary()["state"] == "DONE"
    return seconds / ours.n_samples


def peer() -> float:
    """Seconds a call."""
    sos, state, sample = butter(2, 3.0, fs=80.0, output="sos"), np.zeros((1, 2)), np.zeros(1)
    began = perf_counter()
    for _ in range(200):
        sosfilt(sos, sample, zi=state)
    return (perf_counter() - began) / 200


def ways() -> dict[str, tuple[Callable[[], float], float | None]]:
    """Name -> (seconds a sample, goal)."""
    found: dict[str, tuple[Callable[[], float], float | None]] = {}
    for name, (pieces, force) in STATES.items():
        start = fed(pieces)
        assert start.state == name
        found[f"engine, {name}"] = (partial(engine, start, [float(force)] * N, N), 0.03)
    held, dice = fed(STATES["HOLDING"][0]), Random(1)
    found["engine, HOLDING, one by one"] = (partial(engine, held, [T] * N, 1), None)
    noisy = [dice.gauss(T, 0.1 * T) for _ in range(N)]
    found["engine, noise as wide as the band"] = (partial(engine, held, noisy, N), 0.25)
    for name, address, joined, goal in (
        ("1 kHz, ten samples a frame", "sim:?speed=0&cycles=1&hold=35&rate=1000", 0, 0.15),
        ("1 kHz, a backlog of 4096 bytes", "sim:?speed=0&cycles=1&hold=35&rate=1000", 4096, 0.15),
        ("80 Hz, a sample a frame", "sim:?speed=0&cycles=1&hold=35", 0, None),
    ):
        found[f"whole path, {name}"] = (partial(whole, *session(address, joined)), goal)
    return found


def main() -> None:
    """Print each way's cost and its ratio to a call made just before it: the medians of some rounds."""
    calls: list[float] = []
    met = True
    lines = []
    for name, (way, goal) in ways().items():
        costs, ratios = [], []
        for _ in range(ROUNDS if name.startswith("engine") else ROUNDS // 4):
            call, cost = peer(), way()
            calls.append(call)
            costs.append(cost)
            ratios.append(cost / call)
        ratio = median(ratios)
        met &= goal is None or ratio <= goal
        aim = f"  (goal {goal})" if goal else ""
        lines.append(f"{name:46} {median(costs) * 1e6:8.2f} us  {ratio:7.3f} x{aim}")
    print("us a sample, and as a multiple of one 1-sample sosfilt call")
    print(f"{PEER:46} {median(calls) * 1e6:8.2f} us    1.000 x")
    print(*lines, sep="\n")
    print("all goals met" if met else "a goal was MISSED")
    raise SystemExit(not met)


if __name__ == "__main__":
    main()
