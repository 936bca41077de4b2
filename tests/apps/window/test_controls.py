"""The buttons at the side: what is on them can be read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from pressure_coach.apps.window import button as button_file
from pressure_coach.apps.window.controls import WIDTH, Controls


@pytest.mark.parametrize("lang", ["en", "de"])
def test_no_word_on_a_button_is_cut_in_the_narrowest_column(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    painted: list[tuple[str, str]] = []

    class Metrics(QFontMetrics):
        def elidedText(self, text: str, mode: Qt.TextElideMode, room: int, flags: int = 0) -> str:
            painted.append((text, super().elidedText(text, mode, room, flags)))
            return painted[-1][1]

    monkeypatch.setattr(button_file, "QFontMetrics", Metrics)
    controls = Controls(lang, lambda name: None, lambda volume: None)
    qtbot.addWidget(controls)
    controls.resize(WIDTH, 560)
    controls.show_still(True)
    for seconds in (30, 60, 600):
        controls.show_span(seconds)
        controls.grab()
    assert len(painted) >= 3 * (len(controls.buttons) - 1)  # STOP is painted as large as it fits
    assert {text for text, seen in painted if seen != text} == set()
