"""``pressure-coach board``: who a board is, and that nothing is kept by it without a calibration, or unasked."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pressure_coach import Calibration, places
from pressure_coach.apps.cli import main
from pressure_coach.apps.texts import CATALOGUE, LANGUAGES
from pressure_coach.devices import _board, ble, open_device, serial
from pressure_coach.errors import CalibrationError, CoachError, DeviceError, UsageError
from pressure_coach.signal.messages import Hello, Progressor
from pressure_coach.signal.protocol import Caps, Cmd, Frame
from pressure_coach.signal.units import KGF_N
from tests.ptyboard import DEVICE_ID, WireBoard

HELLO = Hello(1, 80_000, 1, 24, Caps.PROGRESSOR, firmware=(1, 0, 0))
N_PER_COUNT, ZERO = 0.00049, 8_123.4
KGF = float(np.float32(N_PER_COUNT / KGF_N))


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[WireBoard]:
    """A board on a cable that can be a Progressor."""
    board = WireBoard(tmp_path / "ttyBOARD", hello=HELLO)
    with board.serving():
        yield board


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Stores a calibration for that board."""
    monkeypatch.setattr(places, "calibrations", lambda: tmp_path / "calibrations")

    def store(**other: Any) -> None:
        found = Calibration(unit="N", slope=(N_PER_COUNT,), zero_counts=(ZERO,), device_id=DEVICE_ID)
        folder = tmp_path / "calibrations" / DEVICE_ID
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "one.toml").write_text(replace(found, **other).to_text())

    return store


def told(board: WireBoard, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["board", f"serial:{board.path}", *words]) == 0
    return capsys.readouterr().out


def refused(board: WireBoard, kind: type[CoachError], *words: str) -> str:
    with pytest.raises(kind) as caught:
        main(["board", f"serial:{board.path}", *words])
    assert board.kept == Progressor()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_it_says_who_it_is_and_keeps_nothing(wired: WireBoard, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(wired, capsys)
    assert f"load cell, id {DEVICE_ID}, firmware 1.0.0, 80 readings/s" in text
    assert "apps: off." in text
    assert wired.kept == Progressor()
    row = json.loads(told(wired, capsys, "--json"))
    assert row["device_id"] == DEVICE_ID
    assert row["progressor"] == {"able": True, "on": False}


def test_the_stored_calibration_is_written_and_told_with_a_warning(
    wired: WireBoard, stored: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    stored()
    text = told(wired, capsys, "--progressor")
    assert wired.kept == Progressor(KGF, 8123, "_66AA")
    assert "on, as Progressor_66AA. A count is 0.00049 N, zero is at 8123." in text
    assert "no ceiling and no warning" in text
    assert "1 kgf is 9.81 N" in text
    assert f"pressure-coach board serial:{wired.path} --progressor off" in text
    row = json.loads(told(wired, capsys, "--json"))["progressor"]
    assert row == {
        "able": True, "on": True, "name": "Progressor_66AA", "n_per_count": KGF * KGF_N, "zero_counts": 8123,
    }  # fmt: skip
    assert "no ceiling" not in told(wired, capsys)
    assert "apps: off." in told(wired, capsys, "--progressor", "off")
    assert wired.kept == Progressor()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_both_languages(
    wired: WireBoard, stored: Callable[..., None], capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    stored()
    text = told(wired, capsys, "--progressor", "Progressor", "--lang", lang)
    assert CATALOGUE[lang]["board.beware"] in text
    assert wired.kept.name == ""


def test_without_a_calibration_nothing_is_made_up(wired: WireBoard, stored: Callable[..., None]) -> None:
    assert "--scale N_PER_COUNT" in refused(wired, CalibrationError, "--progressor")
    stored(zero_counts=())
    assert "--tare" in refused(wired, CalibrationError, "--progressor")
    assert "--tare" in refused(wired, CalibrationError, "--progressor", "--scale", "0.001")
    stored(unit="kPa")
    assert "gives kPa" in refused(wired, CalibrationError, "--progressor")
    stored(simulated=True)
    assert "made up" in refused(wired, CalibrationError, "--progressor")
    stored(slope=(1.0, 2.0))
    assert "several channels" in refused(wired, CalibrationError, "--progressor")
    stored(date="2001-01-01")
    assert "not known" in refused(wired, CalibrationError, "--progressor")
    stored(slope=(20_000.0,))
    assert "kgf per count" in refused(wired, UsageError, "--progressor")
    stored(zero_counts=(2.0**31,))
    assert "counts at the most" in refused(wired, UsageError, "--progressor")


def test_a_scale_and_a_zero_may_be_typed(wired: WireBoard, capsys: pytest.CaptureFixture[str]) -> None:
    told(wired, capsys, "--progressor", "Progressor_Anna", "--scale", "-0.5", "--zero", "-77")
    assert wired.kept == Progressor(-0.5 / KGF_N, -77, "_Anna")


def test_the_zero_may_be_measured_now(wired: WireBoard, capsys: pytest.CaptureFixture[str]) -> None:
    told(wired, capsys, "--progressor", "--scale", "0.5", "--tare")
    assert wired.kept == Progressor(0.5 / KGF_N, 1003, "_66AA")  # the mean of 1000 to 1006


def test_what_cannot_be_meant_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    board = WireBoard(tmp_path / "ttyBOARD", hello=HELLO)
    board.unplug()
    for words, say in (
        (("--progressor", "Anna"), "'Anna' is no name"),
        (("--progressor", "Progressor_ABCDEFGHIJK"), "21 letters of ASCII at the most"),
        (("--progressor", "Progressor Anna"), "is no name"),
        (("--progressor", "progressor_1"), "is no name"),
        (("--scale", "1"), "are for --progressor"),
        (("--progressor", "off", "--tare"), "are for --progressor"),
        (("--progressor", "--tare", "--zero", "5"), "give one of them"),
    ):
        assert say in refused(board, UsageError, *words)
    with pytest.raises(UsageError, match="is no board with our firmware; write serial:PORT or ble:NAME"):
        main(["board", "sim:"])


def test_a_board_that_cannot_says_what_it_lacks(
    tmp_path: Path, stored: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    stored()
    board = WireBoard(tmp_path / "ttyUNO", hello=replace(HELLO, caps=Caps.BLINK))
    with board.serving():
        assert "An nRF52840 has no memory" in told(board, capsys)
        assert "An nRF52840 has no memory" in refused(board, DeviceError, "--progressor")
        assert Cmd.PROGRESSOR not in board.commands
        assert "An nRF52840 has no memory" in told(board, capsys, "--progressor", "off")
        assert json.loads(told(board, capsys, "--json"))["progressor"] == {"able": False, "on": False}


def test_a_memory_that_fails_is_told(wired: WireBoard, stored: Callable[..., None]) -> None:
    stored()
    wired.forgets = True
    assert "did not keep it" in refused(wired, DeviceError, "--progressor")


def test_a_board_that_does_not_answer_is_told(wired: WireBoard, monkeypatch: pytest.MonkeyPatch) -> None:
    wired.unknown = (Cmd.PROGRESSOR,)
    monkeypatch.setattr(_board, "ANSWER_S", 0.5)
    monkeypatch.setattr(_board, "AGAIN_S", 0.1)
    assert "does not answer that; flash our newest firmware" in refused(wired, DeviceError)
    assert wired.commands.count(Cmd.PROGRESSOR) > 1  # it was asked again


def test_a_board_may_be_asked_and_opened_again(wired: WireBoard) -> None:
    board = _board.Board(f"serial:{wired.path}")
    with board:
        assert board.can_be_progressor
        for wanted in (None, Progressor(2.0, 5, "_x", Cmd.PROGRESSOR), Progressor(code=Cmd.PROGRESSOR)):
            assert board.progressor(wanted) == (replace(wanted, code=Frame.PROGRESSOR) if wanted else Progressor())
    wired.hello = replace(HELLO, caps=Caps.NONE)
    with board:
        assert not board.can_be_progressor


def test_what_streams_cannot_switch_it() -> None:
    ours = Progressor(1.0, 0, "_x", Cmd.PROGRESSOR).to_body()
    with pytest.raises(DeviceError):
        ble.Ble("", {}).check(ours)
    with pytest.raises(DeviceError):
        ble.Ble("", {}).check(ours[:1])
    assert not hasattr(open_device("serial:x"), "send")
    for driver in (ble, serial):
        assert "PROGRESSOR" not in Path(driver.__file__).read_text(encoding="utf-8")
    on_air = _board.Board("ble:").device
    assert isinstance(on_air, ble.Ble)
    assert on_air.check(ours) == ours
    assert on_air.check(ours[:1]) == ours[:1]
    for other in (ours[:-1], ours + b"\0", b"\x88"):
        with pytest.raises(DeviceError):
            on_air.check(other)


def test_the_guide_of_the_firmware_shows_words_that_the_command_knows() -> None:
    page = (Path(__file__).parents[2] / "firmware" / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^pressure-coach (board .*?)(?:  #.*)?$", page, re.MULTILINE)
    assert len(shown) == 3
    for line in shown:
        with pytest.raises(DeviceError, match="there is no port PORT"):
            main(line.split())
