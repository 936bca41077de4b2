"""Whether a window can be shown: the answer without the risk, and the remedy."""

import os
import subprocess
import sys

import pytest

from pressure_coach.apps.window import probe

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt needs nothing of the system")
BARE = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}


def start(**env: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "pressure_coach", "window", "--for", "1"]
    return subprocess.run(words, env=BARE | env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)


@linux
def test_what_qt_would_abort_for_is_one_sentence_and_the_terminal_gauge() -> None:
    done = start()
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert "there is no display here" in done.stderr
    assert "in the terminal instead" in done.stderr
    assert "SIMULATED" in done.stdout


@linux
@pytest.mark.parametrize(
    ("env", "why"),
    [
        ({"DISPLAY": ":7654"}, "':7654' does not answer|apt install"),
        ({"QT_QPA_PLATFORM": "xyz"}, "no platform 'xyz'"),
        ({"WAYLAND_DISPLAY": "nowhere-7654"}, "Wayland display does not answer|apt install"),
    ],
)
def test_a_display_that_is_not_there_is_found_out_without_qt(env, why) -> None:
    import re

    assert re.search(why, probe.why_not(env, "linux") or "")


def test_a_display_in_memory_is_one() -> None:
    assert probe.why_not({"QT_QPA_PLATFORM": "offscreen"}, "linux") is None
    assert probe.why_not({}, "win32") is None


def test_the_second_platform_is_tried_when_the_first_cannot_be() -> None:
    assert probe.why_not({"QT_QPA_PLATFORM": "xyz;offscreen"}, "linux") is None
    assert probe.candidates({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}) == ["wayland", "xcb"]
    assert probe.candidates({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}) == ["xcb", "wayland"]


def test_without_pyside_it_says_how_to_install_it(monkeypatch) -> None:
    monkeypatch.setattr(probe.importlib.util, "find_spec", lambda name: None)
    assert "pip install 'pressure-coach[window]'" in (probe.why_not() or "")


def test_missing_libraries_are_named_by_their_packages(monkeypatch) -> None:
    monkeypatch.setattr(probe, "_loads", lambda library: library not in ("libxcb-cursor.so.0", "libEGL.so.1"))
    said = probe._without("libxcb-cursor.so.0: cannot open", probe.PACKAGES | probe.X_PACKAGES)
    assert said.endswith("sudo apt install libegl1 libxcb-cursor0")
