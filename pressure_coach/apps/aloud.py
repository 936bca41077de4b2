"""Where nobody watches: what is judged, and what was refused or is wrong, one line each."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from pressure_coach.coaching.events import Event

if TYPE_CHECKING:
    from pressure_coach.signal.chunk import Chunk  # numpy with it: a window's first picture does not wait for that

TOLD = frozenset({"refused", "warning", "link", "signal"})
MANY = 8  # names


def judged_channel(about: Mapping[str, Any]) -> str:
    """Which of several channels is judged; "" where all of them are. ``about``: what the stream's event says."""
    names, judged = about["ch_names"], about["judged"]
    if len(judged) == len(names):
        return ""
    others = [name for name in names if name not in judged]
    listed = ", ".join(others[:MANY]) + (", ..." if len(others) > MANY else "")
    return f"the channel '{judged[0]}' is judged, not {listed}; live and report take another with --channel."


class Aloud:
    """A sink that hands sentences to ``say``."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is held open."""

    def take(self, chunk: "Chunk | None", events: Sequence[Event]) -> None:
        """Say what a person would want to know; an end of a trouble has no words and stays silent."""
        for event in events:
            if event.event == "stream" and (sentence := judged_channel(event.data)):
                self._say(sentence)
            if event.event in TOLD and event.why:
                self._say(f"at {event.t_us / 1e6:.1f} s: {event.why}")
