"""Python's garbage collector, kept off the pictures and on the window's thread.

Left to itself it runs wherever the last object was made: for some 30 ms in the middle of a hold, or on the session's
thread, where a widget must not be destroyed. Here it runs between two pictures, often and for a short time; what was
made by the start stays and is not looked at again.
"""

import gc
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 250
MIDDLE, ALL = 16, 1200  # so many times the youngest, then the older ones too: after 4 s and after 5 min


class Sweeper(QObject):
    """Collects on the thread that made it, while it is entered and that thread's event loop runs."""

    def __init__(self) -> None:
        super().__init__()
        self._n = 0
        self._was_on = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._sweep)

    def __enter__(self) -> Self:
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer.start(EVERY_MS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()
        if self._n:
            gc.unfreeze()
        if self._was_on:
            gc.enable()

    def _sweep(self) -> None:
        self._n += 1
        if self._n == 1:  # the window is up and all that a session needs is loaded
            gc.collect()
            gc.freeze()
        else:
            gc.collect(2 if self._n % ALL == 0 else 1 if self._n % MIDDLE == 0 else 0)
