"""Start: the help, and the first simulated sample, from a fresh process until the line can be read.

Peer, measured in the same run and in turns: a fresh process that imports BrainFlow and prints the first sample of its
synthetic board, asked for every half millisecond. All start the same Python, with the bytecode of everything kept from
a first turn (as an installed program has it), and each one's output goes into a pipe. Two floors are shown beside them:
Python alone, and with numpy, below which neither can come.

Goal: each of ours takes at most as long as the peer.

    python benchmarks/bench_start.py [rounds]
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

ROUNDS = 9
TIMEOUT_S = 60
BRAINFLOW = """
import time
from brainflow.board_shim import BoardIds, BoardShim, BrainFlowInputParams
BoardShim.disable_board_logger()
board = BoardShim(BoardIds.SYNTHETIC_BOARD, BrainFlowInputParams())
board.prepare_session()
board.start_stream()
while not board.get_board_data_count():
    time.sleep(0.0005)
print(board.get_board_data().shape, flush=True)
"""
PROGRAM = ("-m", "pressure_coach")
LIVE = (*PROGRAM, "live", "sim:", "--view", "none", "--json")

Told = Callable[[str], bool]


def _any(line: str) -> bool:
    return bool(line.strip())


def _is_event(line: str) -> bool:
    return "event" in json.loads(line)  # nothing is printed before a sample was decoded


def seconds(arguments: tuple[str, ...], told: Told, env: dict[str, str]) -> float:
    """From the start of a process to its first line of output."""
    start = perf_counter()
    with subprocess.Popen((sys.executable, *arguments), stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = perf_counter() - start
        if not line or not told(line):
            raise SystemExit(f"{' '.join(arguments[:4])} said {line!r}; run it by hand to see why.")
        process.kill()
        process.wait(TIMEOUT_S)
    return took


def main() -> None:
    if find_spec("brainflow") is None:
        raise SystemExit("BrainFlow is the peer here; install it with: pip install brainflow")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    runs: dict[str, tuple[tuple[str, ...], Told]] = {
        "Python alone": (("-c", "print(1)"), _any),
        "Python and numpy": (("-c", "import numpy; print(1)"), _any),
        "pressure-coach --help": ((*PROGRAM, "--help"), _any),
        "pressure-coach live sim:": (LIVE, _is_event),
        "BrainFlow synthetic": (("-c", BRAINFLOW), _any),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    with TemporaryDirectory() as bytecode:
        env = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        for turn in range(rounds + 1):
            for name, (arguments, told) in runs.items():
                took = seconds(arguments, told, env)
                if turn:  # the first turn writes the bytecode
                    times[name].append(took)
    peer = median(times["BrainFlow synthetic"])
    print(f"from a fresh process to the first line, median of {rounds}")
    for name, taken in times.items():
        print(f"  {name:26} {median(taken) * 1e3:7.0f} ms  {median(taken) / peer:5.2f} x")
    ours = [name for name in runs if name.startswith("pressure-coach")]
    met = all(median(times[name]) <= peer for name in ours)
    print("both are at most 1 x the peer" if met else "a goal was MISSED: more than 1 x the peer")
    raise SystemExit(not met)


if __name__ == "__main__":
    main()
