"""The shapes beside the word, as paths in a square of side 1 around the origin. Each can be told without its colour."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QPolygonF, QTransform

from pressure_coach.apps.gauge import Shape

FINE = 1000.0
_QUESTION = 0.13  # width of its stroke


def mark(shape: Shape) -> QPainterPath:
    """The shape, to be filled."""
    path = QPainterPath()
    if shape is Shape.UP:
        path = _triangle(-1)
    elif shape is Shape.DOWN:
        path = _triangle(1)
    elif shape is Shape.DISC:
        path.addEllipse(QRectF(-0.46, -0.46, 0.92, 0.92))
    elif shape is Shape.OCTAGON:
        path = _polygon(8, 0.5, 22.5)
    elif shape is Shape.SQUARE:
        path.addRoundedRect(QRectF(-0.42, -0.42, 0.84, 0.84), 0.06, 0.06)
    elif shape is Shape.BARS:
        path.addRoundedRect(QRectF(-0.38, -0.46, 0.28, 0.92), 0.06, 0.06)
        path.addRoundedRect(QRectF(0.10, -0.46, 0.28, 0.92), 0.06, 0.06)
    elif shape is Shape.RING:
        path.addEllipse(QRectF(-0.40, -0.40, 0.80, 0.80))
        path = _stroked(path, 0.13)
    elif shape is Shape.TICK:
        path = _stroked(_line((-0.40, 0.02), (-0.12, 0.32), (0.42, -0.34)), 0.17)
    else:
        path = _question()
    return path


def placed(shape: Shape, x: float, y: float, side: float) -> QPainterPath:
    """The shape around (x, y), as large as ``side``."""
    return QTransform().translate(x, y).scale(side, side).map(mark(shape))


def _triangle(tip: int) -> QPainterPath:
    """A triangle with soft corners; ``tip`` -1 points up."""
    corners = [(-0.42 * FINE, -0.34 * tip * FINE), (0.42 * FINE, -0.34 * tip * FINE), (0.0, 0.38 * tip * FINE)]
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return QTransform.fromScale(1 / FINE, 1 / FINE).map(path.united(_outline(path, 0.12 * FINE)))


def _polygon(n: int, radius: float, turn: float) -> QPainterPath:
    path = QPainterPath()
    angles = [math.radians(turn + 360 / n * i) for i in range(n)]
    path.addPolygon(QPolygonF([QPointF(radius * math.cos(a), radius * math.sin(a)) for a in angles]))
    path.closeSubpath()
    return path


def _line(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    return path


def _question() -> QPainterPath:
    path = QPainterPath()
    path.arcMoveTo(QRectF(-0.24, -0.45, 0.48, 0.48), 180.0)
    path.arcTo(QRectF(-0.24, -0.45, 0.48, 0.48), 180.0, -225.0)
    path.quadTo(0.0, 0.08, 0.0, 0.20)
    dot = QPainterPath()
    dot.addEllipse(QRectF(-0.085, 0.33, 0.17, 0.17))
    whole = _stroked(path, _QUESTION)
    whole.addPath(dot)
    return whole


def _stroked(path: QPainterPath, width: float) -> QPainterPath:
    """A line with round ends. Made large and scaled down: a stroker rounds only as finely as the size that it sees."""
    large = _outline(QTransform.fromScale(FINE, FINE).map(path), FINE * width)
    return QTransform.fromScale(1 / FINE, 1 / FINE).map(large)


def _outline(path: QPainterPath, width: float) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return stroker.createStroke(path).simplified()
