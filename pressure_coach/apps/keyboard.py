"""The person's keyboard, through blessed: single keys by name, within a time. Puts the terminal back, always."""

import contextlib
import os
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

ESC_S = 0.1  # Esc alone or the start of an arrow's sequence? longer would delay STOP
_NAMES = {
    "KEY_ESCAPE": "escape",
    "KEY_ENTER": "enter",
    "KEY_BACKSPACE": "backspace",
    "KEY_DELETE": "backspace",
    "KEY_UP": "up",
    "KEY_DOWN": "down",
    "KEY_LEFT": "left",
    "KEY_RIGHT": "right",
}
_KNOWN = frozenset(_NAMES.values())
_CHARS = {"\x1b": "escape", "\r": "enter", "\n": "enter", "\x7f": "backspace", "\b": "backspace"}


def open_terminal() -> Any:
    """A blessed terminal that asks the terminal no questions and colours nothing: escapes are ours (see paint.py)."""
    import blessed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an unknown TERM is handled by whoever draws
        # Without styling blessed does not wait for answers that some terminals never give. On Windows its styling
        # also switches the console's escape sequences on.
        return blessed.Terminal(force_styling=None if os.name == "posix" else False)


def name_of(key: Any) -> str:
    """The name that ``Keys.press`` knows: "escape", "up", ..., a character, or some name of a key without a use."""
    text = str(key)
    name = key.name if getattr(key, "is_sequence", False) else None
    known = _NAMES.get(name or "") or _CHARS.get(text)
    if known:
        return known
    return text if len(text) == 1 and text.isprintable() else name or "other"


def whole(keys: Iterable[tuple[str, str]]) -> list[str]:
    """(name, what was sent) of keys -> names, with what follows an unknown Esc at once taken as one key without a use.

    blessed gives the parts of a sequence that it does not know as keys of their own: then Shift-Tab (Esc [ Z) would set
    the zero. ECMA-48: after Esc [ come parameters (0x20-0x3F) and one final byte; after Esc O one byte.
    """
    found: list[str] = []
    waiting = ""  # for the rest of a sequence: "[" parameters and an end, "O" one byte, "\x1b" anything
    for name, sent in keys:
        if sent.startswith("\x1b"):
            waiting = "" if name in _KNOWN - {"escape"} else sent[-1]
            found.append(name)
        elif waiting and len(sent) == 1:
            found[-1] = "other"
            if waiting == "\x1b" and sent in "[O":
                waiting = sent
            elif waiting != "[" or not " " <= sent <= "?":
                waiting = ""
        else:
            waiting = ""
            found.append(name)
    return found


class Keyboard:
    """Keys of the terminal, or none at all where standard input is no terminal."""

    def __init__(self, term: Any, ended: threading.Event) -> None:
        self._term, self._ended = term, ended
        self.there = bool(term.is_a_tty and sys.__stdin__ is not None and sys.__stdin__.isatty())

    def wait(self, timeout_s: float) -> list[str]:
        """The names of the keys pressed within the time; returns at the first one, with all that came along.

        Raises EOFError or OSError when the terminal is gone.
        """
        if not self.there:
            self._ended.wait(timeout_s)
            return []
        keys: list[tuple[str, str]] = []
        key = self._term.inkey(timeout=timeout_s, esc_delay=ESC_S)
        while key and len(keys) < 64:
            keys.append((name_of(key), str(key)))
            key = self._term.inkey(timeout=0, esc_delay=ESC_S)
        return whole(keys)

    @contextlib.contextmanager
    def single_keys(self) -> Iterator[None]:
        """Keys come one by one, unechoed. Ctrl-C still interrupts; Ctrl-S, Ctrl-Z and Ctrl-\\ are keys like others.

        They would freeze or hide the picture with the person under load: so they stop the hold like any key.
        """
        if not self.there:
            yield
            return
        with _hang_up_is_an_end(), self._term.cbreak():
            _let_through()
            yield


@contextlib.contextmanager
def _hang_up_is_an_end() -> Iterator[None]:
    """A terminal that has gone cannot be put back: termios says so with an error of its own."""
    try:
        yield
    except Exception as error:
        if type(error).__module__ == "termios":
            raise EOFError from error
        raise


def _let_through() -> None:
    try:
        import termios
    except ImportError:
        return  # Windows has no such keys
    assert sys.__stdin__ is not None
    descriptor = sys.__stdin__.fileno()
    mode = termios.tcgetattr(descriptor)
    mode[0] &= ~termios.IXON
    off = bytes([os.fpathconf(descriptor, "PC_VDISABLE")])
    for index in (termios.VSUSP, termios.VQUIT):
        mode[6][index] = off
    termios.tcsetattr(descriptor, termios.TCSANOW, mode)  # cbreak puts everything back
