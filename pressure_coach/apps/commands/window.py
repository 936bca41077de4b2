"""the gauge in a window of its own: window [ADDRESS] [--target N]

Without ADDRESS the window lists what is plugged in, simulated sensors and recordings. Keys: Esc stop, Space pause,
T target, Z zero, M mark, 0-9 rating, R record, F floor view, ? help, Q quit.
"""

import argparse

from pressure_coach.apps import running
from pressure_coach.apps.commands import live


def arguments(parser: argparse.ArgumentParser) -> None:
    """As live, but the address may be chosen in the window."""
    live.arguments(parser)
    for action in parser._actions:
        if action.dest == "address":
            action.nargs, action.required = "?", False
    parser.set_defaults(view="window")


def run(args: argparse.Namespace) -> int:
    """Run it."""
    if args.address is None and running.chosen_view(args) == "window":
        from pressure_coach.apps.window import app

        app.run(None, args)
        return 0
    if args.address is None:  # no window can be had here: what 'pressure-coach' alone does
        args.address, args.target = live.DEMO[0], args.target or live.DEMO[2]
    return live.run(args)
