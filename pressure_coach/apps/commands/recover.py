"""save what a damaged recording still holds: recover FILE OUT

OUT is a clean, indexed copy; FILE is not touched. What is missing is named.
"""

import argparse

from pressure_coach.apps.units import counted
from pressure_coach.recording.recover import recover


def arguments(parser: argparse.ArgumentParser) -> None:
    """From and to."""
    parser.add_argument("file", metavar="FILE", help="a recording that was cut off or damaged")
    parser.add_argument("out", metavar="OUT", help="the new file; never overwritten")


def run(args: argparse.Namespace) -> int:
    """Run it."""
    report = recover(args.file, args.out)
    found = (counted(report.arrivals, "reading"), counted(report.acts, "act"), counted(report.events, "event"))
    print(f"{report.path}: {found[0]}, {found[1]} and {found[2]} brought over")
    for sentence in report.damage:
        print(f"- {sentence}")
    return 0
