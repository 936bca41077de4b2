"""The floor view, read from a ball two metres away: number, word, shape, and the credited time as a frame. No more."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from pressure_coach.apps.window import dial, lettering
from pressure_coach.apps.window.face import ink
from pressure_coach.apps.window.layout import Box, plan
from pressure_coach.apps.window.lettering import write
from pressure_coach.apps.window.marks import placed
from pressure_coach.apps.window.telling import Motion, Telling
from pressure_coach.apps.window.theme import Palette

LEAST = 0.135  # of the short side: the height of digits and of small letters, more than the 12 % that are asked for
NARROWEST = 0.64  # of their width: how far long words are pressed together on a telephone
FRAME = 0.035  # of the short side: how thick the ring is
INSET = 0.045  # of the short side: from the ring to what is in it
SEAM = 0.001  # of the ring: what is painted in two goes overlaps by this much
CORNER = 0.01  # of the ring: a step that cannot jump over a corner


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """Where number, shape and word lie."""

    head: Box
    ring: Box  # the middle line of the frame
    thick: float
    shape: Box
    number: Box
    word: Box
    least: float  # px: the height of digits and of small letters


@lru_cache(maxsize=16)
def floor_plan(width: float, height: float, headed: bool) -> FloorPlan:
    """The parts of the floor view; ``headed``: there is a banner."""
    short = min(width, height)
    head = plan(width, height).head
    top = head.bottom if headed else 0.0
    thick = FRAME * short
    ring = Box(0.0, top, width, height - top).inside(0.95 * thick)
    inner = ring.inside(thick / 2 + INSET * short)
    if width > height:
        upper, word = inner.rows(0.52, 0.48, gap=1.5 * thick)
        side = min(0.9 * upper.h, 0.28 * upper.w)
        shape = Box(upper.x, upper.cy - side / 2, side, side)
        number = Box(shape.right + thick, upper.y, upper.right - shape.right - thick, upper.h)
    else:
        upper, number, word = inner.rows(0.3, 0.3, 0.4, gap=thick)
        side = 0.9 * min(upper.h, upper.w)
        shape = Box(upper.cx - side / 2, upper.cy - side / 2, side, side)
    return FloorPlan(head, ring, thick, shape, number, word, LEAST * short)


def draw_floor(painter: QPainter, floor: FloorPlan, telling: Telling, palette: Palette, share: float | None) -> None:
    """All that does not move, and the ring as far as it is filled now; None: there is no ring."""
    if share is not None:
        _frame(painter, floor, 0.0, 1.0, palette.line)
        _frame(painter, floor, 0.0, share, palette.text)
    ground, text_ink = palette.background, palette.text
    shape, box = floor.shape, floor.word
    painter.fillPath(placed(telling.shape, shape.cx, shape.cy, shape.w), QColor(ink(telling.tone, palette)))
    if telling.unsure:
        ground, text_ink = palette.unsure, palette.on_unsure
        path = QPainterPath()
        path.addRoundedRect(QRectF(*box), floor.thick, floor.thick)
        painter.fillPath(path, QColor(ground))
        box = Box(box.x + floor.thick, box.y, box.w - 2 * floor.thick, box.h)
    fitted = lettering.biggest(telling.text, box.w, box.h, 1e6, floor.least / lettering.x_height(True), NARROWEST)
    cap, leading = lettering.cap_height(True) * fitted.em, lettering.LEADING * fitted.em
    high = cap + leading * (len(fitted.lines) - 1) + 0.5 * lettering.HANGING * fitted.em
    y = box.cy - high / 2 + cap
    for line in fitted.lines:
        write(painter, box.cx, y, line, fitted.em, text_ink, ground, bold=True, align=0.5, narrow=fitted.narrow)
        y += leading


def draw_floor_motion(
    painter: QPainter, floor: FloorPlan, share: float | None, palette: Palette, filled: float = 0.0
) -> None:
    """The ring's growth from a share of ``filled`` on."""
    _frame(painter, floor, filled, share or 0.0, palette.text)


def number_em(floor: FloorPlan, text: str) -> float:
    """The size of the number."""
    widest = max(lettering.number_width(text, 1.0), lettering.number_width("000", 1.0))
    return min(floor.number.w * 0.96 / widest, floor.number.h * 0.92 / lettering.cap_height(True))


def number_baseline(floor: FloorPlan, em: float) -> float:
    """Where the digits stand."""
    return floor.number.cy + lettering.cap_height(True) * em / 2


def changed(floor: FloorPlan, old: Motion, new: Motion) -> list[Box]:
    """Where two pictures with the same words differ, but for the number."""
    areas = []
    if old.share != new.share:
        tips = [_points(floor, share)[-1] for share in (old.share, new.share) if share]
        near = len(tips) == 2 and abs((new.share or 0.0) - (old.share or 0.0)) < CORNER
        if not near:
            return [floor.ring.inside(-2 * floor.thick)]
        (x, y), (x2, y2) = tips
        reach = 2 * floor.thick
        areas.append(Box(min(x, x2), min(y, y2), abs(x - x2), abs(y - y2)).inside(-reach))
    return areas


def _points(floor: FloorPlan, share: float, start: float = 0.0) -> list[tuple[float, float]]:
    points = dial.frame(floor.ring.w, floor.ring.h, 3 * floor.thick, share, start)
    return [(floor.ring.x + x, floor.ring.y + y) for x, y in points]


def _frame(painter: QPainter, floor: FloorPlan, start: float, end: float, colour: str) -> None:
    if not end > start:
        return
    pen = QPen(QColor(colour), floor.thick)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    points = _points(floor, end, max(0.0, start - SEAM))
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))
