"""The gauge as a widget: a View in, light out. It knows no session, no thread and no window around it.

Words and the dial's face are painted into a pixmap once, and again only when a word changes; each picture adds what
moves. The clock is the caller's: call ``show_view`` when something has arrived, and when it might have become stale.
"""

import math
from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPaintDevice,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.gauge import Word
from pressure_coach.apps.texts import say
from pressure_coach.apps.window import dial, digits, face, floor, hand, lettering
from pressure_coach.apps.window.announcing import announce
from pressure_coach.apps.window.banner import draw_head
from pressure_coach.apps.window.inks import SMOOTH_ALL
from pressure_coach.apps.window.layout import Box, Plan, plan
from pressure_coach.apps.window.stopped import draw_stop
from pressure_coach.apps.window.telling import Motion, Teller, move, moved, spoken_figures, spoken_state, stiller
from pressure_coach.apps.window.theme import LIGHT, Palette
from pressure_coach.apps.window.words import draw_help, draw_words
from pressure_coach.apps.wording import Look
from pressure_coach.mailbox import View

FOCUS = 3.0  # px: the frame of what has the keyboard
GROWN = 0.04  # of the ring: painted in each picture; what is older is in the layer
SPOKEN_S = 5.0  # the figures are renewed for a screen reader this often, and whenever the word changes


class GaugeWidget(QWidget):
    """Number, word, shape, dial and time; the whole widget is its picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        self._palette = LIGHT
        self._look = Look()
        calm = Calm()
        calm.look(View(), 0)
        self._teller = Teller()
        self._telling, self._motion = self._teller.tell(View(), calm, self._look), move(View(), calm, self._look)
        self._floor = self._upside_down = self._reduced = self._framed = False
        self._layer: QPixmap | None = None
        self._reach = (0.0, 0.0)  # as far as pointer and ring go in the picture of the layer
        self._number_area = QRect()
        self._filled = 0.0  # share of the ring that is in the layer
        self._digits = digits.Digits()
        self._spoken, self._spoken_t = "", 0.0
        self._speak(0.0)

    def sizeHint(self) -> QSize:
        """Half a laptop's screen."""
        return QSize(960, 540)

    def show_view(self, view: View, calm: Calm, look: Look, notice: str = "", help: bool = False) -> None:
        """Show a view; ``calm`` has looked at it already. Only what differs from the last picture is painted.

        ``help``: the keys lie over the dial; not in the floor view, where nothing may hide the number.
        """
        help = help and not self._floor
        telling, motion = self._teller.tell(view, calm, look, notice, help), move(view, calm, look)
        if self._reduced:
            motion = stiller(motion, self._motion, view.goal_s)
        new, before = telling is not self._telling and telling != self._telling, self._motion
        new = new or (before.share is None) != (motion.share is None)  # the ring's own area comes or goes
        self._telling, self._look = telling, look
        if self._layer is not None and not new and not moved(before, motion, *self._reach):
            self._speak(view.t)
            return  # the next one is compared with what is on the screen
        self._motion = motion
        self._speak(view.t)
        if new:
            self._layer = None
            self.repaint()  # now: an update would wait behind whatever else the window has to do
        elif telling.word is not Word.STOP and not telling.help:
            if not 0.0 <= (motion.share or 0.0) - self._filled < GROWN:
                self._layer = None
            areas = self._changed(before, motion)
            if areas:
                region = QRegion()
                for area in areas:
                    region += area
                self.repaint(region)

    def set_palette(self, palette: Palette) -> None:
        """Light or dark."""
        self._palette = palette
        self._afresh()

    def set_floor(self, on: bool, upside_down: bool = False) -> None:
        """The floor view: number, word, shape and ring alone, as large as can be; also for a screen on its head."""
        self._floor, self._upside_down = on, on and upside_down
        self._afresh()

    def set_reduced_motion(self, on: bool) -> None:
        """The pointer moves in steps of 1 % of the target, the ring in whole seconds."""
        self._reduced = on

    def changeEvent(self, event: QEvent) -> None:
        """The system's face may change while the window is open."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            lettering.face_changed()
            self._digits = digits.Digits()
            self._afresh()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything is laid out anew."""
        self._layer = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The layer that stays, and what moves above it."""
        self.paint_on(self, event.region())

    def paint_on(self, target: QPaintDevice, region: QRegion | None = None) -> None:
        """Paint all, or what lies in ``region``, on a device of the widget's size, at that device's own scale."""
        ratio = target.devicePixelRatio()
        if self._layer is None or self._layer.devicePixelRatio() != ratio:
            self._layer, self._reach = self._painted_layer(ratio), self._measured(ratio)
            self._number_area = self._placed_number(self._motion.number)
        painter = QPainter(target)
        if region is None or ratio != int(ratio):
            painter.drawPixmap(0, 0, self._layer)
        else:  # piece by piece: for a whole one that is clipped to pieces Qt wakes its threads and waits for them
            for part in cast("Iterable[QRect]", region):
                source = part if ratio == 1 else QRect(part.topLeft() * ratio, part.size() * ratio)
                painter.drawPixmap(part, self._layer, source)
        if self._telling.word is not Word.STOP and not self._telling.help:
            self._ready(painter)
            if region is None or ratio != int(ratio) or region.intersects(self._number_area):
                self._draw_number(painter, ratio)
            self._draw_motion(painter)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who came here with the Tab key sees where they are; else the frame would only be in the way."""
        self._framed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._afresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame goes."""
        self._framed = False
        self._afresh()

    def _afresh(self) -> None:
        self._layer = None
        self.update()

    @property
    def _plan(self) -> Plan:
        return plan(self.width(), self.height())

    @property
    def _floor_plan(self) -> floor.FloorPlan:
        return floor.floor_plan(self.width(), self.height(), bool(self._telling.mark))

    def _measured(self, ratio: float) -> tuple[float, float]:
        """Device pixels for ``telling.moved``."""
        if self._floor:
            ring = self._floor_plan.ring
            return 0.0, 2 * (ring.w + ring.h) * ratio  # there is no pointer
        wide = self._plan.dial.w * ratio
        return dial.pointer_way(wide), math.pi * wide

    def _changed(self, old: Motion, new: Motion) -> list[QRect]:
        """The parts of the widget that differ."""
        if old == new:
            return []
        if not self._floor:
            areas = hand.changed(self._plan.dial, self._telling, old, new)
        elif self._upside_down:
            return [self.rect()]
        else:
            areas = floor.changed(self._floor_plan, old, new)
        rects = [_aligned(area) for area in areas]
        if old.number != new.number:
            before, self._number_area = self._number_area, self._placed_number(new.number)
            rects += [before, self._number_area]
        return rects

    def _placed_number(self, text: str) -> QRect:
        """Where the number is painted, with a margin."""
        if self._upside_down:
            return self.rect()
        return _aligned(digits.area(text, *self._number_place(text)))

    def _number_place(self, text: str) -> tuple[float, float, float]:
        """Its middle, its baseline, its em."""
        if self._floor:
            lay = self._floor_plan
            em = floor.number_em(lay, text)
            return lay.number.cx, floor.number_baseline(lay, em), em
        box = self._plan.dial
        em = face.number_em(box, text)
        return box.cx, face.number_baseline(box, em), em

    def _ready(self, painter: QPainter) -> None:
        painter.setRenderHints(SMOOTH_ALL)
        if self._upside_down:
            painter.translate(self.width(), self.height())
            painter.rotate(180)

    def _painted_layer(self, ratio: float) -> QPixmap:
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(QColor(self._palette.background))
        painter = QPainter(layer)
        self._ready(painter)
        telling, palette, lang = self._telling, self._palette, self._look.lang
        whole = Box(0.0, 0.0, self.width(), self.height())
        share = self._motion.share
        self._filled = share or 0.0
        if telling.word is Word.STOP:
            draw_stop(painter, self._plan, whole, telling, palette, say(lang, "stop.come_off"))
        elif self._floor:
            lay = self._floor_plan
            if telling.mark:  # what is simulated says so in every view
                draw_head(painter, lay.head, telling, palette)
            floor.draw_floor(painter, lay, telling, palette, share)
        else:
            draw_words(painter, self._plan, telling, palette)
            face.draw_face(painter, self._plan.dial, telling, palette, share)
            if telling.help:
                draw_help(painter, self._plan, telling, palette, say(lang, "help.title"), say(lang, "help.close"))
        if self._framed:
            painter.setPen(QPen(QColor(palette.focus), 2 * FOCUS))  # the outer half lies outside
            painter.drawRect(QRectF(*whole))
        painter.end()
        return layer

    def _draw_number(self, painter: QPainter, ratio: float) -> None:
        text, ink, ground = self._motion.number, self._palette.text, self._palette.background
        self._digits.draw(painter, text, *self._number_place(text), ink, ground, ratio)

    def _draw_motion(self, painter: QPainter) -> None:
        motion, palette = self._motion, self._palette
        if self._floor:
            floor.draw_floor_motion(painter, self._floor_plan, motion.share, palette, self._filled)
        else:
            hand.draw_hand(painter, self._plan.dial, self._telling, motion, palette, self._filled)

    def _speak(self, t: float) -> None:
        """Tell a screen reader: the word at once, the figures from time to time."""
        state = spoken_state(self._telling)
        if state == self._spoken and abs(t - self._spoken_t) < SPOKEN_S:
            return
        self.setAccessibleDescription(spoken_figures(self._telling, self._motion))
        self._spoken_t = t
        if state != self._spoken:
            self._spoken = state
            self.setAccessibleName(state)
            announce(self, state, urgent=self._telling.word in (Word.STOP, Word.EASE, Word.OFF))


def _aligned(box: Box) -> QRect:
    """All pixels that a box touches."""
    x, y = math.floor(box.x), math.floor(box.y)
    return QRect(x, y, math.ceil(box.right) - x, math.ceil(box.bottom) - y)
