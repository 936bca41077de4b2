"""The force of the last seconds, scrolling. Only what is new is reduced and painted; see columns.py and ribbon.py."""

import math
from collections import deque
from collections.abc import Iterable
from typing import cast

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pressure_coach.apps.gauge import in_unit
from pressure_coach.apps.texts import number, say
from pressure_coach.apps.window import lettering
from pressure_coach.apps.window.columns import Bools, Columns, Floats, History, Joiner, Micros, gap_us
from pressure_coach.apps.window.ribbon import Ground, Ribbon
from pressure_coach.apps.window.theme import LIGHT, SIZES, SPACE, Palette
from pressure_coach.apps.window.ticks import decimals, force_ticks, time_step
from pressure_coach.apps.window.traceparts import DISC, LIMIT, disc, limit
from pressure_coach.apps.wording import Look

SPAN_S = (30.0, 600.0)  # shortest and longest
TICKS = 3  # above zero
LONGEST_STEP_NS = 100_000_000  # however long a pixel lasts: the newest force still moves up and down
MARKS = 200
MARK_CHARS = 24
TOLD_US = 1_000_000  # how often the description for screen readers follows


class TraceWidget(QWidget):
    """A trace that is fed with samples; keeps the newest ten minutes of them, whatever span it shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._palette, self._look, self._unit = LIGHT, Look(), "N"
        self._span_s, self._full = SPAN_S[0], 100.0
        self._band: tuple[float, float] | None = None
        self._over: float | None = None
        self._joiner, self._history = Joiner(), History(int(SPAN_S[1] * 1e6))
        self._marks: deque[tuple[int, str, int]] = deque(maxlen=MARKS)  # time, text, its width in px
        self._font = lettering.font(SIZES["small"])
        self._columns = Columns(1, 1)
        self._ribbon: Ribbon | None = None  # None: to be made for the size that there is now
        self._frame: QPixmap | None = None  # what does not scroll
        self._plot = self._moving = QRect()
        self._limit: tuple[QPointF, QPixmap] | None = None
        self._last = math.nan
        self._told_us = -TOLD_US
        self._name()

    # What it is told

    def add(self, t_us: Micros, force: Floats, valid: Bools) -> None:
        """Samples (n,), in the unit of ``set_unit``; where not ``valid`` nothing is drawn as force."""
        if not len(t_us):
            return
        t_us, force, joined = self._joiner.feed(t_us, force, valid)
        self._last = float(force[-1])
        self._history.add(t_us, force, joined)
        if self._ribbon is not None:
            self._ribbon.touch(self._columns.add(t_us, force, joined))
            self.update(self._moving)
        if self._joiner.t_us - self._told_us >= TOLD_US:
            self._told_us = self._joiner.t_us
            self._describe()

    def mark(self, t_us: int, text: str) -> None:
        """Something happened: a line at its time, with a short text where there is room."""
        text = text[:MARK_CHARS]
        self._marks.append((t_us, text, math.ceil(lettering.width(text, SIZES["small"]))))
        if self._ribbon is not None:
            self._ribbon.mark(t_us)
        self.update(self._moving)

    def clear(self) -> None:
        """Forget all samples and marks."""
        gap, self._joiner, self._history = self._joiner.gap_us, Joiner(), History(int(SPAN_S[1] * 1e6))
        self._joiner.gap_us = gap
        self._marks.clear()
        self._last, self._told_us = math.nan, -TOLD_US
        self._describe()
        self._remake()

    def set_rate(self, rate_hz: float) -> None:
        """Samples a second, 0 when unknown: says which pauses are gaps, from now on."""
        self._joiner.gap_us = gap_us(rate_hz)

    def set_band(self, low: float | None, high: float | None = None) -> None:
        """The area to be in; None: there is none."""
        band = None if low is None or high is None else (low, high)
        if band != self._band:
            self._band = band
            self._relay()

    def set_over(self, level: float | None) -> None:
        """The level that is too much; None: there is none."""
        if level != self._over:
            self._over = level
            self._relay()

    def set_full_scale(self, full: float) -> None:
        """Where the force axis ends."""
        if full != self._full and math.isfinite(full) and full > 0:
            self._full = full
            self._relay()

    def set_span(self, seconds: float) -> None:
        """Seconds from the left edge to now, 30 to 600."""
        seconds = min(max(seconds, SPAN_S[0]), SPAN_S[1])
        if seconds != self._span_s:
            self._span_s = seconds
            self._remake()

    def set_unit(self, unit: str, look: Look) -> None:
        """What the samples are in ("N", "kPa", "%", "counts"), and how a person wants to read them."""
        if (unit, look) != (self._unit, self._look):
            self._unit, self._look = unit, look
            self._name()
            self._relay()

    def set_palette(self, palette: Palette) -> None:
        """Other colours."""
        if palette != self._palette:
            self._palette = palette
            self._relay()

    @property
    def step_ns(self) -> int:
        """How long it takes to move by a pixel: to be fed and painted more often than that shows nothing new."""
        return min(LONGEST_STEP_NS, 1000 * self._columns.col_us)

    # How it is painted

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(960, 200)

    def minimumSizeHint(self) -> QSize:
        """Smaller says nothing."""
        return QSize(160, 64)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A column is another piece of time now."""
        self._remake()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another kind need other room."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._font = lettering.font(SIZES["small"])
            self._remake()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what is there, paint what is new."""
        scale = self.devicePixelRatioF()
        if self._ribbon is None or self._frame is None or self._frame.devicePixelRatio() != scale:
            self._prepare(scale)
        assert self._ribbon is not None
        assert self._frame is not None
        painter = QPainter(self)
        plot = self._plot
        if self._moving.contains(event.rect()):
            for part, source in self._beside:
                painter.drawPixmap(part, self._frame, source)
        else:
            painter.drawPixmap(0, 0, self._frame)
        self._ribbon.draw(painter, plot.x(), plot.y())
        if self._marks:
            self._draw_marks(painter)
        if self._limit is not None:
            painter.drawPixmap(*self._limit)
        self._draw_head(painter)
        painter.end()

    def _ground(self) -> Ground:
        per = in_unit(1.0, self._unit, self._look.unit)[0]  # shown units in one of ours
        ticks = tuple(level / per for level in force_ticks(self._full * per, TICKS))
        return Ground(self._full, self._palette, self._band, ticks)

    def _remake(self) -> None:
        self._ribbon = self._frame = None
        self.update()

    def _relay(self) -> None:
        """Colours or levels are others; the columns are not."""
        self._frame = None
        self.update()

    def _prepare(self, scale: float) -> None:
        """Make what is not there, for the present size."""
        ground = self._ground()
        labels = self._labels(ground)
        em = SIZES["small"]
        left = round(max(lettering.width(text, em) for _, text in labels)) + 2 * SPACE["s"]
        top, bottom, right = round(1.6 * em), round(1.9 * em), SPACE["m"]
        plot = QRect(left, top, max(1, self.width() - left - right), max(1, self.height() - top - bottom))
        n, tall = max(1, round(plot.width() * scale)), round(plot.height() * scale)
        if self._ribbon is None or plot != self._plot or self._columns.n != n:
            self._plot = plot
            self._columns = Columns(n, math.ceil(self._span_s * 1e6 / n))
            self._columns.add(*self._history.samples())
            self._ribbon = Ribbon(self._columns, tall, scale, ground)
            for t_us, _, _ in self._marks:
                self._ribbon.mark(t_us)
        else:
            self._ribbon.relay(ground)
        self._frame = self._framed(scale, ground, labels)
        # What a new sample may change: the plot, the texts of marks above it, half of the head beyond it.
        moving = self._moving = self._plot.adjusted(0, -round(1.5 * em), SPACE["m"], math.ceil(DISC / 2))
        beside = [QRectF(part) for part in cast("Iterable[QRect]", QRegion(moving) - QRegion(plot))]
        self._beside = [(part, QRectF(part.topLeft() * scale, part.size() * scale)) for part in beside]
        self._limit = None
        if self._over is not None and self._over <= self._full:
            y = plot.y() + ground.y(self._over, plot.height()) - LIMIT / 2
            self._limit = QPointF(plot.x(), y), limit(self._palette, plot.width(), scale)
        self._disc = disc(self._palette, scale)
        self._disc_from = QPointF(plot.x() - DISC / 2, plot.y() - DISC / 2)

    def _labels(self, ground: Ground) -> list[tuple[float, str]]:
        per, unit = in_unit(1.0, self._unit, self._look.unit)
        step = ground.ticks[1] * per if len(ground.ticks) > 1 else 1.0
        texts = [(level, number(level * per, decimals(step), self._look.lang)) for level in ground.ticks]
        return [*texts[:-1], (texts[-1][0], f"{texts[-1][1]} {'%' if unit == 'counts' else unit}")]

    def _framed(self, scale: float, ground: Ground, labels: list[tuple[float, str]]) -> QPixmap:
        """Axes and their texts."""
        frame = QPixmap(QSize(round(self.width() * scale), round(self.height() * scale)))
        frame.setDevicePixelRatio(scale)
        palette, plot, em = self._palette, self._plot, SIZES["small"]
        frame.fill(QColor(palette.background))
        painter = QPainter(frame)
        half = lettering.cap_height() * em / 2
        for level, text in labels:
            y = plot.y() + ground.y(level, plot.height()) + half
            self._write(painter, plot.x() - SPACE["s"], y, text, 1.0)
        step = time_step(self._span_s, max(2, plot.width() // round(7 * em)))
        baseline = plot.bottom() + 1 + 1.4 * em
        for i in range(int(self._span_s / step) + 1):
            x = plot.x() + plot.width() * (1 - i * step / self._span_s)
            text = f"-{i * step} s".replace("-", "" if self._look.ascii else "\N{MINUS SIGN}") if i else "0 s"
            align = 0.5
            if x - lettering.width(text, em) / 2 < plot.x():
                align = 0.0
            self._write(painter, min(x, self.width() - SPACE["xs"]), baseline, text, align if i else 1.0)
            painter.fillRect(QRectF(x - 0.5, plot.bottom() + 1, 1, SPACE["xs"]), QColor(palette.line))
        painter.end()
        return frame

    def _write(self, painter: QPainter, x: float, baseline: float, text: str, align: float) -> None:
        palette = self._palette
        lettering.write(painter, x, baseline, text, SIZES["small"], palette.quiet, palette.background, align=align)

    def _draw_marks(self, painter: QPainter) -> None:
        """The texts, from the newest back; one that would touch a newer one is left out, its line stays."""
        plot, columns, em = self._plot, self._columns, SIZES["small"]
        right = self._moving.right()
        free, baseline = right + SPACE["s"], plot.y() - 0.45 * em
        painter.setFont(self._font)
        painter.setPen(QColor(self._palette.quiet))
        for t_us, text, wide in reversed(self._marks):
            ago = max(0, columns.newest - t_us // columns.col_us)
            if ago >= columns.n:
                break
            x = plot.x() + round(plot.width() * (1 - (ago + 0.5) / columns.n))
            at = min(x, right - wide)
            if at + wide + SPACE["s"] <= free:
                painter.drawText(QPointF(at, baseline), text)
                free = at

    def _draw_head(self, painter: QPainter) -> None:
        """The newest sample, if it says what the force is now."""
        if not math.isfinite(self._last) or self._ribbon is None:
            return
        at = self._ribbon.place(self._columns.newest, self._last)
        painter.drawPixmap(at + self._disc_from, self._disc)

    # For who does not look

    def _name(self) -> None:
        self.setAccessibleName(say(self._look.lang, "window.trace"))
        self._describe()

    def _describe(self) -> None:
        t_us, force, _ = self._history.samples()
        force = force[np.searchsorted(t_us, self._joiner.t_us - int(self._span_s * 1e6)) :]
        force = force[~np.isnan(force)]
        if not len(force):
            self.setAccessibleDescription(say(self._look.lang, "window.trace.empty"))
            return
        low, high, now = (self._read(float(value)) for value in (force.min(), force.max(), self._last))
        text = say(self._look.lang, "window.trace.seen", low=low, high=high, s=f"{self._span_s:g}", now=now)
        self.setAccessibleDescription(text)

    def _read(self, value: float) -> str:
        if not math.isfinite(value):
            return "--"
        shown, unit = in_unit(value, self._unit, self._look.unit)
        return f"{number(shown, 0 if unit in ('N', '%') else 1, self._look.lang)} {'%' if unit == 'counts' else unit}"
