"""Where a view writes. A reader that went away ends the view quietly; a disk without room is an error."""

import contextlib
import errno
import os
from typing import TextIO

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PROBE = "█▀▄▌░▒▲▼►◄─•·äöüÄÖÜß"  # what the views draw with


class Gone(Exception):
    """Nobody reads any more: the pipe is closed, or the terminal is gone."""


class Out:
    """A text stream. ``write`` sends at once; it raises Gone when no reader is left, OSError when there is no room."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Send text, in one piece."""
        if not text:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError) as error:  # ValueError: the stream is closed
            self._silence()
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                raise
            raise Gone from error

    def _silence(self) -> None:
        """What is still in the buffer must not fail again when the interpreter flushes it at its end."""
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            try:
                os.dup2(nowhere, self._stream.fileno())
            finally:
                os.close(nowhere)


def needs_ascii(stream: TextIO) -> bool:
    """The stream's encoding cannot carry what the views draw with."""
    try:
        PROBE.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False
