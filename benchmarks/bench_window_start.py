"""The window's start, from a fresh process to its first picture: the gauge with its words, not an empty frame.

Peers, measured in the same run and in turns: a minimal pyqtgraph window of the same size with one curve, and the same
after ``import scipy.signal``, as a program has it that filters by it. All start the same Python, with the bytecode of
everything kept from a first turn. Without a screen (Qt's offscreen platform) the end of the first painting counts;
where Xvfb is installed, also the moment at which its framebuffer has the picture. Two rows stand beside the goal: an
empty Qt widget, below which no window with Qt comes, and our window with its first measured number.

Goals: at most 0.6 of the pyqtgraph window's time and 0.3 of the one with scipy.signal.

    python benchmarks/bench_window_start.py [rounds]
"""

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import numpy as np
from _screen import SIZE, has_screen, own_env, screen

ROUNDS = 9
TIMEOUT_S = 60
COMMAND = ("window", "sim:", "--target", "200")
BARE, OURS, NUMBER = "an empty Qt widget (floor)", "pressure-coach window sim:", "... with its first number"
PEER, SCIPY = "pyqtgraph, one curve", "pyqtgraph and scipy.signal"
GOALS = {PEER: 0.6, SCIPY: 0.3}

PAINTED = """
def painted(kind, when=lambda widget: True):
    paint = kind.paintEvent
    def paintEvent(self, event):
        paint(self, event)
        if when(self):
            print("painted", flush=True)
    kind.paintEvent = paintEvent
"""
PYQTGRAPH = f"""
import numpy, pyqtgraph
app = pyqtgraph.mkQApp()
plot = pyqtgraph.PlotWidget()
plot.plot(200 + numpy.sin(numpy.arange(2400) / 50))
plot.resize{SIZE}
plot.show()
"""
QT = f"""
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
widget = QWidget()
widget.resize{SIZE}
widget.show()
"""
RUN = f"import sys; sys.argv[1:] = {COMMAND}\nfrom pressure_coach.apps.cli import entry\nentry()\n"
GAUGE = "from pressure_coach.apps.window.gauge import GaugeWidget\n"
SEEN = "painted(GaugeWidget, lambda gauge: any(sign.isdigit() for sign in gauge._motion.number))\n"
WATCHED = {  # what says on a pipe that it has painted
    BARE: QT.replace("widget = ", PAINTED + "painted(QWidget)\nwidget = ") + "app.exec()\n",
    OURS: PAINTED + GAUGE + "painted(GaugeWidget)\n" + RUN,
    NUMBER: PAINTED + GAUGE + SEEN + RUN,
    PEER: PYQTGRAPH.replace("plot = ", PAINTED + "painted(pyqtgraph.PlotWidget)\nplot = ") + "app.exec()\n",
}
WATCHED[SCIPY] = "import scipy.signal\n" + WATCHED[PEER]
SHOWN = {  # what is watched from outside
    OURS: ("-m", "pressure_coach", *COMMAND),
    PEER: ("-c", PYQTGRAPH + "app.exec()"),
    SCIPY: ("-c", "import scipy.signal\n" + PYQTGRAPH + "app.exec()"),
}
Way = Callable[[], float]


def to_painting(code: str, env: dict[str, str]) -> float:
    """Seconds from the start of the process to the end of its first painting."""
    start = perf_counter()
    with subprocess.Popen((sys.executable, "-c", code), stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = perf_counter() - start
        process.kill()
    if line != "painted\n":
        raise SystemExit(f"it did not paint but said {line!r}:\n{code}")
    return took


def to_pixels(arguments: tuple[str, ...], env: dict[str, str], pixels: np.ndarray) -> float:
    """Seconds from the start of the process until the framebuffer shows more than one even surface."""
    rows = pixels[::8]
    while drawn(rows):
        sleep(0.01)  # the window of the turn before is going
    start = perf_counter()
    with subprocess.Popen((sys.executable, *arguments), stdout=subprocess.DEVNULL, env=env) as process:
        while not drawn(rows):
            sleep(0.0005)
            if perf_counter() - start > TIMEOUT_S:
                raise SystemExit(f"nothing was shown by {' '.join(arguments)}")
        took = perf_counter() - start
        process.kill()
    return took


def drawn(rows: np.ndarray) -> bool:
    """Whether there are signs on the ground."""
    return int(np.count_nonzero(rows != rows[0, 0])) > 200


def compared(title: str, ways: dict[str, Way], rounds: int) -> bool:
    """Print the medians of some rounds; whether the goals are met."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            took = way()
            if turn:  # the first turn writes the bytecode
                times[name].append(took)
    print(f"{title}, median of {rounds}")
    for name, taken in times.items():
        print(f"  {name:28} {median(taken) * 1e3:6.0f} ms")
    met = True
    for name, goal in GOALS.items():
        ratio = median(times[OURS]) / median(times[name])
        met &= ratio <= goal
        print(f"  window / {name}: {ratio:.2f} x (goal {goal}: {'met' if ratio <= goal else 'MISSED'})")
    return met


def main() -> None:
    if find_spec("pyqtgraph") is None:
        raise SystemExit("pyqtgraph is the peer here; install it with: pip install 'pressure-coach[window]'")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with TemporaryDirectory() as folder:
        env = own_env(folder, QT_QPA_PLATFORM="offscreen")
        ways: dict[str, Way] = {name: lambda code=code: to_painting(code, env) for name, code in WATCHED.items()}
        met = compared("from a fresh process to the first painting, offscreen", ways, rounds)
        if not has_screen():
            print("no Xvfb here: nothing on a real framebuffer")
        else:
            with screen() as (variables, pixels):
                env = own_env(folder, **variables)
                ways = {name: lambda run=run: to_pixels(run, env, pixels) for name, run in SHOWN.items()}
                met &= compared("from a fresh process to the pixels in Xvfb's framebuffer", ways, rounds)
    raise SystemExit(not met)


if __name__ == "__main__":
    main()
