"""PySide6 6.12.0 on Python 3.11 loses a reference to True with each Signal.emit, and aborts after some hundred."""

import sys

from PySide6.QtCore import QObject, Signal

EMITS = 2000


class Source(QObject):
    """Something with a signal."""

    told = Signal(bool)


def test_emitting_true_does_not_use_it_up() -> None:
    source, heard = Source(), []
    source.told.connect(heard.append)
    source.told.connect(lambda value: None)
    before = sys.getrefcount(True)
    for _ in range(EMITS):
        source.told.emit(True)
        heard.clear()
    assert abs(sys.getrefcount(True) - before) < EMITS / 10, "this PySide6 loses references; install another version"
