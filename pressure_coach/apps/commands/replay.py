"""play a recorded session through the same chain and coach: replay FILE [--speed 1|4|max]

--from S judges from the start and shows from second S. A difference from what was said when it was recorded is named.
"""

import argparse
from typing import Any

from pressure_coach.apps import running
from pressure_coach.apps.comparing import Differences
from pressure_coach.coaching.coach import Settings
from pressure_coach.devices import replay as device_file
from pressure_coach.judge import Options
from pressure_coach.mailbox import Inbox, Mailbox
from pressure_coach.reading import recorded
from pressure_coach.session import Session, Sink


def arguments(parser: argparse.ArgumentParser) -> None:
    """File, speed and view."""
    parser.add_argument("file", metavar="FILE", help="a recording")
    parser.add_argument("--speed", default="1", help="1 (default), 4, ... or max")
    parser.add_argument("--from", dest="from_s", type=float, default=0.0, metavar="S", help="show from this second on")
    running.view_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Run it."""
    if running.chosen_view(args) == "window":
        from pressure_coach.apps.window import app

        app.run(None, args)
        return 0
    device = device_file.open(args.file, {"speed": args.speed, "from": str(args.from_s)})
    recording = device.recording
    for damage in recording.damage:
        running.say(f"{args.file}: {damage}")
    items = recording.items
    if len(items) and args.from_s > (long_s := (items[-1].host_ns - items[0].host_ns) / 1e9):
        running.say(f"--from {args.from_s:g} lies beyond the end at {long_s:.1f} s; only the summary is shown.")
    own = device.calibration
    differences = Differences(recording.events)

    def build(sinks: list[Sink], mailbox: Mailbox | None, inbox: Inbox | None) -> Any:
        return Session(
            device,
            recorded(Settings, recording),
            calibrate=lambda info: own,
            options=recorded(
                Options, recording, display="none" if mailbox is None else None
            ),  # smoothing is for the eye
            sinks=[*sinks, differences],
            mailbox=mailbox,  # and no inbox: what was done is in the file, keys of today must not change it
        )

    running.run(build, args, args.from_s)
    for sentence in differences.sentences(whole=device.ended):
        running.say(sentence)
    return 0
