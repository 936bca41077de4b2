"""The gauge in a real (pseudo) terminal: what it draws, what keys do, and that the terminal is put back."""

import os
import signal
from dataclasses import replace

import pytest

from pressure_coach.apps.keyboard import whole
from pressure_coach.apps.letters import big
from tests.apps.gauges import EVERY, HOLD, Pty, in_pty

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo terminals are POSIX")
LEFT_AS_FOUND = ("\x1b[?25h", "\x1b[?7h", "\x1b[?1049l")  # cursor, wrapping, the first screen


def _was_put_back(gauge: Pty) -> None:
    assert gauge.attributes() == gauge.before
    for escape in LEFT_AS_FOUND:
        assert escape.encode() in gauge.sent[-60:]


def test_states_are_drawn_keys_become_acts_and_the_terminal_is_put_back() -> None:
    with in_pty() as gauge:
        gauge.show(HOLD)
        gauge.until(lambda: "The time counts." in gauge.text)
        assert big("203", 2, gap=2)[2] in gauge.text
        assert gauge.screen.cursor.hidden
        gauge.show(EVERY["loading"])
        gauge.until(lambda: "Lean in a little more." in gauge.text)

        gauge.press(b"\x1b[A")
        gauge.until(lambda: {"arrow": "up"} in gauge.told)
        assert b"\x1b[?1l" in gauge.sent  # asked for: some program before may have left the other form on
        assert gauge.acts() == []
        gauge.press(b"m5")
        gauge.until(lambda: gauge.acts() == ["mark", "rating"])
        gauge.press(b"\x1b")
        gauge.until(lambda: gauge.acts()[2:] == ["stop"])
        gauge.press(b"\x13\x1a\x1c")  # Ctrl-S, Ctrl-Z and Ctrl-\ are keys like others, and freeze nothing
        gauge.until(lambda: gauge.acts()[3:] == ["stop"] * 3)
        gauge.press(b"\x1b[15~\x1b[Z")  # F5, Shift-Tab
        gauge.until(lambda: gauge.acts()[6:] == ["stop"] * 2)
        gauge.show(EVERY["stopped"])
        gauge.until(lambda: "Then press Enter." in gauge.text)
        gauge.press(b"\r")
        gauge.until(lambda: gauge.acts()[8:] == ["acknowledge"])
        gauge.press(b"nsore\xc3\xa4\r")
        gauge.until(lambda: gauge.acts()[9:] == ["mark"])
        assert gauge.told[-1]["data"] == {"note": "soreä"}
        gauge.show(replace(HOLD, host_ns=1))  # the samples are old by the clock alone
        gauge.until(lambda: "Signal lost. Come off slowly." in gauge.text)
        gauge.press(b"qq")
        assert gauge.ends() == 0
        assert gauge.left()
        _was_put_back(gauge)


@pytest.mark.parametrize(
    ("parts", "keys"),
    [
        (["\x1b"], ["escape"]),
        (["\x1b", "\x1b"], ["escape", "escape"]),
        (["\x1b", "[", "Z"], ["other"]),
        (["\x1b[", "Z"], ["other"]),
        (["\x1b[", "1", ";", "5", "A", "m"], ["other", "m"]),
        (["\x1b", "O", "P"], ["other"]),
        (["\x1bO", "P", "t"], ["other", "t"]),
        (["\x1b", "t", "m"], ["other", "m"]),
        (["\x1b[A", "\x1b", "\x1b[A", "q"], ["up", "escape", "up", "q"]),
        (["\x1b", "["], ["other"]),
        (["[", "Z"], ["[", "Z"]),
    ],
)
def test_an_unknown_sequence_is_one_key(parts: list[str], keys: list[str]) -> None:
    names = {"\x1b": "escape", "\x1b[A": "up", "\x1b[": "KEY_ALT_[", "\x1bO": "other"}
    assert whole((names.get(part, part), part) for part in parts) == keys


def test_the_terminal_may_change_its_size() -> None:
    with in_pty() as gauge:
        gauge.show(HOLD)
        gauge.until(lambda: "The time counts." in gauge.text)
        gauge.resize(40, 12)
        gauge.until(lambda: "Esc STOP  Space pause" in gauge.text)
        assert len(gauge.screen.display) == 12
        gauge.resize(120, 40)
        gauge.until(lambda: "0-9 how strong" in gauge.text and gauge.screen.display[-1].strip())
        gauge.resize(80, 24)
        gauge.screen.reset()
        gauge.claim_size(0, 0)  # as serial consoles do: then 80 x 24 is taken
        gauge.until(lambda: "The time counts." in gauge.text)
        gauge.end()
        assert gauge.ends() == 0
        _was_put_back(gauge)


def test_a_fault_is_shown_after_the_terminal_was_put_back() -> None:
    with in_pty(broken=True) as gauge:
        assert gauge.ends() == 1
        assert gauge.attributes() == gauge.before
        assert b"a fault while drawing" in gauge.sent.partition(b"\x1b[?1049l")[2]


def test_a_window_that_closes_ends_the_view() -> None:
    with in_pty() as gauge:
        gauge.show(HOLD)
        gauge.until(lambda: "The time counts." in gauge.text)
        gauge.hang_up()
        gauge.until_told_left()
        assert gauge.process.wait(timeout=5.0) == 0


@pytest.mark.parametrize(
    ("env", "colour", "ending"),
    [
        ({"TERM": "linux"}, b"\x1b[0;1;37;40m", b"qq"),
        ({"TERM": "screen"}, b"\x1b[0;1;37;40m", b"\x03"),  # Ctrl-C
        ({"TERM": "tmux-256color"}, b";48;5;16m", signal.SIGTERM),
        ({"TERM": "no-such-terminal-256color"}, b";48;5;16m", signal.SIGHUP),
        ({"COLORTERM": "truecolor"}, b";48;2;0;0;0m", signal.SIGINT),
        ({"NO_COLOR": "1"}, b"\x1b[0;1m", None),
    ],
)
def test_it_draws_in_the_terminals_of_the_world_and_every_end_puts_them_back(
    env: dict[str, str], colour: bytes, ending: bytes | signal.Signals | None
) -> None:
    with in_pty(env=env) as gauge:
        gauge.show(HOLD)
        gauge.until(lambda: "The time counts." in gauge.text)
        assert colour in gauge.sent
        if "NO_COLOR" in env:
            assert not any(code in gauge.sent for code in (b";38;", b"[38;", b";48;", b";37m", b";40m"))
        gauge.press(b"\x1b")
        gauge.until(lambda: gauge.acts() == ["stop"])
        if ending is None:
            gauge.end()
        elif isinstance(ending, bytes):
            gauge.press(ending)
        else:
            gauge.process.send_signal(ending)
        assert gauge.ends() == 0
        assert gauge.left()
        _was_put_back(gauge)


def test_a_terminal_that_cannot_carry_the_characters_gets_ascii() -> None:
    with in_pty(env={"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}, lang="de") as gauge:
        gauge.show(HOLD)
        gauge.until(lambda: "Die Zeit zaehlt." in gauge.text)
        assert gauge.sent.isascii()
        gauge.end()
        assert gauge.ends() == 0


def test_a_terminal_without_a_cursor_gets_plain_lines() -> None:
    with in_pty(env={"TERM": "dumb"}) as gauge:
        gauge.show(HOLD)
        gauge.until(lambda: "HOLD, 203 N of 200 N, 23 of 60 s." in gauge.text)
        assert b"\x1b" not in gauge.sent
        gauge.press(b"x")
        gauge.until(lambda: gauge.acts() == ["stop"])
        gauge.press(b"qq")
        assert gauge.ends() == 0
        assert gauge.attributes() == gauge.before
