"""hold a target on a live gauge: live ADDRESS [--target N]

ADDRESS is scheme:where, for example serial:/dev/ttyUSB0, lines:COM3 or sim:slack?target=250&seed=7;
'pressure-coach devices' lists what is there. Without --target the gauge shows the force, and the key T takes the
level of the last second as the target. Keys: Space pause, Esc stop, T target, Z zero, M mark, 0-9 rating, q quit.
replay:FILE is judged as it was recorded, but for the options that are given here.
"""

import argparse
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pressure_coach.apps import running
from pressure_coach.errors import UsageError
from pressure_coach.mailbox import Inbox, Mailbox

if TYPE_CHECKING:
    from pressure_coach.devices import Device
    from pressure_coach.recording.reader import Recording
    from pressure_coach.session import Session, Sink
    from pressure_coach.viewer import Viewer

DEMO = ("sim:", "--target", "200")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything that a live session can be told."""
    parser.add_argument("address", metavar="ADDRESS", help="scheme:where, such as serial:/dev/ttyUSB0 or sim:")
    session_arguments(parser)
    parser.add_argument(
        "--record", nargs="?", const="", metavar="FILE", help="record, into a new file when none is named"
    )
    running.view_arguments(parser)
    plain = parser.format_help

    def with_the_simulated() -> str:
        parser.epilog = _simulated()  # looked for when somebody asks: a start does not wait for it
        return plain()

    parser.format_help = with_the_simulated  # type: ignore[method-assign]


def _simulated() -> str:
    from pressure_coach.devices._scenarios import SCENARIOS
    from pressure_coach.devices._sim_address import OPTIONS

    lines = [f"  sim:{name:12} {scenario.help}" for name, scenario in SCENARIOS.items()]
    lines += ["options of sim:"] + [f"  {name:16} {text}" for name, text in OPTIONS.items()]
    return "simulated sensors:\n" + "\n".join(lines)


def session_arguments(parser: argparse.ArgumentParser) -> None:
    """Target, signal, what is kept of the person. What is not said is None: a replayed file has its own settings."""
    parser.add_argument("--target", help="the pressure to hold: newtons, or 20kgf, or 45lbf")
    parser.add_argument("--band", help="half-band as a fraction of the target (0.05 to 0.15, default 0.10)")
    parser.add_argument("--goal", type=float, help="seconds to hold (1 to 90, default 60)")
    parser.add_argument("--grace", type=float, help="seconds out of band that are forgiven (0 to 3, default 1)")
    parser.add_argument("--rest", type=float, help="seconds of rest between holds (30 or more, default 30)")
    parser.add_argument("--ceiling", help="your own ceiling (100 to 500 N, default 350)")
    parser.add_argument("--strict", action="store_const", const=True, help="a pause sets the credited time back to 0")
    parser.add_argument("--calibration", metavar="FILE", help="how many newtons a count is; default: the stored one")
    parser.add_argument("--scale", type=float, metavar="N_PER_COUNT", help="newtons a count, instead of a calibration")
    parser.add_argument("--channel", help="name or number (from 1) of the channel to judge, or sum (cells of one pad)")
    parser.add_argument("--filter", help="smoothing for the eye: one_euro (default), lowpass, median, notch or none")
    parser.add_argument(
        "--auto-zero", action="store_const", const=True, help="follow a slow drift of the zero while unloaded"
    )
    parser.add_argument("--tare", action="store_true", help="set the zero from the first 2 s: nothing on the sensor")
    parser.add_argument(
        "--for", dest="for_s", type=float, metavar="S", help="end after S seconds of the sensor's clock"
    )
    parser.add_argument("--person", default="", help="a label for the person, kept in the recording")
    parser.add_argument("--note", default="", help="a note, kept in the recording")


def builder(args: argparse.Namespace) -> Any:
    """Returns ``build(sinks, mailbox, inbox) -> Session`` for running.run; whatever cannot be meant is refused here."""
    from pressure_coach.apps import chosen, meant
    from pressure_coach.coaching.limits import TABLE
    from pressure_coach.devices import open_device
    from pressure_coach.session import Session as Made

    args.address = meant.sensor(args.address, running.say, ask=running.chosen_view(args) != "window")
    device = open_device(args.address)
    recording = _replayed(device, args)
    settings, how = chosen.for_live(args, recording)
    if args.for_s is not None and not 0 < args.for_s < math.inf:
        raise UsageError(f"--for is {args.for_s:g}; give a number of seconds above 0.")
    viewers: list[Viewer] = []  # of the session, once there is one

    def doubt(sentence: str) -> None:
        (viewers[0].doubt if viewers else running.say)(sentence)  # the gauge would paint over a line of ours

    choose = chosen.calibrate(args, device, doubt)
    path = running.recording_path(args.record)

    def build(sinks: "list[Sink]", mailbox: Mailbox | None, inbox: Inbox | None) -> "Session":
        recorder = None
        if path is not None:
            from pressure_coach.recording.writer import Recorder

            meta = {
                "address": device.address,
                "driver": device.driver,
                "options": dict(device.options),
                "simulated": device.simulated,
                "limits": {limit.name: limit.default for limit in TABLE},
                "settings": {**asdict(settings), **asdict(how)},
                "person": args.person,
                "note": args.note,
            }
            recorder = Recorder(path, meta)
        session = Made(
            device,
            settings,
            calibrate=choose,
            options=how,
            sinks=sinks,
            recorder=recorder,
            mailbox=mailbox,
            inbox=inbox,
            for_s=args.for_s,
            tare=args.tare,
        )
        if session.viewer is not None:
            viewers.append(session.viewer)
            session.viewer.recording = path.name if path is not None else ""
        if recording is not None and (sentence := chosen.in_words(settings, how, recording)):
            (session.viewer.tell if session.viewer is not None else running.say)(sentence)
        return session

    return build


def _replayed(device: "Device", args: argparse.Namespace) -> "Recording | None":
    """The recording behind a device, None for any other. A new target replaces those that were set in the session."""
    if not getattr(device, "replayed", False):
        return None
    from pressure_coach.devices.replay import Replay

    assert isinstance(device, Replay)
    for damage in device.recording.damage:
        running.say(f"{device.path}: {damage}")
    device.keep_targets = args.target is None
    return device.recording


def run(args: argparse.Namespace) -> int:
    """Run it."""
    if running.chosen_view(args) == "window":  # it is there before what is only needed for a session is loaded
        from pressure_coach.apps.window import app

        app.run(lambda: builder(args), args)
    else:
        running.run(builder(args), args)
    return 0
