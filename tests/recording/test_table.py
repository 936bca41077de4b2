"""Text tables as they come out of scales, spreadsheets, loggers and laboratories."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.errors import CoachError, RecordingError, UsageError
from pressure_coach.recording.table import Choices, Table, read_table


def read(folder: Path, text: str | bytes, **choices: object) -> Table:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(path, **choices)  # type: ignore[arg-type]


ROWS = [(0.0, 10.0), (0.0125, 11.5), (0.025, -12.25)]


@pytest.mark.parametrize(
    "text",
    [
        "time (s),force (N)\n0,10\n0.0125,11.5\n0.025,-12.25\n",
        "time (s);force (N)\n0,0;10,0\n0,0125;11,5\n0,025;-12,25\n",
        "time (s)\tforce (N)\n0.0\t10\n0.0125\t11.5\n0.025\t-12.25\n",
        "time (s)\tforce (N)\n0,0\t10\n0,0125\t11,5\n0,025\t-12,25\n",
        "'time (s)' 'force (N)'\n0.0 10\n0.0125 11.5\n0.025 -12.25\n",
        '"time (s)"   "force (N)"\n   0,0   10,0\n  0,0125   11,5\n  0,025  -12,25\n',
        "time (s)  force (N)\n0.0  10\n0.0125  11.5\n0.025  -12.25\n",
        '"time (s)","force (N)"\n"0,0","10,0"\n"0,0125","11,5"\n"0,025","-12,25"\n',
        "t_s, force_n\n0, 10\n0.0125, 11.5\n0.025, -12.25\n",
        "t_ms;F in N\n0;10\n12.5;11.5\n25;-12.25\n",
        "micros,F/N\n1000000,10\n1012500,11.5\n1025000,-12.25\n",
        "time,force\ns,N\n0,10\n0.0125,11.5\n0.025,-12.25\n",
        "Zeit [ms]\tKraft [N]\t\n0\t10\t\n12,5\t11,5\t\n25\t-12,25\t\n",
        "sep=;\ntime (s);force (N)\n0;10\n0,0125;11,5\n0,025;-12,25\n",
        "Logger 4711\nstarted 2024-05-01, 10:30\n\ntime (s),force (N)\n0,10\n0.0125,11.5\n0.025,-12.25\n",
        "# person: A\n# note, with a comma\ntime (s),force (N)\n0,10\n# a remark\n0.0125,11.5\n\n0.025,-12.25",
        "# time (s) force (N)\n0.000e+00 1.000e+01\n1.250e-02 1.150e+01\n2.500e-02 -1.225e+01\n",
        "\ufefftime (s),force (N)\r\n0,10\r\n0.0125,11.5\r\n0.025,-12.25\r\n",
        "time (s),force (N)\r0,10\r0.0125,11.5\r0.025,-12.25\r",
        "time (s),force (N),note\n0,10,start\n0.0125,11.5,\n0.025,-12.25,end\n",
        "moment (Nm),force (N),time (s)\n1,10,5\n2,11.5,5.0125\n3,-12.25,5.025\n",
    ],
)
def test_tables_of_many_shapes_say_the_same(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text)
    assert table.t_us.tolist() == [0, 12_500, 25_000]
    assert table.values.tolist() == [[10.0], [11.5], [-12.25]]
    assert (table.unit, table.sfreq) == ("N", 80.0)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("0.0 10\n0.0125 11.5\n0.025 -12.25\n", {"unit": "N"}),
        ("0;10\n12,5;11,5\n25;-12,25\n", {"unit": "N"}),
        ("10\n11.5\n-12.25\n", {"unit": "N", "rate": 80.0}),
        ("force (N)\n10\n11,5\n-12,25\n", {"rate": 80.0}),
        ("force (N)\n10,0\n11,5\n-12,25\n", {"rate": 80.0}),
        ("10,0\n11,5\n-12,25\n", {"unit": "N", "rate": 80.0, "decimal": ","}),
        ("0|10\n12.5|11.5\n25|-12.25\n", {"unit": "N", "separator": "|"}),
        ("7,10,0\n8,11.5,12500\n9,-12.25,25000\n", {"unit": "N", "columns": [2], "time_column": 3}),
        ("Time,Load\n0,10\n0.0125,11.5\n0.025,-12.25\n", {"unit": "N"}),
        ("Time,Load\n0,10\n1,11.5\n2,-12.25\n", {"unit": "N", "rate": 80.0, "columns": ["load"]}),
        ("time (s),a (m),b (m)\n0,1,10\n0.0125,2,11.5\n0.025,3,-12.25\n", {"unit": "N", "columns": ["b"]}),
    ],
)
def test_what_a_table_does_not_say_can_be_said(tmp_path: Path, text: str, choices: Choices) -> None:
    table = read(tmp_path, text, **choices)
    assert table.t_us.tolist() == [0, 12_500, 25_000]
    assert table.values.tolist() == [[10.0], [11.5], [-12.25]]


@pytest.mark.parametrize(
    ("unit", "newtons"),
    [("N", 2.0), ("kgf", 19.6133), ("kg", 19.6133), ("lbf", 8.896443230521), ("kN", 2000.0), ("g", 0.0196133)],
)
def test_forces_become_newtons(tmp_path: Path, unit: str, newtons: float) -> None:
    by_header = read(tmp_path, f"t_s,force ({unit})\n0,2\n0.01,2\n")
    by_choice = read(tmp_path, "t_s,force\n0,2\n0.01,2\n", unit=unit)
    assert by_header.unit == by_choice.unit == "N"
    assert by_header.values[0, 0] == by_choice.values[0, 0] == pytest.approx(newtons, rel=1e-14)


def test_counts_stay_counts(tmp_path: Path) -> None:
    table = read(tmp_path, "millis,counts\n0,8388607\n12,-5\n")
    assert (table.unit, table.values.tolist(), table.ch_names) == ("counts", [[8388607.0], [-5.0]], ("counts",))


def test_several_columns_keep_their_names_and_order(tmp_path: Path) -> None:
    text = "time (s),left (N),right (N),left (m)\n0,1,2,3\n0.01,4,5,6\n"
    assert read(tmp_path, text).ch_names == ("left", "right")
    chosen = read(tmp_path, text, columns=["right (N)", 2])
    assert chosen.ch_names == ("right", "left")
    assert chosen.values.tolist() == [[2.0, 1.0], [5.0, 4.0]]


def test_channel_names_are_unique_and_fit_an_address(tmp_path: Path) -> None:
    table = read(tmp_path, '"t_s","a, b & c=d (N)","a, b & c=d (N)",(N)\n0,1,2,3\n0.01,1,2,3\n')
    assert table.ch_names == ("a b c d", "a b c d 2", "N")


def test_notes_say_how_everything_was_understood(tmp_path: Path) -> None:
    notes = "\n".join(read(tmp_path, "t;force (kgf)\n0;1,5\n10;2,5\n20;3,5\n").notes)
    assert "semicolons, decimal comma, first row on line 2" in notes
    assert "time from column 1 't' in ms (from its steps of 10)" in notes
    assert "force from column 2 'force (kgf)' in kgf (from the header)" in notes
    given_notes = "\n".join(read(tmp_path, "t_s,force (kgf)\n0,1\n10,2\n", unit="N", time_unit="ms").notes)
    assert "in ms (as given)" in given_notes
    assert "in N (as given; its header says kgf)" in given_notes


def test_one_column_is_separated_by_nothing(tmp_path: Path) -> None:
    notes = read(tmp_path, "force (N)\n1.5\n2.5\n3.5\n", rate=100.0).notes
    assert "one column, decimal point, first row on line 2" in notes
    assert not any("separated" in note for note in notes)


def test_of_very_many_columns_a_few_are_named(tmp_path: Path) -> None:
    text = "\n".join(
        ",".join(["t_s", *(f"a{i}" for i in range(300))] if not row else [str(row)] * 301) for row in range(4)
    )
    for choices in ({}, {"columns": ["b"]}):
        with pytest.raises(UsageError, match=r"[89] 'a\d' and 29[23] more") as refused:
            read(tmp_path, text, **choices)
        assert len(str(refused.value)) < 250


def test_rows_without_a_value_are_left_out_and_counted(tmp_path: Path) -> None:
    table = read(tmp_path, "t_s,force_n\n0,1\n0.01,\n0.02,nan\n0.03,inf\n,7\n0.05,6\n")
    assert table.t_us.tolist() == [0, 50_000]
    assert "rows without a value left out: 4 (first: line 3)" in table.notes


def test_a_missing_row_keeps_its_time_when_only_the_rate_is_known(tmp_path: Path) -> None:
    table = read(tmp_path, "force_n\n1\nnan\nx\n4\n5\n", rate=100.0, skip_bad=True)
    assert table.t_us.tolist() == [0, 30_000, 40_000]


def test_rows_marked_as_not_valid_are_left_out_and_counted(tmp_path: Path) -> None:
    table = read(tmp_path, "t_s,force_n,valid\n0,1,1\n0.01,999,0\n0.02,3,1\n")
    assert table.values.tolist() == [[1.0], [3.0]]
    assert "rows marked as not valid left out: 1 (first: line 3)" in table.notes


def test_a_table_that_says_it_is_simulated_stays_simulated(tmp_path: Path) -> None:
    assert read(tmp_path, "# simulated: true\nt_s,force_n\n0,1\n0.01,1\n").simulated
    assert not read(tmp_path, "# simulated: false\nt_s,force_n\n0,1\n0.01,1\n").simulated
    assert not read(tmp_path, "t_s,force_n\n0,1\n0.01,1\n").simulated


def test_a_last_line_that_was_cut_is_left_out(tmp_path: Path) -> None:
    table = read(tmp_path, "t_s,force_n\n0,1\n0.01,2\n0.0")
    assert table.values.tolist() == [[1.0], [2.0]]
    assert "the last line (4) was cut short and left out" in table.notes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("t_s,force_n\n0,1\n0.01,ERR\n0.02,3\n", "line 3: 'ERR' in column 2 'force_n' is no number; correct"),
        ("t_s,force_n\n0,ERR\n0.01,2\n0.02,3\n0.03,3\n", "line 2: 'ERR' in column 2"),
        ("t_s,force_n\n# x\n0,1\n\n0.01,2,5\n0.02,3\n", "line 5: 3 columns where the other lines have 2"),
        ("t_s,force_n\n0,1\n0.01\n0.02,3\n", "line 3: 1 columns where"),
        ("t_s;force_n\n0,0;1,5\n0,1;1.500\n0,2;1,5\n", "line 3: '1.500' in column 2"),
        ("t_s,force_n\n0,1\n0.01,1_0\n0.02,1\n", "line 3: '1_0'"),
        ("t_s,force_n\n0,1\n10:00:01,1\n0.02,1\n", "line 3: '10:00:01' in column 1"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RecordingError) as error:
        read(tmp_path, text)
    assert message in str(error.value)
    assert "--skip-bad" in str(error.value)
    assert len(read(tmp_path, text, skip_bad=True).t_us) == text.count("\n") - 2 - text.count("#") - text.count("\n\n")


@pytest.mark.parametrize(
    ("text", "choices", "message"),
    [
        ("time,force\n0,1\n0.01,2\n", {}, "'force' does not say its unit; say --unit"),
        ("t_s,force (m)\n0,1\n0.01,2\n", {"columns": [2]}, "is in m; say --unit"),
        ("t_s,force_n\n0,1\n0.01,2\n", {"unit": "stone"}, "--unit stone"),
        ("t_s,force_n\n0,1\n0.01,2\n", {"time_unit": "h"}, "--time-unit h"),
        ("t,force_n\n0,1\n1,2\n2,3\n", {}, "do not tell whether they are s, ms or us; say so with --time-unit"),
        ("t_s,force_n\n0,1\n0.01,2\n", {"columns": ["torque"]}, "it has: 1 't_s', 2 'force_n'"),
        ("t_s,force_n\n0,1\n0.01,2\n", {"columns": [3]}, "no column '3'"),
        ("t_s,force_n\n0,1\n0.01,2\n", {"columns": [1]}, "choose again with --column"),
        ("t_s,a,a\n0,1,2\n0.01,2,3\n", {"columns": ["a"]}, "choose by number: 2 and 3"),
        ("t_s,a,b\n0,1,2\n0.01,2,3\n", {}, "choose with --column from: 2 'a', 3 'b'"),
        ("t_s,a (N),b (counts)\n0,1,2\n0.01,2,3\n", {"columns": [2, 3]}, "cannot be in one session"),
        ("force (N)\n1\n2\n", {}, "with --rate"),
        ("5 1\n4 1\n3 2\n", {"unit": "N"}, "does not say which column is time"),
        ("t_s,force_n\n0,1\n0.01,2\n", {"rate": 0.0}, "--rate 0"),
        ("t_s,force_n\n0,1\n0.01,2\n", {"rate": 80.0, "time_unit": "s"}, "either a rate or the time"),
        ("t_s,force_n\n0,1\n0.01,2\n", {"separator": "ab"}, "--separator"),
        ("t_s,force_n\n0,1\n0.01,2\n", {"decimal": "'"}, "--decimal"),
    ],
)
def test_a_choice_that_is_open_or_impossible_is_asked_for(
    tmp_path: Path, text: str, choices: Choices, message: str
) -> None:
    with pytest.raises(UsageError) as error:
        read(tmp_path, text, **choices)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "holds no rows of numbers"),
        (b"\n \n# only: comments\n", "holds no rows of numbers"),
        (b"time,force\n", "holds no rows of numbers"),
        (b"dear diary,\ntoday nothing happened\n", "holds no rows of numbers"),
        (b"\x89MCAP0\r\n\x00\x01", "session file already"),
        (b"PK\x03\x04\x00\x00\x00", "save it as CSV"),
        (b"t_s,force_n\nnan,1\nnan,2\n", "no complete row"),
        (b"t_s,force_n\n3,1\n2,2\n1,3\n", "does not grow as time does"),
        (b"t_s,force_n\n1e300,1\n2e300,2\n", "too large"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(RecordingError) as error:
        read(tmp_path, data)
    assert message in str(error.value)


def test_a_missing_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be read"):
        read_table(tmp_path / "absent.csv")
    with pytest.raises(RecordingError, match="cannot be read"):
        read_table(tmp_path)


def test_other_encodings_are_read(tmp_path: Path) -> None:
    text = "Zeit (µs);Kraft ä (N)\n0;1\n12500;2\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        table = read(tmp_path, text.encode(encoding))
        assert (table.t_us.tolist(), table.ch_names) == ([0, 12_500], ("Kraft ä",))
        assert "time from column 1 'Zeit (µs)' in us (from the header)" in table.notes


def test_standing_still_and_going_back_in_time_is_noted(tmp_path: Path) -> None:
    steps = ["0.00", "0.01", "0.01", "0.02", "0.03", "0.02", *(f"{i / 100:.2f}" for i in range(4, 40))]
    notes = read(tmp_path, "t_s,force_n\n" + "".join(f"{t},1\n" for t in steps)).notes
    assert "rows with the time of the row before, which will not be judged: 1 (first: line 4)" in notes
    assert "steps back in time: 1 (first: line 7)" in notes


def test_long_times_since_1970_keep_their_microseconds(tmp_path: Path) -> None:
    table = read(tmp_path, "timestamp,force_n\n1714557600.000000,1\n1714557600.012500,2\n1714557600.025,3\n")
    assert table.t_us.tolist() == [0, 12_500, 25_000]


numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 6))


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(numbers, numbers), min_size=2, max_size=8),
    form=st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ","), (" ", "."), ("  ", ",")]),
    header=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_every_separator_and_decimal_sign_comes_back_exactly(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[float, float]],
    form: tuple[str, str],
    header: bool,
    end: str,
) -> None:
    separator, decimal = form
    lines = ["time (s)" + separator + "a (N)" + separator + "b (N)"] if header else []
    for i, row in enumerate(rows):
        lines.append(separator.join(repr(x).replace(".", decimal) for x in (i * 0.0125, *row)))
    path = tmp_path_factory.mktemp("table") / "t.txt"
    path.write_bytes((end.join(lines) + end).encode())
    table = read_table(path, columns=[2, 3], unit="N")
    assert table.t_us.tolist() == [12_500 * i for i in range(len(rows))]
    assert table.values.tolist() == [list(row) for row in rows]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text("0123456789.,;\t \n\"'#-eENtsx()", max_size=200).map(str.encode)))
def test_any_bytes_give_a_table_or_one_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    try:
        table = read_table(path, unit="N")
    except CoachError:
        return
    assert table.values.shape == (len(table.t_us), len(table.ch_names))
    assert np.isfinite(table.values).all()


def test_endless_lines_are_refused_without_delay(tmp_path: Path) -> None:
    for text in ("1" * 1_000_000 + "x\n1\n2\n", '"' + "1," * 200_000 + "\n", "a (" * 100_000 + "\n1 2\n"):
        with pytest.raises(CoachError):
            read(tmp_path, text)


def test_two_hundred_thousand_rows_take_seconds_not_minutes(tmp_path: Path) -> None:
    text = "t_s,force_n\n" + "".join(f"{i / 1000:.3f},{i % 977}.25\n" for i in range(200_000))
    table = read(tmp_path, text)
    assert len(table.t_us) == 200_000
    assert table.sfreq == 1000.0


def test_a_real_recording_is_read_by_column_names(shared_dir: Path) -> None:
    for path in sorted((shared_dir / "data" / "standing").glob("*.txt")):
        table = read_table(path, columns=["dominant Fvert (N)", "non-dominant Fvert (N)"])
        expected = np.loadtxt(path, delimiter="\t", skiprows=1, usecols=[0, 2, 5])
        assert np.array_equal(table.values, expected[:, 1:])
        assert np.array_equal(table.t_us, np.rint(expected[:, 0] * 1e6).astype(np.int64))
        assert (table.unit, table.sfreq, table.ch_names) == ("N", 100.0, ("dominant Fvert", "non-dominant Fvert"))


def test_a_column_that_is_never_a_number_is_not_a_damaged_line(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("time,force (N)\n" + "".join(f"10:00:{i:02d},{i}\n" for i in range(30)))
    with pytest.raises(RecordingError, match=r"give --rate if the times are no numbers"):
        read_table(table)
    assert len(read_table(table, rate=1.0, columns=["force"]).t_us) == 30
