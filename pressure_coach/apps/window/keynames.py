"""Qt's key events -> the names that ``apps.keys.Keys`` knows."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_K = Qt.Key
_NAMES: dict[int, str] = {
    _K.Key_Escape: "escape",
    _K.Key_Return: "enter",
    _K.Key_Enter: "enter",
    _K.Key_Backspace: "backspace",
    _K.Key_Delete: "backspace",
    _K.Key_Up: "up",
    _K.Key_Down: "down",
    _K.Key_Left: "left",
    _K.Key_Right: "right",
    _K.Key_Home: "home",
    _K.Key_End: "end",
    _K.Key_F11: "F11",
    _K.Key_F1: "?",
}
# Keys that have a use of their own on every computer: pressing one must never be taken for "any other key": STOP.
_ELSEWHERE: frozenset[int] = frozenset(
    {
        *(_K.Key_Shift, _K.Key_Control, _K.Key_Alt, _K.Key_AltGr, _K.Key_Meta, _K.Key_Super_L, _K.Key_Super_R),
        *(_K.Key_Hyper_L, _K.Key_Hyper_R, _K.Key_CapsLock, _K.Key_NumLock, _K.Key_ScrollLock, _K.Key_Mode_switch),
        *(_K.Key_Insert, _K.Key_Print, _K.Key_SysReq, _K.Key_Menu),  # Insert: the screen readers' own key
        *(_K.Key_VolumeUp, _K.Key_VolumeDown, _K.Key_VolumeMute, _K.Key_MediaPlay, _K.Key_MediaTogglePlayPause),
        *(_K.Key_MonBrightnessUp, _K.Key_MonBrightnessDown, _K.Key_Sleep, _K.Key_WakeUp, _K.Key_PowerOff),
    }
)


def name_of(event: QKeyEvent) -> str | None:
    """The name: a printable character, "escape", "enter", ..., "ctrl+o" with Ctrl or Cmd, or "other".

    None for a key that is not for us: Shift alone, the volume keys, a screen reader's own key.
    """
    key, text = event.key(), event.text()
    if key in _ELSEWHERE:
        return None
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier and 0x41 <= key <= 0x5A:
        return f"ctrl+{chr(key).lower()}"
    if key in _NAMES:
        shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and key in (_K.Key_Left, _K.Key_Right)
        return f"shift+{_NAMES[key]}" if shifted else _NAMES[key]
    return text if len(text) == 1 and text.isprintable() else "other"
