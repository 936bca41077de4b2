"""From the session's thread to the window's: nothing is lost, and pictures come on arrival, 125 a second at most."""

import threading

import numpy as np

from pressure_coach.apps.window.feed import SPACING_NS, Bell, RingingMailbox, Silence, Taker
from pressure_coach.coaching.events import Event
from pressure_coach.cues.sound import Moment
from pressure_coach.mailbox import View
from pressure_coach.signal.chunk import Chunk


def chunk(start: int, n: int) -> Chunk:
    t = np.arange(start, start + n, dtype=np.int64) * 1000
    force = t.astype(float)
    return Chunk(start, t, force[:, None], force, force, force, np.ones(n, np.bool_), force[:, None])


def test_all_samples_and_events_are_taken_once_and_in_order() -> None:
    taker = Taker()
    event = Event(1, "mark")
    for start in (0, 3, 5):
        taker.take(chunk(start, 3 if start == 0 else 2), [event])
    batch = taker.collect()
    assert batch.t_us.tolist() == [1000 * i for i in range(7)]
    assert batch.events == [event] * 3
    assert batch.host_ns > 0
    again = taker.collect()
    assert len(again.t_us) == 0
    assert again.events == []
    assert again.host_ns == 0


def test_another_scale_makes_the_curve_begin_afresh() -> None:
    scale = [1.0]
    taker = Taker(lambda: scale[0])
    taker.take(chunk(0, 3), [])
    scale[0] = 0.5
    taker.take(chunk(3, 1), [])
    batch = taker.collect()
    assert batch.afresh
    assert batch.force.tolist() == [1500.0]
    assert not taker.collect().afresh


def test_many_rings_are_one_picture_and_the_next_waits_8_ms(qtbot) -> None:
    now, drawn = [0], []
    bell = Bell(lambda: drawn.append(now[0]), clock=lambda: now[0])
    ringers = [threading.Thread(target=bell.ring) for _ in range(20)]
    for one in ringers:
        one.start()
    for one in ringers:
        one.join()
    assert drawn == []
    qtbot.waitUntil(lambda: drawn == [0])
    assert bell._timer.interval() == 0  # it came at once
    bell.ring()
    qtbot.waitUntil(lambda: len(drawn) == 2)
    assert bell._timer.interval() * 1_000_000 >= SPACING_NS  # too early: it had to wait
    bell._timer.setInterval(0)
    now[0] = 10 * SPACING_NS
    bell.ring()
    qtbot.waitUntil(lambda: len(drawn) == 3)
    assert bell._timer.interval() == 0


def test_a_picture_that_was_late_does_not_delay_the_next_and_none_is_due_within_8_ms(qtbot) -> None:
    now, drawn = [0], []
    bell = Bell(lambda: drawn.append(now[0]), clock=lambda: now[0])
    bell.ring()
    now[0] = 7_000_000  # the machine stood still
    qtbot.waitUntil(lambda: len(drawn) == 1)
    now[0] = 12_500_000
    bell.ring()
    qtbot.waitUntil(lambda: len(drawn) == 2)
    assert bell._timer.interval() == 0  # at once: it is 12.5 ms since the last one was due
    now[0] = 13_000_000
    bell.ring()
    qtbot.waitUntil(lambda: len(drawn) == 3)
    assert bell._timer.interval() == 8  # 7.5 ms, in whole ones


def test_rings_without_end_are_125_pictures_a_second(qtbot) -> None:
    now, due = [0], []
    bell = Bell(lambda: None, clock=lambda: now[0])
    for _ in range(125):
        bell.ring()
        due.append(bell._due_ns)
        now[0] = bell._due_ns + 900_000  # each somewhat late
        bell._now()
    assert due == [i * SPACING_NS for i in range(125)]
    assert due[-1] + SPACING_NS == 1_000_000_000


def test_a_closed_bell_draws_nothing_any_more(qtbot) -> None:
    drawn: list[int] = []
    bell, other = Bell(lambda: drawn.append(1)), Bell(lambda: drawn.append(2))
    bell.ring()
    bell.close()
    other.ring()
    qtbot.waitUntil(lambda: bool(drawn))
    assert drawn == [2]


def test_a_new_view_rings() -> None:
    rung: list[View] = []
    mailbox = RingingMailbox(lambda: rung.append(mailbox.latest()), Silence(), lambda why: None)
    view = View(t=1.0)
    mailbox.put(view)
    assert rung == [view]


def test_the_window_is_rung_before_the_view_is_heard() -> None:
    order: list[str] = []

    class Ear(Silence):
        def set(self, moment: Moment) -> None:
            order.append("heard")

    RingingMailbox(lambda: order.append("rung"), Ear(), lambda why: None).put(View(t=1.0))
    assert order == ["rung", "heard"]
