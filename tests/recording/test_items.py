"""Arrivals of a file side by side, acts apart: the same items in the same order."""

import pytest
import session_files as files

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
