"""One live session on its page: views to pictures, keys to acts. What leads away from the page is the window's."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from pressure_coach.apps import units
from pressure_coach.apps.calm import Calm
from pressure_coach.apps.gauge import in_a_hold, in_unit, may_be_loaded
from pressure_coach.apps.keys import ASK_NS, Keys
from pressure_coach.apps.texts import say
from pressure_coach.apps.window.announcing import announce
from pressure_coach.apps.window.live import LivePage
from pressure_coach.apps.window.remember import SPANS_S, Memory
from pressure_coach.apps.window.work import Work
from pressure_coach.apps.wording import Look
from pressure_coach.errors import UsageError
from pressure_coach.mailbox import View
from pressure_coach.signal.chunk import Act

LOUDER = 10  # % a key
DELAY_NS = 1_000_000_000  # between two lines about the delay
AWAY = frozenset({"s", "ctrl+p", "o", "ctrl+o", "d", "F11", "f", "u"})  # the window's: where to, and how it looks
READ = frozenset(
    {"e", "n", "?", "l"}
)  # what these open is written or read: it is not in the floor view, which they leave


class Conductor(QObject):
    """Between a Work and a LivePage.

    ``go(where)``: "s" to the sensors, "o" to the recordings, "q" the end, "f", "u", "d" another look, "r" the same
    session anew with a recording.
    """

    def __init__(
        self,
        page: LivePage,
        look: Look,
        memory: Memory,
        go: Callable[[str], None],
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        super().__init__()
        self.page, self.work = page, Work()
        self._look, self._memory, self._go, self._clock = look, memory, go, clock
        self._asked: tuple[str, int] = ("", -ASK_NS)
        self._shows_delay, self._delay_ns = False, -DELAY_NS
        self._begin()

    def take(self, work: Work) -> None:
        """Another session."""
        self.work.retire()
        self.work = work
        self._begin()

    def _begin(self) -> None:
        self.calm = Calm(self._look.unit)
        self.keys = Keys(self.work.inbox, self.work.device_key)
        self._rate, self._said = 0.0, ""
        self._curve_ns = 0

    @property
    def view(self) -> View:
        """The newest."""
        return self.work.mailbox.latest()

    @property
    def in_hold(self) -> bool:
        """A hold is under way, and the session goes on."""
        view = self.view
        return self.work.running and in_a_hold(view) and not view.ended

    def draw(self) -> None:
        """A picture of what there is now; called when something has come, and a few times a second anyway."""
        view, now = self.view, self._clock()
        self.calm.look(view, now)
        if view.sfreq != self._rate:
            self._rate = view.sfreq
            self.page.trace.set_rate(view.sfreq)
        notice = self.keys.notice(now)
        text = say(self._look.lang, notice.key, **dict(notice.values)) if notice.key else ""
        if text != self._said:
            self._said = text
            announce(self.page.gauge, text)
        self.page.show_view(view, self.calm, text, self.keys.help)
        self._measure(view.host_ns, now)
        if now - self._curve_ns >= self.page.trace.step_ns:
            self._curve_ns = now
            QTimer.singleShot(0, self._draw_curve)  # behind the gauge's picture: that one is looked at

    def _draw_curve(self) -> None:
        self.page.add(self.work.taker.collect(), self.view)

    def press(self, name: str) -> None:
        """A key, or the button that does the same."""
        name = name.lower() if len(name) == 1 else name.removeprefix("shift+")
        view, now = self.view, self._clock()
        self.calm.look(view, now)
        if name == "escape" and not self.page.ask.isHidden():
            self.page.ask.close_it()
            if may_be_loaded(view, self.calm.fresh):
                self.keys.press(name, view, self.calm.fresh, now)
        elif name == "escape" and self._may_leave_floor(view):
            self._go("f")
        elif name == "other" and not self.work.running:
            pass
        elif not self._own(name, view, now):
            self.keys.press("q" if name == "ctrl+q" else name, view, self.calm.fresh, now)
            if name == "escape":
                self.page.gauge.setFocus()
        if self.keys.quit:
            self.keys.quit = False
            self._go("q")
        self.draw()

    def tell(self, key: str, **values: object) -> None:
        """An answer for some seconds."""
        self.keys.tell(key, self._clock(), **values)

    def sure(self, what: str) -> bool:
        """Outside a hold always; in one only when asked for the second time within some seconds."""
        now = self._clock()
        asked, self._asked = self._asked, (what, now)
        if not self.in_hold or (asked[0] == what and now - asked[1] < ASK_NS):
            self._asked = ("", -ASK_NS)
            return True
        self.tell("tell.quit" if what == "q" else "window.tell.leave")
        return False

    def set_volume(self, volume: int) -> None:
        """0 to 100 %; moving it makes sound audible again."""
        self._memory.volume, self._memory.muted = min(100, max(0, volume)), False
        self._show_sound()

    def _show_sound(self) -> None:
        memory = self._memory
        self.work.set_sound(memory.volume, memory.muted)
        self.page.controls.show_sound(not memory.muted, memory.volume)
        self.tell("window.tell.muted") if memory.muted else self.tell("window.tell.sound", n=memory.volume)

    def _may_leave_floor(self, view: View) -> bool:
        return self.page.floor and not self.keys.help and not may_be_loaded(view, self.calm.fresh)

    def _own(self, name: str, view: View, now: int) -> bool:
        """What only a window can do."""
        if name in READ and self.page.floor:
            self._go("f")
        if name in AWAY and (name != "u" or self.page.floor):
            where = {"ctrl+p": "s", "ctrl+o": "o", "F11": "f"}.get(name, name)
            if where in "fud" or self.sure(where):
                self._go(where)
            return True
        match name:
            case "e":
                self._ask_target(view)
            case "n":
                self.page.ask.ask(say(self._look.lang, "window.ask.note"), self._note)
            case "r":
                self._record(view)
            case "v":
                self._memory.muted = not self._memory.muted
                self._show_sound()
            case "+" | "=" | "-":
                self.set_volume(self._memory.volume + (-LOUDER if name == "-" else LOUDER))
            case "w":
                self._memory.span_s = SPANS_S[(SPANS_S.index(self._memory.span_s) + 1) % len(SPANS_S)]
                self.page.set_span(self._memory.span_s)
            case "a":
                self._memory.still = not self._memory.still
                self.page.set_still(self._memory.still)
            case "l":
                self._shows_delay = not self._shows_delay
                self.page.delay.setVisible(self._shows_delay)
            case _:
                return False
        return True

    def _ask_target(self, view: View) -> None:
        unit = in_unit(0.0, view.unit, self._look.unit)[1]
        self.page.ask.ask(say(self._look.lang, "window.ask.target", unit=unit), self._target)

    def _target(self, text: str) -> bool:
        """A target in numbers; "" is no answer and closes the line."""
        if not text:
            return True
        view = self.view
        try:
            if view.unit == "N":
                plain = text.replace(",", ".")
                wanted = units.force(plain + self._look.unit if plain.replace(".", "").isdigit() else plain)
            else:
                wanted = float(text.replace(",", "."))
        except (UsageError, ValueError):
            self.tell("window.ask.wrong")
            return False
        self.work.inbox.put(Act("target", host_ns=self._clock(), data={"target": wanted}))
        shown = f"{in_unit(wanted, view.unit, self._look.unit)[0]:g} {in_unit(wanted, view.unit, self._look.unit)[1]}"
        self.tell("window.tell.target", target=shown)
        return True

    def _note(self, text: str) -> bool:
        if text:
            self.work.inbox.put(Act("mark", host_ns=self._clock(), data={"note": text}))
            self.tell("tell.note")
        return True

    def _record(self, view: View) -> None:
        """A recording begins with its session, for what came before belongs to what is judged; it may end earlier."""
        if view.recording:
            self.tell("window.tell.recorded", file=view.recording)
            self.work.end_recording()
        elif self.in_hold:
            self.tell("window.tell.not.now")
        else:
            self._go("r")

    def _measure(self, stamp: int, now: int) -> None:
        """While the delay is shown: when the picture was there, and once a second what that came to."""
        if not self._shows_delay:
            return
        latency = self.work.latency
        QTimer.singleShot(0, lambda: latency.painted(stamp, self._clock()))  # comes after the painting
        if now - self._delay_ns > DELAY_NS:
            self._delay_ns = now
            self.page.delay.say(latency.line(self._look.lang))
