"""The line of the force on a pixmap that goes round: a column is painted once, and scrolling costs two copies."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from pressure_coach.apps.window.columns import FEW, Columns, Floats, extents
from pressure_coach.apps.window.inks import SMOOTH, ink
from pressure_coach.apps.window.theme import Palette

BELOW = 0.05  # of the scale lies below zero, so that a small negative force is seen
THICK = 2.0  # of the line, at a scale of 1
MARK_ALPHA = 120  # of 255: the lines of marks stay quiet
MARKS = 200
BARE_WIDE = 64  # columns of ground that are kept to be copied
REJECTED = 3.0  # height of the strip below samples that were not fit to be judged


@dataclass(frozen=True, slots=True)
class Ground:
    """What the line lies on; levels in the unit of the samples."""

    full: float
    palette: Palette
    band: tuple[float, float] | None = None
    ticks: tuple[float, ...] = (0.0,)

    def y(self, force: float, height: float) -> float:
        """Where a force is, from the top, on a scale of ``height`` px."""
        return height * (1.0 - (force / self.full + BELOW) / (1.0 + BELOW))

    def spans(self, low: Floats, high: Floats, height: int, thick: float) -> tuple[Floats, Floats]:
        """(top, height) in px of the line in each column; a force beyond the scale lies at its edge."""
        unit = height / (1.0 + BELOW) / self.full
        zero = self.y(0.0, height)
        top = np.clip(zero - high * unit - thick / 2, 0.0, height - thick)
        bottom = np.clip(zero - low * unit + thick / 2, thick, height)
        return top, bottom - top

    def span(self, low: float, high: float, height: int, thick: float) -> tuple[float, float]:
        """The same for one column."""
        unit = height / (1.0 + BELOW) / self.full
        zero = self.y(0.0, height)
        top = min(max(zero - high * unit - thick / 2, 0.0), height - thick)
        return top, min(max(zero - low * unit + thick / 2, thick), height) - top


class Ribbon:
    """Columns on a pixmap, column ``c`` at ``c % n``; sizes are in device px."""

    def __init__(self, columns: Columns, height: int, scale: float, ground: Ground) -> None:
        self.columns, self.height, self.ground = columns, max(1, height), ground
        self._scale = scale
        self._pixmap = QPixmap(columns.n, self.height)
        self._bare = QPixmap(min(columns.n, BARE_WIDE), self.height)  # the ground, which is the same in all columns
        self._stale: int | None = None  # the first column to be painted again
        self._marked: deque[int] = deque(maxlen=MARKS)  # columns with a line from top to bottom
        self._blank()

    def touch(self, first: int | None) -> None:
        """Columns from ``first`` on look different now."""
        if first is not None:
            self._stale = first if self._stale is None else min(self._stale, first)

    def mark(self, t_us: int) -> None:
        """Something happened: a line behind the force, at its time."""
        column = t_us // self.columns.col_us
        self._marked.append(column)
        if column <= self.columns.newest:
            self.touch(column)

    def relay(self, ground: Ground) -> None:
        """Paint all of it again on another ground."""
        if ground != self.ground:
            self.ground = ground
            self._blank()

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Paint it with the newest column at its right edge."""
        self._refresh()
        n, height, scale = self.columns.n, self.height, self._scale
        start = (self.columns.newest + 1) % n
        left = n - start
        painter.drawPixmap(QRectF(x, y, left / scale, height / scale), self._pixmap, QRectF(start, 0, left, height))
        if start:
            painter.drawPixmap(
                QRectF(x + left / scale, y, start / scale, height / scale), self._pixmap, QRectF(0, 0, start, height)
            )

    def place(self, column: int, force: float) -> QPointF:
        """The middle of a point on it, in logical px from its top left corner."""
        x = self.columns.n - 0.5 - (self.columns.newest - column)
        half = THICK * self._scale / 2
        y = min(max(self.ground.y(force, self.height), half), self.height - half)
        return QPointF(x / self._scale, y / self._scale)

    def _blank(self) -> None:
        for pixmap in (self._bare, self._pixmap):
            painter = QPainter(pixmap)
            self._lay(painter, pixmap.width())
            painter.end()
        if self.columns.newest >= 0:
            self._stale = 0

    def _clear(self, painter: QPainter, x: int, n: int) -> None:
        """Nothing but the ground in ``n`` columns from ``x`` on."""
        for start in range(x, x + n, BARE_WIDE):
            painter.drawPixmap(start, 0, self._bare, 0, 0, min(BARE_WIDE, x + n - start), self.height)

    def _lay(self, painter: QPainter, n: int) -> None:
        """Paint the ground below the first ``n`` columns."""
        ground, palette, height = self.ground, self.ground.palette, self.height
        painter.fillRect(0, 0, n, height, ink(palette.background))
        if ground.band is not None:
            low, high = (min(max(ground.y(level, height), 0.0), height) for level in ground.band)
            painter.fillRect(QRectF(0, high, n, low - high), ink(palette.band))
        thin = max(1, int(self._scale))
        for level in ground.ticks:
            y = min(round(ground.y(level, height)), height - thin)
            in_band = ground.band is not None and ground.band[0] < level < ground.band[1]
            if not in_band:
                painter.fillRect(0, y, n, thin, ink(palette.line))

    def _mark_ink(self) -> QColor:
        colour = QColor(self.ground.palette.quiet)
        colour.setAlpha(MARK_ALPHA)
        return colour

    def _refresh(self) -> None:
        if self._stale is None:
            return
        columns = self.columns
        first, last = max(self._stale, columns.newest - columns.n + 1, 0), columns.newest
        self._stale = None
        lines = self._lines(first, last)
        rejected = [column % columns.n for column in columns.rejected(first, last)]
        foot = self.height - round(REJECTED * self._scale)
        painter = QPainter(self._pixmap)
        at, n = first % columns.n, last - first + 1
        self._clear(painter, at, min(n, columns.n - at))
        if n > columns.n - at:
            self._clear(painter, 0, n - (columns.n - at))
        for column in self._marked:
            if first <= column <= last:
                painter.fillRect(QRectF(column % columns.n, 0, max(1, int(self._scale)), self.height), self._mark_ink())
        painter.setPen(Qt.PenStyle.NoPen)
        if rejected:
            painter.setBrush(QColor(self.ground.palette.quiet))
            painter.drawRects([QRectF(x, foot, 1.0, self.height - foot) for x in rejected])
        if lines:
            painter.setRenderHint(SMOOTH)  # for the ends of each column
            painter.setBrush(ink(self.ground.palette.text))
            painter.drawRects(lines)
        painter.end()

    def _lines(self, first: int, last: int) -> list[QRectF]:
        """The force's line in some columns."""
        columns, ground, height, thick = self.columns, self.ground, self.height, THICK * self._scale
        if last - first < FEW:
            few = enumerate(columns.extents_of_few(first, last), first)
            placed = [(column, *ground.span(low, high, height, thick)) for column, (low, high) in few if low == low]
            return [QRectF(column % columns.n, top, 1.0, tall) for column, top, tall in placed]
        top, tall = ground.spans(*extents(columns.strip(first, last)), height, thick)
        seen = np.flatnonzero(~np.isnan(top))
        slots = (seen + first) % columns.n
        return [
            QRectF(x, y, 1.0, h)
            for x, y, h in zip(slots.tolist(), top[seen].tolist(), tall[seen].tolist(), strict=True)
        ]
