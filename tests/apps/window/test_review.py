"""A whole recording, looked at and gone through by mouse and by keyboard."""

import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pressure_coach.apps.window.happened import event_text, happened, is_marked
from pressure_coach.apps.window.playback import Playback
from pressure_coach.apps.window.review import ReviewWidget
from pressure_coach.apps.window.theme import DARK, LIGHT
from pressure_coach.apps.wording import Look
from pressure_coach.coaching.coach import Settings
from pressure_coach.coaching.events import Event, State
from pressure_coach.signal.chunk import Act
from tests.apps.window.recordings import record

SETTINGS = Settings(target=200.0, goal_s=20.0, ceiling_n=260.0)
ACTS = [(900, Act("mark", data={"note": "left side"})), (4200, Act("rating", data={"value": 4}))]


@pytest.fixture(scope="module")
def playback(tmp_path_factory: pytest.TempPathFactory) -> Playback:
    address = "sim:over?speed=0&seed=5&cycles=1&hold=30&noise=2"
    return Playback.open(record(tmp_path_factory.mktemp("review") / "over.mcap", address, SETTINGS, ACTS))


@pytest.fixture
def review(qtbot: QtBot, playback: Playback) -> ReviewWidget:
    widget = ReviewWidget()
    qtbot.addWidget(widget)
    widget.resize(1000, 280)
    widget.show()
    widget.show_playback(playback, Look())
    return widget


def pixels(review: ReviewWidget) -> np.ndarray:
    image = review.chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy() & 0xFFFFFF


def place(review: ReviewWidget, s: float) -> QPoint:
    """Where a second is on the chart's viewport."""
    box = review.chart._box.sceneBoundingRect()
    return QPoint(round(box.left() + review.chart._layer.x(s)), round(box.center().y()))


def test_pyqtgraph_waits_until_a_chart_is_wanted() -> None:
    code = "import sys, pressure_coach.apps.window.review; print('pyqtgraph' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_click_on_the_chart_seeks(qtbot: QtBot, review: ReviewWidget) -> None:
    with qtbot.waitSignal(review.seek, timeout=1000) as heard:
        qtbot.mouseClick(review.chart.viewport(), Qt.MouseButton.LeftButton, pos=place(review, 12.0))
    assert heard.args[0] == pytest.approx(12.0, abs=0.1)


def test_the_position_moves_the_line_and_seeks_nothing(qtbot: QtBot, review: ReviewWidget) -> None:
    before = pixels(review)
    with qtbot.assertNotEmitted(review.seek):
        review.set_position(25.0)
    box, x = review.chart._box.sceneBoundingRect(), place(review, 25.0).x()
    column = pixels(review)[round(box.top()) + 40 : round(box.bottom()) - 2, x - 1 : x + 2]
    assert (column == QColor(LIGHT.text).rgb() & 0xFFFFFF).any(axis=1).all()
    review.set_position(0.0)
    assert (pixels(review) == before).all()


def test_the_line_can_be_dragged(qtbot: QtBot, review: ReviewWidget) -> None:
    heard: list[float] = []
    review.seek.connect(heard.append)
    review.set_position(10.0)
    viewport = review.chart.viewport()
    start, end = place(review, 10.0), place(review, 30.0)
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.25, 0.5, 0.75, 1.0):
        qtbot.mouseMove(viewport, start + (end - start) * share)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    assert heard[-1] == pytest.approx(30.0, abs=1.0)


def test_the_list_is_gone_through_by_keys(qtbot: QtBot, review: ReviewWidget) -> None:
    lines = [review.events.item(i).text() for i in range(review.events.count())]
    assert any(line.endswith("left side") for line in lines)
    assert any(line.endswith("how strong: 4") for line in lines)
    review.events.setFocus()
    review.events.setCurrentRow(0)
    qtbot.keyClick(review.events, Qt.Key.Key_Down)
    wanted = review.events.item(1).data(Qt.ItemDataRole.UserRole)
    with qtbot.waitSignal(review.seek, timeout=1000) as heard:
        qtbot.keyClick(review.events, Qt.Key.Key_Return)
    assert heard.args[0] == wanted


def test_keys_of_the_window_pass_the_list(qtbot: QtBot, playback: Playback) -> None:
    class Window(QWidget):
        def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
            keys.append(event.key())

    keys: list[int] = []
    window = Window()
    qtbot.addWidget(window)
    review = ReviewWidget()
    QVBoxLayout(window).addWidget(review)
    review.show_playback(playback, Look())
    window.show()
    review.events.setFocus()
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_R, Qt.Key.Key_Left):
        qtbot.keyClick(review.events, key)
    assert keys == [Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_R, Qt.Key.Key_Left]


def test_a_position_outside_of_what_is_seen_brings_the_chart_there(review: ReviewWidget) -> None:
    review.chart._box.setXRange(0.0, 10.0, padding=0.0)
    review.set_position(35.0)
    (start, end), _ = review.chart._box.viewRange()
    assert start <= 35.0 <= end
    assert end - start == pytest.approx(10.0)


def test_a_peak_of_one_sample_is_seen_in_the_whole(review: ReviewWidget, playback: Playback) -> None:
    t_us, force, valid = playback.samples()
    force = force.copy()
    force[300] = 310.0
    review.chart._layer.whole = type(review.chart._layer.whole)(t_us, force, valid)
    review.chart._layer.changed()
    x, y = place(review, t_us[300] / 1e6).x(), review.chart._box.sceneBoundingRect().top() + 36
    assert (pixels(review)[: round(y) + 20, x - 2 : x + 3] == QColor(LIGHT.text).rgb() & 0xFFFFFF).any()


def test_dark_is_dark(review: ReviewWidget) -> None:
    review.set_palette(DARK)
    seen = pixels(review)
    for colour in (DARK.background, DARK.text, DARK.band):
        assert (seen == QColor(colour).rgb() & 0xFFFFFF).any()
    assert not (seen == QColor(LIGHT.background).rgb() & 0xFFFFFF).any()


def test_it_is_described_in_words(review: ReviewWidget, playback: Playback) -> None:
    assert review.accessibleName() == "the whole recording"
    assert "holds: 1; pressure between " in review.accessibleDescription()
    assert review.events.accessibleName() == "What happened"
    review.show_playback(playback, Look(lang="de", unit="kgf"))
    assert review.accessibleDescription().endswith("kgf")


def test_narrow_it_has_the_list_below(qtbot: QtBot, review: ReviewWidget) -> None:
    assert review.events.x() > review.chart.x()
    review.resize(500, 400)
    qtbot.waitUntil(lambda: review.events.y() > review.chart.y(), timeout=1000)


def test_every_kind_of_event_has_words_or_none(playback: Playback) -> None:
    look = Look()
    for state in State:
        text = event_text(Event(0, "state", State.UNLOADED, state), "N", look)
        assert bool(text) == (state not in (State.DONE, State.PARTIAL))
    for kind, data, text in (
        ("target", {"target_n": 98.0665}, "target 98 N"),
        ("link", {"link": False}, "sensor is gone"),
        ("link", {"link": True}, "sensor is back"),
        ("tare", {}, "zero set"),
        ("mark", {}, "mark"),
        ("mark", {"note": "here"}, "here"),
        ("stream", {"unit": "N"}, ""),
    ):
        assert event_text(Event(0, kind, data=data), "N", look) == text
    assert event_text(Event(0, "signal", why=""), "N", look) == ""
    assert event_text(Event(0, "target", data={"target_n": 98.0665}), "N", Look(unit="kgf")) == "target 10.0 kgf"
    told = happened(playback.events, "N", look)
    assert [one.t for one in told] == sorted(one.t for one in told)
    assert is_marked(next(event for event in playback.events if event.after is State.OVER))
