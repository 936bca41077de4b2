"""The page at the end of a session: every figure can be read, in any window."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from pressure_coach.apps.window.endpage import EndPage
from pressure_coach.apps.wording import Look

HOLD: dict[str, Any] = {
    "outcome": "DONE", "credited_s": 60.0, "goal_s": 60.0, "target_n": 200.0, "band": 0.1, "time_in_band_pct": 100.0,
    "mean_n": 200.0, "peak_n": 214.6, "steadiness": "moderate", "cv_pct": 7.3,
}  # fmt: skip


def page_of(qtbot: QtBot, lang: str, width: int, keys: list[str]) -> EndPage:
    page = EndPage(Look(lang), keys.append)
    qtbot.addWidget(page)
    page.resize(width, 400)
    page.show_summary({"holds": [HOLD, HOLD], "samples": 9000, "lost_frames": 0}, "N", "", "", "")
    page.show()
    return page


def cut(table: QTableWidget) -> list[str]:
    """The texts that are wider than their columns."""
    head, body = table.horizontalHeader().fontMetrics(), table.fontMetrics()
    found = []
    for i in range(table.columnCount()):
        texts = [(table.horizontalHeaderItem(i).text(), head)]
        texts += [(table.item(row, i).text(), body) for row in range(table.rowCount())]
        found += [text for text, font in texts if font.horizontalAdvance(text) > table.columnWidth(i)]
    return found


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("width", [560, 640, 800, 1000, 1280])
def test_no_figure_is_cut_in_a_narrow_window(qtbot: QtBot, lang: str, width: int) -> None:
    page = page_of(qtbot, lang, width, [])
    table = page.table
    assert cut(table) == []
    scrolls = table.horizontalScrollBar().maximum() > 0
    assert scrolls == (table.focusPolicy() == Qt.FocusPolicy.TabFocus)  # what is scrolled is reached by keyboard
    assert scrolls or sum(table.columnWidth(i) for i in range(table.columnCount())) >= 0.95 * table.viewport().width()
    last = table.visualItemRect(table.item(1, 0))
    assert table.viewport().rect().contains(last.topLeft())
    assert table.viewport().rect().contains(last.bottomLeft())


def test_arrow_keys_scroll_the_figures(qtbot: QtBot) -> None:
    page = page_of(qtbot, "de", 560, [])
    table = page.table
    before = table.horizontalScrollBar().value()
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert table.horizontalScrollBar().value() > before
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert table.horizontalScrollBar().value() == before
