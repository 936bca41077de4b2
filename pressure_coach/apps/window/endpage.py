"""The page at the end of a session: why it ended, and the figures of each hold."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pressure_coach.apps import units
from pressure_coach.apps.texts import number, say, spoken
from pressure_coach.apps.window.button import Button, buttons_in
from pressure_coach.apps.window.style import font
from pressure_coach.apps.window.theme import SPACE, Palette
from pressure_coach.apps.wording import Look

COLUMNS = ("hold", "outcome", "time", "target", "in_band", "mean", "peak", "steady")
SHARING = (1, 2, 4, 5, 6)  # columns that become wider in a wide window
FRAME = 2  # px: around the table, where the keyboard is
SCROLL = 80  # px a key
WIDTH = 1120  # px at most
ROW, MOST_ROWS = 44, 9  # px; more holds than that are scrolled to


def row_of(hold: Mapping[str, Any], number_of: int, look: Look, measured: str) -> list[str]:
    """The cells of one hold, in the order of ``COLUMNS``."""
    lang = look.lang

    def force(name: str) -> str:
        text = units.shown(hold.get(name), look.unit, measured)
        return text.replace(".", ",") if lang == "de" else text

    def share(name: str) -> str:
        value = hold.get(name)
        return "-" if value is None else f"{number(value, 1, lang)} %"

    goal = f"{hold['goal_s']:g}".replace(".", "," if lang == "de" else ".")
    steady = say(lang, f"window.steady.{hold.get('steadiness') or 'none'}") if hold.get("cv_pct") is not None else "-"
    return [
        str(number_of),
        say(lang, f"window.outcome.{hold['outcome']}"),
        say(lang, "time", credit=int(hold["credited_s"] + 1e-9), goal=goal),
        f"{force('target_n')} ± {number(100 * hold['band'], 0, lang)} %",
        share("time_in_band_pct"),
        force("mean_n"),
        force("peak_n"),
        f"{steady} (CV {share('cv_pct')})" if steady != "-" else "-",
    ]


class _Table(QTableWidget):
    """The arrow keys scroll it where it is wider than the window; every other key belongs to the window."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """All columns side by side, sharing what is left; where that would cut a figure it is scrolled."""
        header = self.horizontalHeader()
        header.resizeSections(QHeaderView.ResizeMode.ResizeToContents)
        left = self.viewport().width() - header.length()
        for i in SHARING:
            header.resizeSection(i, header.sectionSize(i) + max(0, left) // len(SHARING))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if left < 0 else Qt.FocusPolicy.NoFocus)
        bar = self.horizontalScrollBar().sizeHint().height() if left < 0 else 0
        high = header.sizeHint().height() + min(self.rowCount(), MOST_ROWS) * ROW + 2 * FRAME
        self.setFixedHeight(high + bar + SPACE["s"])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + (SCROLL if event.key() == Qt.Key.Key_Right else -SCROLL))
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            rows = self.verticalScrollBar()
            rows.setValue(rows.value() + (1 if event.key() == Qt.Key.Key_Down else -1))
        else:
            event.ignore()


class EndPage(QWidget):
    """``press(name)``: "enter" once more, "s" sensors, "o" recordings, "q" quit, "look" at what was recorded."""

    def __init__(self, look: Look, press: Callable[[str], None]) -> None:
        super().__init__()
        self._look = look
        lang = look.lang
        self.title, self.why, self.facts = QLabel(), QLabel(), QLabel()
        self.title.setFont(font("title", bold=True))
        self.why.setObjectName("why")
        for label in (self.why, self.facts):
            label.setFont(font("body"))
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setProperty("quiet", True)
        self.table = _Table(0, len(COLUMNS))
        self.table.setObjectName("holds")
        self.table.setAccessibleName(say(lang, "window.end"))
        self.table.setHorizontalHeaderLabels([say(lang, f"window.end.{name}") for name in COLUMNS])
        self.table.setFont(font("body"))
        self.table.horizontalHeader().setFont(font("small"))
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.again = Button(say(lang, "window.end.again"), "Enter", first=True, name="again")
        self.look_at = Button(say(lang, "window.end.look"), "P", name="look")
        others = [(self.again, "enter"), (self.look_at, "p")]
        for name, text, key in (("sensors", "window.sensors", "S"), ("open", "window.open", "O")):
            others.append((Button(say(lang, text), key, name=name), key.lower()))
        others.append((Button(say(lang, "window.quit"), "Q", name="quit"), "q"))
        foot = QHBoxLayout()
        foot.setSpacing(SPACE["s"])
        for button, key in others:
            button.clicked.connect(lambda checked=False, key=key: press(key))
            foot.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(SPACE["m"])
        for widget in (self.title, self.why):
            column.addWidget(widget)
        column.addWidget(self.table)
        column.addWidget(self.facts)
        column.addStretch(1)
        column.addLayout(foot)
        middle = QWidget()
        middle.setMaximumWidth(WIDTH)
        column.setContentsMargins(0, 0, 0, 0)
        middle.setLayout(column)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE["l"], SPACE["xl"], SPACE["l"], SPACE["l"])
        row.addStretch(1)
        row.addWidget(middle, 30)
        row.addStretch(1)

    def show_summary(self, summary: Mapping[str, Any], measured: str, why: str, recorded: str, mark: str) -> None:
        """Of a session that is over; ``why`` one sentence, ``recorded`` a path or "", ``mark`` SIMULATED or ""."""
        lang = self._look.lang
        title = say(lang, "window.end")
        self.title.setText(f"{mark}  {title}" if mark else title)
        holds = list(summary["holds"])
        none = "" if holds else say(lang, "window.end.none")
        self.why.setText("  ".join(filter(None, (spoken(lang, why), none))))
        self.table.setVisible(bool(holds))
        self.table.setRowCount(len(holds))
        for i, hold in enumerate(holds):
            for k, text in enumerate(row_of(hold, i + 1, self._look, measured)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(i, k, item)
        self.table.fit()
        facts = [say(lang, "window.end.lost", n=summary["samples"], lost=summary["lost_frames"])]
        if recorded:
            facts.append(say(lang, "window.end.kept", file=recorded))
        self.facts.setText("     ".join(facts))
        self.look_at.setVisible(bool(recorded))
        self.setAccessibleName(". ".join(filter(None, (self.title.text(), self.why.text()))))

    def dress(self, palette: Palette) -> None:
        """Other colours."""
        for button in buttons_in(self):
            button.dress(palette)
