"""Parts of the trace that look the same in every picture, painted once and copied from then on."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from pressure_coach.apps.window.inks import SMOOTH
from pressure_coach.apps.window.theme import Palette

DISC = 13.0  # px: the room for the disc
LIMIT = 2.0  # px: the thickness of the line
DASH = 3.0  # times the thickness


def disc(palette: Palette, scale: float) -> QPixmap:
    """The newest sample."""
    pixmap, painter = _begun(DISC, DISC, scale)
    painter.setRenderHint(SMOOTH)
    painter.setPen(QPen(QColor(palette.background), 1.5))
    painter.setBrush(QColor(palette.text))
    painter.drawEllipse(QPointF(DISC / 2, DISC / 2), 4.5, 4.5)
    painter.end()
    return pixmap


def limit(palette: Palette, width: float, scale: float) -> QPixmap:
    """A dashed line across: what lies above it is too much."""
    pixmap, painter = _begun(width, LIMIT, scale)
    pen = QPen(QColor(palette.high), LIMIT)
    pen.setDashPattern([DASH, DASH])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(0, LIMIT / 2), QPointF(width, LIMIT / 2))
    painter.end()
    return pixmap


def _begun(width: float, height: float, scale: float) -> tuple[QPixmap, QPainter]:
    pixmap = QPixmap(QSize(round(width * scale), round(height * scale)))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap, QPainter(pixmap)
