"""write a recording for other programs: export FILE OUT

The format is the suffix of OUT (.csv .json .parquet .xdf) or --format. The session is judged again on the way, as it
was recorded.
"""

import argparse

from pressure_coach.apps import running
from pressure_coach.apps.units import counted
from pressure_coach.coaching.coach import Settings
from pressure_coach.judge import Options
from pressure_coach.reading import judge_recording, recorded
from pressure_coach.recording import exporters
from pressure_coach.recording.reader import read_recording


def arguments(parser: argparse.ArgumentParser) -> None:
    """Files and format."""
    parser.add_argument("file", metavar="FILE", help="a recording")
    parser.add_argument("out", metavar="OUT", help="the new file; never overwritten")
    parser.add_argument("--format", choices=exporters.formats(), help="default: the suffix of OUT")


def run(args: argparse.Namespace) -> int:
    """Run it."""
    exporters.format_of(args.out, args.format)
    recording = read_recording(args.file)
    for damage in recording.damage:
        running.say(f"{args.file}: {damage}")
    judged = judge_recording(recording, recorded(Settings, recording), recorded(Options, recording))
    exporters.export(args.out, judged, args.format)
    print(f"{args.out}: {counted(len(judged.t_us), 'sample')}, {counted(len(judged.events), 'event')}")
    return 0
