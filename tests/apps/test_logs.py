"""What --verbose says, and when."""

import io
import logging
import os
import select
import subprocess
import sys
from collections.abc import Iterator

import pytest

from pressure_coach.apps import logs
from pressure_coach.apps.cli import main
from tests.ptyboard import PtyBoard


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def unasked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody has asked before, and nobody has afterwards."""
    monkeypatch.setattr(logs, "_waiting", None)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before, level


def test_lines_wait_while_a_gauge_owns_the_terminal() -> None:
    screen = Terminal()
    logs.start(screen)
    log = logging.getLogger("there")
    log.info("before")
    with logs.held():
        log.info("within")
        assert "within" not in screen.getvalue()
        assert "before" in screen.getvalue()
    assert screen.getvalue().count("within") == 1
    log.info("after")
    assert screen.getvalue().splitlines()[-1].endswith("there: after")


def test_lines_in_a_file_do_not_wait() -> None:
    file = io.StringIO()
    logs.start(file)
    with logs.held():
        logging.getLogger("there").info("within")
        assert "within" in file.getvalue()


def test_lines_that_wait_for_hours_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    logs.start(screen)
    with logs.held():
        for i in range(logs.MOST + 3):
            logging.getLogger("there").info("line %d.", i)
    assert screen.getvalue().startswith("(3 older lines were dropped)\n")
    assert "line 2." not in screen.getvalue()
    assert "line 3." in screen.getvalue()


def test_a_simulated_sensor_says_how_its_address_was_understood(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--verbose", "live", "sim:slack?speed=0&seed=7&rate=100", "--for", "1", "--view", "none"])
    said = capsys.readouterr().err
    assert "sim:slack?speed=0&seed=7&rate=100: driver sim, options {'speed': '0', 'seed': '7', 'rate': '100'}" in said
    assert "seed 7" in said
    assert "rate 100.0" in said
    assert "noise 0.3" in said


@pytest.mark.skipif(os.name != "posix", reason="pseudo terminals are POSIX")
def test_a_lost_link_is_logged_when_the_gauge_is_gone(pty_board) -> None:
    board: PtyBoard = pty_board(PtyBoard)
    ours, theirs = os.openpty()
    words = [
        sys.executable,
        "-m",
        "pressure_coach",
        "--verbose",
        "live",
        f"lines:{board.path}?unit=N&time=no&baud=115200",
    ]
    env = {**os.environ, "TERM": "xterm"}
    program = subprocess.Popen([*words, "--view", "terminal"], stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    sent = b""

    def until(part: bytes, say: bytes = b"") -> None:
        nonlocal sent
        for _ in range(600):
            if part in sent:
                return
            if say:
                board.send(say)
            if select.select((ours,), (), (), 0.05)[0]:
                try:
                    sent += os.read(ours, 65536)
                except OSError:  # the other side is closed
                    return

    try:
        until(b"samples/s", b"12.5\r\n")
        board.unplug()
        until(b"gone")
        os.write(ours, b"qq")
        until(b"no such text")
        assert program.wait(20) == 0
    finally:
        program.kill()
        program.wait()
        os.close(ours)
    during, left, after = sent.partition(b"\x1b[?1049l")
    assert left
    assert b"_link: link lost" not in during
    assert after.count(b"_link: link lost") == 1
