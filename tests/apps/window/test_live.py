"""A person at the window: a whole hold, stops, a cable that comes out, and what the buttons do."""

import pytest
from PySide6.QtWidgets import QLineEdit, QSlider

from pressure_coach.apps.gauge import may_be_loaded
from pressure_coach.apps.window.button import Button
from pressure_coach.coaching.events import State

LOADED = ("sim:?speed=20&hold=30", "--target", "200")  # 5 s of leaning on take a quarter of a second
S = State


def _loaded(hand):
    hand.until(lambda: hand.state is S.HOLDING)
    return hand


def test_a_whole_hold_by_keyboard_alone_ends_done_and_its_figures_are_shown(opened) -> None:
    hand = opened("sim:?speed=50&cycles=1&hold=105")
    hand.until(lambda: hand.view.t > 9.5)  # it has leaned on for more than the second whose level is taken
    assert "set target" in hand.word
    hand.press("t")
    hand.until(lambda: hand.state is S.HOLDING)
    hand.until(lambda: hand.page == "end")
    assert [hold["outcome"] for hold in hand.sessions.work.figures()["holds"]] == ["DONE"]
    table = hand.window.pages.end.table
    assert [table.item(0, column).text() for column in (0, 1, 2)] == ["1", "done", "60 of 60 s"]
    assert len(opened.reported) == 1
    hand.press("enter")
    hand.until(lambda: hand.page == "live" and hand.view.sfreq > 0)


@pytest.mark.parametrize("how", ["escape", "x", "F5", "click", "tab"])
def test_stop_by_key_and_by_mouse(opened, how) -> None:
    hand = _loaded(opened("sim:?speed=20&hold=5", "--target", "200"))
    if how == "click":
        hand.click("stop")
    elif how == "tab":
        while getattr(hand.focus, "objectName", str)() != "stop":
            hand.press("tab")
        hand.press("enter")
    else:
        hand.press(how)
    hand.until(lambda: hand.state is S.STOPPED and "stop" in hand.word)
    hand.until(lambda: hand.view.stay_off_s == 0.0)
    assert hand.find(Button, "pause").text() == "Go on"
    hand.press("enter")
    hand.until(lambda: hand.state is S.UNLOADED)


@pytest.mark.parametrize(
    ("name", "key"), [("zero", "escape"), ("volume", "escape"), ("quit", "escape"), ("zero", "page down")]
)
def test_esc_and_keys_without_a_use_stop_wherever_the_keyboard_is(opened, name, key) -> None:
    hand = _loaded(opened(*LOADED))
    while getattr(hand.focus, "objectName", str)() != name:
        hand.press("tab")
    hand.press(key)
    hand.until(lambda: hand.state is S.STOPPED)


def test_where_the_screen_is_low_stop_stays_and_the_other_buttons_scroll(opened) -> None:
    hand = opened("sim:manual", "--lang", "de")
    hand.until(lambda: hand.view.sfreq > 0)
    hand.window.resize(640, 400)  # a laptop at a scale of 200 %
    stop, last = hand.find(Button, "stop"), hand.find(Button, "quit")
    hand.until(lambda: hand.window.size().toTuple() == (640, 400) and last.visibleRegion().isEmpty())
    while hand.focus is not last:
        hand.press("tab")
    for button in (stop, last):
        assert button.visibleRegion().boundingRect() == button.rect()


@pytest.mark.parametrize("key", ["shift", "tab", "volume", "up"])
def test_keys_of_the_computer_itself_never_stop(opened, key) -> None:
    hand = _loaded(opened(*LOADED))
    hand.press(key)
    hand.press("m")  # its answer comes after whatever the key did
    hand.until(lambda: hand.view.message == "mark")
    assert hand.state is not S.STOPPED


def test_pause_and_go_on(opened) -> None:
    hand = _loaded(opened("sim:?speed=6", "--target", "200"))
    assert hand.find(Button, "pause").text() == "Pause"
    hand.press(" ")
    hand.until(lambda: hand.view.key_paused)
    hand.until(lambda: hand.find(Button, "pause").text() == "Go on")
    hand.click("pause")
    hand.until(lambda: hand.state is S.HOLDING)


def test_space_presses_the_button_that_tab_has_reached_and_a_click_takes_no_keyboard(opened) -> None:
    hand = _loaded(opened(*LOADED))
    hand.press("tab")
    assert hand.focus.objectName() == "stop"
    hand.click("mark")
    hand.until(lambda: hand.view.message == "mark")
    assert hand.focus.objectName() == "stop"
    hand.press(" ")
    hand.until(lambda: hand.state is S.STOPPED)
    assert hand.focus is hand.window.live.gauge


def test_every_button_is_reached_by_tab_and_says_what_it_is(opened) -> None:
    hand = opened(*LOADED)
    hand.until(lambda: hand.view.sfreq > 0)
    reached = []
    for _ in range(40):
        hand.press("tab")
        reached.append(hand.focus)
        assert hand.focus.accessibleName(), hand.focus
    wanted = {button for button in hand.window.live.findChildren(Button) if button.isVisible() and button.isEnabled()}
    assert wanted <= set(reached)
    assert hand.find(QSlider, "volume") in reached


def test_a_target_is_typed_while_nobody_is_on_it_and_wrong_numbers_are_asked_again(opened) -> None:
    hand = opened("sim:manual")
    hand.until(lambda: hand.state is S.UNLOADED)
    hand.press("e")
    line = hand.find(QLineEdit, "answer")
    assert hand.focus is line
    hand.press("12x", "enter")
    assert line.isVisible()
    hand.press("120", "enter")
    assert not line.isVisible()
    assert hand.focus is hand.window.live.gauge
    hand.until(lambda: hand.view.target == 120.0)


def test_esc_drops_what_is_typed_and_stops_all_the_same(opened) -> None:
    hand = _loaded(opened(*LOADED))
    hand.press("n", "sore q7", "escape")
    hand.until(lambda: hand.state is S.STOPPED)
    assert not hand.find(QLineEdit, "answer").isVisible()


def test_a_note_is_kept_with_a_mark(opened) -> None:
    hand = _loaded(opened(*LOADED))
    hand.press("n", "left side", "enter")
    hand.until(lambda: hand.view.message == "mark")
    assert hand.focus is hand.window.live.gauge


def test_arrows_move_the_simulated_hand_and_zero_is_set(opened) -> None:
    hand = opened("sim:manual?speed=10")
    hand.until(lambda: hand.view.sfreq > 0)
    hand.press("up", "up", "up", "right")
    hand.until(lambda: abs(hand.view.force - 16) < 2)
    hand.press("down", "down", "down", "left")
    hand.until(lambda: abs(hand.view.force) < 2)
    hand.until(lambda: hand.view.t > 6)
    hand.click("zero")
    hand.until(lambda: "zero set" in hand.view.message)


def test_a_hold_is_left_only_when_asked_twice(opened) -> None:
    hand = _loaded(opened(*LOADED))
    hand.press("q")
    assert hand.page == "live"
    assert hand.sessions.work.running
    hand.press("q")
    assert hand.page == "end"
    assert hand.sessions.work.figures()["holds"][0]["outcome"] == "UNFINISHED"
    hand.press("q")
    assert not hand.window.isVisible()


@pytest.mark.parametrize("key", ["s", "o"])
def test_other_ways_out_of_a_hold_are_asked_twice_too(opened, key, monkeypatch) -> None:
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getOpenFileName", lambda *args: ("", ""))
    hand = _loaded(opened(*LOADED))
    hand.press(key)
    assert hand.page == "live"
    assert "Press again" in hand.window.live.gauge.accessibleDescription() or hand.sessions.work.running
    hand.press("s")
    hand.press("s")
    assert hand.page == "picker"
    hand.press("escape")
    assert hand.page == "end"


def test_closing_the_window_in_a_hold_asks_once(opened) -> None:
    hand = _loaded(opened(*LOADED))
    assert not hand.window.close()
    assert hand.window.close()
    assert len(opened.reported) == 1


def test_floor_view_and_back(opened) -> None:
    hand = _loaded(opened("sim:?speed=4", "--target", "200"))
    hand.press("f")
    assert hand.window.isFullScreen()
    assert not hand.find(Button, "pause").isVisible()
    stop = hand.find(Button, "floor_stop")
    short = min(hand.window.live.width(), hand.window.live.height())
    hand.until(lambda: min(stop.width(), stop.height()) >= short // 4)
    x = stop.x()
    hand.press("u")
    assert hand.window.memory.upside_down
    hand.until(lambda: stop.x() < x)  # still at the reader's right hand
    hand.press("escape")
    hand.until(lambda: hand.state is S.STOPPED)
    assert hand.window.isFullScreen()
    hand.press("F11")
    assert not hand.window.isFullScreen()
    assert hand.find(Button, "pause").isVisible()


def test_esc_leaves_the_floor_view_only_for_who_is_surely_off(opened) -> None:
    hand = opened("sim:manual", "--target", "100")
    hand.until(lambda: hand.state is S.UNLOADED)
    hand.press("f")
    assert not may_be_loaded(hand.view, hand.sessions.conductor.calm.fresh)
    hand.press("escape")
    assert not hand.window.isFullScreen()
    assert hand.state is S.UNLOADED
    hand.press("escape")
    assert not hand.window.isFullScreen()


def test_light_and_dark_span_and_delay(opened) -> None:
    hand = opened(*LOADED)
    hand.until(lambda: hand.view.sfreq > 0)
    dark = hand.window.theme.dark
    hand.press("d")
    assert hand.window.theme.dark is not dark
    hand.press("w")
    assert hand.window.memory.span_s == 60
    assert hand.find(Button, "span").text() == "Curve 1 min"
    hand.press("l")
    hand.until(lambda: "picture" in hand.shown("delay_line"))
    hand.press("l")
    assert not hand.shown("delay_line")


def test_help_is_beside_the_word_and_stop_closes_it(opened) -> None:
    hand = _loaded(opened(*LOADED))
    hand.press("?")
    assert hand.window.live.help.isVisible()
    hand.press("escape")
    hand.until(lambda: hand.state is S.STOPPED)
    assert not hand.window.live.help.isVisible()


def test_on_a_low_screen_help_takes_the_room_of_the_curve(opened) -> None:
    hand = opened("sim:manual")
    hand.until(lambda: hand.view.sfreq > 0)
    hand.window.resize(640, 400)
    hand.until(lambda: hand.window.height() == 400)
    high = hand.window.live.gauge.height()
    hand.press("?")
    hand.until(lambda: hand.window.live.gauge.height() > 1.2 * high)
    assert not hand.window.live.help.isVisible()
    assert not hand.window.live.trace.isVisible()
    hand.press("?")
    hand.until(lambda: hand.window.live.gauge.height() == high and hand.window.live.trace.isVisible())


@pytest.mark.parametrize(("key", "opens"), [("?", "help"), ("e", "ask"), ("n", "ask"), ("l", "delay")])
def test_what_is_to_be_read_or_typed_leaves_the_floor_view(opened, key, opens) -> None:
    hand = _loaded(opened(*LOADED))
    hand.press("f")
    assert hand.window.isFullScreen()
    hand.press(key)
    assert not hand.window.isFullScreen()
    hand.until(lambda: getattr(hand.window.live, opens).isVisible())


def test_a_board_whose_cable_comes_out_and_goes_in_again(opened, pty_board) -> None:
    board = pty_board()
    with board.serving():
        hand = opened(f"serial:{board.path}", "--scale", "0.01")
        hand.until(lambda: hand.view.sfreq > 0 and hand.view.link)
        assert "connected" in hand.shown("facts")
        board.unplug()
    hand.until(lambda: not hand.view.link)
    hand.until(lambda: "Come off" in hand.word and "not connected" in hand.shown("facts"))
    board.plug()
    with board.serving():
        hand.until(lambda: hand.view.link)
        hand.until(lambda: "not connected" not in hand.shown("facts"))
