"""Qt's key events and the names that the keys of all views go by."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from pressure_coach.apps.window.keynames import name_of

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.mark.parametrize(
    ("key", "modifier", "text", "name"),
    [
        (K.Key_Escape, M.NoModifier, "\x1b", "escape"),
        (K.Key_Return, M.NoModifier, "\r", "enter"),
        (K.Key_Enter, M.KeypadModifier, "\r", "enter"),
        (K.Key_Space, M.NoModifier, " ", " "),
        (K.Key_T, M.ShiftModifier, "T", "T"),
        (K.Key_Question, M.ShiftModifier, "?", "?"),
        (K.Key_F1, M.NoModifier, "", "?"),
        (K.Key_F5, M.NoModifier, "", "other"),
        (K.Key_7, M.KeypadModifier, "7", "7"),
        (K.Key_O, M.ControlModifier, "\x0f", "ctrl+o"),
        (K.Key_Left, M.ShiftModifier, "", "shift+left"),
        (K.Key_Up, M.ShiftModifier, "", "up"),
        (K.Key_Shift, M.ShiftModifier, "", None),
        (K.Key_AltGr, M.NoModifier, "", None),
        (K.Key_Insert, M.NoModifier, "", None),
        (K.Key_VolumeDown, M.NoModifier, "", None),
        (K.Key_Adiaeresis, M.NoModifier, "ä", "ä"),
    ],
)
def test_keys_have_the_names_that_the_terminal_gives_them(key, modifier, text, name) -> None:
    assert name_of(QKeyEvent(QEvent.Type.KeyPress, key, modifier, text)) == name
