"""pressure-coach window and --view window from a shell: what is printed, returned, and how it is ended."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest

from pressure_coach.apps import sounding
from pressure_coach.apps.window import work
from pressure_coach.apps.window.button import Button
from pressure_coach.cues.sound import Cue, Moment

ROOT = Path(__file__).resolve().parents[3]
START = [sys.executable, "-m", "pressure_coach"]


@pytest.fixture
def env(tmp_path):
    return os.environ | {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_ctrl_c_in_the_shell_ends_it_cleanly_with_the_summary_in_its_language(env, tmp_path) -> None:
    kept = tmp_path / "session.mcap"
    words = ["live", "sim:?speed=20", "--target", "200", "--view", "window", "--mute", "--record", str(kept)]
    words += ["--lang", "de"]
    with subprocess.Popen(
        [*START, *words], env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        for _ in range(600):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
            if process.poll() is not None or (kept.exists() and kept.stat().st_size > 20_000):
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert out.startswith("SIMULIERTE Sitzung: ")
    from pressure_coach import read

    assert len(read(kept).t_us) > 100


def test_json_and_a_window_do_not_go_together(env) -> None:
    done = subprocess.run(
        [*START, "live", "sim:", "--view", "window", "--json"], env=env, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "leave out --view" in done.stderr


def test_what_cannot_be_meant_is_answered_in_the_shell(env) -> None:
    done = subprocess.run(
        [*START, "window", "sim:nobody"], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert "knows no scenario 'nobody'" in done.stderr


class Speaker:
    """A player that keeps what it was told."""

    made: ClassVar[list["Speaker"]] = []

    def __init__(self, volume: float, muted: bool, sounded: object = None) -> None:
        self.volume, self.muted = volume, muted
        self.problem: str | None = None
        self.moments: list[Moment] = []
        Speaker.made.append(self)

    def __enter__(self) -> "Speaker":
        return self

    def __exit__(self, *exc: object) -> None: ...

    def set(self, moment: Moment) -> None:
        self.moments.append(moment)


@pytest.fixture
def speakers(monkeypatch):
    Speaker.made = []
    monkeypatch.setattr(work, "Player", Speaker)
    return Speaker.made


def test_a_window_sounds_unless_it_is_told_not_to(opened, speakers) -> None:
    hand = opened("sim:?speed=20", "--target", "200", sound=True)
    hand.until(lambda: speakers and any(moment.cue is Cue.IN for moment in speakers[0].moments))
    (speaker,) = speakers
    assert not speaker.muted
    hand.press("v")
    assert speaker.muted
    assert hand.find(Button, "sound").text() == "Sound is off"
    hand.press("+")
    assert not speaker.muted
    assert speaker.volume == pytest.approx(0.8)
    hand.press("-", "-")
    assert speaker.volume == pytest.approx(0.6)
    hand.window.live.controls.slider.setValue(15)
    assert speaker.volume == pytest.approx(0.15)


def test_volume_and_mute_of_the_command_line(opened, speakers) -> None:
    opened("sim:manual", "--volume", "0.2", "--mute", sound=True)
    assert (speakers[0].volume, speakers[0].muted) == (0.2, True)
    assert sounding.VOLUME


def test_no_sound_is_told_once_and_the_session_goes_on(opened, speakers, monkeypatch) -> None:
    monkeypatch.setattr(Speaker, "set", lambda self, moment: setattr(self, "problem", "no device was found"))
    hand = opened("sim:?speed=20", "--target", "200", sound=True)
    hand.until(lambda: "no device was found" in hand.window.live.gauge.accessibleDescription())
    assert hand.sessions.work.running
