"""The trace, looked at: what is new is painted into the same picture that all at once would give."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from pressure_coach.apps.window.theme import DARK, LIGHT
from pressure_coach.apps.window.trace import TraceWidget
from pressure_coach.apps.wording import Look
from tests.apps.window.looking import on_screen, pixels_of

Samples = tuple[np.ndarray, np.ndarray, np.ndarray]
SIZE = (480, 160)


def samples(seconds: float, rate: float = 200.0) -> Samples:
    """A force that comes, is held, has a gap, is not valid for a while, and has one peak."""
    t_s = np.arange(int(seconds * rate)) / rate
    force = np.clip(t_s * 40, 0, 200) + 6 * np.sin(7 * t_s)
    force[int(8 * rate) :: int(20 * rate)] = 310.0
    valid = (t_s < 10) | (t_s > 11)
    kept = (t_s < 13) | (t_s > 15)
    return (t_s[kept] * 1e6).astype(np.int64), force[kept], valid[kept]


@pytest.fixture
def trace(qtbot: QtBot) -> TraceWidget:
    return made(qtbot)


def made(qtbot: QtBot) -> TraceWidget:
    widget = TraceWidget()
    qtbot.addWidget(widget)
    widget.resize(*SIZE)
    widget.set_full_scale(320.0)
    widget.set_band(180.0, 220.0)
    widget.set_over(250.0)
    widget.set_rate(200.0)
    widget.show()
    return widget


def picture(widget: TraceWidget) -> QImage:
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def inked(image: QImage, widget: TraceWidget, colour: str, rows: slice = slice(None)) -> np.ndarray:
    """Which pixel columns of the plot hold a pixel of that colour."""
    plot, wanted = widget._plot, QColor(colour).rgb() & 0xFFFFFF
    data = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1) & 0xFFFFFF
    part = data[plot.top() : plot.bottom() + 1, plot.left() : plot.right() + 1]
    return (part[rows] == wanted).any(axis=0)


def at(widget: TraceWidget, seconds_ago: float) -> int:
    return round(widget._plot.width() * (1 - seconds_ago / widget._span_s))


@pytest.mark.parametrize(("seconds", "size", "every"), [(20, 7, 11), (45, 1000, 1), (45, 3, 300), (100, 777, 3)])
def test_what_is_painted_bit_by_bit_is_what_is_painted_at_once(
    qtbot: QtBot, seconds: int, size: int, every: int
) -> None:
    t, force, valid = samples(seconds)
    step, whole = made(qtbot), made(qtbot)
    picture(step)
    for i, a in enumerate(range(0, len(t), size)):
        step.add(t[a : a + size], force[a : a + size], valid[a : a + size])
        if i % every == 0:
            step.repaint()
    whole.add(t, force, valid)
    assert picture(step) == picture(whole)


def test_the_newest_sample_is_whole_at_every_force_and_leaves_nothing_behind(trace: TraceWidget) -> None:
    for i, force in enumerate((200.0, -30.0, 400.0, -30.0, 100.0)):
        trace.add(np.array([(i + 1) * 40_000]), np.array([force]), np.array([True]))
        parts = on_screen(trace).astype(int)
        assert np.abs(parts - pixels_of(picture(trace))).max() < 32, force
        if i == 1:
            trace.update()  # all of it, as when another window has lain over it


def test_a_peak_of_one_sample_is_seen_in_every_span(trace: TraceWidget) -> None:
    t, force, valid = samples(20)
    trace.add(t, force, valid)
    for span in (30, 120, 600):
        trace.set_span(span)
        ink = inked(picture(trace), trace, LIGHT.text, slice(0, 8))
        assert ink[at(trace, 12) - 2 : at(trace, 12) + 3].any(), span
        assert ink.sum() == 1, span


def test_nothing_is_painted_in_a_gap_nor_as_force_where_samples_are_not_valid(trace: TraceWidget) -> None:
    trace.add(*samples(20))
    image = picture(trace)
    ink = inked(image, trace, LIGHT.text)
    assert ink[at(trace, 14) : at(trace, 10.2)].all()
    assert not ink[at(trace, 9.9) + 1 : at(trace, 9.1) - 1].any()
    assert not ink[at(trace, 6.9) + 1 : at(trace, 5.1) - 1].any()
    foot = inked(image, trace, LIGHT.quiet, slice(-2, None))
    assert foot[at(trace, 9.9) + 1 : at(trace, 9.1) - 1].all()
    assert not foot[at(trace, 6.9) + 1 : at(trace, 5.1) - 1].any()


def test_the_band_is_an_area_and_can_be_taken_away(trace: TraceWidget) -> None:
    assert inked(picture(trace), trace, LIGHT.band).all()
    trace.set_band(None)
    assert not inked(picture(trace), trace, LIGHT.band).any()


def test_dark_colours_paint_all_that_was_there(trace: TraceWidget) -> None:
    trace.add(*samples(20))
    light = inked(picture(trace), trace, LIGHT.text)
    trace.set_palette(DARK)
    np.testing.assert_array_equal(inked(picture(trace), trace, DARK.text), light)


def test_another_size_reduces_the_same_samples_again(qtbot: QtBot, trace: TraceWidget) -> None:
    data = samples(40)
    trace.add(*data)
    picture(trace)
    trace.resize(700, 200)
    other = made(qtbot)
    other.resize(700, 200)
    other.add(*data)
    assert picture(trace) == picture(other)


def test_a_mark_moves_with_its_sample_and_leaves_on_the_left(trace: TraceWidget) -> None:
    trace.set_band(None)
    t, force, valid = samples(60)
    first = t < 5_000_000
    trace.add(t[first], force[first], valid[first])
    before = picture(trace)
    trace.mark(4_000_000, "here")
    assert picture(trace) != before
    rest = ~first
    trace.add(t[rest], force[rest], valid[rest])
    with_mark = picture(trace)
    trace._marks.clear()
    assert picture(trace) == with_mark


def test_a_mark_may_come_before_or_after_its_samples(qtbot: QtBot) -> None:
    t, force, valid = samples(12)
    early, late = made(qtbot), made(qtbot)
    picture(early)
    picture(late)
    early.mark(9_000_000, "here")
    for part in (t < 6_000_000, t >= 6_000_000):
        early.add(t[part], force[part], valid[part])
        late.add(t[part], force[part], valid[part])
        picture(late)
    late.mark(9_000_000, "here")
    assert picture(early) == picture(late)


def test_it_is_described_in_words_and_takes_no_keys(trace: TraceWidget) -> None:
    assert trace.accessibleDescription() == "no pressure known yet"
    trace.add(np.array([0, 10_000, 1_100_000]), np.array([1.0, 200.0, 98.0665]), np.ones(3, bool))
    assert trace.accessibleName() == "pressure over time"
    assert trace.accessibleDescription() == "between 1 N and 200 N in the last 30 s, now 98 N"
    trace.set_unit("N", Look(lang="de", unit="kgf"))
    assert trace.accessibleDescription().endswith("jetzt 10,0 kgf")
    assert trace.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_cleared_it_is_as_new(qtbot: QtBot, trace: TraceWidget) -> None:
    fresh = picture(trace)
    trace.add(*samples(20))
    trace.mark(1_000_000, "here")
    trace.clear()
    assert picture(trace) == fresh
    trace.add(*samples(3))
    other = made(qtbot)
    other.add(*samples(3))
    assert picture(trace) == picture(other)


@pytest.mark.parametrize("size", [(1, 1), (30, 20), (160, 64)])
def test_no_size_is_too_small_and_none_loses_a_sample(trace: TraceWidget, size: tuple[int, int]) -> None:
    usual = trace.size()
    trace.add(*samples(3))
    before = picture(trace)
    trace.resize(*size)
    assert picture(trace).size().toTuple() == size
    trace.resize(usual)
    assert picture(trace) == before


def test_forces_beyond_every_scale_lie_at_its_edge_and_no_force_at_all_is_none(
    qtbot: QtBot, trace: TraceWidget
) -> None:
    force = np.array([np.inf, -np.inf, np.nan, 1e300, -1e300, 0.0])
    trace.add(np.arange(6) * 100_000, force, np.ones(6, bool))
    image = picture(trace)
    assert inked(image, trace, LIGHT.text, slice(0, 4)).any()
    assert inked(image, trace, LIGHT.text, slice(-4, None)).any()
    trace.add(np.arange(6, 12) * 100_000, force, np.zeros(6, bool))
    assert inked(picture(trace), trace, LIGHT.quiet, slice(-2, None)).any()
    late = np.array([10**15]), np.array([5.0]), np.ones(1, bool)
    trace.add(*late)  # all the others are too old now
    other = made(qtbot)
    other.add(*late)
    assert picture(trace) == picture(other)


def test_it_wants_to_be_painted_when_it_has_moved_by_a_pixel_and_ten_times_a_second_at_least(
    trace: TraceWidget,
) -> None:
    picture(trace)
    assert trace.step_ns == pytest.approx(30e9 / trace._plot.width(), rel=0.001)
    trace.set_span(600)
    picture(trace)
    assert trace.step_ns == 100_000_000
