"""What one picture of the gauge tells, apart from how it looks: texts, shape, levels. Pure; words from the catalogue.

``Telling`` changes seldom and is painted once for many pictures; ``Motion`` is what moves.
"""

from dataclasses import dataclass

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.gauge import FULL_SCALE, Shape, Tone, Word, arrow_for, done_share, full_scale, known, shape_for
from pressure_coach.apps.gauge import tone_for as tone_of
from pressure_coach.apps.texts import HELP, say, spoken
from pressure_coach.apps.wording import (
    Look,
    countdown,
    force_text,
    level,
    mark_text,
    quality_notes,
    sentence,
    sentence_key,
    stop_text,
    target_text,
    time_text,
    unit_text,
    word_text,
)
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View

STILL_R = 0.01  # of T
POINTER_PX, RING_PX = 0.5, 1.0  # smaller steps of the pointer and of the ring's end are not seen


@dataclass(frozen=True, slots=True)
class Telling:
    """What is written and drawn, without what moves. Levels are on the scale 0 to 1.6."""

    word: Word
    text: str  # of the word
    shape: Shape
    tone: Tone
    arrow: int
    sentence: str
    unit: str
    target: str = ""  # "target 200 N"
    band: tuple[float, float] | None = None
    over: float | None = None
    over_text: str = ""  # "too much"
    end_text: str = ""  # of the scale's end, while there is no target
    count_label: str = ""
    count: str = ""  # seconds that matter now
    time: str = ""  # "23 of 60 s"
    mark: str = ""  # SIMULATED, REPLAYED
    mark_short: str = ""
    recording: str = ""
    notice: str = ""  # the answer to a key, or what was said last
    notes: tuple[str, ...] = ()  # on the signal; they stand
    help: tuple[tuple[str, str], ...] = ()  # lines of the help page: a key, its use
    value: str = ""  # the number, where it does not move: while stopped, and beside the help page

    @property
    def unsure(self) -> bool:
        """What is shown is not known to be so."""
        return self.tone is Tone.UNSURE

    @property
    def lit(self) -> bool:
        """The band shines: the force is in it."""
        return self.word is Word.HOLD


@dataclass(frozen=True, slots=True)
class Motion:
    """What moves."""

    number: str
    r: float | None  # on the scale 0 to 1.6; None: not known, and there is no pointer
    u95_r: float
    share: float | None  # of the goal; None: there is none


def tell(view: View, calm: Calm, look: Look, notice: str = "", help: bool = False) -> Telling:
    """All texts of a picture; ``calm`` has looked at ``view``."""
    word, lang = calm.word, look.lang
    full = full_scale(view, calm.peak)
    stopped = word is Word.STOP
    band = over = None
    over_text = end_text = target = ""
    if view.target:
        band = (view.target - view.half_band) / view.target, (view.target + view.half_band) / view.target
        target = say(lang, "label.target", target=target_text(view, look))
        if view.over is not None:
            over = view.over / view.target
            over_text = say(lang, "label.over")
    else:
        end_text = level(full, view, look)
    running = countdown(view, calm.fresh)
    value = f"{force_text(calm, view, look)} {unit_text(view, look)}" if stopped or help else ""
    return Telling(
        word=word,
        text=word_text(word, look),
        shape=shape_for(word),
        tone=tone_of(word),
        arrow=arrow_for(word),
        sentence=stop_text(view, calm.fresh, look) if stopped else sentence(view, calm.fresh, look),
        unit=unit_text(view, look),
        target=target,
        band=band,
        over=over,
        over_text=over_text,
        end_text=end_text,
        count_label=say(lang, running[0]) if running and not stopped else "",
        count=f"{running[1]} {say(lang, 'label.seconds')}" if running and not stopped else "",
        time=time_text(view, look) if _has_goal(view) and not stopped else "",
        mark=mark_text(view, look),
        mark_short=mark_text(view, look, short=True),
        recording=say(lang, "mark.recording", file=view.recording) if view.recording else "",
        notice=notice or spoken(lang, calm.message),
        notes=tuple(quality_notes(view, look)),
        help=_help(look) if help and not stopped else (),
        value=value,
    )


class Teller:
    """``tell``, which is asked again only when an answer may differ: most pictures differ in what moves alone."""

    def __init__(self) -> None:
        self._basis: tuple[object, ...] | None = None
        self._telling: Telling | None = None

    def tell(self, view: View, calm: Calm, look: Look, notice: str = "", help: bool = False) -> Telling:
        """The same as ``tell``; the very same object as long as nothing has changed."""
        basis = _basis(view, calm, look, notice, help)
        if self._telling is None or basis != self._basis:
            self._basis, self._telling = basis, tell(view, calm, look, notice, help)
        return self._telling


def _basis(view: View, calm: Calm, look: Look, notice: str, help: bool) -> tuple[object, ...]:
    """All that a Telling is made of."""
    return (
        look,
        notice,
        help,
        calm.word,
        calm.fresh,
        calm.message,
        (calm.number, calm.shown_unit) if help or calm.word is Word.STOP else None,
        None if view.target else full_scale(view, calm.peak),
        view.target,
        view.half_band,
        view.over,
        view.unit,
        view.state,
        view.ended,
        view.link,
        sentence_key(view, calm.fresh),
        countdown(view, calm.fresh),
        known(view, calm.fresh),
        int(view.credit_s + 1e-9),
        view.goal_s,
        view.stay_off_s,
        view.replayed,
        view.simulated,
        view.recording,
        view.notes,
        view.zeroed,
    )


def move(view: View, calm: Calm, look: Look) -> Motion:
    """What moves in a picture."""
    full = full_scale(view, calm.peak)
    is_known = known(view, calm.fresh)
    return Motion(
        number=force_text(calm, view, look),
        r=max(0.0, view.force) / full * FULL_SCALE if is_known else None,
        u95_r=view.u95 / full * FULL_SCALE,
        share=done_share(view) if _has_goal(view) else None,
    )


def moved(old: Motion, new: Motion, r_px: float, share_px: float) -> bool:
    """Whether a person could see that one became the other: in a hold half of all steps are too small for that.

    ``r_px``, ``share_px``: pixels by which the pointer and the ring's end move as r and share go from 0 to 1.
    """
    if old.number != new.number or old.u95_r != new.u95_r:
        return True
    return _far(old.r, new.r, r_px, POINTER_PX) or _far(old.share, new.share, share_px, RING_PX)


def _far(old: float | None, new: float | None, px: float, least_px: float) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(new - old) * px >= least_px


def stiller(motion: Motion, last: Motion, goal_s: float) -> Motion:
    """The same for who wants little motion: the pointer in steps of 1 % of T, the ring in whole seconds."""
    r, share = motion.r, motion.share
    if r is not None and last.r is not None and abs(r - last.r) < STILL_R:
        r = last.r
    if share is not None and goal_s > 0:
        share = int(share * goal_s + 1e-9) / goal_s
    return Motion(motion.number, r, motion.u95_r, share)


def spoken_state(telling: Telling) -> str:
    """One line for who listens instead of looking: the word and what to do."""
    return f"{telling.text}. {telling.sentence}"


def spoken_figures(telling: Telling, motion: Motion) -> str:
    """One line with the figures: force, target, what is left, what the numbers are."""
    parts = [telling.mark, f"{motion.number} {telling.unit}", telling.target]
    if telling.count:
        parts.append(f"{telling.count_label} {telling.count}")
    return ", ".join(part for part in (*parts, telling.time, *telling.notes, telling.notice) if part)


def _has_goal(view: View) -> bool:
    """There is a hold whose time is worth a ring."""
    return view.target is not None and view.state is not State.NO_SIGNAL


def _help(look: Look) -> tuple[tuple[str, str], ...]:
    lines = [say(look.lang, f"help.{key}").partition("|") for key in HELP]
    return tuple((key, use) for key, _, use in lines)
