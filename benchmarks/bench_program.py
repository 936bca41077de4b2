"""The whole program: processor and memory of the window with a simulated sensor at 80 Hz and at 1 kHz, for a minute.

Beside it, as a peer measured in the same run and in turns: a minimal pyqtgraph plot of the same size that scrolls over
the last 30 s of the same simulated sensor, read in a thread, and that a timer paints 60 times a second. It judges
nothing, has no gauge, no buttons and no sound. Both are measured after they have started: the processor's time of the
process as a share of one core, the memory that it has all in all (RSS) and alone (USS), and beside it what the screen's
server does for it. On Xvfb where it is installed, else on Qt's offscreen platform. Linux only (/proc).

Goals at 80 Hz: at most 15 % of a core and 130 MB.

    python benchmarks/bench_program.py [--seconds 60]
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from _screen import SIZE, has_screen, own_env, screen

RATES_HZ, WARM_UP_S = (80, 1000), 6.0
GOAL_CORE, GOAL_MB, GOAL_RATE_HZ = 0.15, 130.0, 80
TICKS = os.sysconf("SC_CLK_TCK")
PEER = f"""
import sys, threading, numpy, pyqtgraph
from pressure_coach.devices import open_device
from pressure_coach.devices.sim import decoder
from pressure_coach.signal.chunk import Arrival
rate, values, lock = int(sys.argv[2]), [], threading.Lock()
def read():
    decode = decoder({{}})
    with open_device(sys.argv[1]) as device:
        while True:
            for item in device.read():
                if isinstance(item, Arrival):
                    for chunk in decode.feed(item):
                        with lock:
                            values.extend(chunk.values[:, 0])
app = pyqtgraph.mkQApp()
plot = pyqtgraph.PlotWidget()
curve = plot.plot()
plot.resize{SIZE}
plot.show()
seconds, shown = numpy.arange(-30 * rate, 0) / rate, numpy.zeros(30 * rate)
def draw():
    global shown, values
    with lock:
        new, values = values, []
    if new:
        shown = numpy.concatenate((shown, new))[-30 * rate:]
        curve.setData(seconds, shown)
timer = pyqtgraph.QtCore.QTimer(timerType=pyqtgraph.QtCore.Qt.TimerType.PreciseTimer)
timer.timeout.connect(draw)
timer.start(16)
threading.Thread(target=read, daemon=True).start()
app.exec()
"""


def core_s(pid: int) -> float:
    """Seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def megabytes(pid: int) -> tuple[float, float]:
    """(all, alone) of a process."""
    rows = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    kilobytes = {row[0]: int(row[1]) for row in rows}
    return kilobytes["Rss:"] / 1024, (kilobytes["Private_Clean:"] + kilobytes["Private_Dirty:"]) / 1024


def measured(arguments: tuple[str, ...], env: Mapping[str, str], seconds: float, server: int) -> dict[str, float]:
    """Shares of a core and megabytes of one program."""
    with subprocess.Popen((sys.executable, *arguments), stdout=subprocess.DEVNULL, env=env) as process:
        try:
            sleep(WARM_UP_S)
            start, own, other = monotonic(), core_s(process.pid), core_s(server) if server else 0.0
            sleep(seconds)
            took = monotonic() - start
            if process.poll() is not None:
                raise SystemExit(f"it ended by itself: {' '.join(arguments)[:200]}")
            rss, uss = megabytes(process.pid)
            used = (core_s(process.pid) - own) / took
            return {"core": used, "server": (core_s(server) - other) / took if server else 0.0, "rss": rss, "uss": uss}
        finally:
            process.kill()


@contextmanager
def somewhere() -> Iterator[tuple[dict[str, str], int]]:
    """Variables for a program with a window, and the process of the screen's server (0: there is none)."""
    if not has_screen():
        yield {"QT_QPA_PLATFORM": "offscreen"}, 0
        return
    with screen() as (variables, _pixels):
        yield variables, int(variables["SCREEN_PID"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="for each of the four programs (default 60)")
    seconds = parser.parse_args().seconds
    has_peer = find_spec("pyqtgraph") is not None
    met = True
    with TemporaryDirectory() as folder, somewhere() as (variables, server):
        env = own_env(folder, **variables)
        print(f"{seconds:g} s each, {'in Xvfb' if server else 'offscreen'}; load {os.getloadavg()[0]:.1f}")
        for rate in RATES_HZ:
            address = f"sim:?rate={rate}"
            ways = {"pressure-coach window": ("-m", "pressure_coach", "window", address, "--target", "200")}
            if has_peer:
                ways["pyqtgraph, 60 Hz timer"] = ("-c", PEER, address, str(rate))
            found = {name: measured(arguments, env, seconds, server) for name, arguments in ways.items()}
            for name, figures in found.items():
                print(
                    f"  {rate:4} Hz {name:24} {100 * figures['core']:5.1f} % of a core"
                    f" (and {100 * figures['server']:4.1f} % of the server's),"
                    f" {figures['rss']:5.0f} MB, {figures['uss']:5.0f} MB alone"
                )
            ours, *peer = found.values()
            if peer:
                print(f"          window / pyqtgraph: {ours['core'] / peer[0]['core']:.2f} x of the processor", end="")
                print(f", {ours['rss'] / peer[0]['rss']:.2f} x of the memory")
            if rate == GOAL_RATE_HZ:
                core, memory = ours["core"] <= GOAL_CORE, ours["rss"] <= GOAL_MB
                met = core and memory
                print(f"          goal {GOAL_CORE:.0%} of a core: {'met' if core else 'MISSED'}", end="")
                print(f"; {GOAL_MB:g} MB: {'met' if memory else 'MISSED'}")
    raise SystemExit(not met)


if __name__ == "__main__":
    main()
