"""Arrivals of a file side by side, acts apart: the same items in the same order."""

import contextlib

import pytest
import session_files as files

from pressure_coach import open_device
from pressure_coach.coaching.coach import Settings
from pressure_coach.devices import EndOfStream
from pressure_coach.reading import judge_recording
from pressure_coach.recording import items as items_file
from pressure_coach.recording.reader import parse, read_recording
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Act, Arrival, Arrivals


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("items") / "session.mcap"
    with Recorder(path, files.META) as recorder:
        files.record(recorder, 400)
    return path


@pytest.mark.parametrize("run_bytes", [1, 700, 5000, 1 << 17])
def test_runs_hold_every_item_once_and_in_order(path, run_bytes, monkeypatch):
    monkeypatch.setattr(items_file, "RUN_BYTES", run_bytes)
    runs = list(read_recording(path).items.runs())
    assert [item for run in runs for item in run] == files.items(400)
    assert all(isinstance(run, Arrivals) or [type(act) for act in run] == [Act] for run in runs)
    assert (len(runs) > 350) == (run_bytes == 1)


def test_where_an_arrival_is_missing_an_empty_one_stands_in_the_run(path):
    spoiled = bytearray(path.read_bytes())
    spoiled[spoiled.index(files.arrival(50).data) + 3] ^= 1
    items = parse(bytes(spoiled), "x.mcap").items
    expected = files.items(400)
    expected[expected.index(files.arrival(50))] = Arrival(files.arrival(51).host_ns, b"")
    assert list(items) == expected
    assert [items[i] for i in range(len(items))] == items[:] == expected


def test_behind_a_damaged_stretch_acts_stay_where_they_happened(path, tmp_path):
    whole = bytearray(path.read_bytes())
    for i in range(170, 190):  # behind the first 100, in which a decoder may still wait for the id of its board
        whole[whole.index(files.arrival(i).data) + 3] ^= 1
    spoiled = tmp_path / "spoiled.mcap"
    spoiled.write_bytes(whole)
    marks = []
    for one in (path, spoiled):
        recording = read_recording(one)
        recording.meta["calibration"] = None  # the one in these files is a word, no calibration
        judged = judge_recording(recording, Settings())
        marks.append([event["t"] for event in judged.events if event["event"] == "mark"])
    assert len(marks[0]) == 5
    assert marks[1] == marks[0]


@pytest.mark.parametrize("speed", ["max", "1000"])
def test_a_replayed_session_does_not_move_them_either(path, tmp_path, speed):
    whole = bytearray(path.read_bytes())
    whole[whole.index(files.arrival(50).data) + 3] ^= 1
    spoiled = tmp_path / "spoiled.mcap"
    spoiled.write_bytes(whole)
    acts = []
    with open_device(f"replay:{spoiled}?speed={speed}") as device, contextlib.suppress(EndOfStream):
        while True:
            acts += [act.index for act in device.read() if isinstance(act, Act)]
    assert acts == [3, -1, -1, -1, -1]
