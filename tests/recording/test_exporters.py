"""Every format is read back by the library that its users use, and by our own importer where it can."""

import csv
import errno
import json
import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pressure_coach import plugins
from pressure_coach.errors import RecordingError, UsageError
from pressure_coach.recording import exporters
from pressure_coach.recording.exporters import Judged, export
from pressure_coach.recording.table import read_table

EVENTS = [
    {"t": 0.3, "event": "state", "before": "LOADING", "after": "HOLDING", "credit_s": 0.0, "why": "in the band"},
    {"t": 1.25, "event": "mark", "note": 'Übung, "zwei" <&>', "level": float("nan")},
]
META = {
    "person": "A. Person: Übung, 7",
    "note": "two\nlines",
    "options": {"baud": "115200"},
    "settings": {"target": 200.0, "limit_n": float("inf")},
}
SUMMARY = {"event": "summary", "state": "DONE", "holds": [{"outcome": "DONE", "cv_pct": float("nan")}]}


def session(channels: int = 1, n: int = 400, simulated: bool = True, **changed: Any) -> Judged:
    rng = np.random.default_rng(5)
    t_us = np.arange(n, dtype=np.int64) * 12_500
    t_us[n // 2 :] += 4_000_003  # a gap
    force = rng.normal(200.0, 1 / 3, (n, channels))
    force[7, 0] = np.nan
    raw = rng.integers(-(2**23), 2**23, (n, channels), dtype=np.int32)
    fields: dict[str, Any] = {
        "meta": {**META, "simulated": simulated},
        "ch_names": ("left, front", "left; front", "3", "force")[:channels],
        "unit": "N",
        "t_us": t_us,
        "force": force,
        "raw": raw,
        "valid": rng.random(n) > 0.1,
        "events": EVENTS,
        "summary": SUMMARY,
        "judged": force.sum(axis=1),
    }
    return Judged(**{**fields, **changed})


@pytest.fixture(params=exporters.formats())
def format(request: pytest.FixtureRequest) -> str:
    """Every exporter there is."""
    return str(request.param)


def test_the_promised_formats_are_there() -> None:
    assert {"csv", "json", "parquet", "xdf"} <= set(exporters.formats())


def test_every_format_has_one_line_of_help(format: str) -> None:
    assert plugins.summary(exporters, format).startswith(f"{format}  ")


def test_every_format_is_chosen_by_suffix_or_by_name(tmp_path: Path, format: str) -> None:
    by_suffix = export(tmp_path / f"s.{format.upper()}", session())
    by_name = export(tmp_path / "other.name", session(), format)
    assert by_suffix.read_bytes() == by_name.read_bytes() != b""
    assert len(list(tmp_path.iterdir())) == 2


def test_every_format_says_whether_the_session_was_simulated(tmp_path: Path, format: str) -> None:
    simulated, real = (
        export(tmp_path / f"{flag}.{format}", session(simulated=flag)).read_bytes() for flag in (True, False)
    )
    assert b"simulated" in simulated
    assert simulated != real


def test_at_a_prompt_a_session_is_one_line_that_says_what_it_is() -> None:
    shown = repr(session(4))
    assert shown.startswith("<Judged: SIMULATED, 400 samples of ")
    assert ", ... in N, " in shown
    assert shown.endswith(f"events: {len(session().events)}, {session().summary['state']}>")
    assert len(shown.splitlines()) == 1
    real = session(simulated=False, summary={}, t_us=np.empty(0, np.int64))
    assert "SIMULATED" not in repr(real)
    assert "0 samples of left, front in N, 0.0 s" in repr(real)
    assert repr(real).endswith("not judged>")


def test_a_summary_that_says_simulated_is_enough() -> None:
    assert session(simulated=False, summary={"simulated": True}).simulated


def test_every_format_takes_a_session_without_a_sample_or_an_event(tmp_path: Path, format: str) -> None:
    whole = session(events=[], summary={}, meta={})
    for n in (0, 1):
        few = {name: getattr(whole, name)[:n] for name in ("t_us", "force", "raw", "valid", "judged")}
        assert export(tmp_path / f"{n}.{format}", replace(whole, **few)).stat().st_size > 0


def test_every_format_takes_many_channels_and_self_calibrated_numbers(tmp_path: Path, format: str) -> None:
    wide = session(4, unit="kPa", raw=np.random.default_rng(1).normal(size=(400, 4)))
    assert export(tmp_path / f"wide.{format}", wide).stat().st_size > 0


def test_every_format_takes_any_text(tmp_path: Path, format: str) -> None:
    odd = session(
        meta={"person": "\udc80 \x00 \x1b[1m # \n: <", "a key\n# x": 1}, events=[{"t": 1, "note": "\udc80\x01"}]
    )
    assert export(tmp_path / f"odd.{format}", odd).stat().st_size > 0


def test_nothing_is_overwritten_by_any_format(tmp_path: Path, format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(plugins.load(exporters, format), "write")  # not even tried
    path = tmp_path / f"s.{format}"
    path.write_text("precious")
    with pytest.raises(RecordingError, match="never overwritten"):
        export(path, session())
    assert [p.read_text() for p in tmp_path.iterdir()] == ["precious"]


def test_what_came_to_stand_there_during_the_writing_is_kept(
    tmp_path: Path, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"s.{format}"
    plugin = plugins.load(exporters, format)
    write = plugin.write

    def late(part: Path, judged: Judged) -> None:
        write(part, judged)
        path.write_text("precious")

    monkeypatch.setattr(plugin, "write", late)
    with pytest.raises(RecordingError, match="never overwritten"):
        export(path, session())
    assert [p.read_text() for p in tmp_path.iterdir()] == ["precious"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_half_a_file_is_never_left_by_any_format(tmp_path: Path, format: str) -> None:
    import resource

    export(tmp_path / f"before.{format}", session(n=10))  # what the library opens and loads once
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, hard))  # as good as a full disk
    try:
        with pytest.raises(RecordingError) as error:
            export(tmp_path / f"s.{format}", session())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "nothing was left there; make room" in str(error.value)
    assert [p.name for p in tmp_path.iterdir()] == [f"before.{format}"]


def test_a_full_disk_is_told_in_one_sentence(tmp_path: Path, format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(part: Path, judged: Judged) -> None:
        part.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(plugins.load(exporters, format), "write", full)
    with pytest.raises(RecordingError, match=r"\(No space left on device\) and nothing was left there; make room"):
        export(tmp_path / f"s.{format}", session())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_in_one_sentence(tmp_path: Path, format: str) -> None:
    with pytest.raises(RecordingError, match="choose another folder"):
        export(tmp_path / "absent" / f"s.{format}", session())


def test_a_disk_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    assert export(tmp_path / "s.csv", session()).exists()
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(("name", "chosen"), [("s.pdf", None), ("s", None), ("s.csv", "pdf")])
def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path: Path, name: str, chosen: str | None) -> None:
    with pytest.raises(UsageError, match="csv, json, parquet, xdf"):
        export(tmp_path / name, session(), chosen)


def test_parquet_without_its_library_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "pressure_coach.recording.exporters.parquet", raising=False)
    with pytest.raises(UsageError, match="pip install pyarrow"):
        export(tmp_path / "s.parquet", session())


def test_csv_reads_back_exactly_with_the_csv_module_and_with_numpy(tmp_path: Path) -> None:
    judged = session(2)
    path = export(tmp_path / "s.csv", judged)
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    assert comments[0] == "# simulated: true"
    assert "# person: A. Person: Übung, 7" in comments
    assert '# note: "two\\nlines"' in comments
    rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    assert rows[0] == [
        "t_s", "force_n", "force_left_front_n", "force_2_n", "raw_left_front", "raw_2", "valid",
    ]  # fmt: skip
    assert rows[1][0] == "0.000000"
    body = np.loadtxt(path, delimiter=",", comments="#", skiprows=len(comments) + 1)
    assert np.array_equal(np.rint(body[:, 0] * 1e6).astype(np.int64), judged.t_us)
    assert np.array_equal(body[:, 1], judged.judged, equal_nan=True)
    assert np.array_equal(body[:, 2:4], judged.force, equal_nan=True)
    assert np.array_equal(body[:, 4:6], judged.raw)
    assert np.array_equal(body[:, 6], judged.valid)
    assert [len(row) for row in rows] == [7] * 401


def test_csv_of_one_channel_has_the_four_promised_columns(tmp_path: Path) -> None:
    path = export(tmp_path / "s.csv", session())
    header = next(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    assert header == "t_s,force_n,raw,valid"


def test_no_column_says_force_twice_and_none_replaces_another() -> None:
    names = ("force1", "Force 2", "force", "left")
    columns = session(4, ch_names=names).columns()
    assert list(columns) == [
        "t_s", "force_n", "force1_n", "Force_2_n", "force_3_n", "force_left_n",
        "raw_force1", "raw_Force_2", "raw_force", "raw_left", "valid",
    ]  # fmt: skip


def test_csv_comes_back_through_our_own_importer(tmp_path: Path) -> None:
    judged = session()
    assert judged.judged is not None
    table = read_table(export(tmp_path / "s.csv", judged))
    good = judged.valid & np.isfinite(judged.judged)
    assert np.array_equal(table.t_us, judged.t_us[good] - judged.t_us[good][0])
    assert np.array_equal(table.values[:, 0], judged.judged[good])
    assert (table.unit, table.ch_names, table.sfreq, table.simulated) == ("N", ("force",), 80.0, True)


def test_csv_of_counts_comes_back_as_counts(tmp_path: Path) -> None:
    judged = session(unit="counts", judged=None, force=np.arange(400.0)[:, None], valid=np.ones(400, np.bool_))
    table = read_table(export(tmp_path / "s.csv", judged))
    assert (table.unit, table.values[:3].tolist()) == ("counts", [[0.0], [1.0], [2.0]])


def test_json_is_strict_and_reads_back_exactly(tmp_path: Path) -> None:
    judged = session(2)
    assert judged.judged is not None

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    path = export(tmp_path / "s.json", judged)
    document = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    assert document["meta"]["simulated"] is True
    assert document["meta"]["settings"] == {"target": 200.0, "limit_n": None}
    samples = document["samples"]
    assert samples["t_s"] == (judged.t_us / 1e6).tolist()
    assert samples["force_n"][7] is None
    assert samples["force_n"][8:] == judged.judged[8:].tolist()
    assert samples["raw_2"] == judged.raw[:, 1].tolist()
    assert samples["valid"] == judged.valid.tolist()
    assert document["events"] == [EVENTS[0], {**EVENTS[1], "level": None}]
    assert document["summary"]["holds"] == [{"outcome": "DONE", "cv_pct": None}]


def test_parquet_reads_back_exactly_with_pyarrow(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    judged = session(2)
    table = parquet.read_table(export(tmp_path / "s.parquet", judged))
    columns = {name: table[name].to_numpy() for name in table.column_names}
    assert list(columns) == list(judged.columns())
    for name, values in judged.columns().items():
        assert np.array_equal(columns[name], values, equal_nan=values.dtype.kind == "f"), name
    assert columns["raw_2"].dtype == np.int32
    meta = {key.decode(): json.loads(value) for key, value in table.schema.metadata.items()}
    assert meta["simulated"] is True
    assert meta["person"] == META["person"]
    assert meta["events"][0] == EVENTS[0]
    assert meta["summary"]["state"] == "DONE"


@pytest.mark.parametrize("dejitter", [True, False])
def test_xdf_reads_back_exactly_with_pyxdf_and_without_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, dejitter: bool
) -> None:
    pyxdf = pytest.importorskip("pyxdf", reason="pyxdf is not installed")
    judged = session(2, n=2500)
    path = export(tmp_path / "s.xdf", judged)
    with caplog.at_level(logging.WARNING):
        streams, header = pyxdf.load_xdf(str(path), dejitter_timestamps=dejitter)
    assert caplog.records == []
    assert header["info"]["version"] == ["1.0"]
    force, raw, valid, events = streams
    assert [s["info"]["name"][0] for s in streams] == [
        f"pressure-coach {n}" for n in ("force", "raw", "valid", "events")
    ]
    assert [s["info"]["channel_format"][0] for s in streams] == ["double64", "int32", "int8", "string"]
    assert force["info"]["desc"][0]["simulated"] == ["true"]
    assert json.loads(force["info"]["desc"][0]["session"][0])["person"] == META["person"]
    labels = [c["label"][0] for c in force["info"]["desc"][0]["channels"][0]["channel"]]
    assert labels == ["force_n", "force_left_front_n", "force_2_n"]
    expected = np.column_stack([*judged.forces().values()])
    assert np.array_equal(force["time_series"], expected, equal_nan=True)
    assert np.array_equal(raw["time_series"], judged.raw)
    assert np.array_equal(valid["time_series"][:, 0], judged.valid)
    for stream in (force, raw, valid):
        assert np.array_equal(stream["time_stamps"], judged.t_us / 1e6)
    assert [json.loads(text) for [text] in events["time_series"]] == [EVENTS[0], {**EVENTS[1], "level": None}]
    assert events["time_stamps"].tolist() == [0.3, 1.25]
    assert force["footer"]["info"]["sample_count"] == ["2500"]


def test_xdf_without_samples_or_events_gives_no_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pyxdf = pytest.importorskip("pyxdf", reason="pyxdf is not installed")
    path = export(tmp_path / "s.xdf", session(events=[]))
    with caplog.at_level(logging.WARNING):
        streams, _ = pyxdf.load_xdf(str(path))
    assert caplog.records == []
    assert len(streams[3]["time_series"]) == 0
