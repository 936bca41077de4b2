"""Choosing a sensor: by keyboard alone, what appears by itself, and what is said when it cannot be opened."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

from pressure_coach.apps.window import lister
from pressure_coach.apps.window.button import Button
from pressure_coach.apps.window.lister import Entry, Lister, entries, simulated
from pressure_coach.apps.window.picker import Picker
from pressure_coach.apps.wording import Look
from pressure_coach.coaching.events import State
from pressure_coach.devices._ports import PortInfo
from pressure_coach.devices._scenarios import SCENARIOS

BOARD = Entry("Arduino Uno", "serial:COM3", "serial:COM3, board with our firmware", likely=True)


def test_from_the_start_to_a_hold_by_keyboard_alone(opened, monkeypatch) -> None:
    monkeypatch.setattr(lister, "entries", lambda lang, air=None: simulated(lang))
    hand = opened()
    assert hand.page == "picker"
    assert hand.focus is hand.window.pages.picker.list
    assert hand.window.pages.picker.address == "sim:good"
    hand.press("down", "down", "up", "up", "enter")
    hand.until(lambda: hand.page == "live" and hand.view.target == 200.0)
    assert hand.view.simulated
    assert "sim:good" in hand.window.windowTitle()


def test_a_target_and_a_recording_are_chosen_before_the_start(opened, own_folder) -> None:
    hand = opened()
    hand.press("tab")
    while hand.focus is not hand.find(QLineEdit, "target"):
        hand.press("tab")
    hand.press("nonsense", "enter")
    assert "is no force" in hand.shown("error")
    hand.press("120")
    while hand.focus is not hand.find(QCheckBox, "record"):
        hand.press("tab")
    hand.press(" ")
    hand.click("start")
    hand.until(lambda: hand.view.target == 120.0 and hand.view.recording)
    hand.press("r")
    hand.until(lambda: not hand.view.recording)
    assert hand.sessions.work.running
    (kept,) = (own_folder / "recordings").iterdir()
    assert kept.stat().st_size > 0


def test_recording_begins_with_a_new_session_that_keeps_the_target(opened) -> None:
    hand = opened("sim:manual", "--target", "90")
    hand.until(lambda: hand.state is State.UNLOADED)
    before = hand.sessions.work
    hand.press("r")
    hand.until(lambda: hand.view.recording and hand.view.target == 90.0)
    assert hand.sessions.work is not before
    assert opened.reported == [before]
    hand.until(lambda: hand.find(Button, "record").text() == "End recording")


def test_a_port_that_is_not_there_is_told_and_the_picker_comes_back(opened, tmp_path) -> None:
    hand = opened(f"serial:{tmp_path / 'nothing'}")
    hand.until(lambda: hand.page == "picker")
    assert "nothing" in hand.shown("error")
    assert hand.focus is hand.window.pages.picker.list
    hand.press("enter")
    hand.until(lambda: hand.page == "live" and hand.view.sfreq > 0)
    assert hand.window.pages.picker.error.isHidden()


def test_what_makes_no_sense_on_the_command_line_closes_the_window_with_it(opened) -> None:
    hand = opened("sim:nobody")
    hand.until(lambda: not hand.window.isVisible())
    assert "nobody" in str(hand.window.fault)


def test_what_is_plugged_in_appears_by_itself_and_what_was_chosen_stays_chosen(qtbot) -> None:
    found = simulated("en")
    picker = Picker(Look(), lambda *chosen: None, lambda name: None, lambda: list(found))
    qtbot.addWidget(picker)
    picker.show()
    picker.lister.start()
    picker.list.setCurrentRow(3)
    picker.list.touched = True
    chosen = picker.address
    qtbot.waitUntil(lambda: picker.list.count() == len(found))
    found.insert(0, BOARD)
    qtbot.waitUntil(lambda: picker.list.item(0).text() == "Arduino Uno", timeout=3000)
    assert picker.address == chosen
    picker.hide()
    assert picker.lister._thread is None


def test_a_board_on_usb_is_offered_first_to_who_has_not_chosen_yet(qtbot) -> None:
    picker = Picker(Look(), lambda *chosen: None, lambda name: None, list)
    qtbot.addWidget(picker)
    assert picker.address == "sim:good"
    picker.show_entries([Entry("On this computer"), BOARD, *simulated("en")])
    assert picker.address == "serial:COM3"
    qtbot.keyClick(picker.list, Qt.Key.Key_Down)
    picker.show_entries([Entry("On this computer"), BOARD, *simulated("en")])
    assert picker.address == "sim:good"


def test_the_texts_name_every_scenario() -> None:
    assert {entry.address for entry in simulated("en")} == {"", *(f"sim:{name}" for name in SCENARIOS)}


def test_ports_are_named_by_what_hangs_on_them_and_what_keeps_one_from_them(monkeypatch) -> None:
    ports = [
        PortInfo("COM3", "serial:COM3", guess="Arduino Uno", usb="2341:0043", used_by="avrdude"),
        PortInfo("COM4", "serial:COM4", may_open=False),
    ]
    monkeypatch.setattr("pressure_coach.devices._ports.list_ports", lambda: ports)
    shown = entries("en")
    assert [entry.address for entry in shown[1:5]] == ["serial:COM3", "lines:COM3", "serial:COM4", "lines:COM4"]
    assert "in use by avrdude" in shown[1].detail
    assert "may not open" in shown[3].detail


def test_a_look_at_the_ports_that_fails_is_tried_again(qtbot) -> None:
    calls: list[int] = []

    def look() -> list[Entry]:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("gone")
        return [BOARD]

    shown: list[list[Entry]] = []
    one = Lister(look, shown.append)
    one.start()
    qtbot.waitUntil(lambda: shown == [[], [BOARD]] or shown == [[BOARD]], timeout=4000)
    one.stop()
    assert picker_is_quiet(one)


def picker_is_quiet(one: Lister) -> bool:
    """No thread is left."""
    return one._thread is None


def test_the_error_can_be_heard(qtbot) -> None:
    picker = Picker(Look(), lambda *chosen: None, lambda name: None, list)
    qtbot.addWidget(picker)
    picker.show_error("the port is gone; plug it in.")
    assert picker.error.accessibleName() == "That did not work: the port is gone; plug it in."
    assert picker.findChild(QLabel, "error").text() == "The port is gone; plug it in."
