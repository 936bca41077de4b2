"""What the engine said, as short lines for a list and for marks on a curve. Pure; words from the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass

from pressure_coach.apps.texts import say, spoken
from pressure_coach.apps.wording import Look, target_text
from pressure_coach.coaching.events import Event, State
from pressure_coach.mailbox import View

MARKED = frozenset({"hold", "mark", "rating", "target", "tare", "link", "warning"})
MARKED_STATES = frozenset({State.OVER, State.STOPPED})
SHOWN_BY_ITS_HOLD = frozenset({State.DONE, State.PARTIAL})


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing, in words."""

    t: float  # s
    text: str
    marked: bool  # matters enough to stand on a curve


def happened(events: Sequence[Event], unit: str, look: Look) -> list[Happened]:
    """The events that have words, in order; ``unit`` is that of the targets."""
    told = ((event, event_text(event, unit, look)) for event in events)
    return [Happened(event.t, text, is_marked(event)) for event, text in told if text]


def is_marked(event: Event) -> bool:
    """Worth a mark on a curve."""
    return event.event in MARKED or event.after in MARKED_STATES


def event_text(event: Event, unit: str, look: Look) -> str:
    """A few words; "" for what nobody needs to read."""
    lang, data = look.lang, event.data
    match event.event:
        case "state" if event.after is not None and event.after not in SHOWN_BY_ITS_HOLD:
            return say(lang, f"window.state.{event.after}")
        case "hold":
            outcome = say(lang, f"window.outcome.{data['outcome']}")
            credit, goal = int(data["credited_s"] + 1e-9), f"{data['goal_s']:g}"
            return say(lang, "window.event.hold", outcome=outcome, credit=credit, goal=goal)
        case "mark":
            return str(data.get("note", "")) or say(lang, "window.event.mark")
        case "rating":
            return say(lang, "window.event.rating", n=data.get("value", "?"))
        case "target":
            level = View(target=float(data.get("target_n", 0.0)), unit=unit)
            return say(lang, "window.event.target", target=target_text(level, look))
        case "tare":
            return say(lang, "window.event.tare")
        case "link":
            return say(lang, "window.event.link.on" if data.get("link") else "window.event.link.off")
        case "signal" | "warning" | "prompt" | "refused":
            return spoken(lang, event.why)
    return ""
