"""A session on a thread of its own, while this one shows it."""

import contextlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pressure_coach.session import Session


@contextlib.contextmanager
def beside(session: "Session", stop: threading.Event, told: threading.Event) -> Iterator[list[dict[str, Any]]]:
    """The session runs within; its end sets ``stop`` and then ``told``, for which the shower of it may wait.

    Leaving ends it and waits for it; then its summary is in the list. Raises what the session raised.
    """
    outcome: list[dict[str, Any]] = []
    fault: list[BaseException] = []

    def loop() -> None:
        try:
            outcome.append(session.run(stop))
        except BaseException as error:
            fault.append(error)
        finally:
            stop.set()
            told.set()

    thread = threading.Thread(target=loop, name="session", daemon=True)
    thread.start()
    try:
        yield outcome
    finally:
        stop.set()
        thread.join()
    if fault:
        raise fault[0]
