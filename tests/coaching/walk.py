"""A walk through a hold for tests: pieces of constant force at a steady rate."""

from collections.abc import Iterable

from pressure_coach import Hold
from pressure_coach.coaching.events import Event

HZ = 80


def feed(hold: Hold, *pieces: tuple[float, float], at: float | None = None, hz: float = HZ) -> list[Event]:
    """Feed (seconds, newtons) pieces, going on after the newest sample, or from ``at``."""
    step = 1_000_000 / hz
    start = round(at * 1e6) if at is not None else (0 if hold._t is None else hold._t + round(step))
    events: list[Event] = []
    done = 0
    for seconds, force in pieces:
        n = round(seconds * hz)
        events += hold.feed_us([start + round((done + i) * step) for i in range(n)], [force] * n)
        done += n
    return events


def path(events: Iterable[Event]) -> list[str]:
    """The states that were entered, in order."""
    return [str(e.after) for e in events if e.event == "state"]


def holding(target: float = 200.0, held_s: float = 5.0, **settings: object) -> Hold:
    """A hold that has been in band for ``held_s`` credited seconds."""
    hold = Hold(target, **settings)  # type: ignore[arg-type]
    feed(hold, (1.0, 0.0), (1.0 + held_s, target))
    assert str(hold.state) == "HOLDING"
    return hold
