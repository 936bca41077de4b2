"""A line to type into, inside the window: a target in numbers, or a note. STOP works all the while."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from pressure_coach.apps.keys import NOTE_LENGTH
from pressure_coach.apps.window.style import font
from pressure_coach.apps.window.theme import SPACE


class Field(QLineEdit):
    """A line that leaves Esc, and every key that writes nothing, to the window."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape or Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was begun stands until Enter or Esc."""
        super().focusOutEvent(event)


class Ask(QFrame):
    """Hidden until ``ask`` is called; the answer goes to the function given then."""

    def __init__(self, back: Callable[[], None]) -> None:
        """``back`` gives the keyboard back to where it was."""
        super().__init__()
        self.setProperty("panel", True)
        self._back = back
        self._answer: Callable[[str], bool] = lambda text: True
        self.label = QLabel()
        self.label.setFont(font("body", bold=True))
        self.field = Field()
        self.field.setObjectName("answer")
        self.field.setFont(font("lead"))
        self.field.setMaxLength(NOTE_LENGTH)
        self.label.setBuddy(self.field)
        self.field.returnPressed.connect(self._give)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["s"])
        row.setSpacing(SPACE["m"])
        row.addWidget(self.label)
        row.addWidget(self.field, 1)
        self.hide()

    def ask(self, question: str, answer: Callable[[str], bool]) -> None:
        """Show the line; ``answer(text)`` says whether that was one: else the line stays."""
        self.label.setText(question)
        self.field.setAccessibleName(question)
        self.field.clear()
        self._answer = answer
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_it(self) -> None:
        """Drop it."""
        if not self.isHidden():
            self.hide()
            self._back()

    def _give(self) -> None:
        if self._answer(self.field.text().strip()):
            self.close_it()
        else:
            self.field.selectAll()


def asking(widget: QWidget) -> bool:
    """Whether the keyboard is in such a line."""
    return isinstance(widget, Field)
