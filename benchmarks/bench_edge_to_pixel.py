"""From the sensor's edge to the pixel: a step of force is written to a port, the screen is watched until it moves.

A simulated board at the end of a pseudo terminal sends our frames, 80 a second; the window reads them as it reads any
board. Now and then the force steps up or down. The filter holds back a jump until the next sample says the same, and
then begins to move; neither is a matter of software. So the time runs from the write of the step's second frame to the
first change of any pixel of the gauge in Xvfb's framebuffer. Between the steps nothing of the gauge moves, which is
waited for.

Peer, measured in the same run and in turns: the same window painted by a timer every 16 ms, as one of 60 Hz is with Qt.
How long a step waits for it depends on the moment between two ticks; 32 samples are 25 ticks, so each of 32 such
moments is met equally often.

A virtual machine may be stopped by its host for some milliseconds at any time. With ``--stalls`` (root) the figures are
printed once more without the steps during which it happened, of the peer's as of ours. What watches for that (see
_stalls.py) takes time of its own from both, so it is not there unless asked for.

Goals: p50 at most 0.25 and p99 at most 0.4 of the peer's, of all steps.

    python benchmarks/bench_edge_to_pixel.py [--stalls] [rounds] [steps]
"""

import argparse
import os
import subprocess
import sys
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import monotonic_ns, sleep

import numpy as np
from _screen import has_screen, own_env, screen
from _stalls import can_tell, hit, witnesses

from pressure_coach.signal.wire import Hello, Samples, frame

ROUNDS, STEPS, RATE_HZ = 4, 96, 80
PHASES, NEXT_PHASE = 32, 21  # samples until timer and board meet again; how many the next step is further on
FORCES = (60.0, 66.0)  # N: below the band, where no time runs and nothing else moves
STILL_NS, APART_NS = 200_000_000, 440_000_000  # before a step: nothing has moved for so long, the last one is so old
PATIENCE_NS = 20_000_000_000
SETTLED = 3 * RATE_HZ  # samples, before the first step
N_PER_COUNT = 0.01
GOALS = {"p50": 0.25, "p99": 0.4}
BY_TIMER = """
from pressure_coach.apps.window import feed
class Polling(feed.Bell):
    def _due(self):
        self._timer.setSingleShot(False)
        self._timer.start(16)
    def _now(self):
        self._draw()
feed.Bell = Polling
"""
RUN = "from pressure_coach.apps.cli import entry\nentry()\n"


class Board:
    """A board with our firmware that has been started. ``turn()`` sends what is due and says when it sent a step."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.port = os.ttyname(self._slave)
        self.force = FORCES[0]
        self._asked = False
        self.sent = 0
        self._due_ns = monotonic_ns()

    def turn(self) -> int:
        """The moment of a write of a sample, 0 when none was due."""
        if not self._asked:
            self._asked = self._heard()
            self._due_ns = monotonic_ns()
            return 0
        if monotonic_ns() < self._due_ns:
            return 0
        self._heard()
        count = round(self.force / N_PER_COUNT)
        data = frame(Samples(self.sent & 0xFFFF, self.sent * 12_500 & 0xFFFFFFFF, ((count,),), 0, 4).to_body())
        now = monotonic_ns()
        os.write(self._master, data)
        self.sent += 1
        self._due_ns += 1_000_000_000 // RATE_HZ
        return now

    def _heard(self) -> bool:
        """Whether it was asked who it is; then it has answered."""
        try:
            os.read(self._master, 4096)
        except BlockingIOError:
            return False
        os.write(self._master, frame(Hello(1, RATE_HZ * 1000).to_body()))
        return True

    def close(self) -> None:
        """Pull the cable."""
        os.close(self._master)
        os.close(self._slave)


@contextmanager
def window(board: Board, code: str, env: dict[str, str]) -> Iterator[None]:
    """The window on a board's port."""
    address = ("window", f"serial:{board.port}", "--scale", str(N_PER_COUNT), "--target", "200")
    with subprocess.Popen((sys.executable, "-c", code, *address), stdout=subprocess.DEVNULL, env=env) as process:
        try:
            yield
        finally:
            process.kill()


def delays(code: str, steps: int, env: dict[str, str], pixels: np.ndarray) -> list[tuple[int, int]]:
    """The moments (ns) of step and pixel, for each of some steps."""
    gauge = pixels[200:480:2, 100:900]  # dial, number and words; the curve below them never stands still
    found: list[tuple[int, int]] = []
    board = Board()
    with window(board, code, env):
        seen = gauge.copy()
        last_ns, moved_ns, step_ns, written = monotonic_ns(), monotonic_ns(), 0, 2
        while len(found) < steps:
            now = monotonic_ns()
            still = now - moved_ns > STILL_NS and now - last_ns > APART_NS and board.sent > SETTLED
            still = still and (board.sent - NEXT_PHASE * len(found)) % PHASES == 0
            if still and written == 2 and not step_ns:
                board.force = FORCES[board.force == FORCES[0]]
                last_ns, written = now, 0
            sent_ns = board.turn()
            if sent_ns and written < 2:
                written += 1
                step_ns = sent_ns if written == 2 else 0
            if not np.array_equal(gauge, seen):
                moved_ns = monotonic_ns()
                if step_ns:
                    found.append((step_ns, moved_ns))
                    step_ns = 0
                seen = gauge.copy()
            if now - last_ns > PATIENCE_NS:
                raise SystemExit("the gauge does not move; run the window by hand to see why.")
            sleep(0.0001)
    board.close()
    return found


def main(rounds: int, steps: int, stalls: bool) -> bool:
    """Whether the goals are met."""
    if not has_screen():
        raise SystemExit("Xvfb shows the pixels here; install it (on Debian and its relatives: apt install xvfb).")
    if stalls and not can_tell():
        raise SystemExit("only who may use SCHED_FIFO, as root, can tell when the machine stood still; omit --stalls.")
    ways = {"painted on arrival": RUN, "by a timer each 16 ms": BY_TIMER + RUN}
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in ways}
    with TemporaryDirectory() as folder, screen() as (variables, pixels), witnesses() if stalls else never() as seen:
        env = own_env(folder, **variables)
        for _ in range(rounds):
            for name, code in ways.items():
                found[name] += delays(code, steps, env, pixels)
        stood_still = seen()
    print(f"{RATE_HZ} Hz, {rounds} x {steps} steps, ms from the write at the port to the first pixel")
    met = told_of("all steps", found)
    if stalls:
        free = {name: [one for one in all_ if not hit(*one, stood_still)] for name, all_ in found.items()}
        told_of("without those in which the machine itself stood still for over 1 ms", free)
    return met


@contextmanager
def never() -> Iterator[Callable[[], np.ndarray]]:
    """No stall is known of."""
    yield lambda: np.empty((0, 2), np.int64)


def told_of(title: str, found: dict[str, list[tuple[int, int]]]) -> bool:
    """Print the percentiles of each way in ms, and their ratios; whether the goals are met."""
    figures = []
    print(f" {title}")
    for name, moments in found.items():
        delay_ms = [(moved - step) / 1e6 for step, moved in moments]
        figures.append({"p50": median(delay_ms), "p99": quantiles(delay_ms, n=100)[98]})
        print(f"  {name:23} p50 {figures[-1]['p50']:6.2f}   p99 {figures[-1]['p99']:6.2f}   of {len(delay_ms)}")
    ratios = {name: figures[0][name] / figures[1][name] for name in GOALS}
    for name, goal in GOALS.items():
        print(f"  {name}: {ratios[name]:.2f} x (goal {goal}: {'met' if ratios[name] <= goal else 'MISSED'})")
    return all(ratios[name] <= goal for name, goal in GOALS.items())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=ROUNDS, help="of both in turns (%(default)s)")
    parser.add_argument("steps", nargs="?", type=int, default=STEPS, help="of each in a round (%(default)s)")
    parser.add_argument("--stalls", action="store_true", help="tell the steps in which the machine stood still")
    given = parser.parse_args()
    sys.exit(not main(given.rounds, given.steps, given.stalls))
