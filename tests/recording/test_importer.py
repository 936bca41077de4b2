"""A table becomes a session file that replays like any other, with the very numbers of the table."""

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pressure_coach.devices import decoder_for
from pressure_coach.errors import RecordingError, UsageError
from pressure_coach.recording.importer import arrivals, import_table
from pressure_coach.recording.reader import Recording, read_recording
from pressure_coach.recording.table import Table, read_table
from pressure_coach.signal.chunk import Arrival, RawChunk, StreamInfo
from pressure_coach.signal.lines import LineDecoder
from pressure_coach.signal.timeline import Timeline


def replayed(recording: Recording) -> tuple[StreamInfo, NDArray[np.int64], NDArray[np.float64]]:
    """What the recorded driver's own decoder and the time line make of a recording."""
    decoder = decoder_for(recording.driver, recording.meta["options"])
    items = [item for item in recording.items if isinstance(item, Arrival)]
    raws = [raw for item in items for raw in decoder.feed(item)]
    assert decoder.info is not None
    assert decoder.bad_frames == 0
    return decoder.info, *joined(raws)


def joined(raws: Iterable[RawChunk]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    raws = list(raws)
    line = Timeline()
    return np.concatenate([line.feed(raw)[0] for raw in raws]), np.concatenate([raw.values for raw in raws])


def write(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rows(n: int = 200, step: float = 0.0125) -> str:
    return "".join(f"{i * step:.4f},{200 + i / 7!r}\n" for i in range(n))


def test_an_imported_session_replays_the_numbers_of_the_table(tmp_path: Path) -> None:
    src = write(tmp_path, "t_s,force (N)\n" + rows())
    report = import_table(src, tmp_path / "s.mcap")
    info, t_us, values = replayed(read_recording(report.path))
    table = read_table(src)
    assert np.array_equal(t_us, table.t_us)
    assert np.array_equal(values, table.values)
    assert (info.ch_names, info.unit, info.sfreq) == (("force",), "N", 80.0)
    assert (report.samples, report.seconds, report.sfreq) == (200, 2.4875, 80.0)
    assert report.notes == table.notes


def test_several_columns_keep_their_names(tmp_path: Path) -> None:
    src = write(tmp_path, "t (s);1 (N);grip_kg (N);Kraft ä: x (N);Ω-2 (N)\n0;1;2;3;4\n0,01;1;2;3;4\n0,02;1;2;3;4\n")
    info, _, values = replayed(read_recording(import_table(src, tmp_path / "s.mcap").path))
    assert info.ch_names == read_table(src).ch_names == ("column 1", "grip_kg", "Kraft ä x", "Ω-2")
    assert values.tolist() == [[1.0, 2.0, 3.0, 4.0]] * 3


def test_counts_are_imported_as_counts(tmp_path: Path) -> None:
    src = write(tmp_path, "millis,counts\n0,8388607\n12,-5\n25,0\n37,77\n")
    report = import_table(src, tmp_path / "s.mcap")
    info, t_us, values = replayed(read_recording(report.path))
    assert (info.unit, report.unit) == ("counts", "counts")
    assert t_us.tolist() == [0, 12_000, 25_000, 37_000]
    assert values[:, 0].tolist() == [8388607, -5, 0, 77]


def test_the_metadata_say_where_the_numbers_come_from(tmp_path: Path) -> None:
    src = write(tmp_path, "t_s,force (kgf)\n" + rows())
    report = import_table(src, tmp_path / "s.mcap", meta={"person": "A"})
    recording = read_recording(report.path)
    assert recording.meta["person"] == "A"
    assert recording.meta["imported"]["from"] == "table.csv"
    assert len(recording.meta["imported"]["sha256"]) == 64
    assert "force from column 2 'force (kgf)' in kgf (from the header)" in recording.meta["imported"]["notes"]
    assert recording.meta["simulated"] is False
    assert recording.stream is not None
    assert (recording.stream.name, recording.stream.simulated) == ("table.csv", False)
    assert recording.damage == []


def test_a_simulated_table_stays_simulated(tmp_path: Path) -> None:
    src = write(tmp_path, "# simulated: true\nt_s,force (N)\n" + rows())
    report = import_table(src, tmp_path / "s.mcap")
    recording = read_recording(report.path)
    assert recording.stream is not None
    assert report.simulated is recording.simulated is recording.meta["simulated"] is recording.stream.simulated is True


def test_arrivals_come_ten_a_second_at_the_time_of_their_last_row(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "t_s,force (N)\n" + rows(800)))
    parts = list(arrivals(table))
    assert len(parts) == 100
    assert [part.host_ns for part in parts[:2]] == [87_500_000, 187_500_000]
    assert parts[0].data.startswith(b"t (s),force (N)\n0.000000,200.0\n0.012500,")
    assert sum(part.data.count(b"\n") for part in parts) == 801


@pytest.mark.parametrize("gap_s", [0.3, 2.0, 30.0, 2000.0, 4000.0, 9000.0])
def test_a_gap_of_any_length_stays_what_it_is(tmp_path: Path, gap_s: float) -> None:
    times = [0.0125 * i for i in range(40)] + [gap_s + 0.0125 * i for i in range(41, 80)]
    src = write(tmp_path, "t_s,force (N)\n" + "".join(f"{t:.4f},5\n" for t in times))
    _, t_us, _ = replayed(read_recording(import_table(src, tmp_path / "s.mcap").path))
    assert t_us.tolist() == [round(t * 1e6) for t in times]


def test_rows_that_go_back_in_time_are_counted(tmp_path: Path) -> None:
    times = [f"{0.0125 * i:.4f}" for i in range(80)]
    times[40] = "0.1"
    src = write(tmp_path, "t_s,force (N)\n" + "".join(f"{t},5\n" for t in times))
    report = import_table(src, tmp_path / "s.mcap")
    assert report.samples == 79
    assert "rows that a session leaves out because time leaps there: 1" in report.notes


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    dst = write(tmp_path, "precious", "s.mcap")
    with pytest.raises(RecordingError, match="never overwritten"):
        import_table(write(tmp_path, "t_s,force (N)\n" + rows()), dst)
    assert dst.read_text() == "precious"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("t_s,force (N)\n0,1\n0.01,x\n0.02,1\n", RecordingError),
        ("t_s,force (N)\n0,1\n0.01,1\n", RecordingError),
        ("t_s,force\n0,1\n0.01,1\n0.02,1\n", UsageError),
        ("no table\n", RecordingError),
    ],
)
def test_what_cannot_be_imported_leaves_nothing_behind(tmp_path: Path, text: str, error: type[Exception]) -> None:
    src = write(tmp_path, text)
    with pytest.raises(error):
        import_table(src, tmp_path / "s.mcap")
    assert list(tmp_path.iterdir()) == [src]


def test_a_folder_that_cannot_be_written_to_is_told_in_one_sentence(tmp_path: Path) -> None:
    src = write(tmp_path, "t_s,force (N)\n" + rows())
    with pytest.raises(RecordingError, match="choose another folder"):
        import_table(src, tmp_path / "absent" / "s.mcap")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    import resource

    src = write(tmp_path, "t_s,force (N)\n" + rows(2000))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9000, hard))
    try:
        with pytest.raises(
            RecordingError,
            match=r"s\.mcap could not be written \(File too large\) and nothing was left there; make room",
        ):
            import_table(src, tmp_path / "s.mcap")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == [src]


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.integers(1, 1_000_000), min_size=4, max_size=60),
    gap=st.integers(0, 10_000_000_000),
    columns=st.integers(1, 3),
    data=st.data(),
)
def test_any_table_comes_back_exactly_through_its_arrivals(
    steps: list[int], gap: int, columns: int, data: st.DataObject
) -> None:
    steps[len(steps) // 2] += gap
    t_us = np.cumsum([0, *steps])
    row = st.lists(st.floats(-1e9, 1e9), min_size=columns, max_size=columns)
    values = np.array(data.draw(st.lists(row, min_size=len(t_us), max_size=len(t_us))))
    names = ("left", "right", "middle")[:columns]
    table = Table(t_us, values, names, "N", 80.0, (), False, "")
    decoder = LineDecoder("N", "s")
    times, back = joined(raw for arrival in arrivals(table) for raw in decoder.feed(arrival))
    assert decoder.info is not None
    assert decoder.info.ch_names == names
    assert np.array_equal(times, t_us)
    assert np.array_equal(back, values)


def test_real_recordings_are_imported_by_column_names(shared_dir: Path, tmp_path: Path) -> None:
    for src in sorted((shared_dir / "data" / "standing").glob("*.txt")):
        columns = ["dominant Fvert (N)", "non-dominant Fvert (N)"]
        report = import_table(src, tmp_path / f"{src.stem}.mcap", columns=columns)
        info, t_us, values = replayed(read_recording(report.path))
        expected = np.loadtxt(src, delimiter="\t", skiprows=1, usecols=[0, 2, 5])
        assert np.array_equal(values, expected[:, 1:])
        assert np.array_equal(t_us, np.rint(expected[:, 0] * 1e6).astype(np.int64))
        assert info.ch_names == ("dominant Fvert", "non-dominant Fvert")
        assert (report.samples, report.seconds, report.sfreq, report.unit) == (6000, 59.99, 100.0, "N")
