"""The banner: SIMULATED and REPLAYED, which nobody can overlook, and what is being recorded."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pressure_coach.apps.window import lettering
from pressure_coach.apps.window.layout import Box
from pressure_coach.apps.window.lettering import write
from pressure_coach.apps.window.telling import Telling
from pressure_coach.apps.window.theme import Palette

NARROW = 18.0  # width by height: below, the words need the room of the stripes


def draw_head(painter: QPainter, box: Box, telling: Telling, palette: Palette) -> None:
    """What these numbers are, and whether they are kept."""
    em, margin = 0.52 * box.h, 0.5 * box.h
    baseline = box.cy + lettering.cap_height() * em / 2
    if not telling.mark:
        _recording(painter, box.right - margin, box, telling.recording, em, box.w / 2, palette.text, palette.background)
        return
    text_ink, ground = palette.on_banner, palette.banner
    painter.fillRect(QRectF(*box), QColor(ground))
    narrow = box.w < NARROW * box.h
    stripes = (1.0 if narrow else 3.2) * box.h
    for x in (box.x, box.right - stripes):
        _stripes(painter, Box(x, box.y, stripes, box.h), palette)
    room = box.w - 2 * stripes - 2 * margin
    kept = lettering.width(telling.recording.partition(" ")[0], em) + 2.4 * em if telling.recording else 0.0
    text = telling.mark if lettering.width(telling.mark, em, True) <= room - kept else telling.mark_short
    text_em = em * min(1.0, (room - kept) / lettering.width(text, em, True))  # made smaller, but never cut
    wide = lettering.width(text, text_em, True)
    x = min(box.cx - wide / 2, box.x + stripes + margin + room - kept - wide)
    write(painter, x, baseline, text, text_em, text_ink, ground, bold=True)
    right = box.right - stripes - margin
    _recording(painter, right, box, telling.recording, em, right - x - wide - margin, text_ink, ground)


def _recording(
    painter: QPainter, right: float, box: Box, text: str, em: float, room: float, text_ink: str, ground: str
) -> None:
    """A disc, and the file's name where there is room for it."""
    if not text:
        return
    if lettering.width(text, em) > room - 1.6 * em:
        text = text.partition(" ")[0]
    baseline = box.cy + lettering.cap_height() * em / 2
    write(painter, right, baseline, text, em, text_ink, ground, align=1.0)
    x = right - lettering.width(text, em) - 0.8 * em
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(text_ink))
    painter.drawEllipse(QPointF(x, box.cy), 0.32 * em, 0.32 * em)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _stripes(painter: QPainter, box: Box, palette: Palette) -> None:
    painter.save()
    painter.setClipRect(QRectF(*box))
    painter.setPen(QPen(QColor(palette.on_banner), 0.28 * box.h))
    x = box.x - box.h
    while x < box.right + box.h:
        painter.drawLine(QPointF(x, box.bottom + 2), QPointF(x + box.h + 4, box.y - 2))
        x += 0.8 * box.h
    painter.restore()
