"""tools/system.py: what Qt and the firmware's tests need of the system and how it is got; nothing is installed here."""

import shutil
import sys

import pytest

from tools import environment, system


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux without any library, font or compiler for a board."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system, "loads", lambda library: False)
    monkeypatch.setattr(system, "has_fonts", lambda: False)
    monkeypatch.setattr(system, "FIRMWARE", ((__file__, "g++"), (f"{__file__}/avr-g++", "gcc-avr")))


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a person is told, while nothing is installed."""
    kept: list[str] = []
    monkeypatch.setattr(environment, "say", kept.append)
    return kept


def test_a_drawn_window_needs_less_than_one_on_a_screen(bare: None) -> None:
    drawn, shown = system.missing_for_qt(x11=False), system.missing_for_qt(x11=True)
    assert "libegl1" in drawn
    assert "fonts-dejavu-core" in drawn
    assert set(shown) - set(drawn) >= {"libxcb-cursor0", "libxkbcommon-x11-0"}


def test_what_is_there_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system, "loads", lambda library: True)
    monkeypatch.setattr(system, "has_fonts", lambda: True)
    assert system.missing_for_qt(x11=True) == []


def test_other_systems_have_all_that_qt_needs(bare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert system.missing_for_qt(x11=True) == []


def test_a_library_that_no_system_has_does_not_load() -> None:
    assert not system.loads("libno-such-thing.so.9")


def test_the_line_to_type_asks_for_the_rights_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert system.line_to_type(["a", "b"]) == 'su - -c "apt-get install -y a b"'
    monkeypatch.setattr(shutil, "which", lambda name: name)
    assert system.line_to_type(["a"]) == "sudo apt-get install -y a"


def test_the_gauge_in_a_terminal_needs_nothing_of_qt(bare: None, said: list[str]) -> None:
    environment.get_system("run")
    assert said == []


def test_with_rights_qt_gets_its_libraries(bare: None, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "run", lambda command, problem: commands.append(command))
    monkeypatch.setattr(system, "way_to_install", lambda: "apt")
    environment.get_system("test")
    assert "libegl1" in commands[0]
    assert "libxcb-cursor0" not in commands[0]


def test_with_rights_the_tests_get_compilers_for_the_firmware_and_a_window_none(
    bare: None, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "run", lambda command, problem: commands.append(command))
    monkeypatch.setattr(system, "way_to_install", lambda: "apt")
    environment.get_system("window")
    assert not any("gcc-avr" in command for command in commands)
    environment.get_system("test")
    assert commands[-1][-1] == "gcc-avr"
    assert "g++" not in commands[-1]


def test_with_rights_the_tests_get_the_programs_that_they_run(
    bare: None, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "run", lambda command, problem: commands.append(command))
    monkeypatch.setattr(system, "way_to_install", lambda: "apt")
    monkeypatch.setattr(system, "PROGRAMS", (("no-such-program", "dbus-daemon"), (sys.executable, "python3")))
    environment.get_system("test")
    assert commands[-1][-1] == "dbus-daemon"
    assert "python3" not in commands[-1]


def test_another_system_is_asked_for_no_compilers(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    environment.get_system("test")
    assert said == []
    assert "gcc-avr" in system.missing_for_firmware()


@pytest.mark.parametrize(("way", "words"), [("ask", "to have it, type: "), ("none", "install yours")])
def test_without_rights_the_person_is_told_and_the_start_goes_on(
    bare: None, said: list[str], monkeypatch: pytest.MonkeyPatch, way: str, words: str
) -> None:
    monkeypatch.setattr(system, "way_to_install", lambda: way)
    environment.get_system("window")
    assert len(said) == 1
    assert words in said[0]
    assert "libxcb-cursor0" in said[0]


def test_without_rights_the_tests_go_on_without_compilers(
    bare: None, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "way_to_install", lambda: "ask")
    environment.get_system("test")
    assert "gcc-avr" in said[-1]
    assert "the firmware's tests" in said[-1]


def test_a_machine_without_a_network_says_why_and_goes_on(
    bare: None, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(command: list[str], problem: str) -> None:
        raise environment.Stop(f"{problem} no network")

    monkeypatch.setattr(environment, "run", fails)
    monkeypatch.setattr(system, "way_to_install", lambda: "apt")
    environment.get_system("window")
    assert "The window cannot be shown here." in said[-1]
    assert "no network" in said[-1]
