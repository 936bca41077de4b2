"""Eye and ear: every word has its sound, and nothing unknown sounds like safety."""

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.gauge import LOST_S, Fresh, Word, word_for
from pressure_coach.apps.hearing import HeardMailbox, cue_for, moment_for
from pressure_coach.coaching.events import State
from pressure_coach.cues.player import NO_DEVICE
from pressure_coach.cues.sound import Cue, Moment, pulse_rate
from pressure_coach.mailbox import View
from tests.apps.gauges import EVERY, NOW, calm_for, view

HEARD = {
    "waiting": Cue.WAITING, "no target": Cue.READY, "ready": Cue.READY, "loading": Cue.LOW, "holding": Cue.IN,
    "grace low": Cue.LOW, "grace high": Cue.HIGH, "paused": Cue.LOW, "paused by key": Cue.PAUSED,
    "lifted": Cue.PAUSED, "over": Cue.OVER, "unknown": Cue.UNSURE, "lost": Cue.UNSURE, "done": Cue.DONE,
    "partial": Cue.HIGH, "rest": Cue.REST, "stopped": Cue.STOP,
}  # fmt: skip
QUIET = frozenset({Cue.IN, Cue.DONE, Cue.PAUSED, Cue.REST, Cue.READY, Cue.SILENT, Cue.END})  # silent after a while


class Speaker:
    def __init__(self, problem: str | None = None) -> None:
        self.problem = problem
        self.moments: list[Moment] = []

    def set(self, moment: Moment) -> None:
        self.moments.append(moment)


@pytest.mark.parametrize("name", EVERY)
def test_every_view_has_its_sound(name: str) -> None:
    assert cue_for(EVERY[name], calm_for(EVERY[name])) is HEARD[name]


def test_every_view_of_the_gauge_is_listened_to() -> None:
    assert HEARD.keys() == EVERY.keys()


@pytest.mark.parametrize(("name", "age_s"), list(itertools.product(EVERY, (0.6, LOST_S + 0.1))))
def test_a_stale_view_is_never_quiet(name: str, age_s: float) -> None:
    cue = cue_for(EVERY[name], calm_for(EVERY[name], age_s))
    assert cue in ((Cue.STOP,) if name == "stopped" else (Cue.WAITING, Cue.UNSURE))


@given(
    st.sampled_from(list(State)),
    st.floats(allow_nan=True, allow_infinity=True),
    st.one_of(st.none(), st.floats(25, 300)),
    st.booleans(),
    st.floats(0, 10),
    st.booleans(),
)
def test_the_ear_hears_quiet_only_where_the_eye_sees_something_known(
    state: State, force: float, target: float | None, link: bool, age_s: float, paused: bool
) -> None:
    shown = dataclasses.replace(
        view(state, force, target=target, half_band=(target or 0) / 10, over=None if target is None else 1.25 * target),
        link=link,
        key_paused=paused,
    )
    calm = calm_for(shown, age_s)
    moment = moment_for(shown, calm)
    assert calm.word is word_for(shown, calm.fresh)
    known = calm.fresh is Fresh.YES and link and state not in (State.UNKNOWN, State.NO_SIGNAL)
    if moment.cue in QUIET:
        assert known
    if moment.cue is Cue.IN:
        assert calm.word is Word.HOLD
    if moment.cue in (Cue.HIGH, Cue.OVER):
        assert calm.word is Word.EASE
        assert pulse_rate(moment) is not None
    if moment.cue is Cue.LOW:
        assert calm.word is Word.MORE


def test_silence_in_the_band_needs_a_signal_whatever_the_word_says() -> None:
    calm = calm_for(EVERY["holding"])
    calm.fresh = Fresh.LATE
    assert cue_for(EVERY["holding"], calm) is Cue.UNSURE


def test_hands_on_the_sensor_begin_the_pulses() -> None:
    for force, cue in ((0.3, Cue.READY), (12.0, Cue.LOW)):
        shown = view(State.UNLOADED, force, credit_s=0.0)
        assert cue_for(shown, calm_for(shown)) is cue


def test_a_moment_says_where_the_force_stands_in_parts_of_the_target() -> None:
    moment = moment_for(EVERY["loading"], calm_for(EVERY["loading"]))
    assert moment == Moment(Cue.LOW, 0.6, 0.1, NOW)
    assert moment_for(EVERY["no target"], calm_for(EVERY["no target"])).r is None


def test_much_too_much_is_heard_as_over_at_once_whatever_the_state() -> None:
    for state in (State.HOLDING, State.GRACE, State.LOADING, State.DONE, State.REST):
        shown = view(state, 260.0)
        assert cue_for(shown, calm_for(shown)) is Cue.OVER


def test_a_view_is_heard_as_it_is_put_in() -> None:
    speaker = Speaker()
    mailbox = HeardMailbox(speaker, pytest.fail, clock=lambda: NOW)
    mailbox.put(EVERY["holding"])
    mailbox.put(EVERY["over"])
    assert [moment.cue for moment in speaker.moments] == [Cue.IN, Cue.OVER]
    assert mailbox.latest() is EVERY["over"]


def test_as_a_signal_gets_old_the_same_view_is_heard_as_unsure() -> None:
    speaker = Speaker()
    now = [NOW]
    mailbox = HeardMailbox(speaker, pytest.fail, clock=lambda: now[0])
    for _ in range(3):
        mailbox.put(EVERY["holding"])
        now[0] += 400_000_000
    assert [moment.cue for moment in speaker.moments] == [Cue.IN, Cue.IN, Cue.UNSURE]


def test_what_keeps_it_silent_is_told_once() -> None:
    told: list[str] = []
    mailbox = HeardMailbox(Speaker(NO_DEVICE), told.append, clock=lambda: NOW)
    for _ in range(3):
        mailbox.put(View())
    assert told == [NO_DEVICE]


def test_the_ear_does_not_hurry_ahead_of_the_eye() -> None:
    """A word that flickers is held back for both in the same way."""
    eye, speaker = Calm(), Speaker()
    now = [NOW]
    mailbox = HeardMailbox(speaker, pytest.fail, clock=lambda: now[0])
    for i in range(40):
        shown = view(State.LOADING, 181.0 if i % 2 else 179.0, host_ns=now[0])
        eye.look(shown, now[0])
        mailbox.put(shown)
        assert speaker.moments[-1].cue is {Word.MORE: Cue.LOW, Word.HOLD: Cue.IN}[eye.word]
        now[0] += 50_000_000
