"""A window as a person has it before them: opened as the command line opens it, with a hand on keys and mouse."""

import argparse
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from pressure_coach.apps.commands import live
from pressure_coach.apps.commands import window as command
from pressure_coach.apps.window.button import Button
from pressure_coach.apps.window.main import MainWindow
from pressure_coach.coaching.events import State

NAMED = {
    "escape": Qt.Key.Key_Escape, "enter": Qt.Key.Key_Return, "tab": Qt.Key.Key_Tab, "down": Qt.Key.Key_Down,
    "up": Qt.Key.Key_Up, "left": Qt.Key.Key_Left, "right": Qt.Key.Key_Right, "F11": Qt.Key.Key_F11,
    "F5": Qt.Key.Key_F5, "shift": Qt.Key.Key_Shift, "home": Qt.Key.Key_Home, "end": Qt.Key.Key_End,
    "volume": Qt.Key.Key_VolumeUp, "page down": Qt.Key.Key_PageDown,
}  # fmt: skip


class Hand:
    """A window and the person at it."""

    def __init__(self, qtbot: Any, window: MainWindow) -> None:
        self._qtbot, self.window = qtbot, window

    def until(self, condition: Callable[[], Any], timeout: int = 30_000) -> None:
        """Let the window work until something is true."""
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=timeout)

    def press(self, *keys: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys, each where the keyboard is now."""
        for key in keys:
            where = QApplication.focusWidget() or self.window
            if key in NAMED:
                QTest.keyClick(where, NAMED[key], modifier)
            else:
                QTest.keyClicks(where, key, modifier)

    def click(self, name: str) -> None:
        """The mouse on the middle of a button."""
        button = self.find(Button, name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(button.width() // 2, button.height() // 2))

    def find(self, kind: type, name: str) -> Any:
        """A widget by its name, on the page that is shown."""
        return self.window.pages.currentWidget().findChild(kind, name)

    def shown(self, name: str) -> str:
        """The text of a label, "" when it is not seen."""
        label = self.find(QLabel, name)
        return label.text() if label is not None and label.isVisible() else ""

    @property
    def page(self) -> str:
        """Which page is shown."""
        return self.window.pages.now

    @property
    def sessions(self) -> Any:
        """Those of this window."""
        assert self.window.sessions is not None
        return self.window.sessions

    @property
    def view(self) -> Any:
        """The newest."""
        return self.sessions.conductor.view

    @property
    def state(self) -> State:
        """Of the session."""
        return self.view.state

    @property
    def word(self) -> str:
        """What the gauge says, as a screen reader hears it."""
        return str(self.window.live.gauge.accessibleName())

    @property
    def focus(self) -> QWidget | None:
        """What has the keyboard."""
        return QApplication.focusWidget()


class Opener:
    """Makes windows; they are closed at the end, whatever goes on in them."""

    def __init__(self, qtbot: Any) -> None:
        self._qtbot = qtbot
        self._windows: list[MainWindow] = []
        self.reported: list[Any] = []
        self._over = False

    def __call__(self, *words: str, sound: bool = False, **more: Any) -> Hand:
        """Show one; returns when its first picture was painted and it has begun."""
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        args = parser.parse_args(words)
        make = (lambda: live.builder(args)) if args.address else None
        window = MainWindow(args, make, report=self.reported.append, stopped=lambda: self._over, sound=sound, **more)
        self._windows.append(window)
        window.show()
        window.activateWindow()
        hand = Hand(self._qtbot, window)
        hand.until(lambda: window.sessions is not None or window.fault is not None)
        return hand

    def close(self) -> None:
        """Close them all."""
        self._over = True
        for window in self._windows:
            window.close()
            window.deleteLater()
        QApplication.processEvents()
