"""Keys -> acts. Knows no terminal: it is handed the names of keys, the newest view, and the time.

Names: "escape", "enter", "backspace", "up", "down", "left", "right", a printable character, or anything else, which
counts as a key that has no use. While somebody may be on the sensor such a key, like Esc, means STOP.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pressure_coach.apps.gauge import Fresh, in_a_hold, may_be_loaded
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import Inbox, View

ASK_NS = 5_000_000_000  # how long the question "quit?" stands, and how long a notice is shown
TOGGLE_NS = 500_000_000  # until a pause must have come back in a view
NOTE_LENGTH = 80
TOO_STRONG = 9  # of 10: coaching.md section 3, "9-10 is STOP"
ARROWS = frozenset({"up", "down", "left", "right"})


@dataclass
class Notice:
    """A short answer to a key: a key of the catalogue and its values."""

    key: str = ""
    values: tuple[tuple[str, object], ...] = ()
    until_ns: int = 0


class Keys:
    """What keys did so far: an open help page, a note being typed, a question asked."""

    def __init__(self, inbox: Inbox, device_key: Callable[[str], bool] = lambda name: False) -> None:
        self.help = False
        self.note: str | None = None  # being typed; None: not typing
        self.quit = False
        self._inbox, self._device_key = inbox, device_key
        self._notice = Notice()
        self._asked_quit_ns = -ASK_NS
        self._paused = False  # what the Space key asked for last
        self._toggled_ns = -TOGGLE_NS

    def notice(self, now_ns: int) -> Notice:
        """The answer to show now; its ``key`` is "" when there is none."""
        return self._notice if now_ns < self._notice.until_ns else Notice()

    def press(self, name: str, view: View, fresh: Fresh, now_ns: int) -> None:
        """One key. Acts go to the inbox; ``quit`` is set when the person wants to leave."""
        loaded = may_be_loaded(view, fresh)
        if view.replayed:
            self._watch(name.lower(), now_ns)
        elif self.note is not None:
            self._type(name, view, loaded, now_ns)
        elif name in ARROWS:
            self._device_key(name)  # only a simulated hand uses them; else they do nothing, and never stop a hold
        elif name.lower() == "q":
            self._leave(view, now_ns)
        elif name == " ":
            self._toggle(view, now_ns)
        elif len(name) == 1 and name in "0123456789":
            self._rate(int(name), view, loaded, now_ns)
        elif not self._simple(name.lower(), view, now_ns):
            self._stop(name, view, loaded, now_ns)

    def _watch(self, name: str, now_ns: int) -> None:
        """What was recorded has happened: no key acts on it."""
        if name == "q":
            self.quit = True
        elif name == "?" or (name == "escape" and self.help):
            self.help = not self.help
        else:
            self.tell("tell.replayed", now_ns)

    def _simple(self, name: str, view: View, now_ns: int) -> bool:
        if name == "?":
            self.help = not self.help
        elif name == "enter":
            if view.state is State.STOPPED:
                self._act("acknowledge", now_ns)
        elif name == "n":
            self.note = ""
        elif name in ("t", "z", "m"):
            kind = {"t": "target", "z": "tare", "m": "mark"}[name]
            self._act(kind, now_ns)
            self.tell(f"tell.{kind}", now_ns)
        else:
            return False
        return True

    def _act(self, kind: str, now_ns: int, **data: object) -> None:
        from pressure_coach.signal.chunk import Act  # numpy with it: no view's first picture waits for that

        self._inbox.put(Act(kind, host_ns=now_ns, data=data))

    def tell(self, key: str, now_ns: int, **values: object) -> None:
        """Answer a key: the text is shown for some seconds."""
        self._notice = Notice(key, tuple(values.items()), now_ns + ASK_NS)

    def _leave(self, view: View, now_ns: int) -> None:
        """At once, but in a hold only when asked twice."""
        if not in_a_hold(view) or now_ns - self._asked_quit_ns < ASK_NS:
            self.quit = True
            return
        self._asked_quit_ns = now_ns
        self.tell("tell.quit", now_ns)

    def _toggle(self, view: View, now_ns: int) -> None:
        """Pause or go on. For a moment after a press the view may not show it yet: then the press itself counts."""
        if not in_a_hold(view):
            self.tell("tell.nothing_to_pause", now_ns)
            return
        waiting = now_ns - self._toggled_ns < TOGGLE_NS
        paused = self._paused if waiting else view.key_paused
        self._act("resume" if paused else "pause", now_ns)
        self._paused, self._toggled_ns = not paused, now_ns

    def _rate(self, value: int, view: View, loaded: bool, now_ns: int) -> None:
        self._act("rating", now_ns, value=value)
        self.tell("tell.rating", now_ns, n=value)
        if value >= TOO_STRONG and loaded:
            self._act("stop", now_ns)

    def _stop(self, name: str, view: View, loaded: bool, now_ns: int) -> None:
        if view.state is not State.STOPPED and loaded:
            self._act("stop", now_ns)
            self.help = False
            if view.target is None:  # there is no hold that could say that it stopped
                self.tell("tell.esc", now_ns)
        elif name == "escape" and self.help:
            self.help = False
        elif view.state is not State.STOPPED:
            self.tell("tell.esc" if name == "escape" else "tell.key", now_ns)

    def _type(self, name: str, view: View, loaded: bool, now_ns: int) -> None:
        """A key while a note is typed: letters have a use then; Esc drops the note and still stops."""
        assert self.note is not None
        if name == "enter":
            if self.note.strip():
                self._act("mark", now_ns, note=self.note.strip())
                self.tell("tell.note", now_ns)
            self.note = None
        elif name == "backspace":
            self.note = self.note[:-1]
        elif len(name) == 1 and name.isprintable():
            self.note = (self.note + name)[:NOTE_LENGTH]
        elif name not in ARROWS:
            self.note = None
            if loaded:
                self._stop(name, view, loaded, now_ns)
