"""The gauge as plain lines, two a second: for screen readers, logs, and terminals without a cursor. Keys work too."""

import threading
import time
from collections.abc import Callable
from typing import Any

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.cells import printable, to_ascii
from pressure_coach.apps.ending import ends_quietly
from pressure_coach.apps.gauge import Fresh
from pressure_coach.apps.keyboard import Keyboard, open_terminal
from pressure_coach.apps.keys import Keys
from pressure_coach.apps.out import Out, needs_ascii
from pressure_coach.apps.texts import HELP, say, spoken
from pressure_coach.apps.wording import (
    Look,
    countdown,
    force_text,
    info_parts,
    mark_text,
    quality_notes,
    sentence,
    source_parts,
    stop_text,
    target_text,
    time_text,
    unit_text,
    word_text,
)
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import Inbox, Mailbox, View

LINE_S = 0.5


class Lines:
    """View -> one line. What stands is said once, when it changes; the word and the numbers always."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._said: dict[str, str] = {}

    def line(self, view: View, calm: Calm, notice: str = "") -> str:
        """The line for now, most important first; a simulation or a replay begins every line with its mark."""
        look = self._look
        parts = [word_text(calm.word, look).upper(), self._force(view, calm)]
        if view.target is not None:
            parts.append(time_text(view, look))
        text = ", ".join(part for part in parts if part)
        mark = mark_text(view, look, short=True)
        said = [f"{mark}: {text}" if mark else text, self._once("state", self._state(view, calm.fresh))]
        running = countdown(view, calm.fresh)
        if running is not None and running[0] != "label.left":
            said.append(say(look.lang, running[0].replace("label", "plain"), s=running[1]))
        said.append(self._once("message", spoken(look.lang, calm.message)))
        said.append(self._once("notice", notice))
        said.append(self._once("notes", ". ".join(quality_notes(view, look))))
        said.append(self._once("info", self._source(view)))
        line = printable(". ".join(part.rstrip(".") for part in said if part) + f". [{view.t:.1f} s]")
        return to_ascii(line) if look.ascii else line

    def _once(self, kind: str, text: str) -> str:
        if self._said.get(kind, "") == text:
            return ""
        self._said[kind] = text
        return text

    def _force(self, view: View, calm: Calm) -> str:
        text = force_text(calm, view, self._look)
        if text == "--":
            return say(self._look.lang, "plain.no_force")
        text = f"{text} {unit_text(view, self._look)}"
        target = target_text(view, self._look)
        return say(self._look.lang, "plain.of", force=text, target=target) if target else text

    def _state(self, view: View, fresh: Fresh) -> str:
        text = sentence(view, fresh, self._look)
        return f"{text} {stop_text(view, Fresh.LATE, self._look)}" if view.state is State.STOPPED else text

    def _source(self, view: View) -> str:
        """Said when the source, the recording or the holds change; not with every lost frame."""
        lang = self._look.lang
        parts = info_parts(view, self._look)
        source = source_parts(view, self._look) + (
            [say(lang, "mark.recording", file=view.recording)] if view.recording else []
        )
        return ", ".join(part for part in source + (parts[-1:] if view.holds else []) if part)


def run(
    mailbox: Mailbox,
    inbox: Inbox,
    ended: threading.Event,
    *,
    ascii: bool = False,
    lang: str = "en",
    unit: str = "N",
    device_key: Callable[[str], bool] = lambda name: False,
    clock: Callable[[], int] = time.monotonic_ns,
    term: Any = None,
) -> None:
    """Print until ``ended`` is set or the person quits, which sets it. Arguments as for ``terminal.run``."""
    term = open_terminal() if term is None else term
    talk = _Talk(mailbox, Keys(inbox, device_key), Look(lang, unit, ascii or needs_ascii(term.stream)), term, clock)
    keyboard = Keyboard(term, ended)
    with ends_quietly(ended), keyboard.single_keys():
        due = time.monotonic()
        while not ended.is_set() and not talk.keys.quit:
            talk.say_now()
            due = max(due + LINE_S, time.monotonic())
            while not ended.is_set() and not talk.keys.quit and (left := due - time.monotonic()) > 0:
                talk.handle(keyboard.wait(left))


class _Talk:
    """One person's lines."""

    def __init__(self, mailbox: Mailbox, keys: Keys, look: Look, term: Any, clock: Callable[[], int]) -> None:
        self.keys = keys
        self._mailbox, self._look, self._clock = mailbox, look, clock
        self._calm, self._lines, self._out = Calm(look.unit), Lines(look), Out(term.stream)

    def handle(self, names: list[str]) -> None:
        """Take keys."""
        for name in names:
            view, now = self._mailbox.latest(), self._clock()
            self._calm.look(view, now)
            self.keys.press(name, view, self._calm.fresh, now)

    def say_now(self) -> None:
        """Print one line; the keys too when they were asked for."""
        view, now = self._mailbox.latest(), self._clock()
        self._calm.look(view, now)
        lang = self._look.lang
        notice = self.keys.notice(now)
        text = say(lang, notice.key, **dict(notice.values)) if notice.key else ""
        if self.keys.note is not None:
            text = say(lang, "note.ask", note=self.keys.note)
        if self.keys.help:
            self.keys.help = False
            for key in HELP:
                self._print(say(lang, f"help.{key}").replace("|", ": "))
        self._print(self._lines.line(view, self._calm, text))

    def _print(self, text: str) -> None:
        self._out.write((to_ascii(text) if self._look.ascii else text) + "\n")
