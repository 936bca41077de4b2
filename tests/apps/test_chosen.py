"""What is said on the command line, and what a replayed file says where nothing is."""

import argparse
import json
from pathlib import Path

import pytest

from pressure_coach import Calibration
from pressure_coach.apps.cli import main
from pressure_coach.apps.commands import live
from pressure_coach.mailbox import Mailbox
from pressure_coach.recording.reader import read_recording
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Act, Arrival

WORDS = "--target 100 --band 15% --goal 20 --grace 2 --ceiling 300 --rest 40 --for 40 --view none"


@pytest.fixture
def session(tmp_path: Path) -> str:
    """A hold of 20 s at 100 N +-15 %, recorded."""
    file = tmp_path / "s.mcap"
    main(["record", "sim:slack?speed=0&seed=3&target=100", str(file), *WORDS.split()])
    return str(file)


def rows(capsys: pytest.CaptureFixture[str]) -> tuple[list[dict], str]:
    out, err = capsys.readouterr()
    return [json.loads(line) for line in out.splitlines()], err


def test_a_replayed_file_is_judged_as_it_was_recorded(session, tmp_path, capsys):
    main(["replay", session, "--speed", "max", "--json"])
    asked, _ = rows(capsys)
    assert any(row["event"] == "state" for row in asked)
    again = tmp_path / "again.mcap"
    main(["live", f"replay:{session}?speed=max", "--json", "--record", str(again)])
    now, said = rows(capsys)
    assert now == asked
    assert said.count("\n") == 1
    assert "judged as recorded: target 100 N, band 15 %, goal 20 s, ceiling 300 N, grace 2 s, rest 40 s." in said
    assert read_recording(again).meta["settings"] == read_recording(Path(session)).meta["settings"]


def test_what_is_said_goes_before_what_was_recorded(session, capsys):
    main(["report", session, "--target", "105", "--goal", "10", "--json"])
    (report,), _ = rows(capsys)
    main(["live", f"replay:{session}?speed=max", "--target", "105", "--goal", "10", "--json"])
    now, said = rows(capsys)
    assert now[-1] == report
    assert (now[-1]["state"], now[-1]["holds"][0]["goal_s"]) == ("DONE", 10.0)
    assert "changed by you: target 105 N instead of 100 N, goal 10 s instead of 20 s." in said


def test_the_calibration_of_then_is_used_whatever_is_stored_now(session, capsys, monkeypatch):
    main(["replay", session, "--speed", "max", "--json"])
    asked, _ = rows(capsys)
    stored = Calibration(unit="N", slope=(7.0,))
    monkeypatch.setattr("pressure_coach.calibrations.stored", lambda device_id: stored)
    main(["live", f"replay:{session}?speed=max", "--json"])
    assert rows(capsys)[0] == asked
    main(["live", f"replay:{session}?speed=max", "--scale", "0.0001", "--for", "1", "--json"])
    assert rows(capsys)[0][0]["calibration"] != asked[0]["calibration"]


def test_a_target_that_is_said_replaces_those_that_were_set_in_the_session(tmp_path, capsys):
    file = tmp_path / "s.mcap"
    meta = {"driver": "lines", "options": {"unit": "N", "time": "ms"}, "settings": {"goal_s": 5.0}}
    with Recorder(file, meta) as recorder:
        for i in range(1200):
            recorder.arrived(Arrival(i * 12_500_000, f"{i * 12.5:.1f},{200 * (i > 80) + i % 3}\n".encode()))
            if i == 60:
                recorder.acted(Act("target", i, data={"target": 90.0}))
    for speed in ("max", "1000"):
        main(["live", f"replay:{file}?speed={speed}", "--json", "--target", "200"])
        found, _ = rows(capsys)
        assert [hold["target_n"] for hold in found[-1]["holds"]] == [200.0]
        assert not any(row["event"] == "target" for row in found)


def test_the_gauge_says_it_too(session, capsys):
    parser = argparse.ArgumentParser()
    live.arguments(parser)
    build = live.builder(parser.parse_args([f"replay:{session}?speed=max", "--goal", "15"]))
    mailbox = Mailbox()
    capsys.readouterr()
    seen = build([], mailbox, None)
    seen.viewer.post(seen.judge)
    assert "goal 15 s instead of 20 s" in mailbox.latest().message
    assert capsys.readouterr().err == ""
