"""Is a sensor that says nothing still there? Asked on a thread of its own, since the answer may take a second."""

import threading
from collections.abc import Callable
from pathlib import Path

SECOND = 1_000_000_000  # ns
EVERY_S = 0.5
LATE_NS = 9 * SECOND // 10  # the driver gives up after 1 s, and then says what it knew before


class Pulse:
    """Reads a file that asks the device, whenever nothing was heard of it for a while."""

    def __init__(self, file: Path | None, heard_ns: Callable[[], int], now: Callable[[], int]) -> None:
        self.proved_ns = 0  # when it last answered
        self.answer = ""  # what the file said then
        self._file, self._heard_ns, self._now = file, heard_ns, now
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._live, name="pulse", daemon=True)
        if file is not None:
            self._thread.start()

    def close(self) -> None:
        """Ask no more; twice is fine."""
        self._end.set()
        if self._thread.ident is not None:
            self._thread.join(2.0)

    def ask(self) -> None:
        """Ask once, however long it takes."""
        if self._file is None:
            return
        began = self._now()
        try:
            answer = self._file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return
        if self._now() - began < LATE_NS:
            self.proved_ns, self.answer = self._now(), answer

    def _live(self) -> None:
        self.ask()
        while not self._end.wait(EVERY_S):
            if self._now() - self._heard_ns() >= EVERY_S * SECOND:
                self.ask()
