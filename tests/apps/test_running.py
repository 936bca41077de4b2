"""A session with its view: what is printed, and when."""

import argparse
import io
import signal
import threading
from collections.abc import Callable
from typing import Any, Self

import pytest

from pressure_coach import Session
from pressure_coach.apps import plain, running
from pressure_coach.apps.cli import main
from pressure_coach.coaching.events import State
from pressure_coach.devices import EndOfStream
from pressure_coach.errors import DeviceError
from tests.apps.test_plain import NoTerminal

PATIENCE_S = 60.0  # nothing here takes long; what never comes is a failure, not a test that hangs


class SlowToOpen:
    """A device that opens, or does not, when it may."""

    driver, address, simulated, calibration = "lines", "lines:test", False, None

    def __init__(self, fault: DeviceError | None = None) -> None:
        self.options = {"unit": "N", "time": "no"}
        self.may_open = threading.Event()
        self._fault = fault

    def __enter__(self) -> Self:
        assert self.may_open.wait(PATIENCE_S)
        if self._fault:
            raise self._fault
        return self

    def __exit__(self, *exc: object) -> None: ...

    def read(self) -> Any:
        raise EndOfStream("all was read")

    def key(self, name: str) -> bool:
        return False


class Told(io.StringIO):
    """A stream that tells when something is written."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self._tell = tell

    def write(self, text: str) -> int:
        self._tell()
        return super().write(text)


class Waited(threading.Event):
    """An event that tells when somebody waits for it."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self._tell = tell

    def wait(self, timeout: float | None = None) -> bool:
        self._tell()
        return super().wait(timeout)


def plainly(device: SlowToOpen, out: io.StringIO, monkeypatch: pytest.MonkeyPatch, opened: Any = None) -> None:
    """Run a session with plain lines on ``out``."""
    monkeypatch.setattr(plain, "open_terminal", lambda: NoTerminal(out))
    parser = argparse.ArgumentParser()
    running.view_arguments(parser)

    def build(sinks: Any, mailbox: Any, inbox: Any) -> Session:
        session = Session(device, sinks=sinks, mailbox=mailbox, inbox=inbox)
        session.opened = opened or session.opened
        return session

    running.run(build, parser.parse_args(["--plain"]))


def test_of_a_device_that_cannot_be_opened_there_is_no_line_before_the_error(monkeypatch):
    device = SlowToOpen(DeviceError("there is no such port."))
    monkeypatch.setattr(running, "OPEN_S", PATIENCE_S)
    out = Told(device.may_open.set)  # a view that does not wait gets its first line out before the opening fails
    with pytest.raises(DeviceError, match="no such port"):
        plainly(device, out, monkeypatch, opened=Waited(device.may_open.set))
    assert out.getvalue() == ""


def test_a_device_that_takes_its_time_to_open_is_not_waited_for_in_silence(monkeypatch):
    device = SlowToOpen()
    monkeypatch.setattr(running, "OPEN_S", 0.01)
    out = Told(device.may_open.set)
    plainly(device, out, monkeypatch)
    assert out.getvalue().startswith("NO SIGNAL, no force known. No signal yet.")


HOLD = {
    "outcome": "DONE",
    "credited_s": 60.04,
    "goal_s": 60.0,
    "target_n": 200.0,
    "band": 0.1,
    "indicative": False,
    "time_in_band_pct": 97.25,
    "mean_n": 198.76,
    "peak_n": 241.2,
    "cv_pct": 3.14,
    "steadiness": "moderate",
}
CUT = HOLD | {"outcome": "STOPPED", "credited_s": 12.34, "goal_s": 37.5, "time_in_band_pct": None}
SPARSE = HOLD | {"outcome": "PARTIAL", "indicative": True}
SUMMARY = {"simulated": True, "samples": 6400, "lost_frames": 3, "bad_frames": 1, "state": "DONE"}
IN_ENGLISH = """\
SIMULATED session: 6400 samples, 3 frames lost, 1 bad
hold 1: DONE, 60.0 s of 60 s at 200.0 N +-10 %; in band 97.2 % of the time, mean 198.8 N, CV 3.1 % (moderate), peak \
241.2 N
hold 2: STOPPED, 12.3 s of 37.5 s at 200.0 N +-10 %
hold 3: PARTIAL, 60.0 s of 60 s at 200.0 N +-10 %; in band 97.2 % of the time, mean 198.8 N, CV 3.1 % (moderate), peak \
241.2 N, indicative only: samples are missing"""
IN_GERMAN = """\
SIMULIERTE Sitzung: 6400 Messwerte, 3 Pakete verloren, 1 kaputt
Halten 1: fertig, 60,0 s von 60 s bei 200,0 N +-10 %; 97,2 % der Zeit im Band, Mittel 198,8 N, CV 3,1 % (mäßig), \
Spitze 241,2 N
Halten 2: gestoppt, 12,3 s von 37,5 s bei 200,0 N +-10 %
Halten 3: halb, 60,0 s von 60 s bei 200,0 N +-10 %; 97,2 % der Zeit im Band, Mittel 198,8 N, CV 3,1 % (mäßig), \
Spitze 241,2 N, nur ein Anhalt: es fehlen Messwerte"""


def test_the_summary_is_told_in_the_language_of_the_view():
    summary = SUMMARY | {"holds": [HOLD, CUT, SPARSE]}
    assert running.in_words(summary) == IN_ENGLISH
    assert running.in_words(summary, lang="de") == IN_GERMAN


@pytest.mark.parametrize("state", State)
def test_without_a_hold_the_state_is_told(state):
    summary = SUMMARY | {"holds": [], "state": state, "simulated": False}
    assert running.in_words(summary) == f"6400 samples, 3 frames lost, 1 bad\nno hold; state {state}"
    last = running.in_words(summary, lang="de").splitlines()[-1]
    assert last.startswith("nichts gehalten; Stand: ")
    assert last == "nichts gehalten; Stand: STOPP" or state not in last


@pytest.mark.parametrize(("option", "word"), [([], "(mäßig)"), (["--ascii"], "(maessig)")])
def test_the_last_words_of_a_session_are_in_the_language_and_the_letters_that_were_asked_for(option, word, capsys):
    words = ["live", "sim:slack?speed=0&seed=3", "--target", "200", "--for", "90", "--view", "none", "--lang", "de"]
    assert main([*words, *option]) == 0
    said = capsys.readouterr().out
    assert "Halten 1: fertig, 60,0 s von 60 s bei 200,0 N" in said
    assert word in said


def test_a_polite_kill_ends_the_session_and_after_it_the_signals_are_what_they_were():
    stop, before = threading.Event(), signal.getsignal(signal.SIGTERM)
    with running.stopped_by_signals(stop):
        signal.raise_signal(signal.SIGTERM)
        assert stop.wait(PATIENCE_S)
    assert signal.getsignal(signal.SIGTERM) == before
