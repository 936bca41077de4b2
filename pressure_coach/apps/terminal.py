"""The gauge in a terminal: 15 pictures a second, of which only what changed is sent; keys become acts.

Works over ssh, in screen, tmux and on the Linux console. What has no cursor gets plain lines.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pressure_coach.apps import logs, plain
from pressure_coach.apps.calm import Calm
from pressure_coach.apps.ending import ends_quietly
from pressure_coach.apps.keyboard import Keyboard, open_terminal
from pressure_coach.apps.keys import Keys
from pressure_coach.apps.out import Out, needs_ascii
from pressure_coach.apps.paint import MANY, Painter, colours_of
from pressure_coach.apps.screen import Scene, picture
from pressure_coach.apps.texts import say
from pressure_coach.apps.wording import Look
from pressure_coach.mailbox import Inbox, Mailbox

FRAME_S = 1 / 15
AFRESH_S = 10.0  # everything is sent again this often: something else may have written on the screen
ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?1l"  # the other screen, no cursor, no wrapping, arrows in their usual form
LEAVE = "\x1b[0m\x1b[2J\x1b[H\x1b[?7h\x1b[?25h\x1b[?1049l"  # cleared first: not every terminal has another screen
TOGETHER = ("\x1b[?2026h", "\x1b[?2026l")  # one picture at once, where the terminal can; others ignore it


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
    """Draw until ``ended`` is set or the person quits (Q, Ctrl-C), which sets it. The terminal is always put back.

    ``device_key`` is offered the arrow keys; ``clock`` is the host's monotonic clock in ns, to tell a stale signal.
    """
    term = open_terminal() if term is None else term
    if not can_draw(term, os.environ):
        plain.run(
            mailbox, inbox, ended, ascii=ascii, lang=lang, unit=unit, device_key=device_key, clock=clock, term=term
        )
        return
    look = Look(lang, unit, ascii or needs_ascii(term.stream))
    gauge = _Gauge(mailbox, Keys(inbox, device_key), look, term, clock)
    keyboard = Keyboard(term, ended)
    with logs.held(), ends_quietly(ended), keyboard.single_keys(), gauge.shown():
        gauge.draw()
        while not ended.is_set() and not gauge.handle(keyboard.wait(gauge.until_next_s())):
            gauge.draw()


def can_draw(term: Any, env: Mapping[str, str]) -> bool:
    """A terminal with a cursor that can be moved."""
    return bool(term.is_a_tty) and (os.name != "posix" or env.get("TERM", "") not in ("", "dumb", "unknown"))


class _Gauge:
    """One terminal's pictures."""

    def __init__(self, mailbox: Mailbox, keys: Keys, look: Look, term: Any, clock: Callable[[], int]) -> None:
        colours = colours_of(os.environ, os.name == "nt")
        self._mailbox, self._keys, self._look, self._term, self._clock = mailbox, keys, look, term, clock
        self._calm = Calm(look.unit)
        self._painter = Painter(colours)
        self._out = Out(term.stream)
        self._frame = TOGETHER if colours >= MANY else ("", "")
        self._delay_ms: float | None = None
        self._next_s = self._afresh_s = 0.0

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """The screen is ours within."""
        try:
            self._out.write(ENTER)
            yield
        finally:
            self._out.write(LEAVE)

    def until_next_s(self) -> float:
        """Seconds until the next picture is due."""
        return max(0.0, self._next_s - time.monotonic())

    def handle(self, names: list[str]) -> bool:
        """Take keys; True when the person wants to leave."""
        for name in names:
            view, now = self._mailbox.latest(), self._clock()
            self._calm.look(view, now)
            self._keys.press(name, view, self._calm.fresh, now)
        return self._keys.quit

    def draw(self) -> None:
        """Send what is new."""
        if self.until_next_s() > 0:
            return  # a key came early; its answer is in the next picture
        now_s = time.monotonic()
        self._next_s = max(self._next_s + FRAME_S, now_s + FRAME_S / 2)
        if now_s >= self._afresh_s:
            self._afresh_s = now_s + AFRESH_S
            self._painter.afresh()
        width, height = self._term.width or 80, self._term.height or 24  # a serial console says 0 by 0
        body = self._painter.paint(picture(self._scene(), width, height))
        if body:
            self._out.write(self._frame[0] + body + self._frame[1])

    def _scene(self) -> Scene:
        view, now = self._mailbox.latest(), self._clock()
        self._calm.look(view, now)
        self._measure(view.host_ns, now)
        notice = self._keys.notice(now)
        return Scene(
            view,
            self._calm,
            self._look,
            notice=say(self._look.lang, notice.key, **dict(notice.values)) if notice.key else "",
            note=self._keys.note,
            help=self._keys.help,
            delay_ms=self._delay_ms,
        )

    def _measure(self, host_ns: int, now_ns: int) -> None:
        """From the arrival of the newest sample to its picture, smoothed so that it can be read."""
        if self._calm.is_new and host_ns:
            delay = max(0.0, (now_ns - host_ns) / 1e6)
            self._delay_ms = delay if self._delay_ms is None else 0.9 * self._delay_ms + 0.1 * delay
