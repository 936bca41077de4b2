"""STOP fills the view: one word, and what to do."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from pressure_coach.apps.window import lettering
from pressure_coach.apps.window.banner import draw_head
from pressure_coach.apps.window.layout import Box, Plan
from pressure_coach.apps.window.lettering import biggest, wrapped, write
from pressure_coach.apps.window.telling import Telling
from pressure_coach.apps.window.theme import Palette

NARROWEST = 0.6  # of their width: "STOPP" on a telephone
SMALLEST = 10.0  # px
FILLED = 0.85  # of a row: the em of one line at most
FLOOR_SHARE = 0.27  # of the short side: the letters of STOP are at least 25 % of it (coaching.md section 8)


def draw_stop(painter: QPainter, plan: Plan, size: Box, telling: Telling, palette: Palette, advice: str) -> None:
    """The whole picture of a stop."""
    painter.fillRect(QRectF(*size), QColor(palette.alarm))
    draw_head(painter, plan.head, telling, palette)
    text_ink, ground = palette.on_alarm, palette.alarm
    margin = plan.space("m")
    body = Box(margin, plan.head.bottom, size.w - 2 * margin, plan.foot.bottom - plan.head.bottom)
    rows = body.rows(0.52, 0.19, 0.13, 0.16)
    text = telling.text.upper()
    short = min(size.w, size.h)
    word = biggest(
        text, rows[0].w, rows[0].h, 1e6, wanted=FLOOR_SHARE * short / lettering.cap_height(True), narrowest=0.6
    )
    y = rows[0].cy + lettering.cap_height(True) * word.em / 2
    write(painter, size.cx, y, text, word.em, text_ink, ground, bold=True, align=0.5, narrow=word.narrow)
    _centred(painter, rows[1], advice, plan.size("display"), True, palette)
    _centred(painter, rows[2], telling.sentence, plan.size("title"), False, palette)
    value = telling.value + (f"   {telling.target}" if telling.target else "")
    below = rows[3].rows(1.0, 1.0)
    said = [telling.notice, value]
    if FILLED * below[0].h < SMALLEST:  # a low window: both on one line
        below, said = [rows[3]], ["   ".join(filter(None, said))]
    for box, line in zip(below, said, strict=True):
        _centred(painter, box, line, plan.size("body"), False, palette)


def _centred(painter: QPainter, box: Box, text: str, em: float, bold: bool, palette: Palette) -> None:
    em = min(em, FILLED * box.h)
    fitted = wrapped(text, em, box.w, box.h, bold)
    high = lettering.cap_height(bold) * fitted.em + 1.3 * fitted.em * (len(fitted.lines) - 1)
    y = box.cy - high / 2 + lettering.cap_height(bold) * fitted.em
    for line in fitted.lines:
        write(painter, box.cx, y, line, fitted.em, palette.on_alarm, palette.alarm, bold=bold, align=0.5)
        y += 1.3 * fitted.em
