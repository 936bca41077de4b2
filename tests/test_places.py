"""Where recordings lie and how they are named."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from pressure_coach import places
from pressure_coach.calibrations import stored
from pressure_coach.errors import CalibrationError, RecordingError

NOON = datetime(2026, 11, 22, 12, 0, 5)


def test_a_recording_is_named_by_local_time(tmp_path: Path) -> None:
    assert places.new_recording(tmp_path, NOON) == tmp_path / "2026-11-22_12-00-05.mcap"
    before = datetime.now().replace(microsecond=0)
    named = datetime.strptime(places.new_recording(tmp_path).stem, "%Y-%m-%d_%H-%M-%S")
    assert before <= named <= datetime.now()


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    for name in ("2026-11-22_12-00-05.mcap", "2026-11-22_12-00-05_2.mcap"):
        assert places.new_recording(tmp_path, NOON).name == name
        (tmp_path / name).touch()
    assert places.new_recording(tmp_path, NOON).name == "2026-11-22_12-00-05_3.mcap"


def test_the_folder_is_made_when_it_is_needed(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert places.listed(folder) == []
    assert places.new_recording(folder, NOON).parent.is_dir()


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordingError, match=r"cannot be made: .*; name a file in another folder"):
        places.new_recording(tmp_path / "file" / "recordings")


def test_recordings_are_listed_newest_first(tmp_path: Path) -> None:
    names = ["2026-11-22_12-00-05_2.mcap", "2026-11-22_12-00-05.mcap", "2026-11-21_23-59-59.mcap"]
    for name in (*names, "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in places.listed(tmp_path)] == names


def test_folders_are_those_of_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda app, appauthor: tmp_path / app)
    assert places.recordings() == tmp_path / "pressure-coach" / "recordings"
    assert places.calibrations() == tmp_path / "pressure-coach" / "calibrations"


def test_only_files_are_listed(tmp_path: Path) -> None:
    (tmp_path / "a.mcap").touch()
    (tmp_path / "folder.mcap").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.mcap")
        (tmp_path / "dangling.mcap").symlink_to(tmp_path / "nothing")
    assert places.listed(tmp_path) == [tmp_path / "a.mcap"]


def test_a_folder_that_may_not_be_read_is_not_an_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object) -> list[str]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.listdir", refuse)
    with pytest.raises(RecordingError, match=r"cannot be read: Permission denied; name a folder that you may read"):
        places.listed(tmp_path)
    monkeypatch.setattr(places, "calibrations", lambda: tmp_path)
    with pytest.raises(CalibrationError, match="--calibration"):
        stored("00aa")
