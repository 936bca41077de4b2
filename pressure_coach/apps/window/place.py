"""Where the window lies on the desktop, and whether the desktop is dark."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from pressure_coach.apps.window.remember import Memory

SIZE = (1280, 800)


def put_in_place(window: QWidget, memory: Memory) -> None:
    """Where it was last time, if that can be seen; else as large as is good, where the desktop wants it."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    place = memory.place
    if place is not None and any(screen.intersects(QRect(*place)) for screen in screens):
        window.setGeometry(*place)
    else:
        room = QGuiApplication.primaryScreen().availableGeometry()
        window.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))
    if memory.maximized:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def note_place(window: QWidget, memory: Memory) -> None:
    """For the next time; of a maximized window also where it lies when it is not."""
    memory.maximized = window.isMaximized()
    place = window.normalGeometry() if memory.maximized else window.geometry()
    if place.width() >= 200 and place.height() >= 200:
        memory.place = (place.x(), place.y(), place.width(), place.height())


def system_is_dark() -> bool:
    """What the desktop wants; light where it wants nothing."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
