"""The sessions of one window, one after the other: begun, ended, reported."""

import time
from collections.abc import Callable
from typing import Any

from pressure_coach.apps.texts import say, spoken
from pressure_coach.apps.window.conduct import Conductor
from pressure_coach.apps.window.live import LivePage
from pressure_coach.apps.window.pages import Pages
from pressure_coach.apps.window.remember import Memory
from pressure_coach.apps.window.start import Start
from pressure_coach.apps.window.work import Build, Work
from pressure_coach.apps.wording import Look, mark_text


class Sessions:
    """``show(page)`` turns to a page, ``choose(error)`` to the picker; ``report(work)`` when a session is over."""

    def __init__(
        self,
        pages: Pages,
        look: Look,
        memory: Memory,
        start: Start,
        *,
        go: Callable[[str], None],
        show: Callable[[Any], None],
        choose: Callable[[str], None],
        report: Callable[[Work], None],
        clock: Callable[[], int] = time.monotonic_ns,
        sound: bool = True,
    ) -> None:
        self._pages, self._look, self._memory, self.how = pages, look, memory, start
        self._show, self._choose, self._report, self._sound = show, choose, report, sound
        self.live: LivePage = pages.live
        self.live.furnish(memory.span_s)
        self.live.set_still(memory.still)
        self.live.controls.show_sound(not memory.muted, memory.volume)
        self.conductor = Conductor(self.live, look, memory, go, clock)

    @property
    def work(self) -> Work:
        """The present session, or the last one; one that never started when there was none."""
        return self.conductor.work

    def begin(self, build: Build) -> None:
        """Another session; the one before has ended."""
        self.live.clear(say(self._look.lang, "window.link.opening", device=self.how.address))
        work = Work(build, self.conductor.draw, self._sound, self._memory.volume, self._memory.muted)
        self.conductor.take(work)
        self._show(self.live)
        self.live.gauge.setFocus()
        self.conductor.draw()
        work.start(lambda: self._over(work), lambda why: self.conductor.tell("window.tell.no.sound", why=why))

    def choose(self, address: str, target_n: float | None, record: bool) -> None:
        """What the picker says."""
        self.begin(self.how.again(address, target_n, record))

    def once_more(self) -> None:
        """The same again, recorded if it was."""
        self.begin(self.how.again(self.how.address, None, bool(self.work.recorded)))

    def with_recording(self) -> None:
        """A recording begins with its session, for all that is judged must be in it: the same session anew."""
        view = self.conductor.view
        self.leave()
        self.begin(self.how.again(self.how.address, view.target if view.unit == "N" else None, True))
        self.conductor.tell("window.tell.recording")

    def leave(self) -> None:
        """End what runs, and report it; the figures are there afterwards."""
        work = self.work
        work.leaving = True
        work.bell.close()
        if work.started and not work.reported:
            work.end()
            work.reported = True
            self._report(work)

    def end_page(self, trouble: str = "") -> None:
        """Show the figures of the last session."""
        work, lang = self.work, self._look.lang
        view = work.mailbox.latest()
        why = spoken(lang, "" if view.ended == "stopped" else view.ended)
        why = trouble or why
        mark = mark_text(view, self._look, short=True)
        self._pages.end.show_summary(work.figures(), work.measured_unit, why[:1].upper() + why[1:], work.recorded, mark)
        self._show(self._pages.end)
        self._pages.end.again.setFocus()

    def _over(self, work: Work) -> None:
        """A session has ended by itself."""
        if work is not self.work or work.reported:
            return
        work.reported = True
        self.conductor.draw()
        self._report(work)
        if work.leaving:
            return
        trouble = work.trouble()
        if work.n_samples == 0 and trouble:
            self._choose(trouble)
        else:
            self.end_page(trouble)
