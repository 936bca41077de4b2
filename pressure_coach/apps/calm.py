"""What is remembered between pictures so that they stay calm and honest: age, word, number. Reads no clock."""

import math

from pressure_coach.apps.gauge import DECIMALS, Fresh, Word, fresh_by_age, in_unit, word_for
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View

DWELL_NS = 350_000_000  # a word stays at least this long: under 3 changes there and back a second
AT_ONCE = frozenset({Word.EASE, Word.STOP, Word.SIGNAL, Word.LOST, Word.OFF, Word.DONE, Word.PAUSED, Word.END})
SAID_NS = 8_000_000_000  # how long a message is shown
STICK = 0.8  # of the last digit shown: smaller changes do not make it flicker


class Calm:
    """Call ``look`` once a picture, then read the attributes."""

    def __init__(self, unit: str = "N") -> None:
        self.unit = unit
        self.fresh = Fresh.YES
        self.word = Word.LOST
        self.number: float | None = None  # to show, in ``shown_unit``, a multiple of 1 or 0.1; None: not known
        self.shown_unit = unit
        self.peak = 0.0  # of the force so far: the scale while there is no target
        self.is_new = False  # this view was not seen before
        self.message = ""  # what was said in the last seconds
        self._view: View | None = None
        self._t = -1.0
        self._came_ns = self._said_ns = 0
        self._said = ""
        self._since_ns = -DWELL_NS

    def look(self, view: View, now_ns: int) -> None:
        """Take in the newest view; ``now_ns`` is on the host's monotonic clock."""
        self.is_new = view is not self._view
        self._view = view
        if view.t != self._t:
            self._t, self._came_ns = view.t, now_ns
        if view.message != self._said:
            self._said, self._said_ns = view.message, now_ns
        stands = view.state is State.STOPPED or not view.link or now_ns - self._said_ns < SAID_NS
        self.message = view.message if stands else ""
        self.fresh = self._freshness(view, now_ns)
        word = word_for(view, self.fresh)
        if word is not self.word and (word in AT_ONCE or now_ns - self._since_ns >= DWELL_NS):
            self.word, self._since_ns = word, now_ns
        if view.valid and math.isfinite(view.force):  # a spike must not stretch the scale for good
            self.peak = max(self.peak, view.force)
        self._settle(view)

    def _freshness(self, view: View, now_ns: int) -> Fresh:
        """A live view ages from when its samples arrived; a replayed one, stamped long ago, from when it came here.
        Samples that were not fit to be judged make nothing younger."""
        if view.replayed:
            return fresh_by_age((now_ns - self._came_ns) / 1e9 + view.unfit_s)
        if view.host_ns == 0:  # nothing has come yet: the state says so
            return Fresh.YES
        return fresh_by_age(max(0, now_ns - view.host_ns) / 1e9 + view.unfit_s)

    def _settle(self, view: View) -> None:
        if not math.isfinite(view.force):
            self.number = None
            return
        value, unit = in_unit(view.force, view.unit, self.unit)
        decimals = DECIMALS.get(unit, 0)
        step = 10.0**-decimals
        if self.number is None or unit != self.shown_unit or abs(value - self.number) > STICK * step:
            self.number = round(value, decimals) + 0.0  # + 0.0 turns -0.0 into 0.0
        self.shown_unit = unit
