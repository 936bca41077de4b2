"""Sessions that end by a fault: what came before is shown, and the sentence with its remedy."""

import threading

from shiboken6 import isValid

from pressure_coach.apps.window import work
from pressure_coach.apps.window.work import Work
from pressure_coach.coaching.coach import Settings
from pressure_coach.devices import open_device
from pressure_coach.errors import DeviceError
from pressure_coach.session import Session


class Breaking:
    """A simulated sensor that breaks after some seconds of its clock."""

    def __init__(self, reads: int) -> None:
        self._device, self._left = open_device("sim:?speed=0"), reads

    def __getattr__(self, name: str) -> object:
        return getattr(self._device, name)

    def __enter__(self) -> "Breaking":
        self._device.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._device.__exit__(None, None, None)

    def read(self) -> object:
        self._left -= 1
        if self._left < 0:
            raise DeviceError("another sensor answers; start a new session.")
        return self._device.read()


def breaking(reads: int):
    def build(sinks, mailbox, inbox) -> Session:
        return Session(
            Breaking(reads),  # type: ignore[arg-type]
            Settings(target=200.0),
            sinks=sinks,
            mailbox=mailbox,
            inbox=inbox,
        )

    return build


def test_a_fault_in_the_middle_shows_the_figures_so_far_and_the_sentence(opened) -> None:
    hand = opened("sim:manual")
    hand.sessions.leave()
    hand.sessions.begin(breaking(30))
    hand.until(lambda: hand.page == "end")
    assert hand.shown("why") == "Another sensor answers; start a new session."
    assert hand.sessions.work.figures()["holds"][0]["outcome"] == "UNFINISHED"
    hand.press("escape")
    assert hand.page == "end"


def test_a_fault_before_the_first_sample_leads_back_to_the_picker(opened) -> None:
    hand = opened("sim:manual")
    hand.sessions.leave()
    hand.sessions.begin(breaking(0))
    hand.until(lambda: hand.page == "picker")
    assert "another sensor" in hand.shown("error").lower()
    hand.press("escape")
    assert hand.page == "picker"


def test_what_belongs_to_a_former_session_is_deleted_on_the_windows_own_thread(opened) -> None:
    hand = opened("sim:manual")
    before = hand.sessions.work
    hand.sessions.leave()
    hand.sessions.begin(breaking(30))
    hand.until(lambda: not isValid(before) and not isValid(before.bell))
    assert before not in work._retired
    assert isValid(hand.sessions.work)


def test_the_end_of_a_session_is_told_on_the_windows_own_thread(qtbot) -> None:
    told: list[bool] = []
    work = Work(breaking(5))
    work.start(lambda: told.append(threading.current_thread() is threading.main_thread()))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [True]
    assert not work.running
    assert "another sensor" in work.trouble()
    work.end()


def test_a_fault_of_the_program_is_told_as_one(qtbot) -> None:
    def build(sinks, mailbox, inbox) -> Session:
        raise ZeroDivisionError("by hand")

    work = Work(build)
    ended: list[int] = []
    work.start(lambda: ended.append(1))
    qtbot.waitUntil(lambda: bool(ended))
    assert "please report it" in work.trouble()
    assert work.figures()["holds"] == []
    work.end()
