"""A whole recording as a chart: pyqtgraph gives axes, zoom and drag, ``Layer`` paints what was measured.

This file imports pyqtgraph, which takes a third of a second: review.py loads it when a chart is wanted.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from pressure_coach.apps.gauge import in_unit
from pressure_coach.apps.texts import number
from pressure_coach.apps.window import lettering
from pressure_coach.apps.window.columns import Strip, Whole, extents
from pressure_coach.apps.window.happened import Happened
from pressure_coach.apps.window.playback import BandSpan, HoldSpan
from pressure_coach.apps.window.ribbon import BELOW, MARK_ALPHA, REJECTED, THICK, Ground
from pressure_coach.apps.window.theme import LIGHT, SIZES, SPACE, Palette
from pressure_coach.apps.window.ticks import clock, decimals, force_ticks, time_step
from pressure_coach.apps.wording import Look

HEAD = 32  # px above the force: texts of marks, and the bars of holds
BAR = 6.0  # px
TICKS = 3
NEAR = 6.0  # px: how close the mouse must be to a mark
LEAST_S = 1.0  # the shortest piece of time that can be zoomed to


class Layer(pg.GraphicsObject):
    """All that does not move while a recording plays; painted once for a piece of time, then copied."""

    def __init__(self, view_box: Any) -> None:
        super().__init__()
        self._view_box = view_box
        self._kept: tuple[Any, QPixmap] | None = None
        self.whole = Whole(np.empty(0, np.int64), np.empty(0), np.empty(0, np.bool_))
        self.bands: Sequence[BandSpan] = ()
        self.holds: Sequence[tuple[HoldSpan, str]] = ()
        self.marks: Sequence[Happened] = ()
        self.ground = Ground(100.0, LIGHT)
        self.changes = 0  # counts what makes the kept picture an old one

    def changed(self) -> None:
        """Paint it anew."""
        self.changes += 1
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        """The visible piece of the chart."""
        return QRectF(self._view_box.viewRect())

    def viewTransformChanged(self) -> None:
        """Another piece of time is looked at."""
        self.prepareGeometryChange()

    def x(self, s: float) -> float:
        """Where a second is, in px from the left edge of the plot."""
        (start, end), _ = self._view_box.viewRange()
        return float((s - start) / (end - start) * self._view_box.width())

    def paint(self, painter: QPainter, *args: object) -> None:
        """Copy the kept picture; make it when there is none of this size and time."""
        box = self._view_box.sceneBoundingRect()
        device = painter.device()
        scale = device.devicePixelRatio() if device is not None else 1.0
        key = (self.changes, box.width(), box.height(), scale, *self._view_box.viewRange()[0])
        if self._kept is None or self._kept[0] != key:
            self._kept = key, self._picture(box, scale)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(box.topLeft(), self._kept[1])
        painter.restore()

    def _picture(self, box: QRectF, scale: float) -> QPixmap:
        pixmap = QPixmap(max(1, round(box.width() * scale)), max(1, round(box.height() * scale)))
        pixmap.setDevicePixelRatio(scale)
        palette, tall = self.ground.palette, box.height() - HEAD
        pixmap.fill(QColor(palette.background))
        painter = QPainter(pixmap)
        for band in self.bands:
            low, high = (HEAD + min(max(self.ground.y(level, tall), 0), tall) for level in (band.low, band.high))
            a, b = self.x(band.start_s), self.x(band.end_s)
            painter.fillRect(QRectF(a, high, b - a, low - high), QColor(palette.band))
        for level in self.ground.ticks:
            y = HEAD + round(self.ground.y(level, tall))
            self._tick(painter, y, level, box.width())
        self._over(painter, tall)
        ink = QColor(palette.quiet)
        ink.setAlpha(MARK_ALPHA)
        for mark in self.marks:
            painter.fillRect(QRectF(round(self.x(mark.t)), HEAD - 4, 1, tall + 4), ink)
        self._force(painter, pixmap.width(), round(tall * scale), scale)
        self._head(painter, box.width())
        painter.end()
        return pixmap

    def _tick(self, painter: QPainter, y: float, level: float, wide: float) -> None:
        """A hair line, but not across a band."""
        free = 0.0
        for band in self.bands:
            if band.low < level < band.high:
                a = self.x(band.start_s)
                painter.fillRect(QRectF(free, y, max(0.0, a - free), 1), QColor(self.ground.palette.line))
                free = max(free, self.x(band.end_s))
        painter.fillRect(QRectF(free, y, max(0.0, wide - free), 1), QColor(self.ground.palette.line))

    def _over(self, painter: QPainter, tall: float) -> None:
        pen = QPen(QColor(self.ground.palette.high), 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        for band in self.bands:
            if band.over is not None and band.over <= self.ground.full:
                y = HEAD + self.ground.y(band.over, tall)
                painter.drawLine(QPointF(self.x(band.start_s), y), QPointF(self.x(band.end_s), y))

    def _force(self, painter: QPainter, n: int, tall: int, scale: float) -> None:
        """The line, column by column, exactly as the live trace paints it."""
        (start, end), _ = self._view_box.viewRange()
        col_us = max(1, math.ceil((end - start) * 1e6 / n))
        first = math.floor(start * 1e6 / col_us)
        strip: Strip = self.whole.strip(first, n + 1, col_us)
        top, high = self.ground.spans(*extents(strip), tall, THICK * scale)
        seen = np.flatnonzero(~np.isnan(top))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.save()
        painter.scale(1 / scale, 1 / scale)
        painter.translate(0, round(HEAD * scale))
        foot, rejected = round(REJECTED * scale), np.flatnonzero(strip.rejected)
        painter.setBrush(QColor(self.ground.palette.quiet))
        if len(rejected):
            painter.drawRects([QRectF(x, tall - foot, 1, foot) for x in rejected.tolist()])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(self.ground.palette.text))
        places = zip(seen.tolist(), top[seen].tolist(), high[seen].tolist(), strict=True)
        if len(seen):
            painter.drawRects([QRectF(x, y, 1, h) for x, y, h in places])
        painter.restore()

    def _head(self, painter: QPainter, wide: float) -> None:
        """The bars of holds, full for those that were done; and texts where they have room."""
        palette, em = self.ground.palette, SIZES["small"]
        for hold, _ in self.holds:
            a, b = self.x(hold.start_s), self.x(hold.end_s)
            bar = QRectF(a + 0.5, HEAD - BAR - 3.5, max(2.0, b - a - 1), BAR - 1)
            painter.setPen(QPen(QColor(palette.text), 1))
            painter.setBrush(QColor(palette.text) if hold.outcome == "DONE" else Qt.BrushStyle.NoBrush)
            painter.drawRect(bar)
        taken: list[tuple[float, float]] = []
        texts = [(self.x(mark.t), mark.text, math.inf) for mark in self.marks]
        texts += [(max(0.0, self.x(h.start_s)), text, self.x(h.end_s)) for h, text in self.holds]
        for x, text, end in texts:
            width = lettering.width(text, em)
            at = min(x, wide - width)
            fits = at >= 0 and x <= wide and at + width <= max(end, 0.0)
            if fits and all(at + width + SPACE["s"] <= a or at >= b + SPACE["s"] for a, b in taken):
                lettering.write(painter, at, HEAD - BAR - 8, text, em, palette.quiet, palette.background)
                taken.append((at, at + width))


class Clock(pg.AxisItem):
    """A time axis with few round marks: 0:30, 1:00, ..."""

    def tickValues(self, least: float, most: float, size: float) -> list[tuple[float, list[float]]]:
        """One level of marks."""
        step = time_step(most - least, max(2, int(size / (7 * SIZES["small"]))))
        first, last = math.ceil(least / step), math.floor(most / step)
        return [(float(step), [float(i * step) for i in range(first, last + 1)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """As clocks write it."""
        return [clock(value) for value in values]


class Chart(pg.PlotWidget):
    """Wheel zooms the time, dragging moves it, a click or the position line seeks."""

    seek = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={"bottom": Clock("bottom")})
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(96)
        self._end_s, self._look, self._unit = 1.0, Look(), "N"
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        self._box = item.getViewBox()
        self._box.setMouseEnabled(x=True, y=False)
        self._box.setDefaultPadding(0.0)
        self._layer = Layer(self._box)
        self._line = pg.InfiniteLine(0.0, angle=90, movable=True)
        self._line.setZValue(10)
        item.addItem(self._layer, ignoreBounds=True)
        item.addItem(self._line, ignoreBounds=True)
        self._line.sigDragged.connect(lambda line: self.seek.emit(float(line.value())))
        self._box.sigResized.connect(self._fit)
        self.scene().sigMouseClicked.connect(self._clicked)
        self.scene().sigMouseMoved.connect(self._hover)
        self.dress(LIGHT)

    def take(
        self,
        whole: Whole,
        bands: Sequence[BandSpan],
        holds: Sequence[tuple[HoldSpan, str]],
        marks: Sequence[Happened],
        end_s: float,
        full: float,
        unit: str,
        look: Look,
    ) -> None:
        """Show another recording, all of it; each hold comes with its text."""
        layer = self._layer
        layer.whole, layer.bands, layer.holds, layer.marks = whole, bands, holds, marks
        self._end_s, self._unit, self._look = max(end_s, LEAST_S), unit, look
        per = in_unit(1.0, unit, look.unit)[0]
        ticks = tuple(level / per for level in force_ticks(full * per, TICKS))
        layer.ground = Ground(full, layer.ground.palette, None, ticks)
        self._line.setBounds((0.0, self._end_s))
        self._box.setLimits(xMin=0.0, xMax=self._end_s, minXRange=LEAST_S, maxXRange=self._end_s)
        self._box.setXRange(0.0, self._end_s, padding=0.0)
        self._label()
        self._fit()

    def set_position(self, s: float) -> None:
        """Where the recording is now; the chart follows when that lies outside of what is seen."""
        (start, end), _ = self._box.viewRange()
        if not start <= s <= end:
            self._box.translateBy(x=s - start - 0.1 * (end - start))
        self._line.blockSignals(True)
        self._line.setValue(s)
        self._line.blockSignals(False)

    def dress(self, palette: Palette) -> None:
        """Colours, letters and lines of the window."""
        ground = self._layer.ground
        self._layer.ground = Ground(ground.full, palette, ground.band, ground.ticks)
        self.setBackground(palette.background)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(palette.line))
            axis.setTextPen(pg.mkPen(palette.quiet))
            axis.setStyle(tickFont=lettering.font(SIZES["small"]), tickLength=-SPACE["xs"] if side == "bottom" else 0)
        self.getAxis("left").setPen(pg.mkPen(None))
        self._line.setPen(pg.mkPen(palette.text, width=2))
        self._line.setHoverPen(pg.mkPen(palette.text, width=4))
        self._label()
        self._layer.changed()

    def _label(self) -> None:
        """Few quiet levels on the force axis."""
        per, unit = in_unit(1.0, self._unit, self._look.unit)
        ticks = self._layer.ground.ticks
        step = ticks[1] * per if len(ticks) > 1 else 1.0
        texts = [number(level * per, decimals(step), self._look.lang) for level in ticks]
        texts[-1] += f" {'%' if unit == 'counts' else unit}"
        axis = self.getAxis("left")
        axis.setTicks([list(zip(ticks, texts, strict=True))])
        axis.setWidth(round(max(lettering.width(text, SIZES["small"]) for text in texts)) + 2 * SPACE["s"])
        self.getAxis("bottom").setHeight(round(2.0 * SIZES["small"]))

    def _fit(self) -> None:
        """The force axis leaves room above for the head."""
        full, height = self._layer.ground.full, self._box.height()
        share = HEAD / max(1.0, height - HEAD)
        self._line.setSpan(0.0, min(1.0, 1.0 - (HEAD - BAR) / max(HEAD, height)))  # the texts above stay free
        self._box.setYRange(-BELOW * full, full * (1 + (1 + BELOW) * share), padding=0.0)
        self._layer.changed()

    def _clicked(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._box.sceneBoundingRect().contains(event.scenePos()):
            s = float(self._box.mapSceneToView(event.scenePos()).x())
            self.seek.emit(min(max(s, 0.0), self._end_s))

    def _hover(self, at: QPointF) -> None:
        """The text of the mark or the hold under the mouse."""
        layer, box = self._layer, self._box.sceneBoundingRect()
        x = at.x() - box.left()
        text = ""
        if box.contains(at):
            near = [(abs(layer.x(mark.t) - x), f"{clock(mark.t)}  {mark.text}") for mark in layer.marks]
            text = min((one for one in near if one[0] <= NEAR), default=(0.0, ""))[1]
            if not text and at.y() - box.top() < HEAD:
                text = next((t for h, t in layer.holds if layer.x(h.start_s) <= x <= layer.x(h.end_s)), "")
        if text:
            QToolTip.showText(self.mapToGlobal(QPoint(round(at.x()), round(at.y()))), text, self)
        else:
            QToolTip.hideText()
