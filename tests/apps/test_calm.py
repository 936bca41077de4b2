"""What stays between pictures: calm, and honest about age."""

from dataclasses import replace

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.gauge import Fresh, Word
from pressure_coach.coaching.events import State
from tests.apps.gauges import EVERY, HOLD, NOW, view

MS = 1_000_000


def test_a_live_view_ages_from_when_its_samples_arrived() -> None:
    calm = Calm()
    for age_ms, fresh in ((0, Fresh.YES), (500, Fresh.YES), (600, Fresh.LATE), (3100, Fresh.LOST)):
        calm.look(HOLD, NOW + age_ms * MS)
        assert calm.fresh is fresh


def test_samples_of_no_use_make_a_view_no_younger_live_or_replayed() -> None:
    for replayed in (False, True):
        for unfit_s, fresh in ((0.4, Fresh.YES), (0.6, Fresh.LATE), (3.1, Fresh.LOST)):
            calm, now = Calm(), NOW
            calm.look(replace(HOLD, t=30.0 + unfit_s, host_ns=now, replayed=replayed, unfit_s=unfit_s), now)
            assert calm.fresh is fresh
            assert (calm.word is Word.HOLD) == (fresh is Fresh.YES)


def test_a_replayed_view_ages_from_when_it_came_whatever_its_stamp() -> None:
    calm, old = Calm(), replace(HOLD, replayed=True, host_ns=5)
    calm.look(old, NOW)
    assert calm.fresh is Fresh.YES
    calm.look(replace(old, message="x"), NOW + 600 * MS)  # a new view without a new sample
    assert calm.fresh is Fresh.LATE
    calm.look(replace(old, t=31.0), NOW + 700 * MS)
    assert calm.fresh is Fresh.YES


def test_a_word_stays_long_enough_that_nothing_flashes_above_three_a_second() -> None:
    calm, changes = Calm(), 0
    for frame in range(150):  # 10 s at 15 a second, the force jumping over the band's lower edge at every picture
        before = calm.word
        at = NOW + frame * 66 * MS
        calm.look(view(State.LOADING, 179.0 if frame % 2 else 181.0, host_ns=at), at)
        changes += calm.word is not before
    assert changes <= 2 * 3 * 10
    assert changes > 10  # but it does follow


def test_warnings_do_not_wait_for_the_word_before() -> None:
    calm = Calm()
    calm.look(HOLD, NOW)
    for name, word in (("grace high", Word.EASE), ("unknown", Word.SIGNAL), ("lost", Word.OFF), ("stopped", Word.STOP)):
        calm.look(EVERY[name], NOW + 1 * MS)
        assert calm.word is word


def test_the_last_digit_does_not_flicker_but_follows() -> None:
    calm = Calm()
    shown = []
    for force in (200.4, 200.6, 199.7, 200.3, 201.0, 203.0):
        calm.look(view(State.HOLDING, force), NOW)
        shown.append(calm.number)
    assert shown == [200, 200, 200, 200, 201, 203]


def test_newtons_are_shown_in_the_persons_unit() -> None:
    calm = Calm("kgf")
    calm.look(view(State.HOLDING, 200.0), NOW)
    assert (calm.number, calm.shown_unit) == (20.4, "kgf")
    calm.look(replace(HOLD, unit="%", force=97.2), NOW)
    assert (calm.number, calm.shown_unit) == (97.0, "%")


def test_a_message_is_shown_for_some_seconds_and_a_stops_reason_as_long_as_it_stands() -> None:
    calm, said = Calm(), replace(HOLD, message="over")
    calm.look(said, NOW)
    assert calm.message == "over"
    calm.look(replace(said, host_ns=NOW + 9000 * MS), NOW + 9000 * MS)
    assert calm.message == ""
    calm.look(replace(said, state=State.STOPPED), NOW + 20000 * MS)
    assert calm.message == "over"


def test_a_spike_does_not_stretch_the_scale() -> None:
    calm = Calm()
    calm.look(replace(HOLD, target=None, force=8e6, valid=False), NOW)
    assert calm.peak == 0.0
