"""ask a board with our firmware who it is, or have it be a Progressor: board ADDRESS [--progressor [NAME|off]]

--progressor: apps of other people that speak to a Tindeq Progressor then find the board by Bluetooth, beside our own
service, until it is switched off. The board keeps what a count is, for ever: that needs the calibration that is stored
for this board, or --calibration or --scale; and a zero, from the calibration, --zero or --tare. Such apps show kgf and
know nothing of our safety. Nothing is written without this option.
"""

import argparse
from collections.abc import Callable
from typing import Any

from pressure_coach.apps import chosen, jsonlines, running
from pressure_coach.apps.commands import tare
from pressure_coach.apps.texts import LANGUAGES, say
from pressure_coach.devices import open_device
from pressure_coach.devices._board import Board
from pressure_coach.errors import CalibrationError, DeviceError, UsageError
from pressure_coach.signal import protocol
from pressure_coach.signal.messages import Progressor
from pressure_coach.signal.protocol import Cmd
from pressure_coach.signal.units import KGF_N

OFF = "off"
NAME = protocol.PROGRESSOR_NAME


def arguments(parser: argparse.ArgumentParser) -> None:
    """Address, mode, calibration."""
    parser.add_argument("address", metavar="ADDRESS", help="serial:PORT or ble:NAME")
    text = f"be a Progressor of this name (default {NAME}_ and the end of its id), or {OFF}"
    parser.add_argument("--progressor", nargs="?", const="", metavar="NAME", help=text)
    parser.add_argument("--calibration", metavar="FILE", help="how many newtons a count is; default: the stored one")
    parser.add_argument("--scale", type=float, metavar="N_PER_COUNT", help="newtons a count, instead of a calibration")
    parser.add_argument("--zero", type=int, metavar="COUNTS", help="the reading of the unloaded sensor")
    parser.add_argument("--tare", action="store_true", help="nothing is on the sensor: measure its zero now")
    parser.add_argument("--json", action="store_true", help="as one line of JSON")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language (default en)")


def run(args: argparse.Namespace) -> int:
    """Run it. Raises UsageError, DeviceError, and CalibrationError when it is not known what a count is."""
    name = _name(args)
    board = Board(args.address)
    on = args.progressor not in (None, OFF)
    if not on and (args.tare or args.zero is not None or args.scale is not None or args.calibration):
        raise UsageError("a scale and a zero are for --progressor; add it, or leave them out.")
    if on and args.tare and args.zero is not None:
        raise UsageError("--tare and --zero both say where the zero lies; give one of them.")
    with board:
        if on and not board.can_be_progressor:
            raise DeviceError(f"{say(args.lang, 'board.cannot')} {say(args.lang, 'board.why')}")
        slope, zero = _scale(args, board) if on else (0.0, 0.0)
        zero = zero if args.zero is None else args.zero
        if not args.tare:
            return _set(args, board, slope, zero, name)
    zero = tare.measure(args, open_device(args.address)).counts[0]
    with board:
        return _set(args, board, slope, zero, name)


def _name(args: argparse.Namespace) -> Callable[[Board], str]:
    """What names a board, behind "Progressor". Raises UsageError for a name that no app would find."""
    wanted: str = args.progressor or OFF
    if wanted == OFF:
        return lambda board: f"_{board.info.device_id[-4:].upper()}" if board.info.device_id else ""
    rest = wanted.removeprefix(NAME)
    try:
        fits = wanted.startswith(NAME) and Progressor(name=rest) is not None
    except ValueError:
        fits = False
    if not fits:
        raise UsageError(say(args.lang, "board.name", name=repr(wanted), most=len(NAME) + protocol.NAME_BYTES))
    return lambda board: rest


def _scale(args: argparse.Namespace, board: Board) -> tuple[float, float | None]:
    """N a count and the count of no load, if that is known. Raises CalibrationError."""
    calibration = chosen.calibrate(args, board.device, running.say)(board.info)
    if calibration is None:
        raise CalibrationError(say(args.lang, "board.no_scale"))
    if calibration.unit != "N":
        raise CalibrationError(say(args.lang, "board.pressure", unit=calibration.unit))
    if calibration.simulated:
        raise CalibrationError(say(args.lang, "board.made_up"))
    if len(calibration.slope) > 1 or len(calibration.zero_counts) > 1:
        raise CalibrationError(say(args.lang, "board.many"))
    return calibration.slope[0], calibration.zero_counts[0] if calibration.zero_counts else None


def _set(
    args: argparse.Namespace, board: Board, n_per_count: float, zero: float | None, name: Callable[[Board], str]
) -> int:
    """Ask the board, or have it keep this. Raises DeviceError when what it keeps is something else."""
    if not board.can_be_progressor or args.progressor is None:
        _tell(args, board, board.progressor() if board.can_be_progressor else None)
        return 0
    wanted = Progressor(code=Cmd.PROGRESSOR)
    if args.progressor != OFF:
        if zero is None:
            raise CalibrationError(say(args.lang, "board.no_zero"))
        try:
            wanted = Progressor(n_per_count / KGF_N, round(zero), name(board), Cmd.PROGRESSOR)
        except ValueError as error:
            raise UsageError(say(args.lang, "board.number", why=error)) from error
    kept = board.progressor(wanted)
    if kept.to_body()[1:] != wanted.to_body()[1:]:
        raise DeviceError(say(args.lang, "board.not_kept"))
    _tell(args, board, kept)
    return 0


def _tell(args: argparse.Namespace, board: Board, kept: Progressor | None) -> None:
    hello, info, on = board.hello, board.info, bool(kept and kept.kgf_per_count)
    version, rate = ".".join(map(str, hello.firmware)), f"{info.sfreq:g}"
    n_per_count = kept.kgf_per_count * KGF_N if kept else 0.0
    if args.json:
        mode: dict[str, Any] = {"able": board.can_be_progressor, "on": on}
        if kept and on:
            mode |= {"name": NAME + kept.name, "n_per_count": n_per_count, "zero_counts": kept.zero_counts}
        about = {"event": "board", "device_id": info.device_id, "name": info.name, "firmware": version}
        row = {**about, "sfreq": info.sfreq, "n_channels": hello.n_channels, "progressor": mode}
        print(jsonlines.line({**row, "simulated": info.simulated}))
        return
    sensor = say(args.lang, f"flash.sensor.{info.name}")
    device_id = info.device_id or say(args.lang, "board.no_id")
    print(say(args.lang, "board.is", sensor=sensor, id=device_id, version=version, rate=rate))
    if not kept:
        print(say(args.lang, "board.cannot"), say(args.lang, "board.why"))
    elif not on:
        print(say(args.lang, "board.off"))
    else:
        scale = f"{n_per_count:.6g}"
        print(say(args.lang, "board.on", name=NAME + kept.name, scale=scale, zero=kept.zero_counts))
        if args.progressor is not None:
            print(say(args.lang, "board.shows"), say(args.lang, "board.beware"), sep="\n")
        print(say(args.lang, "board.back", address=args.address))
