"""A recording in the window: played, sought in, looked at from the floor, and left."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSlider

from pressure_coach.apps.window.button import Button
from pressure_coach.apps.window.playback import Playback
from pressure_coach.apps.window.transport import Transport, clock_text
from pressure_coach.apps.wording import Look
from tests.apps.window.recordings import record


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    return record(tmp_path_factory.mktemp("kept") / "session.mcap", "sim:?speed=0&cycles=1&hold=25")


@pytest.fixture
def player(opened, recording):
    """The window with the recording open."""
    hand = opened(f"replay:{recording}")
    hand.until(lambda: hand.page == "replay" and hand.window.pages.replay.playback is not None)
    return hand


def _s(hand) -> float:
    return hand.window.pages.replay.playback.position_s


def test_it_plays_by_itself_and_stands_still_at_a_key(player) -> None:
    player.until(lambda: _s(player) > 0.1)
    player.press(" ")
    assert player.find(Button, "play").text() == "Play"
    stands = _s(player)
    player.press("x")  # nothing in a recording can be stopped
    assert _s(player) == stands
    player.press(" ")
    player.until(lambda: _s(player) > stands)


def test_while_a_recording_is_read_no_gauge_says_that_there_is_no_signal(opened, recording, monkeypatch) -> None:
    really, go_on = Playback.open, threading.Event()

    def slowly(path, settings, progress):
        progress(0.45)
        go_on.wait()
        return really(path, settings, progress)

    monkeypatch.setattr(Playback, "open", slowly)
    hand = opened(f"replay:{recording}")
    page = hand.window.pages.replay
    try:
        hand.until(lambda: page.reading.bar.value() == 45)
        assert (page.gauge.isVisible(), page.reading.isVisible()) == (False, True)
        assert page.reading.file.accessibleName() == recording.name
        hand.press(" ")
        assert page.reading.hasFocus()
        seen: list[int] = []
        page.reading.bar.valueChanged.connect(seen.append)
        page._share.emit("another.mcap", 0.9)  # one that was to be read before
        page._share.emit(str(recording), 0.5)
        hand.until(lambda: page.reading.bar.value() != 45)
        assert (seen, page.reading.share.text()) == ([50], "50 %")
    finally:
        go_on.set()
    hand.until(lambda: page.playback is not None)
    assert (page.gauge.isVisible(), page.reading.isVisible()) == (True, False)
    assert page.gauge.hasFocus()
    assert not page.playback.paused
    hand.until(lambda: page.review is not None and page.review.y() > page.gauge.y())


def test_seeking_by_key_slider_and_chart(player) -> None:
    page = player.window.pages.replay
    player.press(" ", "home")
    player.press("right", "right", "left")
    assert _s(player) == 1.0
    player.press("right", modifier=Qt.KeyboardModifier.ShiftModifier)
    assert _s(player) == 11.0
    assert player.find(QLabel, "time").text().startswith("0:11 of 1:")
    assert abs(page.gauge._telling.band[0] - 0.9) < 0.01
    player.until(lambda: page.review is not None)
    page.review.seek.emit(20.0)
    assert _s(player) == 20.0
    slider = player.find(QSlider, "place")
    slider.setValue(300)
    assert _s(player) == 30.0
    player.press("end")
    assert page.playback.at_end
    assert slider.value() == slider.maximum()
    player.press("home")
    assert _s(player) == 0.0


def test_a_place_says_the_same_wherever_one_comes_from(player) -> None:
    page = player.window.pages.replay
    player.press(" ")
    page.seek(15.0)
    first = page.gauge.accessibleName()
    page.seek(50.0)
    assert page.gauge.accessibleName() != first
    page.seek(15.0)
    assert page.gauge.accessibleName() == first == "hold. You are in the band. The time counts. Breathe slowly."


def test_speed_and_again_and_again(player) -> None:
    page = player.window.pages.replay
    player.press("+", "+", "+", "+")
    assert page.playback.speed == 16.0
    assert "16 x" in player.find(QLabel, "time").text()
    player.press("r", "end")
    assert player.find(Button, "loop").isChecked()
    player.until(lambda: 0 < _s(player) < page.playback.duration_s / 2)
    player.press("-")
    assert page.playback.speed == 8.0


def test_the_marks_of_what_it_is_and_the_floor_view(player) -> None:
    page = player.window.pages.replay
    player.until(lambda: "REPLAYED  SIMULATED" in page.gauge.accessibleDescription())
    player.press("f")
    assert player.window.isFullScreen()
    assert not page.transport.isVisible()
    player.press("escape")
    assert not player.window.isFullScreen()
    assert page.transport.isVisible()
    player.press("escape")
    assert player.page == "picker"
    assert page.playback.paused


def test_help_lists_the_keys_of_a_replay_alone_and_hides_nothing_of_the_gauge(player) -> None:
    page = player.window.pages.replay
    player.press("?")
    assert page.help.isVisible()
    assert not page.gauge._telling.help
    told = " ".join(label.text() for label in page.help.findChildren(QLabel))
    assert "STOP" not in told
    assert "choose a sensor" in told
    player.press("escape")
    assert not page.help.isVisible()
    assert player.page == "replay"


@pytest.mark.parametrize("lang", ["en", "de"])
def test_on_a_low_screen_every_control_is_still_in_the_window(opened, recording, lang) -> None:
    hand = opened(f"replay:{recording}", "--lang", lang)
    page = hand.window.pages.replay
    hand.window.resize(640, 400)  # a laptop at a scale of 200 %
    hand.until(lambda: page.playback is not None and page.review is not None and page.height() == 400)
    for keys in ("", "?", "?"):
        hand.press(*keys)
        hand.until(lambda: page.help.isVisible() is page._keys.help)
        assert hand.window.size().toTuple() == (640, 400)
        for button in page.transport.buttons.values():
            assert button.visibleRegion().boundingRect() == button.rect()
    assert page.gauge.isVisible()
    hand.window.resize(640, 600)
    hand.until(lambda: page.review.isVisible())


def test_it_is_left_for_a_session_and_stands_still_meanwhile(player) -> None:
    player.press("s")
    assert player.page == "picker"
    while player.window.pages.picker.address != "sim:good":
        player.press("up")
    player.press("enter")
    player.until(lambda: player.page == "live" and player.view.sfreq > 0)
    assert not player.view.replayed


def test_a_file_that_is_no_recording_is_told_in_the_picker(opened, tmp_path) -> None:
    (tmp_path / "text.mcap").write_text("nothing of ours")
    hand = opened(f"replay:{tmp_path / 'text.mcap'}")
    hand.until(lambda: hand.page == "picker")
    assert "text.mcap" in hand.shown("error")


def test_a_recording_is_looked_at_right_after_its_session(opened) -> None:
    hand = opened("sim:?speed=0&cycles=1&hold=10", "--target", "200", "--record")
    hand.until(lambda: hand.page == "end")
    hand.click("look")
    page = hand.window.pages.replay
    hand.until(lambda: hand.page == "replay" and page.playback is not None)
    work = hand.sessions.work
    assert str(page.playback.path) == work.recorded
    assert page.playback.summary["holds"] == work.summary["holds"] != []


def test_another_target_on_the_command_line_judges_it_anew(opened, recording) -> None:
    hand = opened(f"replay:{recording}", "--target", "180")
    page = hand.window.pages.replay
    hand.until(lambda: page.playback is not None)
    page.seek(15.0)
    assert "ease off" in page.gauge.accessibleName()


def test_times_are_minutes_and_seconds() -> None:
    assert [clock_text(s) for s in (0, 59.99, 60, 3605)] == ["0:00", "0:59", "1:00", "60:05"]


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("width", [700, 960, 1280, 1920])
def test_every_button_can_be_read(qtbot, lang: str, width: int) -> None:
    transport = Transport(Look(lang=lang), lambda key: None, lambda s: None)
    qtbot.addWidget(transport)
    transport.resize(width, 120)
    transport.show()
    assert transport.minimumSizeHint().width() < 700
    for name, button in transport.buttons.items():
        assert button.width() >= button.sizeHint().width(), name
        assert transport.rect().contains(button.geometry()), name
