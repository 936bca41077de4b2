"""The main job as a person has it: the command line on simulated, soldered and recorded sensors."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pressure_coach import read
from pressure_coach.apps.cli import main
from pressure_coach.coaching.events import State
from pressure_coach.recording.reader import read_recording
from pressure_coach.signal.chunk import Arrival
from tests.ptyboard import PtyBoard, WireBoard

PROGRAM = [sys.executable, "-m", "pressure_coach"]
N_PER_COUNT = 0.001


def run(*words: str, status: int = 0) -> tuple[list[dict[str, Any]], str]:
    """Rows of JSON on standard output, and what was said on standard error."""
    done = subprocess.run([*PROGRAM, *words], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def live(address: str, *words: str) -> list[dict[str, Any]]:
    return run("live", address, "--json", *words)[0]


ENDINGS = {
    **dict.fromkeys(["", "slack", "breathing", "spikes", "gaps", "unload", "drift", "piriformis"], "DONE"),
    "over": "STOPPED",
    "lost": "PARTIAL",
    "saturation": "PARTIAL",
}


@pytest.mark.parametrize(("scenario", "ending"), ENDINGS.items())
def test_every_simulated_session_comes_to_its_ending(scenario, ending, capsys):
    assert main(["live", f"sim:{scenario}?speed=0&seed=2", "--target", "200", "--for", "88", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (rows[-1]["event"], rows[-1]["state"], rows[-1]["simulated"]) == ("summary", ending, True)
    assert all(set(row) >= {"t", "before", "after", "credit_s", "why"} for row in rows if row["event"] == "state")


def test_a_replay_says_the_same_byte_for_byte(tmp_path):
    file = tmp_path / "s.mcap"
    words = [
        *PROGRAM,
        "live",
        "sim:slack?speed=0&seed=4&drop=0.01&flip=0.0002",
        "--target",
        "200",
        "--for",
        "90",
        "--json",
    ]
    was = subprocess.run([*words, "--record", str(file)], capture_output=True, check=True).stdout
    now = subprocess.run([*PROGRAM, "replay", str(file), "--speed", "max", "--json"], capture_output=True, check=True)
    assert now.stdout == was
    assert now.stderr == b""
    summary = json.loads(was.splitlines()[-1])
    assert run("report", str(file), "--json")[0] == [summary]
    assert summary["bad_frames"] > 0 < summary["lost_frames"]


def test_replay_from_a_second_on_judges_the_whole_and_shows_the_rest(tmp_path):
    file = tmp_path / "s.mcap"
    whole = live("sim:?speed=0", "--target", "200", "--for", "30", "--record", str(file))
    rows, _ = run("replay", str(file), "--speed", "max", "--from", "5", "--json")
    assert rows == [row for row in whole if row.get("t", 99) >= 5]


def test_a_difference_from_the_recorded_events_is_named(tmp_path, capsys, monkeypatch):
    file = tmp_path / "s.mcap"
    live("sim:?speed=0", "--target", "200", "--for", "20", "--record", str(file))
    monkeypatch.setattr("pressure_coach.coaching.rules.SETTLE_US", 2_000_000)
    main(["replay", str(file), "--speed", "max", "--json"])
    said = capsys.readouterr().err
    assert "differs from the recording: recorded state HOLDING at" in said


def test_a_replay_that_was_ended_early_has_nothing_missing(tmp_path, capsys, monkeypatch):
    file = tmp_path / "s.mcap"
    live("sim:?speed=0", "--target", "200", "--for", "20", "--record", str(file))

    class Impatient(io.StringIO):
        def write(self, text: str) -> int:
            if not self.tell():
                signal.raise_signal(signal.SIGINT)  # Ctrl-C as soon as something is said
            return super().write(text)

    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", out := Impatient())
        assert main(["replay", str(file), "--json"]) == 0
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["event"] for row in rows] == ["stream", "summary"]
    assert capsys.readouterr().err == ""


def press(i: int) -> int:
    """Counts of a board: 2 s unloaded, then 200 N with a little life in it."""
    return round(((0.0 if i < 160 else 200.0) + (i * 37 % 11 - 5) * 0.05) / N_PER_COUNT)


def test_a_board_on_a_cable_comes_to_done(pty_board):
    board: WireBoard = pty_board(counts=press)
    with board.serving():
        rows = live(f"serial:{board.path}", "--scale", str(N_PER_COUNT), "--target", "200", "--for", "64")
    assert (rows[-1]["state"], rows[-1]["credit_s"], rows[-1]["simulated"]) == ("DONE", 60.0, False)
    assert 5121 <= rows[-1]["samples"] < 5400  # to the end of the read that reached 64 s
    assert (rows[-1]["lost_frames"], rows[-1]["bad_frames"]) == (0, 0)


def test_a_board_without_a_calibration_is_told_what_to_do(pty_board):
    board: WireBoard = pty_board(counts=press)
    with board.serving():
        _, said = run("live", f"serial:{board.path}", "--target", "200", "--json", status=1)
    assert "--scale N_PER_COUNT" in said
    assert len(said.splitlines()) == 1


class Sketch(PtyBoard):
    """Prints ``millis,newtons`` a line, as a first sketch does; 80 a second by its own clock."""

    at = 0

    def step(self) -> None:
        """Ten lines a turn."""
        self.hear()
        lines = (f"{(self.at + k) * 12.5:.1f},{press(self.at + k) * N_PER_COUNT:.2f}\r\n" for k in range(10))
        self.send("".join(lines).encode())
        self.at += 10


def test_a_sketch_that_prints_lines_comes_to_done(pty_board):
    board = pty_board(Sketch)
    with board.serving():
        rows = live(f"lines:{board.path}?unit=N&time=ms", "--target", "200", "--for", "64")
    assert (rows[-1]["state"], rows[-1]["credit_s"]) == ("DONE", 60.0)


def test_a_sketch_that_does_not_say_its_unit_is_told_how_to(pty_board):
    board = pty_board(Sketch)
    with board.serving():
        said = run("live", f"lines:{board.path}?time=ms", "--target", "200", "--json", status=1)[1]
        counts = run("live", f"lines:{board.path}?time=ms&unit=counts", "--target", "200", "--json", status=1)[1]
    assert "?unit=N (kgf, lbf)" in said
    assert len(said.splitlines()) == 1
    assert "?unit" not in counts
    assert "--scale N_PER_COUNT" in counts


class Noise(PtyBoard):
    """Says random bytes, 10 MB at the most."""

    left = 10_000_000

    def step(self) -> None:
        """4 KiB a turn."""
        self.hear()
        if self.left > 0:
            self.send(os.urandom(4096))
            self.left -= 4096


@pytest.mark.parametrize(
    ("scheme", "advice"), [("serial", "flash our firmware"), ("lines", "sends no text that can be read")]
)
def test_random_bytes_end_in_one_sentence(pty_board, scheme, advice):
    board = pty_board(Noise)
    with board.serving():
        _, said = run("live", f"{scheme}:{board.path}", "--json", status=1)
    assert len(said.splitlines()) == 1
    assert advice in said


def test_a_recorder_killed_at_any_moment_keeps_what_came_before(tmp_path):
    file = tmp_path / "killed.mcap"
    words = ["live", "sim:?speed=10", "--target", "200", "--json", "--record", str(file)]
    with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            row = json.loads(line)
            if row.get("after") == "HOLDING":
                child.kill()
                break
        child.stdout.read()
    recording = read_recording(file)
    assert not recording.complete
    assert read(file).t_us[-1] >= row["t"] * 1e6 - 2_000_000  # 0.2 s at this speed: the writer was moments behind


def test_unplugged_and_plugged_in_again_the_gap_stays_a_gap(pty_board, tmp_path):
    """The cable is pulled during the hold; on its return the hold is PARTIAL or goes on, and nothing before is lost."""
    file = tmp_path / "pulled.mcap"
    board: WireBoard = pty_board(counts=press, n_samples=1600)
    words = [
        "live",
        f"serial:{board.path}",
        "--scale",
        str(N_PER_COUNT),
        "--target",
        "200",
        "--json",
        "--record",
        str(file),
    ]
    with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        rows = []
        with board.serving():
            for line in child.stdout:
                rows.append(json.loads(line))
                if rows[-1].get("after") == "HOLDING":
                    break
        board.unplug()
        for line in child.stdout:
            rows.append(json.loads(line))
            if rows[-1]["event"] == "link":
                break
        board.plug()
        board.boot()  # a board on USB power starts anew
        board._n_samples += 4000
        with board.serving():
            for line in child.stdout:
                rows.append(json.loads(line))
                if rows[-1].get("after") in ("UNKNOWN", "NO_SIGNAL"):
                    child.send_signal(signal.SIGINT)
                    break
            rows += [json.loads(line) for line in child.stdout]
    assert child.returncode == 0
    assert [row["link"] for row in rows if row["event"] == "link"][:2] == [False, True]
    assert rows[-1]["event"] == "summary"
    assert read(file).summary["samples"] == rows[-1]["samples"]


# Subject, trial: state at the end and credit of a goal of 60 s (the files last 60 s), time in band and CV in %, at
# T = mean of the first 3 s and a band of 10 %.
STANDING = {
    (0, 0): ("HOLDING", 58.98, 96.47, 3.092),
    (0, 1): ("HOLDING", 58.99, 100.0, 2.668),
    (0, 2): ("PAUSED", 57.92, 99.34, 3.776),
    (1, 0): ("PARTIAL", 31.19, 74.27, 4.664),
    (1, 1): ("GRACE", 58.77, 91.54, 3.870),
    (1, 2): ("HOLDING", 58.99, 99.69, 3.019),
}


@pytest.mark.parametrize(("subject", "trial"), list(STANDING))
def test_real_body_weight_is_imported_replayed_and_judged(shared_dir, tmp_path, capsys, subject, trial):
    source, file = shared_dir / "data" / "standing" / f"subject{subject}_trial{trial}.txt", tmp_path / "s.mcap"
    assert main(["import", str(source), str(file), "--column", "dominant Fvert (N)"]) == 0
    force = np.loadtxt(source, skiprows=1, usecols=2)
    session = read(file, target=float(force[:300].mean()))
    assert (len(session.t_us), session.sfreq, session.unit, session.simulated) == (6000, 100.0, "N", False)
    assert session.raw[:, 0].tolist() == force.tolist()
    (hold,) = session.summary["holds"]
    found = (session.summary["state"], hold["credited_s"], round(hold["time_in_band_pct"], 2), round(hold["cv_pct"], 3))
    assert found == STANDING[subject, trial]
    # The same by hand: from the first second in band on, everything but the very last samples.
    if found[0] == "HOLDING":
        assert hold["cv_pct"] == pytest.approx(100 * force[100:].std() / force[100:].mean(), rel=0.01)
        assert hold["mean_n"] == pytest.approx(force[100:].mean(), rel=1e-3)
    assert read(file, target=float(force[:300].mean()), goal_s=30.0).summary["state"] == "DONE"
    capsys.readouterr()
    assert main(["replay", str(file), "--speed", "max", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["samples"] == 6000


def test_the_public_names_are_there():
    import pressure_coach

    for name in ("open_device", "Session", "read", "Calibration", "Band", "Hold"):
        assert getattr(pressure_coach, name).__doc__
    with pytest.raises(AttributeError):
        pressure_coach.nothing  # noqa: B018  # asking is the test


def test_states_are_words():
    assert f"{State.HOLDING}" == "HOLDING"


def test_arrivals_of_a_recording_are_the_bytes_that_came(tmp_path):
    file = tmp_path / "s.mcap"
    live("sim:?speed=0&seed=9", "--for", "2", "--record", str(file))
    again = tmp_path / "t.mcap"
    live("sim:?speed=0&seed=9", "--for", "2", "--record", str(again))
    bytes_of = [
        b"".join(item.data for item in read_recording(path).items if isinstance(item, Arrival))
        for path in (file, again)
    ]
    assert bytes_of[0] == bytes_of[1] != b""
    with contextlib.suppress(FileNotFoundError):
        Path(again).unlink()
