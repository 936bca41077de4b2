"""The page on which a sensor is chosen: arrow keys and Enter, or the mouse. What is plugged in appears by itself."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QKeyEvent, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pressure_coach.apps import units
from pressure_coach.apps.texts import say
from pressure_coach.apps.window.air import Air
from pressure_coach.apps.window.ask import Field
from pressure_coach.apps.window.button import Button, buttons_in
from pressure_coach.apps.window.lister import Entry, Lister, at_first, entries
from pressure_coach.apps.window.style import font, mixed
from pressure_coach.apps.window.theme import LIGHT, SPACE, Palette
from pressure_coach.apps.wording import Look
from pressure_coach.errors import UsageError

_ADDRESS, _DETAIL = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
WIDTH = 720


class Picker(QWidget):
    """``choose(address, target in N or None, record)`` when something was chosen; ``press(name)`` for its keys."""

    def __init__(
        self,
        look: Look,
        choose: Callable[[str, float | None, bool], None],
        press: Callable[[str], None],
        find: Callable[[], list[Entry]] | None = None,
    ) -> None:
        super().__init__()
        self._look, self._choose = look, choose
        lang = look.lang
        air = None if find else Air()
        self.lister = Lister(find or (lambda: entries(lang, air)), self.show_entries, air)
        self.title = QLabel(say(lang, "window.pick.title"))
        self.title.setFont(font("title", bold=True))
        self.hint = QLabel(say(lang, "window.pick.hint.first"))
        self.hint.setProperty("quiet", True)
        self.hint.setFont(font("body"))
        self.error = _ErrorBox(lang)
        self.list = _List(self._start)
        self.list.setObjectName("sensors")
        self.list.setAccessibleName(say(lang, "window.pick.title"))
        self.target = Field()
        self.target.setObjectName("target")
        self.target.setFont(font("body"))
        self.target.setPlaceholderText(say(lang, "window.pick.target.hint"))
        self.target.setAccessibleName(f"{say(lang, 'window.pick.target')}, {look.unit}")
        self.target.returnPressed.connect(self._start)
        label = QLabel(f"{say(lang, 'window.pick.target')} ({look.unit})")
        label.setFont(font("body"))
        label.setBuddy(self.target)
        self.record = QCheckBox(say(lang, "window.pick.record"))
        self.record.setObjectName("record")
        self.record.setFont(font("body"))
        self.go = Button(say(lang, "window.pick.start"), "Enter", first=True, name="start")
        self.go.clicked.connect(self._start)
        self.theme = Button(say(lang, "window.dark"), "D", small=True, name="theme")
        self.theme.clicked.connect(lambda: press("d"))
        self.quit = Button(say(lang, "window.quit"), "Q", small=True, name="quit")
        self.quit.clicked.connect(lambda: press("q"))
        foot = QHBoxLayout()
        foot.setSpacing(SPACE["m"])
        foot.addWidget(label)
        foot.addWidget(self.target, 1)
        foot.addWidget(self.record)
        foot.addWidget(self.go)
        self.go.setMinimumWidth(150)
        end = QHBoxLayout()
        end.addWidget(self.hint, 1)
        end.addWidget(self.theme)
        end.addWidget(self.quit)
        column = QVBoxLayout()
        column.setSpacing(SPACE["m"])
        for widget in (self.title, self.error):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        column.addLayout(end)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE["l"], SPACE["l"], SPACE["l"], SPACE["m"])
        row.addStretch(1)
        middle = QWidget()
        middle.setMaximumWidth(WIDTH + 80)
        middle.setLayout(column)
        row.addWidget(middle, 20)
        row.addStretch(1)
        column.setContentsMargins(0, 0, 0, 0)
        self.show_entries(at_first(lang))

    def show_entries(self, found: list[Entry]) -> None:
        """Another list; what was chosen stays chosen, and the eye's place in the list too."""
        chosen = self.address
        place = self.list.verticalScrollBar().value()
        self.list.clear()
        for entry in found:
            item = QListWidgetItem(entry.title or entry.detail)
            item.setData(_ADDRESS, entry.address)
            item.setData(_DETAIL, entry.detail if entry.title else None)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (entry.title, entry.detail))))
            if not entry.address:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        rows = [i for i in range(self.list.count()) if self.list.item(i).data(_ADDRESS)]
        same = [i for i in rows if self.list.item(i).data(_ADDRESS) == chosen]
        likely = [] if self.list.touched else [i for i, entry in enumerate(found) if entry.likely]
        if rows:
            self.list.setCurrentRow((likely or same or rows)[0])
        self.list.verticalScrollBar().setValue(place)

    @property
    def address(self) -> str:
        """What is chosen now."""
        item = self.list.currentItem()
        return str(item.data(_ADDRESS)) if item is not None else ""

    def show_error(self, sentence: str) -> None:
        """What went wrong, with its remedy; "" takes it away."""
        self.error.say(sentence)

    def show_way_back(self, there_is: bool) -> None:
        """Whether Esc leads back to something."""
        self.hint.setText(say(self._look.lang, "window.pick.hint" if there_is else "window.pick.hint.first"))

    def dress(self, palette: Palette) -> None:
        """Other colours."""
        self.list.dress(palette)
        for button in buttons_in(self):
            button.dress(palette)
        self.theme.say(say(self._look.lang, "window.light" if palette.dark else "window.dark"))

    def showEvent(self, event: QShowEvent) -> None:
        self.list.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self.lister.stop()

    def _start(self) -> None:
        if not self.address:
            return
        target: float | None = None
        text = self.target.text().strip().replace(",", ".")
        if text:
            try:
                target = units.force(text if not text.replace(".", "").isdigit() else f"{text}{self._look.unit}")
            except UsageError as error:
                self.show_error(str(error))
                self.target.setFocus()
                self.target.selectAll()
                return
        self.show_error("")
        self._choose(self.address, target, self.record.isChecked())


class _ErrorBox(QFrame):
    """One sentence that cannot be overlooked."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.setProperty("alarm", True)
        self._head = QLabel(say(lang, "window.error"))
        self._head.setFont(font("lead", bold=True))
        self.label = QLabel()
        self.label.setObjectName("error")
        self.label.setFont(font("body"))
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["m"])
        column.setSpacing(SPACE["xs"])
        column.addWidget(self._head)
        column.addWidget(self.label)
        self.hide()

    def say(self, sentence: str) -> None:
        self.label.setText(sentence[:1].upper() + sentence[1:])
        self.setAccessibleName(f"{self._head.text()}: {sentence}")
        self.setVisible(bool(sentence))


class _List(QListWidget):
    """A list whose letters belong to the window, and whose Enter starts."""

    def __init__(self, start: Callable[[], None]) -> None:
        super().__init__()
        self._start = start
        self.touched = False  # somebody has chosen already
        self._painter = _Rows(self)
        self.setItemDelegate(self._painter)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.itemDoubleClicked.connect(lambda item: start())
        self.itemPressed.connect(self._touch)

    def _touch(self) -> None:
        self.touched = True

    def dress(self, palette: Palette) -> None:
        self._painter.palette = palette
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        k = Qt.Key
        moving = (k.Key_Up, k.Key_Down, k.Key_PageUp, k.Key_PageDown, k.Key_Home, k.Key_End)
        if event.key() in (k.Key_Return, k.Key_Enter):
            self._start()
        elif event.key() in moving:
            self.touched = True
            super().keyPressEvent(event)
            if self.currentRow() <= 1:
                self.scrollToTop()  # the heading of the first group too
        else:
            event.ignore()


class _Rows(QStyledItemDelegate):
    """Headings in small capitals' place, entries with their address at the right; the chosen one in a frame."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self.palette = LIGHT
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if index.data(_ADDRESS):
            return QSize(200, 44)
        return QSize(200, 36 if index.data(_DETAIL) is None and index.row() else 40)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        p, box = self.palette, QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = box.adjusted(16, 0, -16, 0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if not index.data(_ADDRESS):
            painter.setFont(font("body", bold=bool(index.data(_DETAIL) is not None)))
            painter.setPen(QColor(p.quiet))
            line = inner.adjusted(-12, 6, 0, 0)
            elide = Qt.TextElideMode.ElideRight
            painter.drawText(line, middle, painter.fontMetrics().elidedText(str(index.data()), elide, line.width()))
            painter.restore()
            return
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mixed(p.surface, p.text, 0.10 if chosen else 0.04))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 8, 8)
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(p.focus), 3 if self._view.hasFocus() else 1))
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 7, 7)
        made = font("body", bold=chosen)
        title, detail = str(index.data()), str(index.data(_DETAIL) or "")
        small = font("small")
        room = inner.width() - QFontMetrics(made).horizontalAdvance(title) - 24
        painter.setFont(made)
        painter.setPen(QColor(p.text))
        painter.drawText(inner, middle, title)
        painter.setFont(small)
        painter.setPen(QColor(p.quiet))
        shown = QFontMetrics(small).elidedText(detail, Qt.TextElideMode.ElideMiddle, max(40, room))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        painter.restore()
