"""The gauge as a widget: what it paints again, how it moves, what it says aloud; what it tells, without a window."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QFont, QImage, QPaintEvent
from PySide6.QtWidgets import QApplication

from pressure_coach.apps.gauge import Word
from pressure_coach.apps.window import announcing, lettering, pictures
from pressure_coach.apps.window import gauge as gauge_file
from pressure_coach.apps.window.gauge import GaugeWidget
from pressure_coach.apps.window.pictures import HOLD, STATES, looked, make_sheets
from pressure_coach.apps.window.telling import move, spoken_figures, tell
from pressure_coach.apps.window.theme import DARK, LIGHT, Palette
from pressure_coach.apps.wording import Look
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View
from tests.apps.window.looking import on_screen, pixels_of

pytestmark = pytest.mark.usefixtures("qapp")
ENGLISH = Look()


@pytest.fixture
def gauge(qapp: QApplication) -> Iterator[GaugeWidget]:
    """A gauge on a screen that is only in memory, showing a hold."""
    made = GaugeWidget()
    made.resize(640, 400)
    show(made, HOLD)
    made.show()
    qapp.processEvents()
    yield made
    made.close()
    made.deleteLater()


def show(gauge: GaugeWidget, view: View, look: Look = ENGLISH) -> None:
    gauge.show_view(view, looked(view, look.unit), look)


def afresh(view: View, palette: Palette = LIGHT, floor: bool = False, look: Look = ENGLISH) -> np.ndarray:
    """The same picture, painted as a whole."""
    whole = GaugeWidget()
    whole.resize(640, 400)
    whole.set_palette(palette)
    whole.set_floor(floor)
    show(whole, view, look)
    image = QImage(640, 400, QImage.Format.Format_RGB32)
    whole.paint_on(image)
    return pixels_of(image)


def walk(gauge: GaugeWidget, floor: bool = False) -> Iterator[tuple[View, float]]:
    """Many small and a few large steps, painted in parts; with each how much differs from what is painted at once."""
    rng = np.random.default_rng(3)
    force, credit = 203.0, 20.0
    for i in range(60):
        force += float(rng.normal(0, 40 if i % 15 == 0 else 12 if i % 5 == 0 else 2))
        credit = credit + 1 / 40 if i % 25 else credit - 1.7
        view = replace(HOLD, force=abs(force), credit_s=credit, t=i / 80, u95=(i // 20) * 4.0)
        view = replace(view, state=State.HOLDING if abs(force - 200) < 20 else State.PAUSED)
        show(gauge, view)
        parts = on_screen(gauge).astype(int)
        yield view, float(np.mean(np.abs(parts - afresh(view, floor=floor)) > 90))


def test_painting_only_what_moved_ends_in_the_same_picture(gauge: GaugeWidget) -> None:
    for view, differ in walk(gauge):
        assert differ < 0.0001, view


def test_the_same_on_the_floor(gauge: GaugeWidget) -> None:
    gauge.set_floor(True)
    for view, differ in walk(gauge, floor=True):
        assert differ < 0.0001, view


@pytest.mark.parametrize("floor", [False, True])
def test_a_number_with_another_digit_leaves_nothing_behind(gauge: GaugeWidget, floor: bool) -> None:
    look = Look("de", "kgf")
    gauge.set_floor(floor)
    light = replace(HOLD, target=100.0, half_band=10.0, over=125.0)
    for force in (97.0, 98.5, 97.0):  # "9,9", "10,0": smaller digits, and the comma's tail is elsewhere
        view = replace(light, force=force)
        show(gauge, view, look)
        assert np.sum(np.abs(on_screen(gauge).astype(int) - afresh(view, floor=floor, look=look)) > 90) < 6, force


def test_help_does_not_hide_the_number_of_the_floor_view(gauge: GaugeWidget) -> None:
    gauge.set_floor(True)
    gauge.show_view(HOLD, looked(HOLD), ENGLISH, help=True)
    assert np.abs(on_screen(gauge).astype(int) - afresh(HOLD, floor=True)).max() < 32
    gauge.set_floor(False)
    gauge.show_view(HOLD, looked(HOLD), ENGLISH, help=True)
    assert np.mean(on_screen(gauge) != afresh(HOLD)) > 0.1


class Painted(QObject):
    """Counts the pixels that a widget is asked to paint."""

    def __init__(self) -> None:
        super().__init__()
        self.pixels = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.pixels += sum(rect.width() * rect.height() for rect in cast("Iterable[QRect]", event.region()))
        return False


def test_a_small_step_paints_a_small_part_and_the_same_view_nothing(gauge: GaugeWidget, qapp: QApplication) -> None:
    painted = Painted()
    gauge.installEventFilter(painted)
    show(gauge, HOLD)
    qapp.processEvents()
    assert painted.pixels == 0
    show(gauge, replace(HOLD, force=203.2, credit_s=23.6))
    qapp.processEvents()
    assert 0 < painted.pixels < 0.05 * 640 * 400
    painted.pixels = 0
    show(gauge, STATES["high"])
    qapp.processEvents()
    assert painted.pixels == 640 * 400


def test_steps_that_nobody_sees_are_painted_once_they_add_up(gauge: GaugeWidget, qapp: QApplication) -> None:
    painted, pictures = Painted(), 0
    gauge.installEventFilter(painted)
    for i in range(1, 41):
        painted.pixels = 0
        show(gauge, replace(HOLD, force=203.0 + 0.02 * i))  # 0.8 N are two and a half pixels of the pointer's way
        qapp.processEvents()
        pictures += painted.pixels > 0
    assert 2 <= pictures <= 5
    assert np.mean(np.abs(on_screen(gauge).astype(int) - afresh(replace(HOLD, force=203.8)))) < 0.05


def test_the_ring_grows_pixel_by_pixel(gauge: GaugeWidget, qapp: QApplication) -> None:
    painted, pictures = Painted(), 0
    gauge.installEventFilter(painted)
    for i in range(1, 81):
        painted.pixels = 0
        show(gauge, replace(HOLD, credit_s=HOLD.credit_s + i / 160))  # half a second: a pixel every 0.08 s
        qapp.processEvents()
        pictures += painted.pixels > 0
    assert 4 <= pictures <= 10


def test_a_new_palette_and_a_new_size_paint_everything_anew(gauge: GaugeWidget) -> None:
    gauge.set_palette(DARK)
    assert np.array_equal(on_screen(gauge), afresh(HOLD, DARK))
    gauge.resize(500, 300)
    assert on_screen(gauge).shape == (300, 500, 3)


def test_focus_is_seen_when_it_came_by_the_tab_key(gauge: GaugeWidget) -> None:
    def edge() -> set[int]:
        image = QImage(640, 400, QImage.Format.Format_RGB32)
        gauge.paint_on(image)
        return {int(value) for value in pixels_of(image)[:2].flat}

    QApplication.sendEvent(gauge, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason))
    plain = edge()
    QApplication.sendEvent(gauge, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert edge() == {int(LIGHT.focus[i : i + 2], 16) for i in (1, 3, 5)} != plain
    QApplication.sendEvent(gauge, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert edge() == plain


def test_a_screen_of_double_scale_gets_twice_the_pixels(gauge: GaugeWidget) -> None:
    image = QImage(1280, 800, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2.0)
    gauge.paint_on(image)
    fine = pixels_of(image).astype(float)
    coarse = fine.reshape(400, 2, 640, 2, 3).mean(axis=(1, 3))
    assert np.mean(np.abs(coarse - afresh(HOLD)) > 100) < 0.01


def test_reduced_motion_moves_in_steps(gauge: GaugeWidget) -> None:
    gauge.set_reduced_motion(True)
    painted = Painted()
    gauge.installEventFilter(painted)
    show(gauge, replace(HOLD, force=203.45, credit_s=23.9))
    QApplication.processEvents()
    small = painted.pixels
    show(gauge, replace(HOLD, force=203.0, credit_s=23.95))
    QApplication.processEvents()
    assert painted.pixels == small  # less than 1 % of the target, within the same second
    show(gauge, replace(HOLD, force=207.0, credit_s=23.95))
    QApplication.processEvents()
    assert painted.pixels > small


def test_a_screen_reader_hears_the_word_and_finds_the_figures(
    gauge: GaugeWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, bool]] = []
    monkeypatch.setattr(gauge_file, "announce", lambda widget, text, urgent=False: said.append((text, urgent)))
    assert gauge.accessibleName().startswith("hold. You are in the band.")
    assert "203 N, target 200 N" in gauge.accessibleDescription()
    for i in range(100):
        show(gauge, replace(HOLD, force=203 + i / 30, t=30 + i / 80))
    assert said == []  # nothing that a person must hear has changed
    show(gauge, STATES["over"])
    assert said == [("ease off. Too much. Ease off now.", True)]
    assert gauge.accessibleName() == said[0][0]
    assert "281 N" in gauge.accessibleDescription()
    show(gauge, STATES["rest"])
    assert said[1][1] is False
    show(gauge, replace(STATES["rest"], t=36.0, rest_left_s=9.0))
    assert "rest 9 s" in gauge.accessibleDescription()


def test_announcements_reach_the_system_while_somebody_listens(
    gauge: GaugeWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[QAccessibleAnnouncementEvent] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", sent.append)
    announcing.announce(gauge, "hold")
    assert sent == []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    announcing.announce(gauge, "stop", urgent=True)
    assert [type(event).__name__ for event in sent] == ["QAccessibleAnnouncementEvent"]
    assert sent[0].message() == "stop"


@pytest.mark.parametrize("name", STATES)
def test_what_is_told_follows_the_word(name: str) -> None:
    view = STATES[name]
    calm = looked(view)
    telling, motion = tell(view, calm, Look()), move(view, calm, Look())
    assert telling.text
    assert telling.sentence
    assert (motion.r is None) == (telling.unsure or motion.number == "--")
    assert telling.lit == (telling.word is Word.HOLD)
    if view.simulated:
        assert "SIMULATED" in spoken_figures(telling, motion)


def test_the_countdown_is_that_of_the_state() -> None:
    found = {name: tell(STATES[name], looked(STATES[name]), Look()) for name in STATES}
    assert (found["in band"].count_label, found["in band"].count) == ("time left", "37 s")
    assert (found["paused"].count_label, found["paused"].count) == ("hold ends in", "7 s")
    assert (found["rest"].count_label, found["rest"].count) == ("rest", "25 s")
    assert found["unknown"].count == found["stopped"].count == ""
    assert found["stopped"].sentence.startswith("Stay off: 9 s")


def test_help_lists_the_keys_and_keeps_the_number() -> None:
    telling = tell(HOLD, looked(HOLD), Look(), help=True)
    assert [key for key, _ in telling.help][:2] == ["Space", "Esc"]
    assert telling.value == "203 N"
    assert tell(STATES["stopped"], looked(STATES["stopped"]), Look(), help=True).help == ()


def test_uncertainty_and_force_are_shares_of_the_target_in_any_unit() -> None:
    motion = move(replace(HOLD, force=220.0, u95=10.0), looked(HOLD, "kgf"), Look(unit="kgf"))
    assert (motion.r, motion.u95_r) == pytest.approx((1.1, 0.05))


def test_the_pictures_are_made_by_one_command_and_are_always_the_same(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        pictures.main([])
    made = make_sheets(tmp_path)
    assert sum(path.stat().st_size for path in made) < 600_000
    before = [pixels_of(QImage(str(path))) for path in made]
    for old, path in zip(before, make_sheets(tmp_path), strict=True):
        assert (
            np.abs(old.astype(int) - pixels_of(QImage(str(path)))).max() < 32
        )  # letters come from a cache: +- a shade


def test_every_state_of_the_engine_has_its_picture() -> None:
    assert {view.state for view in STATES.values()} == set(State)


def test_another_face_of_the_system_is_measured_anew(gauge: GaugeWidget, qapp: QApplication) -> None:
    app = qapp
    before, sans = lettering.width("hold", 100.0), app.font()
    try:
        app.setFont(QFont("DejaVu Sans", 31, QFont.Weight.Black))
        app.sendEvent(gauge, QEvent(QEvent.Type.ApplicationFontChange))
        assert lettering._family() == app.font().toString()
    finally:
        app.setFont(sans)
        app.sendEvent(gauge, QEvent(QEvent.Type.ApplicationFontChange))
    assert lettering.width("hold", 100.0) == before
