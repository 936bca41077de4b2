"""Delays of whole sessions: simulated, and a board at the end of a pseudo terminal."""

import functools
import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pressure_coach.apps import stopwatch
from pressure_coach.apps.cli import main
from pressure_coach.apps.latency import Latency
from pressure_coach.coaching.coach import Settings
from pressure_coach.cues import player as players
from pressure_coach.cues.player import NO_LIBRARY, Player
from pressure_coach.devices import open_device
from pressure_coach.errors import DeviceError, UsageError
from pressure_coach.session import Session
from tests.ptyboard import Plugged, WireBoard

STAGES = ("arrival", "judged", "painted", "sounded", "picture", "sound")


class Paced(WireBoard):
    """Sends each sample when it is measured, as a board does."""

    began = 0.0

    def step(self) -> None:
        self.answer()
        if not self.streaming:
            self.began = time.monotonic()
        else:
            self.send(self.samples(int((time.monotonic() - self.began) * 80.0) - self.sent))


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("miniaudio")
    monkeypatch.setattr(stopwatch, "Player", functools.partial(Player, backends=["null"]))


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", None)


def test_every_stage_of_a_simulated_sensor_is_measured(sound: None, capsys: Any) -> None:
    assert main(["diagnose", "sim:", "--latency", "--seconds", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["simulated"]
    assert told["no_sound"] is None
    assert all(told[stage]["n"] > 20 for stage in STAGES)
    assert told["arrival"]["p95"] < 2.1  # the jitter of the simulated link, up to 2 ms
    assert told["sounded"]["p50"] >= 20.0  # two blocks of 10 ms wait in the device's buffer
    assert told["picture"]["p50"] >= told["filters"]["shown_ms"] > 45


def test_the_table_says_that_it_is_simulated_and_that_there_is_no_sound(silence: None, capsys: Any) -> None:
    assert main(["diagnose", "sim:", "--latency", "--seconds", "0.5"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("SIMULATED load cell")
    assert "sensor clock -> arrival" in said
    assert said.count(NO_LIBRARY) == 2
    assert "quickest" in said


def test_a_board_on_a_serial_line_is_measured(silence: None, pty_board: Plugged, capsys: Any) -> None:
    board = pty_board(Paced)
    with board.serving():
        address = f"serial:{board.path}"
        assert main(["diagnose", address, "--latency", "--seconds", "1", "--json", "--scale", "0.01"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert not told["simulated"]
    assert told["no_sound"] == NO_LIBRARY
    assert told["arrival"]["n"] >= 80
    assert told["arrival"]["p50"] < 100.0
    assert told["painted"]["n"] >= 1
    assert told["sounded"] is None


@pytest.mark.parametrize("speed", ["0", "10", "max"])
def test_a_clock_that_runs_at_another_speed_is_refused(speed: str) -> None:
    with pytest.raises(UsageError, match=r"real time|speed"):
        main(["diagnose", f"sim:?speed={speed}", "--latency"])


def test_a_recording_is_refused(tmp_path: Path, capsys: Any) -> None:
    path = str(tmp_path / "one.mcap")
    main(["live", "sim:?speed=0&cycles=1", "--target", "200", "--for", "5", "--view", "none", "--record", path])
    with pytest.raises(UsageError, match="is a recording"):
        main(["diagnose", f"replay:{path}", "--latency"])


def test_a_session_that_fails_fails_here(silence: None) -> None:
    class Gone(Exception):
        pass

    device = open_device("sim:")

    def broken() -> list[Any]:
        raise DeviceError("the sensor is gone.")

    device.read = broken  # type: ignore[method-assign]
    with pytest.raises(DeviceError, match="gone"):
        stopwatch.measure(
            lambda sinks, mailbox: Session(device, Settings(), sinks=sinks, mailbox=mailbox, for_s=1.0), Latency()
        )


def test_measuring_makes_no_noise(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    made: list[Player] = []

    def player(*args: Any, **options: Any) -> Player:
        made.append(Player(*args, **options))
        return made[0]

    monkeypatch.setitem(sys.modules, "miniaudio", None)
    monkeypatch.setattr(stopwatch, "Player", player)
    main(["diagnose", "sim:", "--latency", "--seconds", "0.1"])
    assert made[0].muted
    assert players.BLOCK_MS <= 20
