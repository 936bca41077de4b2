"""Where the window lies on the desktop, and whether the desktop is dark."""

from collections.abc import Sequence
from functools import reduce
from operator import itemgetter

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QRegion
from PySide6.QtWidgets import QWidget

from pressure_coach.apps.window.remember import Memory

SIZE = (1280, 800)


def put_in_place(window: QWidget, memory: Memory) -> None:
    """Where it was last time, if all of it can be seen there; else as large as is good, where the desktop wants it."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    place = fitted(QRect(*memory.place), screens) if memory.place is not None else None
    if place is not None:
        window.setGeometry(place)
    else:
        room = QGuiApplication.primaryScreen().availableGeometry()
        window.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))
    if memory.maximized:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def fitted(place: QRect, screens: Sequence[QRect]) -> QRect | None:
    """A place of which nothing, STOP least of all, lies outside: screens go, shrink and are scaled between two starts.

    The place itself where that is so, else moved and shrunk onto the screen that shows most of it. None: none does.
    """
    if (QRegion(place) - reduce(QRegion.united, screens, QRegion())).isEmpty():
        return place
    seen, screen = max(((_area(screen & place), screen) for screen in screens), key=itemgetter(0))
    if not seen:
        return None
    size = place.size().boundedTo(screen.size())
    x = min(max(place.x(), screen.x()), screen.right() + 1 - size.width())
    y = min(max(place.y(), screen.y()), screen.bottom() + 1 - size.height())
    return QRect(QPoint(x, y), size)


def _area(rect: QRect) -> int:
    return 0 if rect.isEmpty() else rect.width() * rect.height()


def note_place(window: QWidget, memory: Memory) -> None:
    """For the next time; of a maximized window also where it lies when it is not."""
    memory.maximized = window.isMaximized()
    place = window.normalGeometry() if memory.maximized else window.geometry()
    if place.width() >= 200 and place.height() >= 200:
        memory.place = (place.x(), place.y(), place.width(), place.height())


def system_is_dark() -> bool:
    """What the desktop wants; light where it wants nothing."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
