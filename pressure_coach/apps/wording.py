"""View -> the lines of text that the terminal and the plain view share. All words come from the catalogue."""

import math
from dataclasses import dataclass

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.gauge import (
    DECIMALS,
    Fresh,
    Word,
    Zone,
    had_signal,
    in_a_hold,
    in_unit,
    known,
    left_s,
    touching,
    zone,
)
from pressure_coach.apps.texts import number, say, spoken
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View

_BY_ZONE = {Zone.LOW: "say.loading.low", Zone.IN: "say.loading.in", Zone.HIGH: "say.loading.high"}
_BY_STATE = {
    State.UNLOADED: "say.ready",
    State.HOLDING: "say.holding",
    State.GRACE: "say.grace",
    State.PAUSED: "say.paused",
    State.LIFTED: "say.lifted",
    State.OVER: "say.over",
    State.DONE: "say.done",
    State.PARTIAL: "say.partial",
    State.REST: "say.rest",
    State.STOPPED: "stop.come_off",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a person wants to see things; the same for the whole session."""

    lang: str = "en"
    unit: str = "N"  # for newtons: "N", "kgf" or "lbf"
    ascii: bool = False


def sentence_key(view: View, fresh: Fresh) -> str:
    """The state in one sentence, as a key of the catalogue. What is not known comes first."""
    if view.state is State.STOPPED:
        return "stop.come_off"
    if view.ended:
        return "say.end"
    if not view.link:
        return "say.unlink"
    if fresh is Fresh.LOST:
        return "say.lost"
    if view.state is State.NO_SIGNAL:
        return "say.lost" if had_signal(view) else "say.waiting"
    if not known(view, fresh):
        return "say.late"
    if view.over is not None and view.force > view.over:
        return "say.over"
    if view.state is State.PAUSED and view.key_paused:
        return "say.paused.key"
    if view.state is State.REST and touching(view):
        return "say.rest.on"
    if view.target is None:
        return "say.target.on" if touching(view) else "say.target.off"
    if view.state is State.LOADING:
        return _BY_ZONE[zone(view)]
    return _BY_STATE[view.state]


def sentence(view: View, fresh: Fresh, look: Look) -> str:
    """The state in one sentence."""
    if view.ended and view.state is not State.STOPPED:
        return f"{say(look.lang, 'say.end')} {spoken(look.lang, view.ended)}"
    return say(look.lang, sentence_key(view, fresh))


def word_text(word: Word, look: Look) -> str:
    """The one word, in small letters as the language writes it."""
    return say(look.lang, f"word.{word}")


def level(value: float, view: View, look: Look) -> str:
    """A level of the scale in the shown unit, without its name."""
    shown, unit = in_unit(value, view.unit, look.unit)
    return number(shown, DECIMALS.get(unit, 0), look.lang) if math.isfinite(shown) else "--"


def force_text(calm: Calm, view: View, look: Look) -> str:
    """The number to show: "--" when the present force is not known."""
    if calm.number is None or not known(view, calm.fresh):
        return "--"
    return number(calm.number, DECIMALS.get(calm.shown_unit, 0), look.lang)


def unit_text(view: View, look: Look) -> str:
    """The unit of ``level`` and ``force_text``."""
    return in_unit(0.0, view.unit, look.unit)[1]


def target_text(view: View, look: Look) -> str:
    """The target with its unit; "" when there is none."""
    if view.target is None:
        return ""
    return f"{level(view.target, view, look)} {unit_text(view, look)}"


def mark_text(view: View, look: Look, short: bool = False) -> str:
    """SIMULATED or REPLAYED, or "" for a live sensor. A replay of a simulation says both."""
    keys = [key for key, on in (("mark.replayed", view.replayed), ("mark.simulated", view.simulated)) if on]
    if short or len(keys) > 1:
        keys = [f"{key}.short" for key in keys]
    return "  ".join(say(look.lang, key) for key in keys)


def seconds_up(value: float) -> int:
    """Seconds to go, rounded up, so that 0 means over."""
    return math.ceil(value - 1e-9) if math.isfinite(value) and value > 0 else 0


def countdown(view: View, fresh: Fresh) -> tuple[str, int] | None:
    """The count that matters now: a key of its label, and seconds. None when nothing runs."""
    if not known(view, fresh) or view.ended:
        return None
    if view.rest_left_s is not None and view.state is State.REST:
        return "label.rest", seconds_up(view.rest_left_s)
    if view.pause_left_s is not None and view.state in (State.PAUSED, State.LIFTED, State.OVER, State.GRACE):
        return "label.pause", seconds_up(view.pause_left_s)
    if view.target is not None and (in_a_hold(view) or view.state in (State.UNLOADED, State.DONE)):
        return "label.left", seconds_up(left_s(view))
    return None


def time_text(view: View, look: Look) -> str:
    """Credited seconds of the goal; whole seconds, not rounded up: only what has passed counts."""
    return say(look.lang, "time", credit=int(view.credit_s + 1e-9), goal=number(view.goal_s, None, look.lang))


def stop_text(view: View, fresh: Fresh, look: Look) -> str:
    """What to do after coming off, while stopped."""
    if view.stay_off_s is None or fresh is not Fresh.YES:
        return say(look.lang, "stop.stay_off")
    if view.stay_off_s <= 0:
        return say(look.lang, "stop.enter")
    return say(look.lang, "stop.stay_off.left", s=seconds_up(view.stay_off_s))


def quality_notes(view: View, look: Look) -> list[str]:
    """What makes the numbers less than they seem."""
    notes = [spoken(look.lang, note) for note in view.notes]
    if view.unit in ("%", "counts") and view.host_ns:  # before the first sample nobody knows
        notes.append(say(look.lang, "info.no_newtons"))
    if not view.zeroed:
        notes.append(say(look.lang, "info.no_zero"))
    return notes


def battery_text(view: View, look: Look) -> str:
    """The sensor's battery, as it told it."""
    level = view.battery.replace(".", ",") if look.lang == "de" else view.battery
    return say(look.lang, "info.battery", level=level)


def source_parts(view: View, look: Look) -> list[str]:
    """The device and, where it has several, the channel that is judged."""
    channel = say(look.lang, "info.channel", name=view.channel) if view.channel else ""
    return [part for part in (view.device, channel) if part]


def info_parts(view: View, look: Look) -> list[str]:
    """Where the samples come from, and how well."""
    parts = source_parts(view, look)
    if view.sfreq > 0:
        parts.append(say(look.lang, "info.rate", rate=number(view.sfreq, 1, look.lang)))
        parts.append(say(look.lang, "info.lost", n=view.lost))
    if view.bad:
        parts.append(say(look.lang, "info.bad", n=view.bad))
    if view.battery:
        parts.append(battery_text(view, look))
    if view.holds:
        done = sum(outcome == "DONE" for outcome in view.holds)
        parts.append(say(look.lang, "info.holds", done=done, part=len(view.holds) - done))
    return parts
