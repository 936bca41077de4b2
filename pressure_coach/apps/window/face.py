"""The dial's face, which stays as long as the words stay; ``hand.py`` draws what moves on it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from pressure_coach.apps.gauge import FULL_SCALE, Tone
from pressure_coach.apps.window import dial, inks, lettering
from pressure_coach.apps.window.layout import Box
from pressure_coach.apps.window.lettering import write
from pressure_coach.apps.window.telling import Telling
from pressure_coach.apps.window.theme import Palette

NUMBER_HIGH = 0.5  # of the dial's radius: the tallest digits
SMALLEST = 9.0  # px
SEAM = 0.3  # degrees: what is painted in two goes overlaps by this much
END_WIDE = 0.31  # of the radius: the word at the scale's end, beside the number


def ink(tone: Tone, palette: Palette) -> str:
    """The colour of a shape: blue and orange for low and high, else that of text."""
    return {Tone.LOW: palette.low, Tone.HIGH: palette.high}.get(tone, palette.good)


def circle(box: Box, share: float) -> QRectF:
    """The square around a circle; ``share`` of the dial's radius."""
    radius = share * box.w / 2
    return QRectF(box.cx - radius, box.cy - radius, 2 * radius, 2 * radius)


def sector(box: Box, radii: tuple[float, float], angles: tuple[float, float]) -> QPainterPath:
    """A piece of a ring; radii are shares of the dial's, angles in degrees."""
    outer, inner = circle(box, radii[1]), circle(box, radii[0])
    path = QPainterPath()
    path.arcMoveTo(outer, angles[0])
    path.arcTo(outer, angles[0], angles[1] - angles[0])
    path.arcTo(inner, angles[1], angles[0] - angles[1])
    path.closeSubpath()
    return path


def number_em(box: Box, text: str) -> float:
    """The size of the number; the same for all numbers of up to three digits, so that it does not breathe."""
    wide = 2 * dial.ROOM * box.w / 2 * 0.94
    widest = max(lettering.number_width(text, 1.0), lettering.number_width("000", 1.0))
    return min(wide / widest, NUMBER_HIGH * box.w / 2 / lettering.cap_height(True))


def number_baseline(box: Box, em: float) -> float:
    """Where the digits stand: their middle a little above that of the dial, unit and target below."""
    return box.cy - 0.05 * box.w / 2 + lettering.cap_height(True) * em / 2


def draw_face(painter: QPainter, box: Box, telling: Telling, palette: Palette, share: float | None) -> None:
    """All of the dial that does not move, and the ring as far as it is filled now; None: there is no ring."""
    if share is not None:
        painter.fillPath(sector(box, dial.RING, (90.0, -270.0)), QColor(palette.line))
        fill_ring(painter, box, 0.0, share, palette)
    painter.fillPath(sector(box, dial.SCALE, dial.span(0.0, FULL_SCALE)), QColor(palette.line))
    if telling.over is not None:
        _hatch(painter, sector(box, dial.SCALE, dial.span(telling.over, FULL_SCALE)), box, palette)
    if telling.band is not None:
        area = sector(box, dial.BAND, dial.span(*telling.band))
        painter.fillPath(area, QColor(palette.good if telling.lit else palette.band))
        # An area that is told from the scale by more than its grey.
        pen = QPen(QColor(palette.text), dial.OUTLINE * box.w / 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(area, pen)
    _labels(painter, box, telling, palette)


def fill_ring(painter: QPainter, box: Box, start: float, end: float, palette: Palette) -> None:
    """The ring from one share of the goal to another."""
    if end > start:
        first = 90.0 - dial.ring_degrees(start) + (SEAM if start > 0 else 0.0)
        painter.fillPath(sector(box, dial.RING, (first, 90.0 - dial.ring_degrees(end))), inks.ink(palette.text))


def _hatch(painter: QPainter, path: QPainterPath, box: Box, palette: Palette) -> None:
    """Slanted lines over what is too much."""
    painter.save()
    painter.setClipPath(path)
    painter.setPen(QPen(QColor(palette.quiet), max(1.0, 0.007 * box.w)))
    step = max(5.0, 0.024 * box.w)
    x = box.x - box.h
    while x < box.right:
        painter.drawLine(QPointF(x, box.bottom), QPointF(x + box.h, box.y))
        x += step
    painter.restore()


def _labels(painter: QPainter, box: Box, telling: Telling, palette: Palette) -> None:
    """Unit and target below the number; a word at each end of the scale."""
    radius = box.w / 2
    unit_em, small = max(SMALLEST, 0.13 * radius), max(SMALLEST, 0.088 * radius)
    y = number_baseline(box, number_em(box, "000")) + 1.6 * unit_em
    ground = palette.background
    write(painter, box.cx, y, telling.unit, unit_em, palette.text, ground, bold=True, align=0.5)
    if telling.target:
        write(painter, box.cx, y + 1.75 * small, telling.target, small, palette.quiet, ground, align=0.5)
    end = telling.over_text if telling.over is not None else telling.end_text
    em = min(small, END_WIDE * radius / max(0.1, lettering.width(end, 1.0)))
    if end and em >= SMALLEST - 1:
        right = box.cx + dial.BAND[1] * radius
        write(painter, right, box.cy + 1.25 * em, end, em, palette.quiet, ground, align=1.0)
