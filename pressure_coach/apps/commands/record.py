"""record a session without judging it on screen: record ADDRESS [FILE]

Keeps every byte as it came, with its time. Without FILE a new one is named by the local time in the platform's folder
('pressure-coach recordings' lists them). End with Ctrl-C, or give --for.
"""

import argparse
from pathlib import Path

from pressure_coach.apps import running
from pressure_coach.apps.commands import live
from pressure_coach.recording.atomic import check_new


def arguments(parser: argparse.ArgumentParser) -> None:
    """As live, with the file in the second place."""
    parser.add_argument("address", metavar="ADDRESS", help="scheme:where, such as serial:/dev/ttyUSB0 or sim:")
    parser.add_argument("file", nargs="?", metavar="FILE", help="the new recording; never overwritten")
    live.session_arguments(parser)
    running.view_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Run it."""
    path = running.recording_path(args.file or "")
    args.record = str(path)
    build = live.builder(args)
    check_new(Path(args.record))  # before we say that it is being recorded into
    running.say(f"recording into {path}; Ctrl-C ends it.")
    running.run(build, args)
    return 0
