"""The options of the sound, and the player that they ask for."""

import argparse
import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pressure_coach.errors import UsageError

if TYPE_CHECKING:
    from pressure_coach.apps.hearing import HeardMailbox
    from pressure_coach.cues.player import Player

VOLUME = 0.5


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether it sounds, and how loudly."""
    parser.add_argument("--sound", action="store_true", help="tell by tones what to do (a window does so anyway)")
    parser.add_argument("--volume", type=float, metavar="0..1", help=f"how loud the tones are (default {VOLUME:g})")
    parser.add_argument("--mute", action="store_true", help="no tones")


def volume(args: argparse.Namespace) -> float:
    """0 .. 1. Raises UsageError for anything else."""
    asked: float | None = getattr(args, "volume", None)
    if asked is None:
        return VOLUME
    if not 0.0 <= asked <= 1.0:
        raise UsageError(f"--volume is {asked:g}; choose 0 (nothing) to 1 (loud).")
    return asked


def wanted(args: argparse.Namespace) -> bool:
    """A terminal is silent unless it was asked for sound, by --sound or by saying how loud."""
    asked = getattr(args, "sound", False) or getattr(args, "volume", None) is not None
    return asked and not getattr(args, "mute", False)


def player(args: argparse.Namespace, sounded: Callable[[int, int], None] | None = None) -> "Player":
    """A player as the options say, for views with a mute of their own. Raises UsageError."""
    from pressure_coach.cues.player import Player

    return Player(volume(args), getattr(args, "mute", False), sounded=sounded)


def mailbox(player: "Player", trouble: Callable[[str], None]) -> "HeardMailbox":
    """A mailbox whose views are heard; ``trouble`` is told once what keeps them silent."""
    from pressure_coach.apps.hearing import HeardMailbox

    return HeardMailbox(player, trouble)


@contextlib.contextmanager
def heard(args: argparse.Namespace) -> "Iterator[Player | None]":
    """An open player, or None where nobody asked for sound. Raises UsageError."""
    loud = volume(args)
    if not wanted(args):
        yield None
        return
    from pressure_coach.cues.player import Player

    with Player(loud) as opened:
        yield opened
