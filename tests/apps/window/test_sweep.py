"""Garbage of Python's is collected between pictures, on the window's thread."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from pressure_coach.apps.window import sweep


class Circle:
    """Refers to itself: only the collector frees it. Notes on which thread."""

    freed_on: threading.Thread | None = None

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        Circle.freed_on = threading.current_thread()


@pytest.fixture
def sweeper(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[sweep.Sweeper]:
    monkeypatch.setattr(sweep, "EVERY_MS", 1)
    Circle.freed_on = None
    with sweep.Sweeper() as it:
        yield it
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def on_another_thread() -> None:
    """Makes a Circle, and more objects than the collector lets pass when left to itself."""
    Circle()
    kept = [[i] for i in range(20 * gc.get_threshold()[0])]
    del kept


def test_garbage_of_another_thread_is_collected_on_the_windows(sweeper: sweep.Sweeper, qtbot: QtBot) -> None:
    thread = threading.Thread(target=on_another_thread)
    thread.start()
    thread.join()
    assert Circle.freed_on is None
    qtbot.waitUntil(lambda: Circle.freed_on is not None)
    assert Circle.freed_on is threading.current_thread()


def test_what_was_there_at_the_start_is_not_looked_at_again(sweeper: sweep.Sweeper, qtbot: QtBot) -> None:
    there = Circle()
    gone = weakref.ref(there)
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 1000)
    del there
    for _ in range(20):
        gc.collect()
    assert gone() is not None
    sweeper.__exit__(None, None, None)
    gc.collect()
    assert gone() is None
