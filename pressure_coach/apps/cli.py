"""The command line: finds the command, turns errors into one sentence and an exit status.

0: it ran, whatever the verdict; 1: device or file; 2: usage.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from pressure_coach import __version__, plugins
from pressure_coach.apps import commands
from pressure_coach.errors import CoachError

PURPOSE = (
    "Helps you hold a steady pressure that you chose yourself, for a time you chose, "
    "while you relax and breathe slowly."
)
PLAIN_NAMES = {"import_": "import"}  # a Python file cannot be called import.py
ORDER = (
    *("live", "record", "replay", "report", "recordings", "import", "export", "recover"),
    *("devices", "tare", "diagnose", "limits"),
)


class Parser(argparse.ArgumentParser):
    """Says what is wrong and what to do next in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Leave with status 2."""
        self.exit(2, f"{self.prog}: {message}; see '{self.prog} --help'.\n")


def command_names() -> list[str]:
    """The commands as a person types them, in the order of the help."""
    found = [PLAIN_NAMES.get(name, name) for name in plugins.names(commands)]
    return sorted(found, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))


def _file_of(name: str) -> str:
    return next((file for file, plain in PLAIN_NAMES.items() if plain == name), name)


def _overview() -> Parser:
    lines = [f"  {name:11} {plugins.summary(commands, _file_of(name))}" for name in command_names()]
    parser = Parser(
        prog="pressure-coach",
        description=PURPOSE,
        epilog="commands:\n" + "\n".join(lines) + "\n\n"
        "'pressure-coach' alone starts the gauge on a simulated sensor; 'pressure-coach COMMAND --help' explains one.\n"
        "exit status: 0 it ran, whatever the verdict; 1 device or file; 2 usage.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"pressure-coach {__version__}")
    parser.add_argument("--verbose", action="store_true", help="say on standard error what goes on inside")
    parser.add_argument("command", nargs="?", metavar="COMMAND", help="one of the commands below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    overview = _overview()
    known = overview.parse_args(list(argv))
    name = known.command or "live"
    if name not in command_names():
        overview.error(f"there is no command '{name}'; the commands are {', '.join(command_names())}")
    command = plugins.load(commands, _file_of(name))
    parser = Parser(
        prog=f"pressure-coach {name}",
        description=command.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--verbose", action="store_true", help="say on standard error what goes on inside")
    command.arguments(parser)
    args = parser.parse_args(known.rest if known.command else command.DEMO)
    if known.verbose or args.verbose:
        import logging

        logging.basicConfig(level=logging.DEBUG, format="%(relativeCreated)8.0f ms %(name)s: %(message)s")
    status: int = command.run(args)
    return status


def entry() -> NoReturn:
    """The program: no traceback for anything that a person can cause."""
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except CoachError as error:
        print(f"pressure-coach: {error}", file=sys.stderr)
        status = error.exit_status
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        # The reader of our output left, as `head` does: nothing more to say, and nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)
