"""hold a target on a live gauge: live ADDRESS [--target N]

ADDRESS is scheme:where, for example serial:/dev/ttyUSB0, lines:COM3 or sim:slack?target=250&seed=7;
'pressure-coach devices' lists what is there. Without --target the gauge shows the force, and the key T takes the
level of the last second as the target. Keys: Space pause, Esc stop, T target, Z zero, M mark, 0-9 rating, q quit.
"""

import argparse
import math
from dataclasses import asdict
from typing import Any

from pressure_coach.apps import running, units
from pressure_coach.calibrations import chooser
from pressure_coach.coaching.coach import Settings
from pressure_coach.coaching.limits import BY_NAME, TABLE, value
from pressure_coach.devices import open_device
from pressure_coach.devices._scenarios import SCENARIOS
from pressure_coach.devices._sim_address import OPTIONS
from pressure_coach.errors import UsageError
from pressure_coach.judge import Options as SignalOptions
from pressure_coach.mailbox import Inbox, Mailbox
from pressure_coach.session import Session, Sink
from pressure_coach.viewer import Viewer

DEMO = ("sim:", "--target", "200")
LONGEST_S = 86_400.0  # a day's rest is an answer, an endless one is a slip


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything that a live session can be told."""
    parser.add_argument("address", metavar="ADDRESS", help="scheme:where, such as serial:/dev/ttyUSB0 or sim:")
    session_arguments(parser)
    parser.add_argument(
        "--record", nargs="?", const="", metavar="FILE", help="record, into a new file when none is named"
    )
    running.view_arguments(parser)
    lines = [f"  sim:{name:12} {scenario.help}" for name, scenario in SCENARIOS.items()]
    lines += ["options of sim:"] + [f"  {name:16} {text}" for name, text in OPTIONS.items()]
    parser.epilog = "simulated sensors:\n" + "\n".join(lines)


def session_arguments(parser: argparse.ArgumentParser) -> None:
    """Target, signal, what is kept of the person."""
    parser.add_argument("--target", help="the pressure to hold: newtons, or 20kgf, or 45lbf")
    parser.add_argument("--band", default="0.10", help="half-band as a fraction of the target (default 0.10)")
    parser.add_argument("--goal", type=float, default=60.0, help="seconds to hold (default 60, at most 90)")
    parser.add_argument(
        "--grace", type=float, default=1.0, help="seconds out of band that are forgiven (0 to 3, default 1)"
    )
    parser.add_argument("--rest", type=float, default=30.0, help="seconds of rest between holds (30 or more)")
    parser.add_argument("--ceiling", default="350", help="your own ceiling (100 to 500 N, default 350)")
    parser.add_argument("--strict", action="store_true", help="a pause sets the credited time back to 0")
    parser.add_argument("--calibration", metavar="FILE", help="how many newtons a count is; default: the stored one")
    parser.add_argument("--scale", type=float, metavar="N_PER_COUNT", help="newtons a count, instead of a calibration")
    parser.add_argument("--channel", help="name or number (from 1) of the channel to judge, or sum (cells of one pad)")
    parser.add_argument("--filter", default="one_euro", help="smoothing for the eye: one_euro (default) or lowpass")
    parser.add_argument("--auto-zero", action="store_true", help="follow a slow drift of the zero while unloaded")
    parser.add_argument("--tare", action="store_true", help="set the zero from the first 2 s: nothing on the sensor")
    parser.add_argument(
        "--for", dest="for_s", type=float, metavar="S", help="end after S seconds of the sensor's clock"
    )
    parser.add_argument("--person", default="", help="a label for the person, kept in the recording")
    parser.add_argument("--note", default="", help="a note, kept in the recording")


def settings(args: argparse.Namespace) -> Settings:
    """What the options mean, checked. Raises UsageError."""
    ceiling = units.force(args.ceiling)
    for name, number, limit in (("--ceiling", ceiling, "ceiling_n"), ("--grace", args.grace, "grace_s")):
        low, high = BY_NAME[limit].low, BY_NAME[limit].high
        if not low <= number <= high:
            raise UsageError(f"{name} is {number:g}; choose {low:g} to {high:g}.")
    if not 0 < args.goal <= BY_NAME["goal_s"].high:
        raise UsageError(
            f"--goal is {args.goal:g} s; holds of {BY_NAME['goal_s'].low:g} to {BY_NAME['goal_s'].high:g} s were "
            f"studied: choose up to {BY_NAME['goal_s'].high:g}."
        )
    if not value("rest_s") <= args.rest <= LONGEST_S:
        raise UsageError(f"--rest is {args.rest:g} s; rest {value('rest_s'):g} s or more between holds.")
    if args.for_s is not None and not 0 < args.for_s < math.inf:
        raise UsageError(f"--for is {args.for_s:g}; give a number of seconds above 0.")
    return Settings(
        target=None if args.target is None else units.force(args.target),
        band=units.fraction(args.band),
        goal_s=args.goal,
        ceiling_n=ceiling,
        grace_s=args.grace,
        strict=args.strict,
        rest_s=args.rest,
    )


def options(args: argparse.Namespace) -> SignalOptions:
    """How the signal is to be understood."""
    return SignalOptions(channel=args.channel, display=args.filter, auto_zero=args.auto_zero)


def builder(args: argparse.Namespace) -> Any:
    """Returns ``build(sinks, mailbox, inbox) -> Session`` for running.run; whatever cannot be meant is refused here."""
    device = open_device(args.address)
    chosen, how = settings(args), options(args)
    viewers: list[Viewer] = []  # of the session, once there is one

    def doubt(sentence: str) -> None:
        (viewers[0].doubt if viewers else running.say)(sentence)  # the gauge would paint over a line of ours

    choose = chooser(args.calibration, args.scale, device.calibration, doubt)
    path = running.recording_path(args.record)

    def build(sinks: list[Sink], mailbox: Mailbox | None, inbox: Inbox | None) -> Session:
        recorder = None
        if path is not None:
            from pressure_coach.recording.writer import Recorder

            meta = {
                "address": device.address,
                "driver": device.driver,
                "options": dict(device.options),
                "simulated": device.simulated,
                "limits": {limit.name: limit.default for limit in TABLE},
                "settings": {**asdict(chosen), **asdict(how)},
                "person": args.person,
                "note": args.note,
            }
            recorder = Recorder(path, meta)
        session = Session(
            device,
            chosen,
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
        return session

    return build


def run(args: argparse.Namespace) -> int:
    """Run it."""
    running.run(builder(args), args)
    return 0
