"""Plain lines for screen readers and logs."""

import io
import itertools
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pressure_coach.apps import plain, terminal
from pressure_coach.apps.out import Gone, Out, needs_ascii
from pressure_coach.apps.plain import Lines
from pressure_coach.apps.texts import LANGUAGES
from pressure_coach.apps.wording import Look, info_parts
from pressure_coach.mailbox import Inbox, Mailbox, View
from tests.apps.gauges import EVERY, HOLD, NOW, calm_for, in_pty


def line(shown: View, age_s: float = 0.0, notice: str = "", **look: Any) -> str:
    """The first line for a view."""
    return Lines(Look(**look)).line(shown, calm_for(shown, age_s, look.get("unit", "N")), notice)


EXPECTED = {
    "waiting": "NO SIGNAL, no force known. No signal yet. Stay off the sensor until it is there. [0.0 s]",
    "no target": "SET TARGET, 131 N. Press T to make this your target.",
    "ready": "PRESS MORE, 0 N of 200 N, 0 of 60 s. Ready.",
    "holding": "HOLD, 203 N of 200 N, 23 of 60 s. You are in the band. The time counts. Breathe slowly.",
    "grace high": "EASE OFF, 229 N of 200 N, 23 of 60 s. Just outside. Come back to the band. hold ends in 10 s",
    "over": "EASE OFF, 264 N of 200 N, 23 of 60 s. Too much. Ease off now.",
    "unknown": "SIGNAL?, no force known, 23 of 60 s. Signal lost? No time counts now.",
    "lost": "COME OFF, no force known, 23 of 60 s. The sensor is gone.",
    "done": "DONE, 190 N of 200 N, 60 of 60 s. Done. Ease off slowly.",
    "rest": "REST, 1 N of 200 N, 23 of 60 s. Rest now. Stay off until the count is at zero. rest 25 s",
    "stopped": "STOP, 12 N of 200 N, 23 of 60 s. Come off slowly. Stay off for 10 seconds, then press Enter.",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_line_says_the_word_the_numbers_and_what_to_do(name: str) -> None:
    assert line(EVERY[name]).startswith(EXPECTED[name])


def test_the_judged_one_of_several_channels_stands_beside_the_device() -> None:
    view = replace(EVERY["holding"], device="lines:COM3", channel="force2")
    assert "lines:COM3, channel force2" in line(view)
    assert "lines:COM3, Kanal force2" in line(view, lang="de")
    assert info_parts(view, Look())[:2] == ["lines:COM3", "channel force2"]
    assert "channel" not in line(replace(view, channel=""))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_has_a_line_in_every_language_with_the_mark_first(lang: str) -> None:
    for name, (field, marks) in itertools.product(
        EVERY, (("simulated", ("SIMULATED", "SIMULIERT")), ("replayed", ("REPLAYED", "WIEDERGABE")))
    ):
        fields: dict[str, Any] = {field: True}
        text = line(replace(EVERY[name], **fields), lang=lang)
        assert text.startswith(marks[lang == "de"] + ": ")
        assert "\n" not in text


def test_a_stale_signal_never_sounds_safe() -> None:
    assert line(HOLD, age_s=0.6).startswith("SIGNAL?, no force known")
    assert line(HOLD, age_s=3.1).startswith("COME OFF, no force known")


def test_what_stands_is_said_once() -> None:
    lines, calm = Lines(Look()), calm_for(HOLD)
    assert "Breathe slowly" in lines.line(HOLD, calm)
    again = lines.line(HOLD, calm, "Mark set.")
    assert again == "HOLD, 203 N of 200 N, 23 of 60 s. Mark set. [30.0 s]"
    assert "Mark set" not in lines.line(HOLD, calm, "Mark set.")
    changed = replace(EVERY["over"], message="over", recording="a.mcap", notes=("check the wiring",))
    text = lines.line(changed, calm_for(changed))
    for part in ("Ease off now", "Too much", "REC a.mcap", "check the wiring"):
        assert part in text


def test_lines_can_be_ascii_and_in_other_units() -> None:
    text = line(replace(HOLD, force=266.0), ascii=True, lang="de", unit="kgf")
    assert text.isascii()
    assert "27,1 kgf von 20,4 kgf" in text


class Ended(threading.Event):
    """Ends after a number of looks, and never really waits."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self._left = waits

    def wait(self, timeout: float | None = None) -> bool:
        self._left -= 1
        if self._left <= 0:
            self.set()
        return self.is_set()


class NoTerminal:
    """What blessed makes of a stream that is no terminal."""

    is_a_tty = False
    width, height = 80, 24

    def __init__(self, stream: Any) -> None:
        self.stream = stream


def _to(stream: Any, ended: threading.Event, module: Any = plain) -> None:
    mailbox = Mailbox()
    mailbox.put(HOLD)
    module.run(mailbox, Inbox(), ended, clock=lambda: NOW, term=NoTerminal(stream))


@pytest.mark.parametrize("module", [plain, terminal])
def test_a_stream_that_is_no_terminal_gets_lines(module: Any) -> None:
    stream = io.StringIO()
    _to(stream, Ended(1), module)
    assert stream.getvalue().startswith("HOLD, 203 N of 200 N")
    assert "\x1b" not in stream.getvalue()


def test_a_closed_stream_ends_the_session_quietly() -> None:
    stream = io.StringIO()
    stream.close()
    ended = Ended(1000)
    _to(stream, ended)
    assert ended.is_set()


@pytest.mark.skipif(os.name != "posix", reason="hands pipes to a child")
def test_a_reader_that_goes_away_is_no_fault() -> None:
    child = Path(__file__).with_name("child.py")
    orders, giving = os.pipe()
    hearing, reports = os.pipe()
    with subprocess.Popen(
        [sys.executable, str(child), "terminal", "{}", str(orders), str(reports)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=(orders, reports),
    ) as process:  # fmt: skip
        os.close(reports)
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"NO SIGNAL")
        process.stdout.close()
        assert process.wait(timeout=8.0) == 0
        assert process.stderr.read() == b""
        assert json.loads(os.read(hearing, 1000)) == {"left": True}
    for descriptor in (orders, giving, hearing):
        os.close(descriptor)


@pytest.mark.skipif(os.name != "posix", reason="pseudo terminals are POSIX")
def test_keys_work_in_plain_lines_too_and_help_is_read_out() -> None:
    with in_pty("plain", size=(160, 40)) as gauge:
        gauge.show(HOLD)
        gauge.until(lambda: "HOLD, 203 N of 200 N" in gauge.text)
        gauge.press(b"?")
        gauge.until(lambda: "Z: set the zero" in gauge.text)
        gauge.press(b"\x1b[A\x1b")
        gauge.until(lambda: gauge.acts() == ["stop"])
        assert {"arrow": "up"} in gauge.told
        gauge.press(b"qq")
        assert gauge.ends() == 0
        assert gauge.attributes() == gauge.before


def test_out_knows_when_nobody_reads() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        with pytest.raises(Gone):
            Out(stream).write("x")
        Out(stream).write("into nowhere")  # what follows fails no more


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a thing of Linux")
@pytest.mark.parametrize("module", [plain, terminal])
def test_no_room_for_the_lines_is_an_error_and_ends_the_session(module: Any) -> None:
    ended = Ended(1000)
    with open("/dev/full", "w", encoding="utf-8") as stream:
        with pytest.raises(OSError, match="No space left"):
            _to(stream, ended, module)
        Out(stream).write("into nowhere")  # what follows fails no more
    assert ended.is_set()


def test_encodings_without_blocks_need_ascii() -> None:
    assert not needs_ascii(io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert needs_ascii(io.TextIOWrapper(io.BytesIO(), encoding="latin-1"))
    assert needs_ascii(io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
