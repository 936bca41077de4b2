"""put our firmware on a board: flash [BOARD] [--port PORT] [--file HEX] [--dry-run] [--yes]

An Uno or a Nano is flashed with avrdude and then asked who it is. It gets the finished file, for an HX711, that the
tests ran in an emulator; for another sensor make a .hex file with the Arduino IDE and name it. For other boards there
is no finished file, and the steps in the Arduino IDE are printed.
"""

import argparse
import shlex
import subprocess
import sys
from pathlib import Path

from pressure_coach.apps import flashing, running
from pressure_coach.apps.texts import LANGUAGES, say
from pressure_coach.devices import _ports
from pressure_coach.devices._port import Port
from pressure_coach.errors import DeviceError, UsageError
from pressure_coach.signal.wire import stream_info

WITH_FILE = ("uno", "nano")
WITH_RADIO = ("esp32", "nrf52840", "pico")
BY_HAND = ("nano-old", *WITH_RADIO)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Board, port, file."""
    boards = (*WITH_FILE, *BY_HAND)
    text = f"one of {', '.join(boards)}; may be left out for an Arduino Uno that its USB id tells"
    parser.add_argument("board", nargs="?", choices=boards, metavar="BOARD", help=text)
    parser.add_argument("--port", help="such as /dev/ttyACM0 or COM3; default: the only one that may be such a board")
    parser.add_argument("--file", type=Path, metavar="HEX", help="another .hex file than the finished one")
    parser.add_argument("--dry-run", action="store_true", help="only print the command that would be run")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language (default en)")


def run(args: argparse.Namespace) -> int:
    """Run it. Raises UsageError when it is not clear what is meant, DeviceError when it does not work."""
    if args.board in BY_HAND:
        print("\n".join(_steps(args)))
        return 0
    ports = _ports.list_ports()
    if args.port and not flashing.is_there(args.port, ports):
        there = ", ".join(known.device for known in ports) or say(args.lang, "flash.none")
        raise DeviceError(say(args.lang, "flash.not_there", port=args.port, ports=there))
    board = args.board or _guess(args, ports)
    port = args.port or _only(board, args.lang, ports)
    file = _file(args)
    tool = flashing.find_tool()
    if tool is None:
        raise DeviceError(say(args.lang, "flash.no_tool", line=flashing.line_to_type()))
    command = flashing.command(tool, port, file)
    if args.dry_run:
        print(subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command))
        return 0
    what = next((known.guess or known.description for known in ports if known.device == port), "")
    what = what or say(args.lang, "flash.unknown")
    print(say(args.lang, "flash.about", board=say(args.lang, f"flash.{board}"), port=port, what=what, file=file))
    print(say(args.lang, "flash.gone"), flush=True)
    if not args.yes and not _agreed(args.lang):
        return 0
    _flash(command, port, args.lang)
    print(say(args.lang, "flash.checking"), flush=True)
    _check(port, args.lang)
    return 0


def _guess(args: argparse.Namespace, ports: list[_ports.PortInfo]) -> str:
    """An Uno when that is what is there, by its USB id; an adapter may be on many boards."""
    meant = [port for port in ports if port.device == args.port] if args.port else flashing.plausible(ports)
    if len(meant) == 1 and flashing.is_uno(meant[0]):
        return "uno"
    raise UsageError(say(args.lang, "flash.which", boards=", ".join((*WITH_FILE, *BY_HAND))))


def _only(board: str, lang: str, ports: list[_ports.PortInfo]) -> str:
    found, name = flashing.plausible(ports), say(lang, f"flash.{board}")
    if not found:
        raise DeviceError(say(lang, "flash.no_port", board=name))
    if len(found) > 1:
        listed = ", ".join(f"{port.device} ({port.guess})" for port in found)
        raise UsageError(say(lang, "flash.ports", board=name, ports=listed))
    return found[0].device


def _file(args: argparse.Namespace) -> Path:
    file: Path = args.file or flashing.IMAGE
    if not file.is_file():
        raise UsageError(say(args.lang, "flash.no_file", file=file))
    if not flashing.fits_an_uno(file):
        raise UsageError(say(args.lang, "flash.not_hex", file=file))
    return file


def _agreed(lang: str) -> bool:
    try:
        answer = input(say(lang, "flash.ask"))
    except EOFError as nobody:
        print()
        raise UsageError(say(lang, "flash.unanswered")) from nobody
    if answer.strip().lower() in say(lang, "flash.yes").split():
        return True
    print(say(lang, "flash.no"))
    return False


def _flash(command: list[str], port: str, lang: str) -> None:
    probe = Port(port)
    probe.open(flashing.BAUD)  # a port that is busy or forbidden is explained better here than by avrdude
    probe.close()
    try:
        status = subprocess.call(command)
    except OSError as error:
        raise DeviceError(say(lang, "flash.not_started", tool=command[0], why=error.strerror)) from error
    except KeyboardInterrupt:
        running.say(say(lang, "flash.broken_off"))
        raise
    if status:
        raise DeviceError(say(lang, "flash.failed", port=port))


def _check(port: str, lang: str) -> None:
    try:
        hello, readings = flashing.look(port)
    except DeviceError as error:
        raise DeviceError(say(lang, "flash.silent", why=error)) from error
    version, rate = ".".join(map(str, hello.firmware)), f"{hello.rate_millihertz / 1000:g}"
    sensor = say(lang, f"flash.sensor.{stream_info(hello).name}")
    print(say(lang, "flash.done", version=version, sensor=sensor, rate=rate))
    print(say(lang, "flash.readings" if readings else "flash.no_readings", port=port))


def _steps(args: argparse.Namespace) -> list[str]:
    board, lang = args.board, args.lang
    unused = [name for name, given in (("--port", args.port), ("--file", args.file)) if given is not None]
    note = [say(lang, "flash.unused", options=", ".join(unused))] if unused else []
    steps = [f"{n}. {say(lang, f'flash.{board}.{n}')}" for n in (1, 2, 3)]
    radio = [say(lang, f"flash.{board}.radio")] if board in WITH_RADIO else []
    return [*note, say(lang, "flash.steps"), *steps, *radio, say(lang, "flash.then"), say(lang, "flash.untried")]
