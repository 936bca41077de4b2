"""make a recording of a text table: import IN OUT

IN is CSV or text with comma, semicolon, tab or blanks, decimal point or comma, a header or none. Columns are named or
numbered from 1; what is not said is told from the table, and what was told is printed.
"""

import argparse

from pressure_coach.apps import running
from pressure_coach.apps.units import counted
from pressure_coach.recording.importer import import_table


def arguments(parser: argparse.ArgumentParser) -> None:
    """Files and what the columns are."""
    parser.add_argument("source", metavar="IN", help="the table")
    parser.add_argument("out", metavar="OUT", help="the new recording; never overwritten")
    parser.add_argument("--column", action="append", metavar="NAME|N", help="a column of forces; again for more")
    parser.add_argument("--time", metavar="NAME|N", help="the column of times")
    parser.add_argument("--time-unit", choices=("s", "ms", "us"), help="unit of the times")
    parser.add_argument("--unit", choices=("N", "kgf", "lbf", "counts"), help="unit of the forces")
    parser.add_argument("--rate", type=float, metavar="HZ", help="samples a second, for a table without times")
    parser.add_argument("--separator", choices=(",", ";", "tab", "blank"), help="what stands between columns")
    parser.add_argument("--decimal", choices=(".", ","), help="decimal point or comma")
    parser.add_argument("--skip-bad", action="store_true", help="leave damaged lines out instead of refusing the table")
    parser.add_argument("--person", default="", help="a label for the person, kept in the recording")
    parser.add_argument("--note", default="", help="a note, kept in the recording")


def run(args: argparse.Namespace) -> int:
    """Run it."""
    report = import_table(
        args.source,
        args.out,
        meta={"person": args.person, "note": args.note},
        columns=args.column,
        time_column=args.time,
        time_unit=args.time_unit,
        unit=args.unit,
        rate=args.rate,
        separator={"tab": "\t", "blank": " "}.get(args.separator, args.separator),
        decimal=args.decimal,
        skip_bad=args.skip_bad,
    )
    rate = f"{report.sfreq:.1f} samples/s" if report.sfreq else "unknown rate"
    names = ", ".join(report.ch_names)
    print(
        f"{report.path}: {counted(report.samples, 'sample')}, {report.seconds:.1f} s, {rate}, {names} in {report.unit}"
    )
    for note in report.notes:
        running.say(note)
    if report.simulated:
        running.say("the table says that its numbers are simulated; the recording is marked so.")
    return 0
