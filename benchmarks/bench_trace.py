"""The scrolling trace, per picture: 30 s at 1 kHz, 16 new samples a picture, as a screen of 60 pictures a second needs.

Peer, measured in the same run and in turns: pyqtgraph's ``setData`` of the newest 30,000 samples and one painting of
its plot, with a pen of 1 px (a wider one costs it many times as much). Both are plain windows of the same size,
painted at once into memory (Qt's offscreen platform). Beside the goal: pyqtgraph with its own peak downsampling, our
line at 80 Hz, over ten minutes, and at twice the pixels.

Goal: at most 0.4 of pyqtgraph's time.

    python benchmarks/bench_trace.py
"""

import os
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
import pyqtgraph
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from pressure_coach.apps.window.trace import TraceWidget

SIZE = (1000, 240)  # px
ROUNDS, PICTURES = 12, 40  # pictures in a row, so that a busy computer meets all ways alike
GOAL = 0.4
Way = Callable[[], None]


def forces(seconds: float, rate: int) -> tuple[np.ndarray, np.ndarray]:
    """(t_us, force) of a held force with noise."""
    random = np.random.default_rng(1)
    t_us = np.arange(round(seconds * rate)) * (1_000_000 // rate)
    return t_us, 200 + 10 * np.sin(t_us / 1.6e6) + 3 * random.standard_normal(len(t_us))


def portions(start_us: int, rate: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The samples of each next picture, without end."""
    random, n = np.random.default_rng(2), max(1, round(rate / 62.5))
    step, t = 1_000_000 // rate, start_us
    while True:
        t_us = t + step * np.arange(1, n + 1)
        t = int(t_us[-1])
        yield t_us, 200 + 10 * np.sin(t_us / 1.6e6) + 3 * random.standard_normal(n), np.ones(n, bool)


def painted(widget: QWidget) -> None:
    """Show it, and wait until it has its size."""
    widget.resize(*SIZE)
    widget.show()
    QApplication.processEvents()


def ours(rate: int = 1000, span_s: float = 30.0, scale: int = 1) -> Way:
    """Our trace, already full; at ``scale`` 2 it has twice the pixels each way."""
    trace = TraceWidget()
    trace.set_span(span_s)
    trace.set_band(180.0, 220.0)
    trace.set_over(250.0)
    trace.set_full_scale(320.0)
    trace.set_rate(rate)
    painted(trace)
    trace.resize(SIZE[0] * scale, SIZE[1] * scale)
    t_us, force = forces(span_s, rate)
    trace.add(t_us, force, np.ones(len(t_us), bool))
    for at_us in range(5_000_000, round(span_s * 1e6), 5_000_000):
        trace.mark(at_us, "a mark")
    trace.repaint()
    more = portions(int(t_us[-1]), rate)

    def picture() -> None:
        trace.add(*next(more))
        trace.repaint()

    return picture


def peer(downsampled: bool = False) -> Way:
    """A pyqtgraph plot of the same samples."""
    plot = pyqtgraph.PlotWidget()
    plot.setYRange(0, 320)
    curve = plot.plot(pen=pyqtgraph.mkPen("w", width=1))
    if downsampled:
        curve.setDownsampling(auto=True, method="peak")
    painted(plot)
    t_us, force = forces(30, 1000)
    state = [t_us / 1e6, force]
    more = portions(int(t_us[-1]), 1000)

    def picture() -> None:
        new_us, new, _ = next(more)
        for i, part in enumerate((new_us / 1e6, new)):
            state[i] = np.concatenate((state[i][len(part) :], part))
        curve.setData(*state)
        plot.setXRange(state[0][0], state[0][-1], padding=0)
        plot.viewport().repaint()

    return picture


def cost(picture: Way) -> float:
    """Seconds a picture."""
    start = perf_counter()
    for _ in range(PICTURES):
        picture()
    return (perf_counter() - start) / PICTURES


def main() -> None:
    """Print each way's cost and its ratio to the peer's just before it: the medians of some rounds."""
    app = QApplication([])
    assert not QPixmap(1, 1).isNull()
    ways: dict[str, tuple[Way, float | None]] = {
        "trace, 1 kHz, 30 s": (ours(), GOAL),
        "trace, 80 Hz, 30 s": (ours(80), None),
        "trace, 1 kHz, 10 min": (ours(1000, 600.0), None),
        "trace, 1 kHz, 30 s, twice as wide and high": (ours(scale=2), None),
        "pyqtgraph, peak downsampling": (peer(downsampled=True), None),
    }
    reference = peer()
    base: list[float] = []
    costs: dict[str, list[float]] = {name: [] for name in ways}
    ratios: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (way, _goal) in ways.items():
            of_peer, of_way = cost(reference), cost(way)
            base.append(of_peer)
            costs[name].append(of_way)
            ratios[name].append(of_way / of_peer)
    print("ms a picture, and as a multiple of pyqtgraph's setData and painting")
    print(f"{'pyqtgraph, setData, 1 px pen':46} {median(base) * 1e3:8.3f} ms    1.000 x")
    met = True
    for name, (_way, goal) in ways.items():
        ratio = median(ratios[name])
        met &= goal is None or ratio <= goal
        aim = f"  (goal {goal})" if goal else ""
        print(f"{name:46} {median(costs[name]) * 1e3:8.3f} ms  {ratio:7.3f} x{aim}")
    print("all goals met" if met else "a goal was MISSED")
    app.quit()
    raise SystemExit(not met)


if __name__ == "__main__":
    main()
