"""What a View means to the ear. The same words decide as for the eye, so that the two never disagree.

Nothing is decided here that the gauge does not show; a tone only says it to closed eyes.
"""

import math
import time
from collections.abc import Callable
from typing import Protocol

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.gauge import Word, known, touching
from pressure_coach.coaching.events import State
from pressure_coach.cues.sound import Cue, Moment
from pressure_coach.mailbox import Mailbox, View

_CUES = {
    Word.MORE: Cue.LOW,
    Word.HOLD: Cue.IN,
    Word.EASE: Cue.HIGH,
    Word.STOP: Cue.STOP,
    Word.DONE: Cue.DONE,
    Word.PAUSED: Cue.PAUSED,
    Word.REST: Cue.REST,
    Word.SIGNAL: Cue.UNSURE,
    Word.LOST: Cue.WAITING,
    Word.OFF: Cue.UNSURE,
    Word.TARGET: Cue.READY,
    Word.END: Cue.END,
}


class Speaker(Protocol):
    """What plays moments; ``problem`` is one sentence when it cannot."""

    @property
    def problem(self) -> str | None: ...

    def set(self, moment: Moment) -> None: ...


def cue_for(view: View, calm: Calm) -> Cue:
    """What is to be heard of a view whose word ``calm`` has settled."""
    cue = _CUES[calm.word]
    if cue is Cue.IN and not known(view, calm.fresh):
        return Cue.UNSURE  # silence means: all is known and well
    if cue is Cue.LOW and view.state is State.UNLOADED and not touching(view):
        return Cue.READY  # nobody is there: no pulses that call for more
    too_much = view.state is State.OVER or (view.over is not None and view.force > view.over)
    return Cue.OVER if cue is Cue.HIGH and too_much else cue


def moment_for(view: View, calm: Calm) -> Moment:
    """The moment to be played for a picture; call ``calm.look`` first."""
    cue = cue_for(view, calm)
    if not view.target or not math.isfinite(view.force):
        return Moment(cue, host_ns=view.host_ns)
    return Moment(cue, view.force / view.target, view.half_band / view.target, view.host_ns)


class HeardMailbox(Mailbox):
    """A mailbox whose views are heard as soon as they are put in, on the session's own thread: nothing polls.

    When no more come the sound itself notices (``cues.sound``). ``trouble`` is told once what keeps it silent.
    """

    def __init__(
        self, speaker: Speaker, trouble: Callable[[str], None], clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        super().__init__()
        self._speaker, self._trouble, self._clock = speaker, trouble, clock
        self._calm = Calm()
        self._told = False

    def show(self, view: View) -> None:
        """What happens before it is heard."""
        super().put(view)

    def put(self, view: View) -> None:
        """Replace the newest view, and let it be heard."""
        self.show(view)
        problem = self._speaker.problem
        if problem is None:
            self._calm.look(view, self._clock())
            self._speaker.set(moment_for(view, self._calm))
        elif not self._told:
            self._told = True
            self._trouble(problem)
