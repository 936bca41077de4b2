"""Standard streams that are closed, full, or of another encoding; texts that are no Unicode."""

import json
import os
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="closed descriptors and /dev/full are things of Unix")
SIM = "'sim:?speed=0'"


def shell(words: str, **env: str) -> tuple[int, str, str]:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m pressure_coach {words}"],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        env={**os.environ, **env},
    )
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


@pytest.mark.parametrize("view", ["--json", "--plain", "--view none", "--view terminal"])
@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault(view, closed):
    assert shell(f"live {SIM} --for 1 {view} {closed}") == (0, "", "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a thing of Linux")
@pytest.mark.parametrize("words", ["limits", "--help", f"live {SIM} --for 1 --json", f"live {SIM} --for 1 --view none"])
def test_a_full_disk_behind_the_output_is_one_sentence(words):
    status, _, err = shell(f"{words} >/dev/full", PYTHONUNBUFFERED="")  # else argparse swallows the error of --help
    assert (status, len(err.splitlines())) == (1, 1)
    assert "make room" in err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a thing of Linux")
@pytest.mark.parametrize("view", ["--plain", "--view terminal", "--json", "--view none"])
def test_a_view_that_has_no_room_to_write_ends_the_session_which_is_kept(view, tmp_path):
    file = tmp_path / "s.mcap"
    status, _, err = shell(f"record sim: {file} --for 1 {view} >/dev/full", PYTHONUNBUFFERED="")
    lines = [line for line in err.splitlines() if "recording into" not in line]
    assert (status, len(lines)) == (1, 1)
    assert "could not be written (No space left on device)" in lines[0]
    assert shell(f"report {file}")[0] == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a thing of Linux")
def test_after_an_error_the_output_is_seen_to_as_well(tmp_path):
    limit = "ulimit -f 16; trap '' XFSZ"
    words = f"{sys.executable} -m pressure_coach live {SIM} --record {tmp_path}/s.mcap --for 60 --view none"
    done = subprocess.run(
        ["bash", "-c", f"{limit}; {words} >/dev/full"],
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )
    assert done.returncode == 1
    *_, recording, output = done.stderr.splitlines()
    assert "recording has stopped (File too large)" in recording
    assert "the output could not be written (No space left on device)" in output


def test_what_an_encoding_lacks_is_escaped_as_json_escapes_it(tmp_path):
    odd = "ä日🤸"
    status, _, err = shell(f"record {SIM} {tmp_path}/{odd}.mcap --for 1 --view none --note {odd}")
    assert (status, "recording into" in err) == (0, True)
    for encoding in ("ascii", "latin-1"):
        assert shell(f"recordings {tmp_path}", PYTHONIOENCODING=encoding)[0] == 0
        status, out, _ = shell(f"import {tmp_path}/{odd}.mcap x 2>&1", PYTHONIOENCODING=encoding)
        assert (status, len(out.splitlines())) == (1, 1)
        status, out, _ = shell(f"tare {SIM} --json", PYTHONIOENCODING=encoding)
        assert (status, json.loads(out)["event"]) == (0, "tare")


def test_what_the_devices_log_does_not_lie_across_the_gauge():
    code = "import logging\nfrom pressure_coach.devices import _link, _port\n"
    code += "_link._log.warning('link lost')\n_port._log.warning('gone')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_pressed_again_while_a_command_tidies_up_adds_no_line():
    code = "import signal, sys\nfrom pressure_coach.apps import cli\n"
    code += "def main(words):\n try:\n  print('works', flush=True)\n"
    code += "  signal.pause()\n finally:\n  print('tidies', flush=True)\n  sys.stdin.read()\n"
    code += "cli.main = main\ncli.entry()"
    words = [sys.executable, "-c", code]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        for line in ("works\n", "tidies\n"):
            assert child.stdout.readline() == line
            child.send_signal(signal.SIGINT)
        child.stdin.close()  # now it has tidied up
        assert child.stderr.read() == ""
    assert child.returncode == 130


def test_a_note_that_is_no_text_does_not_cost_the_recording(tmp_path):
    words = f"record {SIM} {tmp_path}/s.mcap --for 2 --view none --person \"$(printf 'a\\377b')\""
    assert shell(words)[0] == 0
    status, out, _ = shell(f"recordings {tmp_path}")
    assert status == 0
    assert "a\ufffdb" in out
    assert "2.0 s" in out


def test_a_recording_that_stops_is_told_at_the_end_with_status_one(tmp_path):
    limit = "ulimit -f 16; trap '' XFSZ"  # a file that may not grow is like a full disk
    for view in ("--view none", "--plain", "--json"):
        name = f"{tmp_path}/{view.strip('-')[:4]}.mcap"
        done = subprocess.run(
            ["bash", "-c", f"{limit}; {sys.executable} -m pressure_coach live {SIM} --record {name} --for 60 {view}"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=60,
        )
        assert done.returncode == 1
        assert "recording has stopped (File too large)" in done.stderr
        assert "samples" in done.stdout
        assert shell(f"report {name}")[0] == 0
