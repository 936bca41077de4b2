"""Recovery: a clean, indexed file with everything that was good in the old one."""

from pathlib import Path

import pytest
import session_files as files
from mcap.reader import make_reader

from pressure_coach.errors import RecordingError
from pressure_coach.recording.append import SessionFile
from pressure_coach.recording.reader import read_recording
from pressure_coach.recording.recover import recover
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Arrival


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    with Recorder(tmp_path / "whole.mcap", files.META) as recorder:
        files.record(recorder, 400)
    return tmp_path / "whole.mcap"


@pytest.fixture
def cut(whole: Path) -> Path:
    path = whole.with_name("cut.mcap")
    path.write_bytes(whole.read_bytes()[:30_000])
    return path


def test_a_cut_file_becomes_a_clean_one_with_the_same_items(cut: Path, tmp_path: Path) -> None:
    old = read_recording(cut)
    report = recover(cut, tmp_path / "new.mcap")
    new = read_recording(tmp_path / "new.mcap")
    assert list(new.items) == list(old.items) == files.items(400)[: len(old.items)]
    assert (new.events, new.stream, new.complete, new.damage) == (old.events, old.stream, True, [])
    assert new.meta.pop("recovered") == {"from": "cut.mcap", "damage": old.damage}
    assert new.meta == old.meta
    assert report.arrivals + report.acts == len(old.items)
    assert (report.acts, report.events, report.path) == (len(old.events), len(old.events), tmp_path / "new.mcap")
    assert report.damage == old.damage
    assert "ends in the middle" in report.damage[0]


def test_other_programs_find_their_index_in_it(cut: Path, tmp_path: Path) -> None:
    recover(cut, tmp_path / "new.mcap")
    with (tmp_path / "new.mcap").open("rb") as file:
        reader = make_reader(file, validate_crcs=True)
        summary = reader.get_summary()
        n_messages = sum(1 for _ in reader.iter_messages())
    assert summary is not None
    assert summary.statistics is not None
    assert summary.statistics.message_count == n_messages
    assert {channel.topic for channel in summary.channels.values()} > {"arrivals", "force", "events"}


def test_what_is_missing_stays_known_as_missing(whole: Path, tmp_path: Path) -> None:
    buf = bytearray(whole.read_bytes())
    buf[buf.index(files.arrival(50).data) + 3] ^= 4
    whole.write_bytes(buf)
    old = read_recording(whole)
    recover(whole, tmp_path / "new.mcap")
    new = read_recording(tmp_path / "new.mcap")
    assert len(old.damage) == 2
    assert new.damage == ["1 of 400 messages are missing in 'arrivals'"]
    assert list(new.items) == list(old.items)
    assert new.items[51] == Arrival(files.arrival(51).host_ns, b"")


def test_without_metadata_the_driver_is_saved(whole: Path, tmp_path: Path) -> None:
    whole.write_bytes(whole.read_bytes().replace(b"A. Person", b"B. Person"))
    recover(whole, tmp_path / "new.mcap")
    new = read_recording(tmp_path / "new.mcap")
    assert new.driver == "serial"
    assert list(new.items) == files.items(400)


def test_nothing_is_ever_overwritten(whole: Path, tmp_path: Path) -> None:
    before = whole.read_bytes()
    with pytest.raises(RecordingError, match="exists already and is never overwritten"):
        recover(whole, whole)
    assert whole.read_bytes() == before


def test_a_hopeless_file_makes_no_new_one(tmp_path: Path) -> None:
    (tmp_path / "old.mcap").write_bytes(b"")
    with pytest.raises(RecordingError, match="is empty"):
        recover(tmp_path / "old.mcap", tmp_path / "new.mcap")
    assert not (tmp_path / "new.mcap").exists()


def test_a_full_disk_leaves_no_half_file(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def sync(file: SessionFile) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SessionFile, "sync", sync)
    with pytest.raises(
        RecordingError, match=r"could not be written \(No space left on device\) and nothing was left there; make room"
    ):
        recover(whole, tmp_path / "new.mcap")
    assert not (tmp_path / "new.mcap").exists()
