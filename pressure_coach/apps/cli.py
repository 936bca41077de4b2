"""The command line: finds the command, turns errors into one sentence and an exit status.

0: it ran, whatever the verdict; 1: device or file; 2: usage.
"""

import argparse
import codecs
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from pressure_coach import __version__, plugins
from pressure_coach.apps import commands
from pressure_coach.errors import CoachError

PURPOSE = (
    "Helps you hold a steady pressure that you chose yourself, for a time you chose, "
    "while you relax and breathe slowly."
)
PLAIN_NAMES = {"import_": "import"}  # a Python file cannot be called import.py
ORDER = (
    *("live", "window", "record", "replay", "report", "recordings", "import", "export", "recover"),
    *("devices", "tare", "diagnose", "board", "flash", "limits"),
)


class Parser(argparse.ArgumentParser):
    """Says what is wrong and what to do next in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Leave with status 2."""
        self.exit(2, f"{self.prog}: {message}; see '{self.prog} --help'.\n")


VERBOSE = "say on standard error what goes on inside; when a gauge owns the terminal, once it is gone"


class _Overview(Parser):
    """Its list of commands is made when somebody reads it: a command's start does not wait for that."""

    def format_help(self) -> str:
        """With a line for each command."""
        lines = [f"  {name:11} {plugins.summary(commands, _file_of(name))}" for name in command_names()]
        self.epilog = (
            "commands:\n" + "\n".join(lines) + "\n\n"
            "'pressure-coach' alone starts the gauge on a simulated sensor; 'pressure-coach COMMAND --help' explains "
            "one.\nexit status: 0 it ran, whatever the verdict; 1 device or file; 2 usage; 130 Ctrl-C "
            "before there was a\nresult (a session that is ended so has one: 0)."
        )
        return super().format_help()


def command_names() -> list[str]:
    """The commands as a person types them, in the order of the help."""
    found = [PLAIN_NAMES.get(name, name) for name in plugins.names(commands)]
    return sorted(found, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))


def _file_of(name: str) -> str:
    return next((file for file, plain in PLAIN_NAMES.items() if plain == name), name)


def _overview() -> Parser:
    parser = _Overview(prog="pressure-coach", description=PURPOSE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="version", version=f"pressure-coach {__version__}")
    parser.add_argument("--verbose", action="store_true", help=VERBOSE)
    parser.add_argument("command", nargs="?", metavar="COMMAND", help="one of the commands below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    overview = _overview()
    known = overview.parse_args(list(argv))
    name = "live" if known.command is None else known.command
    if name in PLAIN_NAMES or not plugins.known(commands, _file_of(name)):
        overview.error(f"there is no command '{name}'; the commands are {', '.join(command_names())}")
    command = plugins.load(commands, _file_of(name))
    parser = Parser(
        prog=f"pressure-coach {name}",
        description=command.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--verbose", action="store_true", help=VERBOSE)
    command.arguments(parser)
    args = parser.parse_args(known.rest if known.command else command.DEMO)
    if known.verbose or args.verbose:
        from pressure_coach.apps import logs

        logs.start(sys.stderr)
    status: int = command.run(args)
    return status


def entry() -> NoReturn:
    """The program: no traceback for anything that a person can cause."""
    _streams()
    _interrupted_once()
    status = _outcome(lambda: main(sys.argv[1:]))
    sys.exit(_outcome(_flush) or status)  # also after an error: what was printed before it must not fail later


def _outcome(do: Callable[[], Any]) -> Any:
    """The exit status that ``do`` gives; what goes wrong in it is told."""
    try:
        return do()
    except SystemExit as leave:  # the parser's: help, version, a wrong word
        return leave.code
    except CoachError as error:
        print(f"pressure-coach: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output left, as `head` does: nothing more to say, and nowhere to say it.
        _discard_output()
        return 0
    except OSError as error:  # a full disk behind standard output, as a rule
        _discard_output()
        what = f"{error.filename} cannot be used" if error.filename else "the output could not be written"
        print(f"pressure-coach: {what} ({error.strerror}); make room or choose another place.", file=sys.stderr)
        return 1


def _flush() -> None:
    sys.stdout.flush()


def _interrupted_once() -> None:
    """Ctrl-C breaks a command off. Pressed again while that tidies up it adds no line; the third time it is over."""
    pressed = 0

    def on_signal(number: int, frame: object) -> None:
        nonlocal pressed
        pressed += 1
        if pressed == 1:
            raise KeyboardInterrupt
        if pressed > 2:
            os._exit(130)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # nohup and the like ignore it: so do we
        signal.signal(signal.SIGINT, on_signal)


def _streams() -> None:
    """Standard streams that are closed lead nowhere, and what an encoding lacks is escaped instead of an error."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # Open until the end of the process; as the original too, for terminal libraries ask for that one.
            nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, nowhere)
            setattr(sys, f"__{name}__", nowhere)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        codecs.register_error("json", _as_json)
        sys.stdout.reconfigure(errors="json")


def _as_json(error: UnicodeError) -> tuple[str, int]:
    """Escapes as JSON has them, so that JSON lines stay JSON in every encoding."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    import json

    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


def _discard_output() -> None:
    """What is still in the buffer must not fail again when the interpreter flushes it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
