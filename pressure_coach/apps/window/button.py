"""The one kind of button: a word, and the key that does the same."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from pressure_coach.apps.window.style import font, mixed
from pressure_coach.apps.window.theme import LIGHT, Palette

RADIUS = 8.0
SMALLEST = 11  # px: of letters that would not fit otherwise


class Button(QPushButton):
    """Reached by Tab; a click does not take the keyboard away from the gauge. Only Space and Enter are its own keys.

    ``alarm``: the STOP button. ``small``: one of many. ``first``: what most people will want here. ``name``: of the
    object, by which tests find it.
    """

    def __init__(
        self,
        text: str,
        key: str = "",
        *,
        alarm: bool = False,
        small: bool = False,
        first: bool = False,
        name: str = "",
    ) -> None:
        super().__init__()
        self.key_text = key
        self._alarm, self._small, self._first = alarm, small, first
        self._upside_down = False
        self._palette = LIGHT
        self.passes_enter = False  # while Enter has another meaning, whatever has the keyboard
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.say(text)

    def say(self, text: str, key: str | None = None) -> None:
        """Another word, and another key."""
        if key is not None:
            self.key_text = key
        if text != self.text() or key is not None:
            self.setText(text)
            self.setAccessibleName(text)
            self.setAccessibleDescription(self.key_text)
            self.setToolTip(f"{text} ({self.key_text})" if self.key_text else text)
            self.update()

    def dress(self, palette: Palette) -> None:
        """Other colours."""
        self._palette = palette
        self.update()

    def turn(self, upside_down: bool) -> None:
        """For somebody who sees the screen upside down."""
        self._upside_down = upside_down
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font("small" if self._small else "body"))
        width = metrics.horizontalAdvance(self.text()) + metrics.horizontalAdvance(self.key_text) + 40
        return QSize(width, 120 if self._alarm else 36 if self._small else 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, 64 if self._alarm else 26 if self._small else 30)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter press it; every other key belongs to the window, Esc above all."""
        key = Qt.Key
        presses = (key.Key_Space,) if self.passes_enter else (key.Key_Space, key.Key_Return, key.Key_Enter)
        if event.key() in presses:
            if not event.isAutoRepeat():
                self.click()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A press is enough."""

    def paintEvent(self, event: QPaintEvent) -> None:
        p = self._palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._upside_down:
            painter.translate(self.width(), self.height())
            painter.rotate(180)
        box = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground())
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        if not self._alarm:
            painter.setPen(QPen(mixed(p.background, p.text, 0.16), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(QColor(p.focus), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), RADIUS + 2.5, RADIUS + 2.5)
        if self._alarm:
            self._paint_stop(painter, box)
        else:
            self._paint_words(painter, box)

    def _ground(self) -> QColor:
        p = self._palette
        if self._alarm:
            return mixed(p.alarm, "#000000", 0.25 if self.isDown() else 0.0)
        if self._first:
            return mixed(p.focus, p.background, 0.25 if self.isDown() else 0.12 if self.underMouse() else 0.0)
        share = 0.16 if self.isDown() else 0.12 if self.isChecked() else 0.06 if self.underMouse() else 0.0
        return mixed(p.surface, p.text, share)

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        p, size = self._palette, "small" if self._small else "body"
        inner = box.adjusted(10, 0, -10, 0)
        grown = min(max(box.height() / (28 if self._small else 36), 1.0), 1.35)  # in a large window
        hint = font("small")
        hint.setPixelSize(round(hint.pixelSize() * grown))
        painter.setFont(hint)
        key_width = QFontMetrics(painter.font()).horizontalAdvance(self.key_text) if self.key_text else 0
        painter.setPen(QColor(p.background if self._first else p.quiet))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.key_text)
        made = font(size, bold=self.isChecked() or self._first)
        made.setPixelSize(round(made.pixelSize() * grown))
        room = int(inner.width() - key_width - (6 if key_width else 0))
        while made.pixelSize() > SMALLEST and QFontMetrics(made).horizontalAdvance(self.text()) > room:
            made.setPixelSize(made.pixelSize() - 1)  # a little smaller rather than cut
        painter.setFont(made)
        painter.setPen(QColor(p.background if self._first else p.text if self.isEnabled() else p.quiet))
        text = QFontMetrics(made).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_stop(self, painter: QPainter, box: QRectF) -> None:
        """As large as it fits, with its key below where there is room."""
        painter.setPen(QColor(self._palette.on_alarm))
        hint = bool(self.key_text) and box.height() >= 90
        room = box.height() * (0.62 if hint else 1.0)
        made = font("title", bold=True)
        size = int(min(room * 0.62, 200))
        made.setPixelSize(max(12, size))
        while size > 12 and QFontMetrics(made).horizontalAdvance(self.text()) > box.width() - 24:
            size -= 2
            made.setPixelSize(size)
        painter.setFont(made)
        top = QRectF(box.x(), box.y() + (box.height() * 0.1 if hint else 0), box.width(), room)
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, self.text())
        if hint:
            below = QRectF(box.x(), top.bottom(), box.width(), box.height() * 0.22)
            made = font("body")
            made.setPixelSize(max(made.pixelSize(), min(size // 3, 40)))
            painter.setFont(made)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self.key_text)


def buttons_in(widget: QWidget) -> list[Button]:
    """All of ours in a widget."""
    return widget.findChildren(Button)
