"""What a View means to the eye: word, shape, tone, and columns on a scale. Pure; no text and no terminal in it.

The scale of the gauge ends at 1.6 T (coaching.md section 8). Words and shapes go together, so that nothing is told by
colour alone: blue and an upward triangle for low, orange and a downward one for high, white and a disc in the band.
"""

import math
from enum import StrEnum

from pressure_coach.apps.units import NEWTONS
from pressure_coach.coaching.events import State
from pressure_coach.coaching.limits import value
from pressure_coach.mailbox import View

FULL_SCALE = value("gauge_end")  # times T
BELIEVED_S = 1.0  # of the first samples nobody says "come off" because the signal is not believed yet
# Views show a stale signal by themselves (coaching.md section 5, rule 9).
LATE_S, LOST_S = value("blind_s"), value("signal_s")
# F_on without its noise term: is somebody on the sensor?
TOUCH_N, TOUCH_SHARE = value("contact_n"), value("contact_share")
DECIMALS = {"N": 0, "kgf": 1, "lbf": 1, "kPa": 1, "%": 0, "counts": 0}
IN_A_HOLD = frozenset(
    {State.LOADING, State.HOLDING, State.GRACE, State.PAUSED, State.LIFTED, State.OVER, State.UNKNOWN}
)
SURELY_OFF = frozenset({State.UNLOADED, State.REST})


class Fresh(StrEnum):
    """How far a picture can be believed, by the age of its samples."""

    YES = "yes"
    LATE = "late"
    LOST = "lost"


class Zone(StrEnum):
    """Where the force stands."""

    LOW = "low"
    IN = "in"
    HIGH = "high"
    NONE = "none"


class Word(StrEnum):
    """The one big word; its text is ``word.<value>`` in the catalogue."""

    MORE = "more"
    HOLD = "hold"
    EASE = "ease"
    STOP = "stop"
    DONE = "done"
    PAUSED = "paused"
    REST = "rest"
    SIGNAL = "signal"  # late, or not to be judged
    LOST = "lost"  # there was none so far
    OFF = "off"  # there was one, and it is gone: come off
    TARGET = "target"  # there is none yet
    END = "end"


class Shape(StrEnum):
    """The picture beside the number."""

    UP = "up"
    DOWN = "down"
    DISC = "disc"
    OCTAGON = "octagon"
    TICK = "tick"
    BARS = "bars"
    RING = "ring"
    QUESTION = "question"
    SQUARE = "square"


class Tone(StrEnum):
    """What a word looks like, whatever the colours of the screen are."""

    LOW = "low"
    GOOD = "good"
    HIGH = "high"
    ALARM = "alarm"
    UNSURE = "unsure"
    CALM = "calm"


SHAPES = {
    Word.MORE: Shape.UP,
    Word.HOLD: Shape.DISC,
    Word.EASE: Shape.DOWN,
    Word.STOP: Shape.OCTAGON,
    Word.DONE: Shape.TICK,
    Word.PAUSED: Shape.BARS,
    Word.REST: Shape.RING,
    Word.SIGNAL: Shape.QUESTION,
    Word.LOST: Shape.QUESTION,
    Word.OFF: Shape.QUESTION,
    Word.TARGET: Shape.RING,
    Word.END: Shape.SQUARE,
}
TONES = {
    Word.MORE: Tone.LOW,
    Word.HOLD: Tone.GOOD,
    Word.EASE: Tone.HIGH,
    Word.STOP: Tone.ALARM,
    Word.DONE: Tone.GOOD,
    Word.SIGNAL: Tone.UNSURE,
    Word.LOST: Tone.UNSURE,
    Word.OFF: Tone.UNSURE,
}


def fresh_by_age(age_s: float) -> Fresh:
    """Late above 0.5 s, lost above 3 s; an age that makes no sense is lost."""
    if not age_s <= LOST_S:
        return Fresh.LOST
    return Fresh.LATE if age_s > LATE_S else Fresh.YES


def zone(view: View) -> Zone:
    """Below, in or above the band; edges are inclusive as in the engine. NONE without a target or a force."""
    if view.target is None or not math.isfinite(view.force):
        return Zone.NONE
    error = view.force - view.target
    if abs(error) <= view.half_band + 1e-9 * view.target:
        return Zone.IN
    return Zone.LOW if error < 0 else Zone.HIGH


def touching(view: View) -> bool:
    """Somebody presses, as far as the displayed force tells."""
    floor = TOUCH_N if view.unit == "N" else 0.0
    return view.force >= max(floor, TOUCH_SHARE * (view.target or 0.0), 1e-9)


def may_be_loaded(view: View, fresh: Fresh) -> bool:
    """Not surely off the sensor: then Esc and every key without a use of its own mean STOP."""
    return view.state not in SURELY_OFF or fresh is not Fresh.YES or touching(view)


def in_a_hold(view: View) -> bool:
    """A hold has begun and has not ended."""
    return view.state in IN_A_HOLD


def had_signal(view: View) -> bool:
    """Samples have come in this session, for longer than it takes a signal to be believed."""
    return view.t >= BELIEVED_S


def _side(view: View) -> Word:
    words = {Zone.LOW: Word.MORE, Zone.IN: Word.HOLD, Zone.HIGH: Word.EASE, Zone.NONE: Word.SIGNAL}
    return words[zone(view)]


def word_for(view: View, fresh: Fresh = Fresh.YES) -> Word:
    """The one word to show. A stop outlasts everything, and what is not known never looks safe."""
    if view.state is State.STOPPED:
        return Word.STOP
    if view.ended:
        return Word.END
    if fresh is Fresh.LOST or view.state is State.NO_SIGNAL or not view.link:
        return Word.OFF if had_signal(view) else Word.LOST
    if fresh is Fresh.LATE or view.state is State.UNKNOWN or not math.isfinite(view.force):
        return Word.SIGNAL
    if view.state in (State.OVER, State.PARTIAL):
        return Word.EASE
    if view.over is not None and view.force > view.over:
        return Word.EASE
    if view.state is State.DONE:
        return Word.DONE
    if view.state is State.REST:
        return Word.EASE if touching(view) else Word.REST
    if view.state is State.LIFTED or (view.state is State.PAUSED and view.key_paused):
        return Word.PAUSED
    if view.target is None:
        return Word.TARGET
    return Word.HOLD if view.state is State.HOLDING else _side(view)


def shape_for(word: Word) -> Shape:
    """The shape that goes with a word."""
    return SHAPES[word]


def tone_for(word: Word) -> Tone:
    """The tone that goes with a word."""
    return TONES.get(word, Tone.CALM)


def arrow_for(word: Word) -> int:
    """+1 up (press more), -1 down (ease off), 0 none."""
    return {Word.MORE: 1, Word.EASE: -1, Word.DONE: -1, Word.STOP: -1, Word.OFF: -1}.get(word, 0)


def known(view: View, fresh: Fresh) -> bool:
    """The force may be shown as the present one."""
    lost = view.state in (State.NO_SIGNAL, State.UNKNOWN) or not view.link
    return fresh is Fresh.YES and not lost and math.isfinite(view.force)


def full_scale(view: View, peak: float = 0.0) -> float:
    """Where the gauge ends, in the view's unit: 1.6 T, or a round number above all seen so far when there is no T."""
    if view.target:
        return FULL_SCALE * view.target
    wanted = max(50.0, 1.25 * peak)
    step = 10.0 ** math.floor(math.log10(wanted))
    return next(m * step for m in (1, 2, 5, 10) if m * step >= wanted)


def column(level: float, full: float, width: int) -> int:
    """The column of a level on a scale from 0 to ``full``, clipped to 0 .. width - 1; never decreasing in ``level``."""
    if width <= 1 or not full > 0 or not level > 0:
        return 0
    return min(width - 1, int(level / full * (width - 1) + 0.5))


def pointer_column(r: float, width: int) -> int:
    """The pointer's column for r = F / T: 0 at rest, the last column at 1.6 T and above."""
    return column(r, FULL_SCALE, width)


def band_columns(view: View, width: int) -> tuple[int, int] | None:
    """First and last column of the band's area; None without a target."""
    if view.target is None:
        return None
    full = full_scale(view)
    return column(view.target - view.half_band, full, width), column(view.target + view.half_band, full, width)


def over_column(view: View, width: int) -> int | None:
    """The first column that is too much; None when nothing says so."""
    if view.target is None or view.over is None:
        return None
    return column(view.over, full_scale(view), width)


def left_s(view: View) -> float:
    """Seconds of credit still to go."""
    return max(0.0, view.goal_s - view.credit_s)


def done_share(view: View) -> float:
    """0 .. 1 of the goal."""
    return min(1.0, max(0.0, view.credit_s / view.goal_s)) if view.goal_s > 0 else 0.0


def in_unit(value: float, unit: str, wanted: str) -> tuple[float, str]:
    """A value in the unit to be shown: newtons become kgf or lbf, everything else stays what it is."""
    return (value / NEWTONS[wanted], wanted) if unit == "N" else (value, unit)
