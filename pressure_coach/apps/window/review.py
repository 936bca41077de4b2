"""A whole recording to look at: its chart, and beside it a list of what happened, each an Enter or a click away."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from pressure_coach.apps.gauge import full_scale
from pressure_coach.apps.texts import say
from pressure_coach.apps.window import lettering
from pressure_coach.apps.window.columns import Whole, gap_us
from pressure_coach.apps.window.happened import happened
from pressure_coach.apps.window.theme import LIGHT, SIZES, SPACE, Palette
from pressure_coach.apps.window.ticks import clock
from pressure_coach.apps.wording import Look, level, unit_text
from pressure_coach.mailbox import View

if TYPE_CHECKING:
    from pressure_coach.apps.window.playback import Playback

LIST_PX = 264
NARROW = 720  # px: below this the list lies under the chart ...
LOW = 260  # px: ... unless there is no room for both
ROOM = 1.05  # the scale goes so far above the greatest force
_OWN = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Return, Qt.Key.Key_Enter}
)


class Events(QListWidget):
    """What happened, line by line. Up and down choose, Enter goes there; other keys belong to the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("events")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No search by letters: letters are the window's keys, Esc above all."""
        if event.key() not in _OWN:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (item := self.currentItem()) is not None:
                self.itemActivated.emit(item)
        else:
            super().keyPressEvent(event)


class ReviewWidget(QWidget):
    """``show_playback`` a recording; ``seek(seconds)`` says where somebody wants to go."""

    seek = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from pressure_coach.apps.window.chart import Chart  # pyqtgraph is slow to load: only when a chart is wanted

        self.setAutoFillBackground(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.chart = Chart(self)
        self.chart.seek.connect(self.seek)
        self.events = Events()
        self.events.itemClicked.connect(self._go)
        self.events.itemActivated.connect(self._go)
        self._lay = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lay.setContentsMargins(0, 0, 0, 0)
        self._lay.setSpacing(SPACE["m"])
        self._lay.addWidget(self.chart, 3)
        self._lay.addWidget(self.events, 1)
        self.set_palette(LIGHT)
        self._arrange()

    def show_playback(self, playback: "Playback", look: Look) -> None:
        """Another recording, all of it."""
        t_us, force, valid = playback.samples()
        whole = Whole(t_us, force, valid, gap_us(playback.sfreq))
        low, high = whole.range
        bands, unit = playback.bands, playback.unit
        target = max(((band.low + band.high) / 2 for band in bands), default=None)
        full = max(full_scale(View(target=target, unit=unit), high), ROOM * high)
        told = happened(playback.events, unit, look)
        holds = [event for event in playback.events if event.event == "hold"]
        texts = [one.text for one in happened(holds, unit, look)]
        others = [event for event in playback.events if event.event != "hold"]  # a hold has its bar
        marks = [one for one in happened(others, unit, look) if one.marked]
        spans = list(zip(playback.holds, texts, strict=True))
        self.chart.take(whole, bands, spans, marks, playback.duration_s, full, unit, look)
        self.events.clear()
        for one in told:
            item = QListWidgetItem(f"{clock(one.t)}   {one.text}")
            item.setData(Qt.ItemDataRole.UserRole, one.t)
            item.setToolTip(one.text)
            self.events.addItem(item)
        if not told:
            self.events.addItem(say(look.lang, "window.review.none"))
        self.events.setAccessibleName(say(look.lang, "window.review.events"))
        view = View(unit=unit)
        low_text, high_text = (f"{level(value, view, look)} {unit_text(view, look)}" for value in (low, high))
        self.chart.setAccessibleName(say(look.lang, "window.review"))
        end, lang = clock(playback.duration_s), look.lang
        seen = say(lang, "window.review.seen", end=end, n=len(holds), low=low_text, high=high_text)
        self.chart.setAccessibleDescription(seen)
        self.setAccessibleName(self.chart.accessibleName())
        self.setAccessibleDescription(seen)

    def set_position(self, s: float) -> None:
        """Where the recording is now."""
        self.chart.set_position(s)

    def set_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.chart.dress(palette)
        ground = self.palette()
        ground.setColor(QPalette.ColorRole.Window, QColor(palette.background))
        self.setPalette(ground)
        self.events.setFont(lettering.font(SIZES["small"]))
        self.events.setStyleSheet(
            f"QListWidget {{ background: {palette.background}; color: {palette.text}; border: 2px solid transparent;"
            f" border-radius: 6px; outline: none; }}"
            f"QListWidget:focus {{ border: 2px solid {palette.focus}; }}"
            f"QListWidget::item {{ padding: 3px 6px; border-radius: 4px; }}"
            f"QListWidget::item:selected {{ background: {palette.line}; color: {palette.text}; }}"
            f"QListWidget::item:selected:focus {{ background: {palette.band}; }}"
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list lies beside the chart where there is room."""
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= NARROW or self.height() < LOW
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._lay.direction() != way:
            self._lay.setDirection(way)
        self.events.setMaximumWidth(LIST_PX if beside else 16_777_215)

    def _go(self, item: QListWidgetItem) -> None:
        s = item.data(Qt.ItemDataRole.UserRole)
        if s is not None:
            self.seek.emit(float(s))
