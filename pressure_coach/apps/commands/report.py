"""judge a recording again, with its own settings or others: report FILE [--target N --band B --goal S --json]

A new target replaces every target that was set during the session.
"""

import argparse
import sys

from pressure_coach.apps import chosen, jsonlines, running, units
from pressure_coach.apps.aloud import judged_channel
from pressure_coach.calibrations import chooser
from pressure_coach.coaching.coach import Settings
from pressure_coach.judge import Options
from pressure_coach.reading import judge_recording, recorded
from pressure_coach.recording.reader import read_recording
from pressure_coach.signal.chunk import StreamInfo

LONGEST_S = 3600.0  # of a goal: what others recorded may have been meant so
UNKNOWN = StreamInfo("", "", ("",), "counts", 0.0)  # a file that was cut before the sensor said what it is


def arguments(parser: argparse.ArgumentParser) -> None:
    """File and settings."""
    parser.add_argument("file", metavar="FILE", help="a recording")
    parser.add_argument("--target", help="the pressure to hold: newtons, or 20kgf, or 45lbf")
    parser.add_argument("--band", help="half-band as a fraction of the target (0.05 to 0.15)")
    parser.add_argument("--goal", type=float, help="seconds to hold")
    parser.add_argument("--grace", type=float, help="seconds out of band that are forgiven")
    parser.add_argument("--ceiling", help="your own ceiling (100 to 500 N)")
    parser.add_argument("--channel", help="name or number (from 1) of the channel to judge, or sum")
    parser.add_argument("--calibration", metavar="FILE", help="another calibration than the recorded one")
    parser.add_argument("--scale", type=float, metavar="N_PER_COUNT", help="newtons a count, instead of a calibration")
    parser.add_argument("--unit", choices=tuple(units.NEWTONS), default="N", help="unit on display (default N)")
    parser.add_argument("--json", action="store_true", help="the summary as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Run it."""
    recording = read_recording(args.file)
    own = chosen.settings(args, longest_s=LONGEST_S)
    settings = recorded(Settings, recording, **own)
    options = recorded(Options, recording, **chosen.options(args))
    calibration = None
    if args.calibration or args.scale is not None:
        choose = chooser(args.calibration, args.scale, None, running.say)
        calibration = choose(recording.stream or UNKNOWN)
    judged = judge_recording(recording, settings, options, calibration, keep_targets="target" not in own)
    if args.json:
        print(jsonlines.line(judged.summary))
        return 0
    for damage in recording.damage:
        running.say(f"{args.file}: {damage}")
    about = next((event for event in judged.events if event["event"] == "stream"), None)
    if about is not None and args.channel is None and (sentence := judged_channel(about)):
        running.say(sentence)
    print(running.in_words(judged.summary, args.unit, judged.unit))
    if settings.target is None and not judged.summary["holds"]:
        print("no target was set in this session: give --target to judge it", file=sys.stderr)
    return 0
