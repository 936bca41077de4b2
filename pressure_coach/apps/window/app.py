"""The window from the shell: started, and what is printed and returned when it is closed."""

import argparse
import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from pressure_coach.apps import running
from pressure_coach.apps.window.main import MainWindow
from pressure_coach.apps.window.sweep import Sweeper
from pressure_coach.errors import CoachError, RecordingError

if TYPE_CHECKING:
    from pressure_coach.apps.window.work import Build, Work


def run(make: "Callable[[], Build] | None", args: argparse.Namespace) -> dict[str, Any]:
    """Show the window until it is closed; ``make()`` gives the first session's Build, None: the person chooses.

    Each session's summary is printed when it is over. Returns the last one's; raises what ended the last session, or
    what ``make`` refused.
    """
    # Else Qt hands parts of a picture to threads of its own and waits for them, which costs more than to paint them.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    stop = threading.Event()
    application = QApplication.instance() or QApplication([sys.argv[0] if sys.argv else "pressure-coach"])
    assert isinstance(application, QApplication)
    application.setApplicationName("pressure-coach")
    application.setStyle("Fusion")
    past: list[Work] = []

    def report(work: "Work") -> None:
        past.append(work)
        if work.summary is not None:
            print(running.closing(work.summary, args, work.measured_unit), flush=True)

    with running.stopped_by_signals(stop), Sweeper():
        window = MainWindow(args, make, report=report, stopped=stop.is_set)
        window.show()
        application.exec()
    if window.fault is not None:
        raise window.fault
    if not past:
        return {}
    last = past[-1]
    if last.fault is not None:
        if isinstance(last.fault, CoachError | OSError):
            raise last.fault
        raise RuntimeError("the session had a fault") from last.fault
    if problem := last.trouble():
        raise RecordingError(problem)
    return last.figures()
