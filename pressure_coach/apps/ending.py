"""How a view ends: always quietly, with the session told and the terminal put back."""

import contextlib
import errno
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

from pressure_coach.apps.out import Gone

_NO_TERMINAL = frozenset({errno.EIO, errno.ENXIO, errno.EBADF, errno.ENOTTY, errno.EPIPE})


@contextlib.contextmanager
def ends_quietly(ended: threading.Event) -> Iterator[None]:
    """Whatever ends the view sets ``ended``. Ctrl-C, a kill, a closed window or pipe are ordinary; faults go on."""
    try:
        with _signals(ended):
            yield
    except (KeyboardInterrupt, Gone, EOFError):
        pass  # the person, or the terminal, has gone: the session ends like any other
    except OSError as error:
        if error.errno not in _NO_TERMINAL:
            raise
    finally:
        ended.set()


@contextlib.contextmanager
def _signals(ended: threading.Event) -> Iterator[None]:
    """The first signal lets the view finish its picture; a second one, should that hang, breaks it off."""

    def on_signal(number: int, frame: object) -> None:
        if ended.is_set():
            raise KeyboardInterrupt
        ended.set()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with handled(on_signal, "SIGINT", "SIGTERM", "SIGHUP"):
        yield


@contextlib.contextmanager
def handled(on_signal: Callable[[int, Any], None], *names: str) -> Iterator[None]:
    """Those of the named signals that this system has go to ``on_signal`` within; on the main thread only."""
    before = {name: signal.signal(getattr(signal, name), on_signal) for name in names if hasattr(signal, name)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
