"""When the machine itself stood still: the host of a virtual one takes its processors away for some milliseconds, from
the measured program as well as from the one that measures.

On each processor a witness sleeps for two milliseconds at a time and notes when it was woken much too late. It comes
before all other programs (SCHED_FIFO, which root may use), so none of those can have kept it from running.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic_ns, sleep

import numpy as np

SLEEP_NS, LATE_NS = 2_000_000, 1_000_000
Stalls = Callable[[], np.ndarray]


def can_tell() -> bool:
    """Whether witnesses may come before all others here."""
    if not hasattr(os, "sched_setscheduler"):
        return False
    test = "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))"
    return subprocess.run((sys.executable, "-c", test), stderr=subprocess.DEVNULL, check=False).returncode == 0


@contextmanager
def witnesses() -> Iterator[Stalls]:
    """While it lasts; a call gives the stalls of all processors so far: (n_stalls, 2) ns on the monotonic clock."""
    with TemporaryDirectory() as folder:
        notes = [Path(folder) / str(cpu) for cpu in sorted(os.sched_getaffinity(0))]
        running = [subprocess.Popen((sys.executable, __file__, str(note))) for note in notes]
        try:
            while not all(note.exists() for note in notes):
                if any(one.poll() is not None for one in running):
                    raise SystemExit("a witness of _stalls.py ended by itself; what it says above is why.")
                sleep(0.01)
            yield lambda: np.concatenate([np.fromfile(note, np.int64).reshape(-1, 2) for note in notes])
        finally:
            for one in running:
                one.kill()
                one.wait()


def hit(start_ns: int, end_ns: int, stalls: np.ndarray) -> bool:
    """Whether a stall of any processor lies, at least in part, between two moments."""
    return bool(((stalls[:, 0] < end_ns) & (stalls[:, 1] > start_ns)).any())


def _witness(note: Path) -> None:
    os.sched_setaffinity(0, {int(note.name)})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    with note.open("ab", buffering=0) as file:
        before = monotonic_ns()
        while True:
            sleep(SLEEP_NS / 1e9)
            now = monotonic_ns()
            due = before + SLEEP_NS
            if now - due > LATE_NS:
                file.write(np.array((due, now), np.int64).tobytes())
            before = now


if __name__ == "__main__":
    _witness(Path(sys.argv[1]))
