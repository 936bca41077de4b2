"""The dial: its face, which stays while the words stay, and what moves on it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from pressure_coach.apps.gauge import FULL_SCALE, Tone, Word
from pressure_coach.apps.window import dial, lettering
from pressure_coach.apps.window.layout import Box
from pressure_coach.apps.window.lettering import write
from pressure_coach.apps.window.telling import Motion, Telling
from pressure_coach.apps.window.theme import Palette

NUMBER_HIGH = 0.52  # of the dial's radius: the tallest digits


def ink(tone: Tone, palette: Palette) -> str:
    """The colour of the force: blue and orange for low and high, else that of text."""
    return {Tone.LOW: palette.low, Tone.HIGH: palette.high}.get(tone, palette.good)


def sector(box: Box, radii: tuple[float, float], angles: tuple[float, float]) -> QPainterPath:
    """A piece of a ring; radii are shares of the dial's, angles in degrees."""
    outer, inner = _circle(box, radii[1]), _circle(box, radii[0])
    path = QPainterPath()
    path.arcMoveTo(outer, angles[0])
    path.arcTo(outer, angles[0], angles[1] - angles[0])
    path.arcTo(inner, angles[1], angles[0] - angles[1])
    path.closeSubpath()
    return path


def _circle(box: Box, share: float) -> QRectF:
    radius = share * box.w / 2
    return QRectF(box.cx - radius, box.cy - radius, 2 * radius, 2 * radius)


def number_em(box: Box, text: str) -> float:
    """The size of the number; the same for all numbers of up to three digits, so that it does not breathe."""
    digits = max(3, len(text))
    wide = 2 * dial.ROOM * box.w / 2 * 0.94
    return min(wide / lettering.width("0" * digits, 1.0, True), NUMBER_HIGH * box.w / 2 / lettering.cap_height(True))


def number_baseline(box: Box, em: float) -> float:
    """Where the digits stand: their middle a little above that of the dial."""
    return box.cy - 0.06 * box.w / 2 + lettering.cap_height(True) * em / 2


def draw_face(painter: QPainter, box: Box, telling: Telling, palette: Palette, has_ring: bool) -> None:
    """All of the dial that does not move."""
    painter.setPen(Qt.PenStyle.NoPen)
    if has_ring:
        painter.fillPath(sector(box, dial.RING, (90.0, -270.0)), QColor(palette.line))
    painter.fillPath(sector(box, dial.SCALE, dial.span(0.0, FULL_SCALE)), QColor(palette.line))
    if telling.over is not None:
        _hatch(painter, sector(box, dial.SCALE, dial.span(telling.over, FULL_SCALE)), box, palette)
    if telling.band is not None:
        lit = telling.word is Word.HOLD
        painter.fillPath(sector(box, dial.BAND, dial.span(*telling.band)), QColor(palette.band))
        _edges(painter, box, telling.band, palette, 0.014 if lit else 0.008)
    _labels(painter, box, telling, palette)


def _edges(painter: QPainter, box: Box, band: tuple[float, float], palette: Palette, thick: float) -> None:
    """Lines around the band: an area that is told from the scale by more than its grey."""
    pen = QPen(QColor(palette.text), thick * box.w)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(sector(box, dial.BAND, dial.span(*band)), pen)


def _hatch(painter: QPainter, path: QPainterPath, box: Box, palette: Palette) -> None:
    """Slanted lines over what is too much."""
    painter.save()
    painter.setClipPath(path)
    painter.setPen(QPen(QColor(palette.quiet), max(1.0, 0.008 * box.w)))
    step = max(5.0, 0.026 * box.w)
    x = box.x - box.h
    while x < box.right:
        painter.drawLine(QPointF(x, box.bottom), QPointF(x + box.h, box.y))
        x += step
    painter.restore()


def _labels(painter: QPainter, box: Box, telling: Telling, palette: Palette) -> None:
    """Unit and target below the number; numbers along the scale."""
    em = number_em(box, "000")
    y = number_baseline(box, em)
    unit_em = max(9.0, 0.13 * box.w / 2)
    y += 1.45 * unit_em
    write(painter, box.cx, y, telling.unit, unit_em, palette.text, palette.background, bold=True, align=0.5)
    small = max(9.0, 0.085 * box.w / 2)
    if telling.target:
        write(painter, box.cx, y + 1.6 * small, telling.target, small, palette.quiet, palette.background, align=0.5)


def draw_motion(painter: QPainter, box: Box, telling: Telling, motion: Motion, palette: Palette) -> None:
    """The ring's filled part, the force on the scale, the pointer, the way to the band. Not the number."""
    painter.setPen(Qt.PenStyle.NoPen)
    if motion.share:
        ring = (90.0, 90.0 - dial.ring_degrees(motion.share))
        painter.fillPath(sector(box, dial.RING, ring), QColor(palette.text))
    if motion.r is None:
        return
    colour = QColor(ink(telling.tone, palette))
    if motion.r > 0:
        painter.fillPath(sector(box, dial.SCALE, dial.span(0.0, motion.r)), colour)
    if telling.band is not None:
        _way(painter, box, telling, motion.r, colour)
    wide = dial.pointer_span(motion.r, motion.u95_r)
    thin = dial.pointer_span(motion.r)
    halo = (thin[0] + 1.0, thin[1] - 1.0)
    if wide != thin:
        soft = QColor(palette.text)
        soft.setAlphaF(0.45)
        painter.fillPath(sector(box, dial.BAND, wide), soft)
    painter.fillPath(sector(box, dial.NEEDLE, halo), QColor(palette.background))
    painter.fillPath(sector(box, dial.NEEDLE, thin), QColor(palette.text))


def _way(painter: QPainter, box: Box, telling: Telling, r: float, colour: QColor) -> None:
    """An arrow within the scale, from the pointer to the edge of the band."""
    assert telling.band is not None
    angles = dial.way(r, *telling.band, telling.arrow)
    if angles is None:
        return
    start, end = angles
    radius = dial.WAY * box.w / 2
    head = 5.0 if start > end else -5.0  # degrees
    pen = QPen(colour, 0.022 * box.w)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawArc(_circle(box, dial.WAY), round(16 * start), round(16 * (end + head - start)))
    painter.setPen(Qt.PenStyle.NoPen)
    path = QPainterPath()
    for i, (angle, out) in enumerate(((end, 1.0), (end + head, 1.075), (end + head, 0.925))):
        x, y = dial.at(angle, radius * out)
        point = QPointF(box.cx + x, box.cy + y)
        path.lineTo(point) if i else path.moveTo(point)
    path.closeSubpath()
    painter.fillPath(path, colour)
