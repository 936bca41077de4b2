"""The floor view, read from a ball two metres away: number, word, shape, and the credited time as a frame. No more."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from pressure_coach.apps.window import dial, lettering
from pressure_coach.apps.window.face import ink
from pressure_coach.apps.window.layout import Box, Plan, plan
from pressure_coach.apps.window.lettering import write
from pressure_coach.apps.window.marks import placed
from pressure_coach.apps.window.telling import Telling
from pressure_coach.apps.window.theme import Palette

LEAST = 0.135  # of the short side: the height of digits and of small letters, more than the 12 % that are asked for
FRAME = 0.035  # of the short side: how thick the ring is


class FloorPlan:
    """Where number, shape and word lie."""

    def __init__(self, width: float, height: float, headed: bool) -> None:
        short = min(width, height)
        self.base: Plan = plan(width, height)
        top = self.base.head.bottom if headed else 0.0
        self.thick = FRAME * short
        self.ring = Box(0.0, top, width, height - top).inside(0.9 * self.thick)
        self.inner = self.ring.inside(0.06 * short)
        if width > height:
            upper, self.word = self.inner.rows(0.52, 0.48)
            side = min(upper.h, 0.3 * upper.w)
            self.shape = Box(upper.x, upper.cy - side / 2, side, side)
            self.number = Box(self.shape.right, upper.y, upper.right - self.shape.right, upper.h)
        else:
            shape, self.number, self.word = self.inner.rows(0.3, 0.3, 0.4)
            side = min(shape.h, shape.w)
            self.shape = Box(shape.cx - side / 2, shape.cy - side / 2, side, side)
        self.least = LEAST * short


def draw_floor(painter: QPainter, floor: FloorPlan, telling: Telling, palette: Palette, has_ring: bool) -> None:
    """All that does not move."""
    if has_ring:
        _frame(painter, floor, 1.0, palette.line)
    ground, text_ink = palette.background, palette.text
    shape = floor.shape
    colour = ink(telling.tone, palette)
    painter.fillPath(placed(telling.shape, shape.cx, shape.cy, 0.86 * shape.w), QColor(colour))
    if telling.unsure:
        ground, text_ink = palette.unsure, palette.on_unsure
        painter.fillRect(QRectF(*floor.word), QColor(ground))
    box = floor.word.inside(0.03 * floor.word.h)
    fitted = lettering.biggest(telling.text, box.w, box.h, 1e6, wanted=floor.least / lettering.x_height(True))
    cap, leading = lettering.cap_height(True) * fitted.em, lettering.LEADING * fitted.em
    y = box.cy - (cap + leading * (len(fitted.lines) - 1)) / 2 + cap
    for line in fitted.lines:
        write(painter, box.cx, y, line, fitted.em, text_ink, ground, bold=True, align=0.5, narrow=fitted.narrow)
        y += leading


def draw_floor_motion(painter: QPainter, floor: FloorPlan, share: float | None, palette: Palette) -> None:
    """The filled part of the frame."""
    if share:
        _frame(painter, floor, share, palette.text)


def number_em(floor: FloorPlan, text: str) -> float:
    """The size of the number."""
    wide = lettering.width("0" * max(3, len(text)), 1.0, True)
    return min(floor.number.w * 0.94 / wide, floor.number.h * 0.94 / lettering.cap_height(True))


def _frame(painter: QPainter, floor: FloorPlan, share: float, colour: str) -> None:
    ring = floor.ring
    points = dial.frame(ring.w, ring.h, 3 * floor.thick, share)
    pen = QPen(QColor(colour), floor.thick)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF([QPointF(ring.x + x, ring.y + y) for x, y in points]))
