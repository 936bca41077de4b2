"""Running a session from the command line: which view, which thread, what is printed at the end."""

import argparse
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pressure_coach.apps import sounding, texts, units
from pressure_coach.apps.aloud import Aloud
from pressure_coach.apps.beside import beside
from pressure_coach.apps.ending import handled
from pressure_coach.apps.out import needs_ascii
from pressure_coach.errors import CoachError, RecordingError, UsageError
from pressure_coach.mailbox import Inbox, Mailbox

if TYPE_CHECKING:
    from pressure_coach.session import Session, Sink

VIEWS = ("terminal", "plain", "window", "none")
OPEN_S = 2.0  # a radio may take longer to open, and then a first line says that nothing has come yet


def view_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of everything that shows a session."""
    parser.add_argument("--view", choices=VIEWS, help="default: terminal, or plain when this is no terminal")
    parser.add_argument("--json", action="store_true", help="JSON lines on standard output instead of a view")
    parser.add_argument("--unit", choices=tuple(units.NEWTONS), default="N", help="unit on display (default N)")
    parser.add_argument("--ascii", action="store_true", help="draw with plain characters only")
    parser.add_argument("--plain", action="store_true", help="two lines a second, for screen readers and logs")
    parser.add_argument("--lang", choices=("en", "de"), default="en", help="language of the view (default en)")
    sounding.arguments(parser)


def chosen_view(args: argparse.Namespace) -> str:
    """Which view the options mean here. Raises UsageError for one that cannot be had."""
    if args.json:
        if args.view not in (None, "none"):
            raise UsageError("--json owns standard output; leave out --view.")
        return "none"
    if args.plain:
        return "plain"
    if args.view == "window":
        from pressure_coach.apps.window import probe

        why_not = probe.why_not()
        if why_not is None:
            return "window"
        say(f"{why_not}; the gauge runs in the terminal instead.")
        args.view = None
    view: str = args.view or ("terminal" if sys.stdout.isatty() and sys.stdin.isatty() else "plain")
    return view


def say(sentence: str) -> None:
    """One line for a person, beside whatever standard output carries."""
    print(f"pressure-coach: {sentence}", file=sys.stderr, flush=True)


def run(build: "Callable[..., Session]", args: argparse.Namespace, from_s: float = 0.0) -> dict[str, Any]:
    """Run a session with the view that was asked for; ``build(sinks, mailbox, inbox)`` makes it.

    Returns the summary, printed as the options ask. Raises CoachError for what ended the session, and RecordingError
    after it when the recording is not whole.
    """
    view = chosen_view(args)
    if view == "window":
        from pressure_coach.apps.window import app

        return app.run(lambda: build, args)
    from pressure_coach.apps import jsonlines

    sinks: list[Sink] = [jsonlines.JsonLines(sys.stdout, from_s)] if args.json else []
    if view == "none" and not args.json:
        sinks = [Aloud(say)]
    stop = threading.Event()
    with stopped_by_signals(stop), sounding.heard(args) as player:
        if view == "none":
            session = build(sinks, player and sounding.mailbox(player, say), None)
            with contextlib.nullcontext() if session.device.simulated else awake():
                summary = session.run(stop)
        else:
            mailbox = sounding.mailbox(player, lambda why: doubt(session, why)) if player else Mailbox()
            inbox = Inbox()
            session = build(sinks, mailbox, inbox)
            summary = _with_view(session, mailbox, inbox, args, view, stop)
    if args.json:
        print(jsonlines.line(summary), flush=True)
    else:
        chain = session.judge.chain
        print(closing(summary, args, chain.unit if chain is not None else "N"))
    if session.problem is not None:
        raise RecordingError(session.problem)
    return summary


def doubt(session: "Session", sentence: str) -> None:
    """Keep a sentence before the person's eyes: a line of ours would be painted over by the gauge."""
    if session.viewer is not None:
        session.viewer.doubt(sentence)


def _with_view(
    session: "Session", mailbox: Mailbox, inbox: Inbox, args: argparse.Namespace, view: str, stop: threading.Event
) -> dict[str, Any]:
    with awake(), beside(session, stop, session.opened) as outcome:
        if view == "plain":
            from pressure_coach.apps import plain

            show = plain.run
            session.opened.wait(OPEN_S)  # of what cannot be opened there is one sentence, and no line before it
        else:
            from pressure_coach.apps import terminal

            show = terminal.run
        show(mailbox, inbox, stop, ascii=args.ascii, lang=args.lang, unit=args.unit, device_key=session.device.key)
    return outcome[0]


@contextlib.contextmanager
def stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C and a polite kill end the session, they do not cut it off: what was measured is kept and summed up."""

    def on_signal(number: int, frame: object) -> None:
        if stop.is_set():
            os._exit(130)  # asked twice: somebody is in a hurry
        stop.set()

    with handled(on_signal, "SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        yield


@contextlib.contextmanager
def awake() -> Iterator[None]:
    """The computer does not go to sleep while somebody lies on the sensor; where that cannot be had, go on."""
    try:
        from wakepy import keep
    except ImportError:
        yield
        return
    with keep.presenting(on_fail="pass"):
        yield


def closing(summary: Mapping[str, Any], args: argparse.Namespace, measured: str) -> str:
    """The summary as the options of the view ask for it."""
    text = in_words(summary, args.unit, measured, args.lang)
    if args.ascii or needs_ascii(sys.stdout):
        from pressure_coach.apps.cells import to_ascii

        return to_ascii(text)
    return text


def in_words(summary: Mapping[str, Any], unit: str = "N", measured: str = "N", lang: str = "en") -> str:
    """The summary for a person, in ``unit`` where newtons were ``measured``."""

    def told(key: str, **values: object) -> str:
        return texts.say(lang, f"summary.{key}", **values)

    samples = told("samples", n=summary["samples"], lost=summary["lost_frames"], bad=summary["bad_frames"])
    lines = [told("simulated", text=samples) if summary["simulated"] else samples]
    for n, hold in enumerate(summary["holds"], 1):
        target, mean, peak = (
            units.shown(hold[name], unit, measured, lang) for name in ("target_n", "mean_n", "peak_n")
        )
        credit, goal = texts.number(hold["credited_s"], 1, lang), texts.number(hold["goal_s"], None, lang)
        outcome, band = told(f"outcome.{hold['outcome']}"), texts.number(100 * hold["band"], 0, lang)
        row = told("hold", n=n, outcome=outcome, credit=credit, goal=goal, target=target, band=band)
        if hold["time_in_band_pct"] is not None:
            share, cv = (texts.number(hold[name], 1, lang) for name in ("time_in_band_pct", "cv_pct"))
            parts = [told("in_band", share=share, mean=mean)]
            parts.append(told("spread", cv=cv, steadiness=told(hold["steadiness"]), peak=peak))
            parts += [told("indicative")] if hold["indicative"] else []
            row += "; " + ", ".join(parts)
        lines.append(row)
    if not summary["holds"]:
        lines.append(told("none", state=told(f"state.{summary['state']}")))
    return "\n".join(lines)


def recording_path(wanted: str | None) -> Path | None:
    """Where to record: the file that was named, a new one in the platform's folder for "", or None."""
    if wanted is None:
        return None
    from pressure_coach import places

    return Path(wanted) if wanted else places.new_recording()


__all__ = [
    "CoachError", "awake", "chosen_view", "closing", "in_words", "recording_path", "run", "say", "stopped_by_signals",
    "view_arguments",
]  # fmt: skip
