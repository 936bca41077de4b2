"""What README and CONTRIBUTING show is tried: the device in one file, the scripts, the commands."""

import json
import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from pressure_coach import Calibration, Hold, Session, Settings, devices, places
from pressure_coach.apps.cli import command_names, main
from pressure_coach.coaching.limits import TABLE
from tests.ptyboard import DEVICE_ID

ROOT = Path(__file__).resolve().parents[1]


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


def test_the_device_in_one_file_of_contributing_comes_to_done(tmp_path, monkeypatch):
    (source,) = (block for block in blocks("CONTRIBUTING.md", "python") if "class Pipe" in block)
    (tmp_path / "pipe.py").write_text(source)
    monkeypatch.setattr(devices, "__path__", [*devices.__path__, str(tmp_path)])
    file = tmp_path / "forces.txt"
    file.write_text("".join(f"{i / 80:.4f},{200 if i > 160 else 0}\n" for i in range(64 * 80)))
    device = devices.open_device(f"pipe:{file}")
    assert Session(device, Settings(target=200.0)).run()["state"] == "DONE"


def test_the_three_lines_of_the_readme_hold(capsys):
    (source,) = (block for block in blocks("README.md", "python") if "Hold(target=200)" in block)
    exec(source, {"Hold": Hold, "my_sensor": lambda: [(i / 80, 200.0 if i > 80 else 0.0) for i in range(5200)]})
    assert "DONE 60.0 goal reached" in capsys.readouterr().out


def test_the_calibration_that_is_shown_is_found_for_its_board_and_used(tmp_path, monkeypatch, capsys, pty_board):
    (text,) = blocks("docs/CALIBRATION.md", "toml")
    shown = Calibration.from_text(text)
    monkeypatch.setattr(places, "data", lambda: tmp_path)
    folder = tmp_path / "calibrations" / DEVICE_ID
    folder.mkdir(parents=True)
    (folder / f"{date.today()}.toml").write_text(text.replace(shown.date, f"{date.today()}"))
    board = pty_board()
    with board.serving():
        assert main(["tare", f"serial:{board.path}", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unit"] == "N"
    assert shown.slope == (0.0009,)


def test_every_figure_of_a_hold_is_told():
    text = (ROOT / "docs" / "FIGURES.md").read_text(encoding="utf-8")
    told = [name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    session = Session(devices.open_device("sim:?speed=0"), Settings(target=200.0), for_s=90)
    (hold,) = session.run()["holds"]
    assert sorted(told) == sorted(hold)


def test_every_command_of_the_readme_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = {shlex.split(line)[1] for line in re.findall(r"^pressure-coach \w.*$", text, re.MULTILINE)}
    named |= set(re.findall(r"`pressure-coach (\w+)", text)) - {"WORDS"}
    assert named <= set(command_names())
    assert {"live", "record", "replay", "report", "export", "recover", "devices", "diagnose", "limits"} <= named


@pytest.mark.parametrize(
    "name",
    [
        "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/HOLD.md", "docs/DEVICES.md", "docs/CALIBRATION.md",
        "docs/FIGURES.md", "docs/RECORDING.md", "firmware/PROTOCOL.md", "firmware/README.md",
    ],
)  # fmt: skip
def test_every_link_leads_to_a_file(name):
    page = ROOT / name
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", "pressure_coach/apps/texts.py", "pressure_coach/apps/cli.py"])
def test_no_shipped_text_promises_a_cure(name):
    text = (ROOT / name).read_text(encoding="utf-8").lower()
    assert not re.findall(r"\b(treats?|relieves?|diagnoses|prevents|cures?|heals?|therapy|therapeutic)\b", text)


def test_the_numbers_of_the_readme_are_those_of_the_limits():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "band=0.10, goal_s=60" in text
    assert {limit.name: limit.default for limit in TABLE}["goal_s"] == 60
