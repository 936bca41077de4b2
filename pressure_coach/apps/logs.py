"""What ``--verbose`` says on standard error. While a gauge owns the terminal the lines wait, and come when it is gone.

``logging`` is imported only when it was asked for: a start without it is quicker.
"""

import contextlib
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from typing import TextIO

from pressure_coach.devices import Device

MOST = 5000  # lines that wait; what is older is dropped, and counted


class Waiting:
    """A text stream that keeps lines back for as long as it is held; a stream that is no terminal never waits."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._held = False
        self._kept: deque[str] = deque(maxlen=MOST)
        self._dropped = 0

    def write(self, text: str) -> None:
        """One line, now or later."""
        with self._lock:
            if not self._held:
                self._stream.write(text)
            else:
                self._dropped += len(self._kept) == MOST
                self._kept.append(text)

    def flush(self) -> None:
        """Send what does not wait."""
        with self._lock:
            if not self._held:
                self._stream.flush()

    def hold(self) -> None:
        """Keep lines back from now on, if they would lie across a gauge."""
        with self._lock:
            self._held = self._stream.isatty()

    def release(self) -> None:
        """Write what has waited."""
        with self._lock:
            self._held = False
            if self._dropped:
                self._stream.write(f"({self._dropped} older lines were dropped)\n")
            self._stream.write("".join(self._kept))
            self._stream.flush()
            self._kept.clear()
            self._dropped = 0


_waiting: Waiting | None = None  # None: nobody asked


def start(stream: TextIO) -> None:
    """Say what goes on inside from now on."""
    import logging

    global _waiting
    _waiting = Waiting(stream)
    line = "%(relativeCreated)8.0f ms %(name)s: %(message)s"
    logging.basicConfig(level=logging.DEBUG, format=line, stream=_waiting, force=True)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """The terminal is a gauge's within."""
    if _waiting is None:
        yield
        return
    _waiting.hold()
    try:
        yield
    finally:
        _waiting.release()


def tell(device: Device) -> None:
    """How an address was understood."""
    if _waiting is None:
        return
    import logging

    log = logging.getLogger(__name__)
    log.info("%s: driver %s, options %s", device.address, device.driver, dict(device.options) or "none")
    chosen = getattr(device, "settings", None)
    if is_dataclass(chosen) and not isinstance(chosen, type):
        log.info("%s: %s", device.address, ", ".join(f"{name} {item}" for name, item in asdict(chosen).items()))
