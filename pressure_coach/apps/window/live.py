"""The live page: gauge, curve, buttons, and the floor view. It shows what it is given, and says what was pressed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.texts import say
from pressure_coach.apps.window.button import Button, buttons_in
from pressure_coach.apps.window.controls import WIDTH, Controls
from pressure_coach.apps.window.gauge import GaugeWidget
from pressure_coach.apps.window.header import Header, Line
from pressure_coach.apps.window.helppage import LOW, HelpPage
from pressure_coach.apps.window.theme import LIGHT, SPACE, Palette
from pressure_coach.apps.wording import Look, target_text
from pressure_coach.mailbox import View

if TYPE_CHECKING:
    from pressure_coach.apps.window.ask import Ask
    from pressure_coach.apps.window.feed import Batch
    from pressure_coach.apps.window.trace import TraceWidget

STOP_SHARE = 0.25  # of the short side in the floor view (coaching.md section 8)


class LivePage(QWidget):
    """``press(name of a key)``, ``volume(0..100)``. ``furnish`` adds curve and questions, after the first picture."""

    ask: "Ask"
    trace: "TraceWidget"

    def __init__(self, look: Look, press: Callable[[str], None], volume: Callable[[int], None]) -> None:
        super().__init__()
        self._look = look
        self._palette = LIGHT
        self.furnished = False
        self._band: tuple[float, float] | None = None
        self._full = 0.0
        self._stands: tuple[object, ...] = ()
        self.header = Header()
        self.gauge = GaugeWidget()
        self.gauge.setObjectName("gauge")
        self.gauge.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.help = HelpPage(look.lang)
        self.controls = Controls(look.lang, press, volume)
        self.floor_stop = Button(say(look.lang, "window.stop"), "Esc", alarm=True, name="floor_stop")
        self.floor_stop.clicked.connect(lambda: press("escape"))
        self.floor_stop.hide()
        self.below = QWidget()
        below = QVBoxLayout(self.below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACE["s"])
        self.delay = Line("small", quiet=True)
        self.delay.setObjectName("delay_line")
        self.delay.hide()
        below.addWidget(self.delay)
        below.addWidget(self.help, 1)
        self._below = below
        self._lay = QGridLayout(self)
        self._lay.setSpacing(SPACE["s"])
        self._lay.addWidget(self.header, 0, 0, 1, 2)
        self._lay.addWidget(self.gauge, 1, 0)
        self._lay.addWidget(self.below, 2, 0)
        self._lay.addWidget(self.controls, 1, 1, 2, 1)
        self._lay.addWidget(self.floor_stop, 1, 2)
        self._lay.setRowStretch(1, 5)
        self._lay.setRowStretch(2, 2)
        self._lay.setColumnStretch(0, 1)
        self.floor, self.upside_down = False, False
        self._arrange()

    def furnish(self, span_s: int) -> None:
        """Add what the first picture does not wait for: the curve, which needs libraries, and the line for answers."""
        from pressure_coach.apps.window.ask import Ask
        from pressure_coach.apps.window.trace import TraceWidget

        self.ask = Ask(self.gauge.setFocus)
        self._below.insertWidget(0, self.ask)
        self.trace = TraceWidget()
        self.trace.setObjectName("trace")
        self.trace.set_palette(self._palette)
        self._below.addWidget(self.trace, 1)
        self.furnished = True
        self.set_span(span_s)
        self._arrange()

    def show_view(self, view: View, calm: Calm, notice: str, help: bool) -> None:
        """Show the newest view."""
        self.gauge.show_view(view, calm, self._look, notice, help)
        # What stands around the gauge is looked at when it may be another, and four times a second.
        stands = (
            view.state,
            view.key_paused,
            view.target,
            view.link,
            view.recording,
            calm.fresh,
            help,
            int(4 * view.t),
        )
        if self.floor or stands == self._stands:
            return
        self._stands = stands
        self.header.show_view(view, calm.fresh, self._look)
        self.controls.show_view(view, bool(view.recording))
        below = help and self.height() >= LOW
        if (below, help) != (self.help.isVisibleTo(self), not self.trace.isVisibleTo(self)):
            self.help.setVisible(below)
            self.trace.setVisible(not help)
            self._arrange()
        self._show_scale(view, calm)

    def add(self, batch: "Batch", view: View) -> None:
        """New samples for the curve; marks for what happened."""
        if batch.afresh:
            self.trace.clear()
        self.trace.set_unit(view.unit, self._look)
        if len(batch.t_us):
            self.trace.add(batch.t_us, batch.force, batch.valid)
        for event in batch.events:
            if event.event == "mark":
                self.trace.mark(event.t_us, str(event.data.get("note", "")) or say(self._look.lang, "window.mark"))

    def clear(self, sentence: str) -> None:
        """Before a session: nothing is known."""
        self._stands = ()
        self.header.opening(sentence)
        self.help.hide()
        if self.furnished:
            self.trace.clear()
            self.trace.show()
            self._band = None
            self.trace.set_band(None, None)
            self.trace.set_over(None)

    def set_still(self, on: bool) -> None:
        """Less motion: the pointer in steps."""
        self.gauge.set_reduced_motion(on)
        self.controls.show_still(on)

    def set_span(self, seconds: int) -> None:
        """How much time the curve shows."""
        self.trace.set_span(seconds)
        self.controls.show_span(seconds)

    def set_floor(self, on: bool, upside_down: bool) -> None:
        """The floor view: the gauge and STOP alone."""
        self.floor, self.upside_down, self._stands = on, upside_down, ()
        self.gauge.set_floor(on, upside_down)
        self.floor_stop.turn(on and upside_down)
        for widget in (self.header, self.below, self.controls):
            widget.setVisible(not on)
        self.floor_stop.setVisible(on)
        self._arrange()
        self.gauge.setFocus()

    def dress(self, palette: Palette) -> None:
        """Other colours."""
        self._palette = palette
        self.gauge.set_palette(palette)
        if self.furnished:
            self.trace.set_palette(palette)
        self.help.dress(palette)
        for button in buttons_in(self):
            button.dress(palette)
        self.controls.show_theme(palette.dark)

    def resizeEvent(self, event: object) -> None:
        self._arrange()

    def _arrange(self) -> None:
        if self.floor:
            side = round(STOP_SHARE * min(self.width(), self.height()))
            tall = self.height() > self.width()  # then STOP lies at the reader's feet, else at the right hand
            self._lay.removeWidget(self.floor_stop)
            if tall:
                self.floor_stop.setFixedHeight(side)
                self.floor_stop.setMaximumWidth(16_777_215)
                self._lay.addWidget(self.floor_stop, 0 if self.upside_down else 3, 0)
            else:
                self.floor_stop.setFixedWidth(side)
                self.floor_stop.setMaximumHeight(16_777_215)
                self._lay.removeWidget(self.gauge)
                self._lay.addWidget(self.gauge, 1, 1 if self.upside_down else 0)
                self._lay.addWidget(self.floor_stop, 1, 0 if self.upside_down else 1)
        else:
            self._lay.addWidget(self.gauge, 1, 0)
        self._lay.setColumnStretch(0, 0 if self.floor and self.upside_down and self.width() >= self.height() else 1)
        self._lay.setColumnStretch(1, 1 if self.floor and self.upside_down and self.width() >= self.height() else 0)
        self.controls.setFixedWidth(round(min(max(0.19 * self.width(), WIDTH), 1.4 * WIDTH)))
        bare = self.furnished and not self.help.isVisibleTo(self) and not self.trace.isVisibleTo(self)
        self._lay.setRowStretch(2, 0 if self.floor or bare else 2)
        margin = 0 if self.floor else SPACE["m"]
        self._lay.setContentsMargins(margin, margin if not self.floor else 0, margin, margin)

    def _show_scale(self, view: View, calm: Calm) -> None:
        from pressure_coach.apps.gauge import full_scale

        band = None if view.target is None else (view.target - view.half_band, view.target + view.half_band)
        if band != self._band:
            self._band = band
            self.trace.set_band(*(band or (None, None)))
            self.trace.set_over(view.over)
        full = full_scale(view, calm.peak)
        if full != self._full:
            self._full = full
            self.trace.set_full_scale(full)

    def target_said(self, view: View) -> str:
        """The target as it is shown."""
        return target_text(view, self._look)
