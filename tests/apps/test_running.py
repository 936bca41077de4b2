"""A session with its view: what is printed, and when."""

import argparse
import io
import threading
from collections.abc import Callable
from typing import Any, Self

import pytest

from pressure_coach import Session
from pressure_coach.apps import plain, running
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
