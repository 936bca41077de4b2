"""``pressure-coach flash`` without a chip: which board, which port, which avrdude, and what is said. The chip itself is
in tests/firmware/test_flash.py."""

import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

from pressure_coach.apps import flashing
from pressure_coach.apps.cli import main
from pressure_coach.apps.commands.flash import BY_HAND, WITH_FILE
from pressure_coach.apps.texts import LANGUAGES, say
from pressure_coach.devices import _ports
from pressure_coach.errors import CoachError, DeviceError, UsageError
from tests.ptyboard import PtyBoard, WireBoard

ROOT = Path(__file__).resolve().parents[2]
UNO, CH340, FTDI, PICO, UART = "2341:0043", "1a86:7523", "0403:6001", "2e8a:000a", ""


def usb(device: str, ids: str) -> SimpleNamespace:
    """What pyserial tells of a port."""
    vid, pid = (int(half, 16) for half in ids.split(":")) if ids else (None, None)
    rest = dict.fromkeys(("serial_number", "manufacturer", "location"))
    return SimpleNamespace(device=device, description="n/a", vid=vid, pid=pid, **rest)


@pytest.fixture
def plugged(monkeypatch):
    """Says what is plugged in."""
    really = _ports.list_ports

    def plug(**boards: str) -> None:
        monkeypatch.setattr(_ports, "list_ports", lambda: really([usb(f"/dev/{n}", ids) for n, ids in boards.items()]))

    plug()
    return plug


@pytest.fixture
def avrdude(tmp_path, monkeypatch):
    """Puts a program of this name on the PATH that ends with a status."""
    if sys.platform == "win32":
        pytest.skip("a shell script is no program on Windows")

    def put(status: int) -> Path:
        program = tmp_path / "bin" / "avrdude"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/words"\nexit {status}\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
        return program

    return put


def refused(*words: str) -> CoachError:
    with pytest.raises(CoachError) as caught:
        main(["flash", *words])
    return caught.value


def dry(capsys, *words: str) -> list[str]:
    assert main(["flash", *words, "--dry-run"]) == 0
    return shlex.split(capsys.readouterr().out)


def test_a_dry_run_prints_the_very_command(plugged, avrdude, capsys):
    program = str(avrdude(0))
    plugged(ttyACM0=UNO)
    words = dry(capsys)
    how = ["-p", "m328p", "-c", "arduino", "-b", "115200", "-P", "/dev/ttyACM0", "-D"]
    assert words == [program, *how, "-U", f"flash:w:{flashing.IMAGE}:i"]


def test_the_only_port_that_may_be_the_board_is_taken_and_others_are_not_counted(plugged, avrdude, capsys):
    avrdude(0)
    plugged(ttyACM0=PICO, ttyS0=UART, ttyUSB3=CH340)
    assert "/dev/ttyUSB3" in dry(capsys, "nano")


def test_a_port_that_is_named_is_taken(plugged, avrdude, capsys):
    avrdude(0)
    plugged(ttyACM0=UNO, ttyUSB0=FTDI)
    assert "/dev/ttyUSB0" in dry(capsys, "nano", "--port", "/dev/ttyUSB0")
    assert "/dev/ttyACM0" in dry(capsys, "--port", "/dev/ttyACM0")


def test_several_ports_are_listed_to_choose_from(plugged, avrdude):
    avrdude(0)
    plugged(ttyACM0=UNO, ttyUSB0=FTDI)
    error = refused("uno")
    assert isinstance(error, UsageError)
    assert "/dev/ttyACM0 (Arduino Uno), /dev/ttyUSB0 (FTDI FT232R adapter)" in str(error)


def test_an_adapter_alone_does_not_tell_the_board(plugged, avrdude):
    avrdude(0)
    plugged(ttyUSB0=CH340)
    for words in ((), ("--port", "/dev/ttyUSB0")):
        assert str(refused(*words)).startswith("Which board is it?")


def test_nothing_plugged_in_is_one_sentence(plugged, avrdude):
    avrdude(0)
    plugged(ttyACM0=PICO)
    assert isinstance(refused("uno"), DeviceError)
    assert "Arduino Uno" in str(refused("uno"))


def test_without_avrdude_the_line_to_type_is_told(plugged, monkeypatch, tmp_path):
    plugged(ttyACM0=UNO)
    monkeypatch.setattr(flashing, "find_tool", lambda: None)
    error = str(refused("uno"))
    assert error.count("\n") == 0
    assert error.endswith(flashing.line_to_type())


@pytest.mark.parametrize(
    ("platform", "managers", "line"),
    [
        ("linux", {"apt"}, "sudo apt install avrdude"),
        ("linux", {"dnf"}, "sudo dnf install avrdude"),
        ("linux", {"pacman"}, "sudo pacman -S avrdude"),
        ("linux", set(), "sudo apt install avrdude"),
        ("darwin", set(), "brew install avrdude"),
        ("win32", set(), "winget install AVRDudes.AVRDUDE"),
    ],
)
def test_each_system_has_its_line(platform, managers, line):
    assert flashing.line_to_type(platform, managers.__contains__) == line


@pytest.mark.parametrize(
    ("platform", "folder", "name"),
    [
        ("linux", ".arduino15/packages/arduino/tools/avrdude/{}", "avrdude"),
        ("darwin", "Library/Arduino15/packages/arduino/tools/avrdude/{}", "avrdude"),
        ("win32", "AppData/Local/Arduino15/packages/arduino/tools/avrdude/{}", "avrdude.exe"),
        ("linux", "arduino-{}/hardware/tools/avr", "avrdude"),
    ],
)
def test_the_newest_of_the_arduino_ide_is_found_with_its_settings(platform, folder, name, tmp_path):
    for version in ("6.3.0-arduino9", "6.3.0-arduino17"):
        for file in (f"bin/{name}", "etc/avrdude.conf"):
            path = tmp_path / folder.format(version) / file
            path.parent.mkdir(parents=True)
            path.touch()
    tool = flashing.find_tool(tmp_path, platform, {})
    assert tool is not None
    newest = tmp_path / folder.format("6.3.0-arduino17")
    assert (tool.program, tool.settings) == (str(newest / "bin" / name), str(newest / "etc" / "avrdude.conf"))
    assert flashing.command(tool, "COM3", Path("x.hex"))[1:3] == ["-C", tool.settings]


def test_where_there_is_none_there_is_none(tmp_path):
    for platform in ("linux", "darwin", "win32"):
        assert flashing.find_tool(tmp_path, platform, {}) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no hex at all",
        ":0100000001FD\n:00000001FF\n",  # a wrong sum
        ":01000000",
        ":0100000001FE\n",  # no end
        ":017E000001\n80\n",
        ":017E00000180\n:00000001FF\n",  # where the boot loader is
        ":0100000001FE\n:020000040001F9\n:00000001FF\n",  # not of this chip: addresses beyond 64 kB
    ],
)
def test_what_is_no_file_for_an_uno_is_not_flashed(text, tmp_path, plugged, avrdude):
    avrdude(0)
    plugged(ttyACM0=UNO)
    file = tmp_path / "a.hex"
    file.write_text(text)
    assert isinstance(refused("uno", "--file", str(file), "--dry-run"), UsageError)
    assert "is not there" in str(refused("uno", "--file", str(tmp_path / "b.hex"), "--dry-run"))


def test_a_small_whole_file_is_one_for_an_uno(tmp_path):
    file = tmp_path / "a.hex"
    file.write_text(":020000040000FA\n:0100000001FE\n:00000001FF\n")
    assert flashing.fits_an_uno(file)


@pytest.mark.parametrize(("lang", "answer"), [("en", "no"), ("en", ""), ("en", "ja"), ("de", "nein")])
def test_any_other_answer_than_yes_flashes_nothing(lang, answer, plugged, avrdude, monkeypatch, capsys, tmp_path):
    avrdude(0)
    plugged(ttyACM0=UNO)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert main(["flash", "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert "Arduino Uno" in said
    assert "/dev/ttyACM0" in said
    assert said.splitlines()[-1] == say(lang, "flash.no")
    assert not (tmp_path / "words").exists()


@pytest.mark.parametrize(("lang", "answer"), [("en", "y"), ("en", " YES "), ("de", "ja")])
def test_after_a_yes_it_is_flashed_and_asked_who_it_is(lang, answer, plugged, avrdude, pty_board, monkeypatch, capsys):
    words = avrdude(0).parents[1] / "words"
    board = pty_board(WireBoard)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    with board.serving():
        assert main(["flash", "uno", "--port", board.path, "--lang", lang]) == 0
    assert f"-P {board.path}" in words.read_text()
    said = capsys.readouterr().out
    assert say(lang, "flash.readings", port=board.path) in said
    assert say(lang, "flash.unknown") in said  # what hangs on this port


def test_a_board_without_its_sensor_is_told_of(plugged, avrdude, pty_board, monkeypatch, capsys):
    avrdude(0)
    board = pty_board(WireBoard, n_samples=0)
    monkeypatch.setattr(flashing, "READINGS_S", 0.2)
    with board.serving():
        assert main(["flash", "uno", "--port", board.path, "--yes"]) == 0
    assert "No readings come yet. Wire the sensor" in capsys.readouterr().out


class Stranger(PtyBoard):
    """A sketch that prints numbers."""

    def step(self) -> None:
        """Ten lines a turn."""
        self.hear()
        self.send(b"12.5\n" * 10)


def test_a_board_that_is_not_ours_after_all_is_an_error(plugged, avrdude, pty_board):
    avrdude(0)
    board = pty_board(Stranger)
    with board.serving():
        error = refused("uno", "--port", board.path, "--yes")
    assert "It was flashed, but did not say who it is." in str(error)
    assert "12.5" in str(error)


def test_when_avrdude_fails_the_board_is_not_asked(plugged, avrdude, pty_board):
    avrdude(1)
    error = refused("uno", "--port", pty_board().path, "--yes")
    assert "avrdude could not flash" in str(error)


def test_a_port_that_cannot_be_opened_is_explained_before_avrdude_tries(plugged, avrdude, tmp_path):
    avrdude(0)
    assert "is no serial port" in str(refused("uno", "--port", str(flashing.IMAGE), "--yes"))
    assert not (tmp_path / "words").exists()


@pytest.mark.parametrize("words", [["uno"], [], ["nano", "--dry-run"]])
def test_nobody_is_asked_about_a_port_that_is_not_there(words, plugged, avrdude, monkeypatch, capsys):
    def ask(question: str) -> NoReturn:
        raise AssertionError(question)

    avrdude(0)
    monkeypatch.setattr("builtins.input", ask)
    for lang, none in (("en", "none at all"), ("de", "gar keiner")):
        error = refused(*words, "--port", "nope", "--lang", lang)
        assert (type(error), str(error)) == (DeviceError, say(lang, "flash.not_there", port="nope", ports=none))
    plugged(ttyACM0=UNO, ttyUSB0=FTDI)
    assert "there are: /dev/ttyACM0, /dev/ttyUSB0. Plug it in" in str(refused(*words, "--port", "nope"))
    assert capsys.readouterr().out == ""


def test_windows_has_its_ports_in_a_list_only_and_minds_no_capitals(tmp_path):
    ports = _ports.list_ports([usb("COM3", UNO)])
    (tmp_path / "COM4").touch()
    assert flashing.is_there("com3", ports, posix=False)
    assert not flashing.is_there(str(tmp_path / "COM4"), ports, posix=False)


def test_ctrl_c_while_it_is_flashed_tells_what_became_of_the_board(avrdude, pty_board):
    # What is interrupted before it knows of its child leaves that alone: it must not hold our pipe.
    avrdude(0).write_text("#!/bin/sh\nexec >&- 2>&-\nkill -INT $PPID\nexec sleep 60\n")
    words = [sys.executable, "-m", "pressure_coach", "flash", "uno", "--port", pty_board().path, "--yes"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (130, f"pressure-coach: {say('en', 'flash.broken_off')}\n")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("board", BY_HAND)
def test_other_boards_get_three_steps_that_are_those_of_the_guide(board, lang, capsys):
    assert main(["flash", board, "--lang", lang]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:2] for line in lines[1:4]] == ["1.", "2.", "3."]
    assert lines[-1] == say(lang, "flash.untried")
    guide = (ROOT / "firmware" / "README.md").read_text(encoding="utf-8")
    named = {
        "esp32": ("Espressif Systems", "ESP32 Dev Module", "USB CDC On Boot", "BOOT", "PC_BLE"),
        "nrf52840": (
            "Seeed nRF52 Boards",
            "Arduino Mbed OS Nano Boards",
            "Adafruit nRF52",
            "mbed-enabled",
            "ArduinoBLE",
        ),
        "pico": ("Raspberry Pi Pico/RP2040", "Earle F. Philhower, III", "BOOTSEL", "UF2 Board", "IPv4 + Bluetooth"),
        "nano-old": ("#define PC_WATCHDOG 0",),
    }[board]
    for name in named:
        assert name in "\n".join(lines)
        assert name in guide


def test_what_is_of_no_use_for_a_board_without_a_finished_file_is_named(capsys):
    for words in (["--port", "/dev/ttyUSB0"], ["--port", "/dev/ttyUSB0", "--file", "a.hex"]):
        assert main(["flash", "esp32", *words]) == 0
        first, heading, *_ = capsys.readouterr().out.splitlines()
        assert first == f"Not used for this board: {', '.join(words[::2])}."
        assert heading == say("en", "flash.steps")


def test_every_board_that_has_a_file_has_a_name():
    assert [say("en", f"flash.{board}") for board in WITH_FILE] == ["Arduino Uno", "Arduino Nano"]
