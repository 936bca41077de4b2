"""What a driver says to a sensor, step by step, without knowing how: it yields a step and gets the answer back.

def begin(self) -> Talk:
    version = yield Ask(b"\\x6b")   # bytes, or None when nothing was answered
    yield Tell(version=version)    # into the stream, for the decoder and for a replay
    yield Send(b"\\x65")
"""

from collections.abc import Generator
from typing import Any


class Send:
    """Write a command, if it is on the driver's list."""

    def __init__(self, data: bytes) -> None:
        self.data = data


class Ask(Send):
    """Write a command and wait for the packet that the driver's ``answer`` takes for its answer."""


class Read:
    """Read a characteristic; None when there is none or it refuses."""

    def __init__(self, characteristic: str) -> None:
        self.characteristic = characteristic


class Tell:
    """Put a line of the host into the stream; see ``signal.packets``."""

    def __init__(self, **what: Any) -> None:
        self.what = what


Step = Send | Read | Tell
Talk = Generator[Step, bytes | None, None]
