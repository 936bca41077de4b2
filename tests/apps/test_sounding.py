"""Sound from the command line: only when asked for, heard with every view, never the end of a session."""

import argparse
import functools
import sys
from typing import Any

import numpy as np
import pytest

from pressure_coach.apps import sounding, texts
from pressure_coach.apps.cli import main
from pressure_coach.cues import player as players
from pressure_coach.cues.player import GONE, NO_DEVICE, NO_LIBRARY, Player
from pressure_coach.cues.sound import Cue, Synth
from pressure_coach.errors import UsageError

LIVE = ["live", "sim:over?speed=0&cycles=1", "--target", "200"]


class Heard:
    """Every player that was opened, every cue that it was given, and the loudest frame that was made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, backends: list[str] | None) -> None:
        self.players: list[Player] = []
        self.cues: list[Cue] = []
        self.loudest = 0.0
        heard = self

        class Listened(Player):
            def __enter__(self) -> Any:
                heard.players.append(self)
                return super().__enter__()

            def set(self, moment: Any) -> None:
                heard.cues.append(moment.cue)
                super().set(moment)

        def render(synth: Synth, n_frames: int, made: Any = Synth.render) -> Any:
            frames = made(synth, n_frames)
            heard.loudest = max(heard.loudest, float(np.abs(frames).max(initial=0.0)))
            return frames

        monkeypatch.setattr(players, "Player", functools.partial(Listened, backends=backends))
        monkeypatch.setattr(Synth, "render", render)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    pytest.importorskip("miniaudio")
    return Heard(monkeypatch, ["null"])


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> Heard:
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    return Heard(monkeypatch, None)


@pytest.mark.parametrize("view", ["plain", "terminal", "none"])
def test_a_session_is_heard_with_every_view(heard: Heard, capsys: Any, view: str) -> None:
    assert main([*LIVE, "--view", view, "--sound"]) == 0
    assert Cue.STOP in heard.cues
    assert capsys.readouterr().err == ""


def test_a_terminal_is_silent_unless_asked_for_sound(heard: Heard, capsys: Any) -> None:
    assert main([*LIVE, "--view", "plain"]) == 0
    assert main([*LIVE, "--view", "none", "--volume", "1", "--mute"]) == 0
    assert heard.players == []


def test_saying_how_loud_is_asking_for_sound(heard: Heard, capsys: Any) -> None:
    assert main([*LIVE, "--view", "none", "--volume", "0"]) == 0
    assert [player.volume for player in heard.players] == [0.0]
    assert heard.loudest == 0.0


def test_with_json_standard_output_stays_json(heard: Heard, capsys: Any) -> None:
    assert main([*LIVE, "--json", "--sound"]) == 0
    said = capsys.readouterr()
    assert all(line.startswith("{") for line in said.out.splitlines())
    assert said.err == ""
    assert heard.cues


@pytest.mark.parametrize("volume", ["-0.1", "1.5", "nan"])
def test_a_volume_beyond_its_scale_is_refused(volume: str) -> None:
    with pytest.raises(UsageError, match="choose 0"):
        main([*LIVE, "--view", "none", "--volume", volume])


def test_without_sound_the_session_goes_on_and_says_so_once(deaf: Heard, capsys: Any) -> None:
    assert main([*LIVE, "--view", "none", "--sound"]) == 0
    said = capsys.readouterr()
    assert "hold 1: STOPPED" in said.out
    assert said.err.count(NO_LIBRARY) == 1


def test_in_a_view_it_is_said_in_the_view_and_in_its_language(deaf: Heard, capfd: Any) -> None:
    slower = ["live", "sim:?speed=30", "--target", "200", "--for", "36"]  # long enough for a second line
    assert main([*slower, "--view", "plain", "--sound", "--lang", "de"]) == 0
    said = capfd.readouterr()
    assert said.err == ""
    assert said.out.count(texts.spoken("de", NO_LIBRARY).rstrip(".")) == 1


def test_the_player_s_sentences_are_in_the_catalogue() -> None:
    for sentence in (NO_DEVICE, NO_LIBRARY, GONE):
        assert texts.spoken("de", sentence) != sentence


def test_a_window_gets_a_player_that_can_be_unmuted() -> None:
    made = sounding.player(argparse.Namespace(mute=True, volume=0.3))
    assert (made.volume, made.muted) == (0.3, True)
    assert sounding.player(argparse.Namespace()).volume == sounding.VOLUME
