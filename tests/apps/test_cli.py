"""The command line: readable help, one sentence an error, exit status 0, 1 or 2, never a traceback."""

import json
import os
import re
import subprocess
import sys

import pytest

from pressure_coach import Calibration, plugins
from pressure_coach.apps import units
from pressure_coach.apps.cli import command_names, main
from pressure_coach.coaching.limits import TABLE
from pressure_coach.errors import CoachError, UsageError
from pressure_coach.recording.reader import read_recording
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal import filters
from pressure_coach.signal.chunk import Act, Arrival
from tests.ptyboard import PtyBoard

COMMANDS = [
    "live",
    "window",
    "record",
    "replay",
    "report",
    "recordings",
    "import",
    "export",
    "recover",
    "devices",
    "tare",
    "diagnose",
    "board",
    "flash",
    "limits",
]


def said(*words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pressure_coach", *words],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def refused(*words: str) -> CoachError:
    with pytest.raises(CoachError) as caught:
        main(list(words))
    return caught.value


def test_the_overview_names_every_command_with_a_line_of_help(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    assert command_names() == COMMANDS
    assert "130 Ctrl-C before there was a\nresult" in text
    for name in COMMANDS:
        (line,) = [row for row in text.splitlines() if row.startswith(f"  {name} ")]
        assert len(line) < 130


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    assert left.value.code == 0
    assert len(capsys.readouterr().out) > 150


def test_the_version(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == "pressure-coach 0.1.0\n"


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        [""],
        ["live"],
        ["live", "sim:", "--goal", "much"],
        ["replay"],
        ["live", "sim:", "--view", "hologram"],
    ],
)
def test_what_the_parser_refuses_is_one_line_with_status_two(words):
    status, out, err = said(*words)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "--help" in err


@pytest.mark.parametrize("seconds", ["soon", "nan", "-1", "61"])
def test_a_time_that_nobody_can_listen_for_is_refused_with_the_range(seconds):
    assert f"{seconds} makes no sense; give 0 to 60 s" in said("devices", "--scan", seconds)[2]


def test_the_help_of_live_names_every_filter(capsys):
    with pytest.raises(SystemExit):
        main(["live", "--help"])
    (text,) = re.findall(
        r"--filter FILTER(.*?)--auto-zero ", capsys.readouterr().out.partition("options:")[2], re.DOTALL
    )
    assert set(plugins.names(filters)) <= set(re.findall(r"\w+", text))


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["live", "/dev/ttyUSB0"], "serial:/dev/ttyUSB0"),
        (["live", "sim:dancing"], "slack"),
        (["live", "sim:", "--target", "heavy"], "20kgf"),
        (["live", "sim:", "--target", "-5"], "20kgf"),
        (["live", "sim:", "--band", "2000"], "0.10 or 10%"),
        (["live", "sim:", "--band", "50"], "from 5 % (fine) to 15 %"),
        (["live", "sim:", "--band", "0.02"], "from 5 % (fine) to 15 %"),
        (["live", "sim:", "--band", "nan"], "from 5 % (fine) to 15 %"),
        (["live", "sim:", "--goal", "500"], "30 to 90"),
        (["live", "sim:", "--goal", "0.01"], "choose 1 to 90"),
        (["live", "sim:", "--goal", "nan"], "choose 1 to 90"),
        (["live", "sim:", "--rest", "3"], "30 s or more"),
        (["live", "sim:", "--rest", "nan"], "30 s or more"),
        (["live", "sim:", "--rest", "inf"], "30 s or more"),
        (["live", "sim:", "--for", "inf"], "above 0"),
        (["live", "sim:", "--scale", "0"], "other than 0"),
        (["live", "sim:?speed=1e-9"], "0.01 to 1000"),
        (["live", "sim:?seed=-1"], "0 to 4294967295"),
        (["live", "sim:", "--ceiling", "900"], "100 to 500 N"),
        (["live", "sim:", "--filter", "magic"], "--filter magic is not known; choose one of lowpass"),
        (["live", "sim:", "--for", "0"], "above 0"),
        (["live", "sim:", "--json", "--view", "terminal"], "leave out --view"),
        (["window", "sim:", "--json"], "leave out --view"),
        (["live", "sim:?speed=0", "--view", "none", "--for", "1", "--target", "400"], "ceiling"),
        (["live", "sim:?speed=0", "--view", "none", "--for", "1", "--channel", "left"], "left"),
        (["replay", "x.mcap", "--speed", "fast"], "give max or a number from 0.1 to 1000"),
        (["live", "sim:?speed=0.001"], "give 0 or a number from 0.01 to 1000"),
        (["export", "x.mcap", "x.docx"], "csv"),
        (["diagnose", "sim:", "--seconds", "0"], "more than 0 and 3600 at most"),
        (["import", __file__, "x.mcap", "--rate", "1e-300"], "samples per second"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error_with_the_remedy(words, part, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = refused(*words)
    assert error.exit_status in (1, 2)
    assert part in str(error)


@pytest.mark.parametrize(
    "words",
    [
        ["replay", "nothing.mcap"],
        ["report", "nothing.mcap"],
        ["export", "nothing.mcap", "out.csv"],
        ["recover", "nothing.mcap", "out.mcap"],
        ["import", "nothing.csv", "out.mcap"],
        ["live", "serial:/dev/nothing"],
        ["live", "lines:/dev/nothing"],
        ["live", "sim:", "--calibration", "nothing.toml"],
        ["recordings", "nothing"],
    ],
)
def test_what_is_not_there_is_one_sentence_with_status_one(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = said(*words)
    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert "nothing" in err


def test_limits_are_the_table(capsys):
    main(["limits"])
    text = capsys.readouterr().out
    assert all(limit.name in text and limit.basis in text for limit in TABLE)
    main(["limits", "--json"])
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == [limit.name for limit in TABLE]


def test_devices_lists_ports_and_kinds(capsys):
    main(["devices", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert {"sim:", "serial:", "lines:", "replay:"} <= {row["address"] for row in found["schemes"]}
    main(["devices"])
    assert "sim:<scenario>" in capsys.readouterr().out


def test_a_zero_is_measured_and_marked_simulated(capsys):
    main(["tare", "sim:manual?speed=0", "--json"])
    row = json.loads(capsys.readouterr().out)
    assert (row["event"], row["unit"], row["simulated"]) == ("tare", "N", True)
    main(["tare", "sim:manual?speed=0"])
    assert capsys.readouterr().out.startswith("SIMULATED sensor: steady; zero at")


class Restless(PtyBoard):
    """A sketch whose sensor does not hold still."""

    at = 0

    def step(self) -> None:
        """Ten lines a turn."""
        self.hear()
        self.send("".join(f"{i * 12.5:.1f},{i * i % 977}\n" for i in range(self.at, self.at + 10)).encode())
        self.at += 10


def test_a_sensor_that_does_not_hold_still_gets_no_zero(pty_board):
    board = pty_board(Restless)
    with board.serving():
        assert "no zero" in str(refused("tare", f"lines:{board.path}?unit=N&time=ms"))


def test_diagnose_names_rate_loss_and_what_it_is_good_for(capsys):
    main(["diagnose", "sim:manual?speed=0&drop=0.1", "--json"])
    row = json.loads(capsys.readouterr().out)
    assert row["nominal_hz"] == 80.0
    assert 5 < row["lost_pct"] < 15
    assert any("lost" in verdict for verdict in row["verdicts"])
    main(["diagnose", "sim:manual?speed=0", "--seconds", "2"])
    assert "enough for holds" in capsys.readouterr().out


def test_a_recording_is_listed_reported_exported_and_recovered(tmp_path, capsys):
    file, csv, copy = tmp_path / "s.mcap", tmp_path / "s.csv", tmp_path / "copy.mcap"
    words = ["--target", "20kgf", "--for", "80", "--view", "none", "--person", "p1", "--note", "left side"]
    assert main(["record", "sim:?speed=0&target=196", str(file), *words]) == 0
    assert main(["recordings", str(tmp_path)]) == 0
    assert main(["report", str(file), "--unit", "kgf"]) == 0
    assert main(["export", str(file), str(csv)]) == 0
    assert main(["recover", str(file), str(copy)]) == 0
    text = capsys.readouterr().out
    assert "DONE, 60.0 s of 60 s at 20.0 kgf" in text
    assert "SIMULATED" in text
    assert "p1 left side" in text
    assert csv.read_text().startswith("# simulated: true")
    for again in (["export", str(file), str(csv)], ["recover", str(file), str(copy)]):
        assert "exists" in str(refused(*again))
    capsys.readouterr()
    assert "exists" in str(refused("record", "sim:?speed=0", str(file), "--for", "1", "--view", "none"))
    assert "recording into" not in capsys.readouterr().err


def test_a_report_takes_no_grace_a_scale_and_the_calibration_of_this_sensor_only(tmp_path, capsys):
    file, other = tmp_path / "s.mcap", tmp_path / "other.toml"
    main(["record", "sim:?speed=0", str(file), "--for", "80", "--view", "none", "--target", "200"])
    stream = read_recording(file).events[0]
    capsys.readouterr()
    assert main(["report", str(file), "--grace", "0", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "DONE"
    assert main(["report", str(file), "--scale", "0.0001", "--target", "30"]) == 0
    assert "at 30.0 N" in capsys.readouterr().out
    other.write_text(Calibration(unit="N", slope=(0.5,), device_id="00bb").to_text())
    assert f"this one is {stream['device_id']}" in str(refused("report", str(file), "--calibration", str(other)))
    for words, part in (
        (["--grace", "5"], "0 to 3"),
        (["--goal", "inf"], "1 to 3600"),
        (["--ceiling", "9"], "100 to 500"),
    ):
        assert part in str(refused("report", str(file), *words))


def test_a_reader_that_leaves_is_no_fault():
    words = f"{sys.executable} -m pressure_coach live sim:?speed=0 --target 200 --for 90 --json | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", words], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert json.loads(done.stdout)["event"] == "stream"


@pytest.mark.parametrize(
    ("text", "newtons"), [("200", 200.0), ("200N", 200.0), ("20kgf", 196.133), ("20 kg", 196.133), ("45lbf", 200.17)]
)
def test_forces_are_written_in_three_units(text, newtons):
    assert units.force(text) == pytest.approx(newtons, abs=0.01)


def test_one_is_no_plural():
    assert [units.counted(n, "event") for n in (0, 1, 2)] == ["0 events", "1 event", "2 events"]


@pytest.mark.parametrize(("text", "part"), [("0.1", 0.1), ("10", 0.1), ("10%", 0.1), ("5 %", 0.05)])
def test_bands_are_fractions_or_percents(text, part):
    assert units.fraction(text) == pytest.approx(part)


@pytest.mark.parametrize("text", ["", "x", "1e999", "nan", "0", "1.2.3"])
def test_what_is_no_force_is_refused(text):
    with pytest.raises(UsageError):
        units.force(text)


def test_recordings_are_listed_newest_first_whatever_their_names(tmp_path, capsys, monkeypatch):
    for name, day in (("zoe", 1), ("anna", 3), ("mia", 2)):
        meta = {"driver": "sim", "options": {}, "started": f"2026-11-0{day}T10:00:00.000+00:00"}
        with Recorder(tmp_path / f"{name}.mcap", meta) as recorder:
            recorder.arrived(Arrival(1, b"x"))
    (tmp_path / "broken.mcap").touch()
    main(["recordings", str(tmp_path)])
    rows = capsys.readouterr().out.splitlines()[1:]
    assert [row.split()[0] for row in rows] == ["anna.mcap", "mia.mcap", "zoe.mcap", "broken.mcap"]
    assert "2026-11-03 10:00" in rows[0]


def test_a_name_that_no_folder_can_have_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "no folder" in str(refused("recordings", "x" * 300))


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="a thing of Unix")
@pytest.mark.parametrize("words", [["report", "/dev/zero"], ["import", "/dev/zero", "s.mcap"]])
def test_a_device_is_not_read_for_ever(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "is a device" in str(refused(*words))


def test_a_folder_that_is_not_there_is_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text("t (s),f (N)\n0,1\n0.1,2\n0.2,3\n0.3,3\n")
    assert main(["import", "table.csv", "s.mcap"]) == 0
    assert "there is no folder absent" in str(refused("export", "s.mcap", "absent/s.csv"))
    assert "shorter name" in str(refused("export", "s.mcap", "x" * 300 + ".csv"))


def test_an_old_calibration_is_told_where_the_person_looks(tmp_path):
    old = tmp_path / "old.toml"
    old.write_text(Calibration(unit="N", slope=(0.001,), date="2020-01-01").to_text())
    words = ["live", "sim:?speed=1", "--calibration", str(old), "--for", "2"]
    _, out, err = said(*words, "--plain")
    assert ("days old" in out, err) == (True, "")
    _, out, err = said(*words, "--json")
    assert ("days old" in out, "days old" in err) == (False, True)


def test_a_recording_has_one_name(capsys):
    with pytest.raises(SystemExit) as left:
        main(["record", "sim:", "a.mcap", "--record", "b.mcap"])
    assert left.value.code == 2


def test_what_lies_beyond_the_end_is_said(tmp_path, capsys):
    file = tmp_path / "s.mcap"
    main(["record", "sim:?speed=0", str(file), "--for", "10", "--view", "none"])
    assert main(["replay", str(file), "--from", "60", "--view", "none"]) == 0
    assert "--from 60 lies beyond the end" in capsys.readouterr().err


def test_a_level_without_a_calibration_is_never_called_newtons(tmp_path, capsys):
    file = tmp_path / "s.mcap"
    with Recorder(file, {"driver": "lines", "options": {"time": "ms"}, "settings": {"goal_s": 5.0}}) as recorder:
        for i in range(1200):
            recorder.arrived(Arrival(i * 12_500_000, f"{i * 12.5:.1f},{200_000 * (i > 80) + i % 3}\n".encode()))
            if i == 400:
                recorder.acted(Act("target", i))
    main(["report", str(file)])
    text = capsys.readouterr().out
    assert "DONE, 5.0 s of 5 s at 100.0 % +-10 %" in text
    assert " N" not in text
    assert units.shown(2.5, "kgf", "kPa") == "2.5 kPa"
