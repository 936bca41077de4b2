"""What moves on the dial: the force, the pointer, the way to the band, the credited time; and where it has moved."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from pressure_coach.apps.gauge import Tone
from pressure_coach.apps.window import dial
from pressure_coach.apps.window.face import circle, fill_ring, sector
from pressure_coach.apps.window.inks import ink
from pressure_coach.apps.window.layout import Box
from pressure_coach.apps.window.telling import Motion, Telling
from pressure_coach.apps.window.theme import Palette

BROAD = 8.0  # degrees: a pointer that is wider shows its middle too, and lets the scale be seen
HALO = 1.1  # degrees of ground on both sides of the pointer
HEAD = 6.0  # degrees: the arrow's head
REACH = (dial.WAY - dial.WAY_HALF - 0.01, dial.NEEDLE[1] + 0.01)  # all that moves with the pointer


def draw_hand(
    painter: QPainter, box: Box, telling: Telling, motion: Motion, palette: Palette, filled: float = 0.0
) -> None:
    """The ring's growth from a share of ``filled`` on, the force, the pointer, the way to the band. Not the number."""
    if motion.share is not None:
        fill_ring(painter, box, filled, motion.share, palette)
    if motion.r is None:
        return
    colour = ink({Tone.LOW: palette.low, Tone.HIGH: palette.high}.get(telling.tone, palette.band))
    low, high = dial.beside(*telling.band) if telling.band else (motion.r, motion.r)
    if motion.r > 0:
        painter.fillPath(sector(box, dial.SCALE, dial.span(0.0, min(motion.r, low))), colour)
    if motion.r > high:
        painter.fillPath(sector(box, dial.SCALE, dial.span(high, motion.r)), colour)
    if telling.band is not None:
        _way(painter, box, telling, motion.r, palette)
    _pointer(painter, box, telling, motion, palette)


def _pointer(painter: QPainter, box: Box, telling: Telling, motion: Motion, palette: Palette) -> None:
    """A line at the force, and as wide as what is known of it."""
    assert motion.r is not None
    thin, wide = dial.pointer_span(motion.r), dial.pointer_span(motion.r, motion.u95_r)
    inverse = telling.lit and telling.band is not None and telling.band[0] <= motion.r <= telling.band[1]
    core = palette.background if inverse else palette.text
    if not inverse:
        painter.fillPath(sector(box, dial.NEEDLE, (wide[0] + HALO, wide[1] - HALO)), ink(palette.background))
    if wide[0] - wide[1] <= BROAD:
        thin = wide
    else:
        painter.fillPath(sector(box, dial.BAND, wide), ink(palette.band))
    painter.fillPath(sector(box, dial.NEEDLE, thin), ink(core))


def _way(painter: QPainter, box: Box, telling: Telling, r: float, palette: Palette) -> None:
    """An arrow within the scale, from the pointer to the edge of the band."""
    assert telling.band is not None
    angles = dial.way(r, *telling.band, telling.arrow)
    if angles is None:
        return
    start, end = angles
    colour = ink({Tone.LOW: palette.low, Tone.HIGH: palette.high}.get(telling.tone, palette.text))
    head = HEAD if start > end else -HEAD
    pen = QPen(colour, 0.022 * box.w)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawArc(circle(box, dial.WAY), round(16 * start), round(16 * (end + 0.8 * head - start)))
    tip = ((end, dial.WAY), (end + head, dial.WAY + dial.WAY_HALF), (end + head, dial.WAY - dial.WAY_HALF))
    path = QPainterPath()
    for i, (angle, out) in enumerate(tip):
        x, y = dial.at(angle, out * box.w / 2)
        point = QPointF(box.cx + x, box.cy + y)
        path.lineTo(point) if i else path.moveTo(point)
    path.closeSubpath()
    painter.fillPath(path, colour)


def changed(box: Box, telling: Telling, old: Motion, new: Motion) -> list[Box]:
    """Where two pictures with the same words differ, but for the number; the whole dial where that is simpler."""
    if (old.r is None) != (new.r is None) or (old.share is None) != (new.share is None) or old.u95_r != new.u95_r:
        return [box]
    areas = []
    if old.share is not None and new.share is not None and old.share != new.share:
        angles = tuple(90.0 - dial.ring_degrees(share) for share in (old.share, new.share))
        areas.append(_around(box, dial.bounds((angles[0], angles[1]), dial.RING)))
    if old.r is not None and new.r is not None and old.r != new.r:
        ways = [telling.band is None or dial.way(r, *telling.band, telling.arrow) is None for r in (old.r, new.r)]
        if ways[0] != ways[1]:
            return [box]
        spans = dial.pointer_span(old.r, old.u95_r), dial.pointer_span(new.r, new.u95_r)
        margin = HALO + 4.0  # the arrow begins a little after the pointer
        angles = max(s[0] for s in spans) + margin, min(s[1] for s in spans) - margin
        areas.append(_around(box, dial.bounds((angles[0], angles[1]), REACH)))
    return areas


def _around(box: Box, bounds: tuple[float, float, float, float]) -> Box:
    """Bounds around the dial's middle, as a box with a margin."""
    left, top, right, bottom = (v * box.w / 2 for v in bounds)
    return Box(box.cx + left, box.cy + top, right - left, bottom - top).inside(-2.0)
