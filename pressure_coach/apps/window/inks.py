"""What painters need again and again, made once: to make it anew for each picture costs as much as to paint with it."""

from functools import cache

from PySide6.QtGui import QColor, QPainter

SMOOTH = QPainter.RenderHint.Antialiasing
SMOOTH_ALL = SMOOTH | QPainter.RenderHint.TextAntialiasing


@cache
def ink(colour: str) -> QColor:
    """The QColor of "#rrggbb"; nobody changes it."""
    return QColor(colour)
