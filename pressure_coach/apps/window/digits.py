"""The big number: its digits are painted once and copied from then on, which is much faster than drawing them."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPixmap

from pressure_coach.apps.window import lettering
from pressure_coach.apps.window.inks import SMOOTH_ALL
from pressure_coach.apps.window.layout import Box
from pressure_coach.apps.window.lettering import number_width, write

TAIL = 0.14  # of an em: how far a comma hangs below the line


class Digits:
    """Digits of one size and colour, opaque on their ground."""

    def __init__(self) -> None:
        self._made: dict[str, QPixmap] = {}
        self._for: tuple[float, str, str, float] = (0.0, "", "", 0.0)

    def draw(
        self, painter: QPainter, text: str, cx: float, baseline: float, em: float, ink: str, ground: str, ratio: float
    ) -> None:
        """Paint a number centred on ``cx``; every digit has the same width."""
        if self._for != (em, ink, ground, ratio):
            self._made, self._for = {}, (em, ink, ground, ratio)
        high = lettering.cap_height(True) * em
        x = cx - number_width(text, em) / 2
        for letter in text:
            made = self._made.get(letter)
            if made is None:
                made = self._made[letter] = self._painted(letter, high)
            painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(baseline - high - _margin(em))), made)
            x += number_width(letter, em)

    def _painted(self, letter: str, high: float) -> QPixmap:
        em, ink, ground, ratio = self._for
        wide = number_width(letter, em)
        deep = high + 2 * _margin(em) + (TAIL * em if letter == "," else 0.0)
        made = QPixmap(round(wide * ratio), round(deep * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(QColor(ground))
        painter = QPainter(made)
        painter.setRenderHints(SMOOTH_ALL)
        write(painter, wide / 2, _margin(em) + high, letter, em, ink, ground, bold=True, align=0.5)
        painter.end()
        return made


def area(text: str, cx: float, baseline: float, em: float) -> Box:
    """All that ``Digits.draw`` may paint on: a comma hangs below the line, and places are rounded to whole pixels."""
    wide, top = number_width(text, em), baseline - lettering.cap_height(True) * em - _margin(em)
    return Box(cx - wide / 2, top, wide, baseline + TAIL * em + _margin(em) - top).inside(-1.0)


def _margin(em: float) -> float:
    """Round letters reach a little beyond the straight ones."""
    return 1.0 + 0.02 * em
