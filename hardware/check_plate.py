"""Works out the readings of the bottle and corner tests: the scale to use, and whether the plate passes.

    python3 hardware/check_plate.py --kg 5.04 ZERO CENTRE CORNER1 CORNER2 CORNER3 CORNER4

Each word is the number of counts that ``pressure-coach tare serial:PORT`` prints: with nothing on the plate, with the
bottle in the middle, then over each cell. Standard library only; prints PASS or FAIL for each test, status 1 on a FAIL.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hardware.loads import G_N, SET_MV_V, counts_per_newton

CORNER_LIMIT = 0.05  # of the reading in the middle
ROOM = 0.3  # cells may give so much more or less than their sellers say


def check(kg: float, zero: float, centre: float, corners: Sequence[float]) -> tuple[float, list[tuple[bool, str]]]:
    """(newtons per count, [(passed, sentence)]). Raises ValueError when the middle reads as the empty plate."""
    rise = centre - zero
    if not rise or kg <= 0:
        raise ValueError("the reading in the middle is that of the empty plate; put the bottle on it and read again.")
    per_n = rise / (kg * G_N)
    least, most = (1 - ROOM) * counts_per_newton(SET_MV_V[0]), (1 + ROOM) * counts_per_newton(SET_MV_V[1])
    worst = max(abs((corner - zero) / rise - 1) for corner in corners)
    return 1 / per_n, [
        (rise > 0, "the reading rises under load" if rise > 0 else "the reading falls under load: swap A+ and A-"),
        (
            least <= abs(per_n) <= most,
            f"{abs(per_n):.0f} counts a newton; {least:.0f} to {most:.0f} are plausible",
        ),
        (
            worst <= CORNER_LIMIT,
            f"corners differ from the middle by {worst:.1%} at most; {CORNER_LIMIT:.0%} is allowed",
        ),
    ]


def main(arguments: Sequence[str]) -> int:
    """Print the verdicts; returns the exit status."""
    parser = argparse.ArgumentParser(description="Works out the bottle and corner tests of the load plate.")
    parser.add_argument("--kg", type=float, required=True, help="what the bottle weighs, on kitchen scales")
    parser.add_argument("zero", type=float, help="counts of the empty plate")
    parser.add_argument("centre", type=float, help="counts with the bottle in the middle")
    parser.add_argument("corners", type=float, nargs=4, metavar="corner", help="counts with the bottle over each cell")
    args = parser.parse_args(arguments)
    try:
        scale, verdicts = check(args.kg, args.zero, args.centre, args.corners)
    except ValueError as error:
        print(f"FAIL  {error}")
        return 1
    for passed, sentence in verdicts:
        print(f"{'PASS' if passed else 'FAIL'}  {sentence}")
    if all(passed for passed, _ in verdicts):
        print(f"use it with: --scale {scale:.6g}")
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
