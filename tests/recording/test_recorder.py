"""The recorder: what is handed in is what is read back, whatever happens to the process or the disk."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import session_files as files
from mcap.reader import make_reader
from mcap.records import Channel, Header, Message, Metadata, Schema
from mcap.stream_reader import StreamReader

from pressure_coach.coaching.events import Event
from pressure_coach.errors import RecordingError
from pressure_coach.recording import append
from pressure_coach.recording import format as fmt
from pressure_coach.recording.append import SessionFile
from pressure_coach.recording.reader import read_recording
from pressure_coach.recording.scribe import HOLD_BYTES, Described, Present, Scribe
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Act, Arrival

HERE = Path(__file__).parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.mcap"


def test_a_session_is_read_back_as_it_was_handed_in(path: Path) -> None:
    with Recorder(path, files.META) as recorder:
        files.record(recorder, 400)
    recording = read_recording(path)
    assert list(recording.items) == files.items(400)
    assert recording.items[3:6] == files.items(400)[3:6]
    assert recording.items[-1] == files.items(400)[-1]
    assert recording.stream == files.FULLER
    assert recording.calibration == "unit = 'kPa'"
    assert recording.events == [files.event(i).to_dict() for i in range(2, 400, 80)]
    assert {key: recording.meta[key] for key in files.META} == files.META
    assert recording.meta["program"].startswith("pressure-coach ")
    assert (recording.driver, recording.simulated) == ("serial", False)
    assert (recording.damage, recording.complete) == ([], True)


def test_metadata_stand_first_and_say_what_is_known(path: Path) -> None:
    with Recorder(path, files.META) as recorder:
        recorder.arrived(files.arrival(0))  # before the board said what it is
        files.record(recorder, 3)
    with path.open("rb") as file:
        header, first, *_ = StreamReader(file).records
    assert isinstance(header, Header)
    assert isinstance(first, Metadata)
    said = {key: json.loads(text) for key, text in first.metadata.items() if key != "crc32"}
    assert said["address"] == "serial:COM7?baud=115200"
    assert said["stream"]["device_id"] == "0102030405060708"
    assert said["calibration"] == "unit = 'N'"
    assert said["started"] == "2026-11-22T15:44:03.250+01:00"


def test_without_a_start_the_moment_of_opening_is_kept_in_local_time_with_its_offset(path: Path) -> None:
    before = datetime.now().astimezone()
    with Recorder(path, {"driver": "serial"}) as recorder:
        recorder.arrived(files.arrival(0))
    started = datetime.fromisoformat(read_recording(path).meta["started"])
    assert started.utcoffset() == before.utcoffset()
    assert -0.001 <= (started - before).total_seconds() < 60


def test_bytes_do_not_wait_for_ever_for_a_board_that_does_not_say_what_it_is(path: Path) -> None:
    with Recorder(path, files.META, hold_s=0.0) as recorder:
        recorder.arrived(files.arrival(0))
        recorder.flush()
        early = read_recording(path)
        recorder.described(files.INFO, None)
        recorder.arrived(files.arrival(1))
    assert (list(early.items), early.stream, early.complete) == ([files.arrival(0)], None, False)
    assert read_recording(path).stream == files.INFO


def test_bytes_are_held_until_the_description_a_second_or_64_kib(path: Path) -> None:
    def written(*steps: object) -> bool:
        path.unlink(missing_ok=True)
        file = SessionFile(path)
        scribe = Scribe(file, {**files.META, "format": 1})
        scribe.take(files.arrival(0), 10.0)
        scribe.tick(10.0)
        assert path.stat().st_size == 0
        assert scribe.patience(10.25) == 0.75
        for step in steps:
            if isinstance(step, float):
                scribe.tick(step)
            else:
                scribe.take(step, 10.5)  # type: ignore[arg-type]
        scribe.tick(10.5)
        file.close()
        return path.stat().st_size > 0

    assert written(Described(files.INFO, None))
    assert written(Arrival(0, bytes(HOLD_BYTES)))
    assert written(11.0)
    assert not written(10.9)


def test_times_of_messages_are_wall_clock(path: Path) -> None:
    with Recorder(path, files.META) as recorder:
        files.record(recorder, 161)
    with path.open("rb") as file:
        messages = [record for record in StreamReader(file).records if isinstance(record, Message)]
    assert [m.log_time for m in messages if m.channel_id == fmt.Topic.ARRIVALS] == [
        files.STARTED_NS + i * files.PERIOD_US * 1000 for i in range(161)
    ]
    force = [m for m in messages if m.channel_id == fmt.Topic.FORCE]
    assert {m.log_time - round(json.loads(m.data)["t"] * 1e9) for m in force} == {files.STARTED_NS}


def test_other_programs_read_a_closed_file_with_its_schemas(path: Path) -> None:
    with Recorder(path, files.META) as recorder:
        files.record(recorder, 161)
    seen: dict[str, list[dict[str, object]]] = {}
    with path.open("rb") as file:
        reader = make_reader(file, validate_crcs=True)
        summary = reader.get_summary()
        for schema, channel, message in reader.iter_messages():
            if schema is not None:
                assert (channel.message_encoding, schema.encoding) == ("json", "jsonschema")
                row = json.loads(message.data)
                jsonschema.validate(row, json.loads(schema.data))
                seen.setdefault(channel.topic, []).append(row)
        assert [entry.name for entry in reader.iter_metadata()] == ["session", "session"]
    assert summary is not None
    assert summary.statistics is not None
    assert summary.statistics.channel_message_counts[fmt.Topic.ARRIVALS] == 161
    assert {name: len(rows) for name, rows in seen.items()} == {
        "acts": 2, "stream": 2, "events": 2, "force": 21, "state": 21,
    }  # fmt: skip
    assert [row["t"] for row in seen["force"][:3]] == [0.0, 0.1, 0.2]
    force, state = ({key: row[0][key] for key in row[0] if key != "crc"} for row in (seen["force"], seen["state"]))
    assert force == {"t": 0.0, "force": 100.0, "unit": "N", "target": 200.0}
    assert state == {"t": 0.0, "state": "HOLDING", "credit_s": 1.25}


def test_a_stream_reader_that_checks_the_data_finds_it_whole(path: Path) -> None:
    with Recorder(path, files.META) as recorder:
        files.record(recorder, 5)
    with path.open("rb") as file:
        kinds = {type(record) for record in StreamReader(file, validate_crcs=True).records}
    assert {Header, Schema, Channel, Metadata, Message} < kinds


def test_schemas_say_one_plain_type_a_field() -> None:
    plain = {"string", "number", "integer", "boolean", "object"}
    kinds = [field["type"] for schema in fmt.SCHEMAS.values() for field in schema["properties"].values()]
    assert kinds
    assert all(isinstance(kind, str) and kind in plain for kind in kinds)


def test_a_large_chunk_gives_a_row_for_every_tenth_of_a_second(path: Path) -> None:
    with Recorder(path, files.META) as recorder:
        recorder.arrived(files.arrival(0))
        recorder.take(files.chunk(0, 80), [])
        recorder.take(files.chunk(80, 4), [])
        recorder.take(files.chunk(84, 4), [])
    buf = path.read_bytes()
    assert [json.loads(t) for t in re.findall(rb'{"t":([\d.]+),"force"', buf)] == [i / 10 for i in range(11)]
    assert len(re.findall(rb'"state":"NO_SIGNAL"', buf)) == 2


def test_without_a_look_the_rows_say_what_the_events_said_last(path: Path) -> None:
    with Recorder(path, files.META) as recorder:
        recorder.arrived(files.arrival(0))
        recorder.take(files.chunk(0), [files.event(0)])
    assert b'{"t":0.0,"state":"HOLDING","credit_s":0.0,' in path.read_bytes()


def test_samples_unfit_to_be_judged_leave_the_force_out(path: Path) -> None:
    chunk = files.chunk(0)
    chunk.judged[:] = np.nan
    with Recorder(path, files.META) as recorder:
        recorder.look = lambda: Present(unit="N")
        recorder.arrived(files.arrival(0))
        recorder.take(chunk, [])
    assert b'{"t":0.0,"unit":"N",' in path.read_bytes()
    assert b"NaN" not in path.read_bytes()


def test_whatever_an_act_or_an_event_says_is_kept(path: Path) -> None:
    odd = {"nan": float("nan"), "list": (1, np.float64(2.5), np.int32(3)), "where": Path("x"), "map": {"ü": None}}
    with Recorder(path, files.META) as recorder:
        recorder.arrived(files.arrival(0))
        recorder.acted(Act("mark", 1, 5, odd))
        recorder.take(None, [Event(0, "mark", data={"values": np.arange(3)})])
    recording = read_recording(path)
    expected = {"nan": None, "list": [1, 2.5, 3], "where": "x", "map": {"ü": None}}
    assert list(recording.items)[1] == Act("mark", 1, 5, expected)
    assert recording.events == [{"t": 0.0, "event": "mark", "values": [0, 1, 2]}]
    assert recording.damage == []


def test_a_file_is_never_overwritten(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(RecordingError, match="exists already and is never overwritten"), Recorder(path, {}):
        pass
    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be written: No such file or directory"):
        Recorder(tmp_path / "none" / "session.mcap", {}).__enter__()


def test_closing_twice_is_fine_and_what_comes_after_is_not_waited_for(path: Path) -> None:
    with Recorder(path, files.META) as recorder:
        recorder.arrived(files.arrival(0))
        recorder.close()
        recorder.arrived(files.arrival(1))
        recorder.flush()
    recorder.close()
    assert list(read_recording(path).items) == [files.arrival(0)]


def test_a_recording_into_which_nothing_came_leaves_no_file(path: Path) -> None:
    with Recorder(path, files.META) as recorder:
        recorder.take(None, [files.event(0)])
    assert not path.exists()


def test_handing_in_costs_less_than_5_us(path: Path) -> None:
    arrivals = [files.arrival(i) for i in range(1000)]
    with Recorder(path, files.META) as recorder:
        took = []
        for _ in range(10):
            begun = time.perf_counter()
            for one in arrivals:
                recorder.arrived(one)
            took.append((time.perf_counter() - begun) / len(arrivals))
            recorder.flush()
    assert min(took) < 5e-6


def test_the_disk_is_told_once_a_second_and_never_on_the_callers_thread(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    threads = set()
    now = [0.0]

    def fsync(descriptor: int) -> None:
        told.append(now[0])
        threads.add(threading.get_ident())

    monkeypatch.setattr(append, "_fsync", fsync)
    file = SessionFile(path)
    scribe = Scribe(file, {**files.META, "format": 1}, hold_s=0.0)
    for tenth in range(31):
        now[0] = tenth / 10
        scribe.take(files.arrival(tenth), now[0])
        scribe.tick(now[0])
        assert b"session" in path.read_bytes()  # flushed at once all the same
    file.close()
    assert told == pytest.approx([1.0, 2.1])
    threads.clear()
    with Recorder(path.with_suffix(".2.mcap"), files.META) as recorder:
        files.record(recorder, 10)
    assert threads
    assert threading.get_ident() not in threads


def test_a_disk_that_cannot_sync_still_records(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(descriptor: int) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(append, "_fsync", fsync)
    with Recorder(path, files.META) as recorder:
        files.record(recorder, 10)
    assert recorder.problem is None
    assert read_recording(path).complete


CHILD = """
import sys
sys.path.insert(0, sys.argv[2])
import session_files as files
from pressure_coach.recording.writer import Recorder
with Recorder(sys.argv[1], files.META) as recorder:
    recorder.described(files.INFO, None)
    for i in range(10**9):
        recorder.arrived(files.arrival(i))
        if i % 50 == 0:
            recorder.flush()
            print(i, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a thing of POSIX")
def test_after_kill_9_everything_that_was_handed_in_is_there(path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", CHILD, str(path), str(HERE)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        told = [int(child.stdout.readline()) for _ in range(40)][-1]
        child.send_signal(signal.SIGKILL)
    recording = read_recording(path)
    assert not recording.complete
    assert len(recording.items) > told
    assert list(recording.items) == [files.arrival(i) for i in range(len(recording.items))]
    assert recording.stream == files.INFO


FULL = """
import resource, sys
sys.path.insert(0, sys.argv[2])
import session_files as files
from pressure_coach.recording.writer import Recorder
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
with Recorder(sys.argv[1], files.META) as recorder:
    files.record(recorder, 50)
    recorder.flush()
    assert recorder.problem is None
    for i in range(50, 1000):
        recorder.arrived(files.arrival(i))
        recorder.flush()
print(recorder.problem)
"""


@pytest.mark.skipif(os.name != "posix", reason="file size limits are a thing of POSIX")
def test_a_full_disk_ends_the_recording_and_not_the_session(path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-W", "error", "-c", FULL, str(path), str(HERE)], capture_output=True, text=True, check=True
    )
    assert child.stdout == (
        f"recording has stopped (File too large); what came before is kept in {path}: "
        "make room or choose another folder, then start a new recording.\n"
    )
    assert child.stderr == ""
    recording = read_recording(path)
    assert path.stat().st_size == 20_000
    assert len(recording.items) > 150
    assert list(recording.items) == files.items(50) + [files.arrival(i) for i in range(50, len(recording.items) - 1)]


@pytest.mark.parametrize("when", ["while recording", "while closing"])
def test_a_disk_that_fails_is_told_and_nobody_waits(path: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    def flush(file: SessionFile) -> bool:
        raise OSError(28, "No space left on device")

    with Recorder(path, files.META) as recorder:
        files.record(recorder, 5)
        recorder.flush()
        monkeypatch.setattr(SessionFile, "flush", flush)
        if when == "while recording":
            recorder.arrived(files.arrival(5))
            recorder.flush()
            assert recorder.problem is not None
            recorder.arrived(files.arrival(6))
            recorder.flush()
    assert recorder.problem is not None
    assert "No space left on device" in recorder.problem
    assert list(read_recording(path).items) == files.items(5)
