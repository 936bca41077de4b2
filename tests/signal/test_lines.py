"""Text lines: what sketches print, cut anywhere, damaged anywhere."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.signal.channels import choose
from pressure_coach.signal.chunk import Arrival, RawChunk
from pressure_coach.signal.lines import MAX_LINE, LineDecoder

KGF, LBF = 9.80665, 4.4482216152605


def decode(
    data: bytes | str, step_ns: int = 0, cuts: int = 10**9, **options: Any
) -> tuple[LineDecoder, list[RawChunk]]:
    """All of it, ``cuts`` bytes an arrival."""
    data = data.encode() if isinstance(data, str) else data
    decoder = LineDecoder(**options)
    chunks = []
    for at in range(0, len(data), cuts):
        chunks += decoder.feed(Arrival(0, data[at : at + cuts]))
    return decoder, chunks


def values(chunks: list[RawChunk]) -> list[list[float]]:
    return [row for chunk in chunks for row in chunk.values.tolist()]


def times(chunks: list[RawChunk]) -> list[int]:
    return [t for chunk in chunks if chunk.t_us is not None for t in chunk.t_us.tolist()]


SKETCHES = {
    "one number": ("{v}", ("value",), "counts"),
    "a number with its unit": ("{v} N", ("force",), "N"),
    "kilograms": ("{v} kg", ("force",), "N"),
    "pounds, no blank": ("{v}lbs", ("force",), "N"),
    "kilopascals": ("{v} kPa", ("pressure",), "kPa"),
    "a named number": ("Reading: {v}", ("Reading",), "counts"),
    "a named number with its unit": ("Weight: {v} kg", ("Weight",), "N"),
    "commas": ("{v},25.5", ("value1", "value2"), "counts"),
    "commas and blanks": ("{v}, 25.5,", ("value1", "value2"), "counts"),
    "semicolons": ("{v};25.5", ("value1", "value2"), "counts"),
    "tabs": ("{v}\t25.5", ("value1", "value2"), "counts"),
    "blanks": ("{v}  25.5", ("value1", "value2"), "counts"),
    "plotter pairs": ("force:{v},temp:25.5", ("force", "temp"), "counts"),
    "pairs and blanks": ("force:{v} temp:25.5", ("force", "temp"), "counts"),
    "pairs with =": ("force={v}, temp=25.5", ("force", "temp"), "counts"),
    "pairs with words": ("one reading:\t{v}\t| average:\t25.5", ("one reading", "average"), "counts"),
    "JSON": ('{{"force": {v}, "temp": 25.5}}', ("force", "temp"), "counts"),
    "milliseconds first": ("{ms},{v}", ("value",), "counts"),
    "seconds first": ("{s:.4f} {v}", ("value",), "counts"),
    "microseconds first": ("{us};{v}", ("value",), "counts"),
    "named time": ("t:{ms} force:{v}", ("force",), "counts"),
    "named time in us": ("micros:{us} force:{v}", ("force",), "counts"),
}


@pytest.mark.parametrize("name", SKETCHES)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_sketches_print_is_understood_by_itself_and_no_line_is_lost(name: str, end: str) -> None:
    form, names, unit = SKETCHES[name]
    readings = [round(20 * math.sin(i), 2) for i in range(40)]
    text = end + "".join(
        form.format(v=v, ms=7 + 12 * i + i % 2, s=0.5 + i / 80, us=100 + 12500 * i) + end
        for i, v in enumerate(readings)
    )
    decoder, chunks = decode(text)
    assert decoder.info is not None
    assert (decoder.info.ch_names, decoder.info.unit) == (names, unit)
    factor = KGF if "kg" in form else LBF if "lbs" in form else 1.0
    assert [row[0] for row in values(chunks)] == pytest.approx([v * factor for v in readings])
    assert decoder.bad_frames == 0
    if "{ms}" in form:
        assert times(chunks) == [1000 * (7 + 12 * i + i % 2) for i in range(40)]
    elif "{s" in form:
        assert times(chunks) == [500_000 + 12_500 * i for i in range(40)]
    elif "{us}" in form:
        assert times(chunks) == [100 + 12_500 * i for i in range(40)]
    else:
        assert times(chunks) == []


@pytest.mark.parametrize(
    ("header", "row", "names", "unit", "first"),
    [
        ("t (ms); force [N]", "{ms};{i},5", ("force",), "N", 0.5),
        ("time_s,force_kgf,temp", "{s:.3f},{i},25", ("force", "temp"), "N", 0.0),
        ("millis\tForce (lbf)", "{ms}\t{i}", ("Force",), "N", 0.0),
        ("# t force", "{ms} {i}", ("force",), "counts", 0.0),
        ("Left,Right", "{i},7", ("Left", "Right"), "counts", 0.0),
        ("scale ready", "{i} 7", ("sample", "value2"), "counts", 0.0),
    ],
)
def test_a_header_names_the_columns(header: str, row: str, names: tuple[str, ...], unit: str, first: float) -> None:
    text = header + "\n" + "".join(row.format(i=i, ms=12 * i, s=i / 80) + "\n" for i in range(12))
    decoder, chunks = decode(text)
    assert decoder.info is not None
    assert (decoder.info.ch_names, decoder.info.unit) == (names, unit)
    assert (len(values(chunks)), values(chunks)[0][0], decoder.bad_frames) == (12, first, 0)


READINGS = [round(20 * math.sin(i), 2) for i in range(40)]


@pytest.mark.parametrize("form", ["{v:.2f} kg", "{v:.2f}kg", "{v:.1f} N", "{v:.2f};7"])
def test_a_decimal_comma_is_none_that_separates(form: str) -> None:
    """20,45 kg is neither 20 N nor 45 kg."""
    text = "".join(form.format(v=v).replace(".", ",") + "\r\n" for v in READINGS)
    decoder, chunks = decode("\n" + text, cuts=7)
    assert decoder.info is not None
    factor, places = KGF if "kg" in form else 1.0, 1 if ".1f" in form else 2
    assert [row[0] for row in values(chunks)] == pytest.approx([round(v, places) * factor for v in READINGS])
    assert decoder.bad_frames == 0


@pytest.mark.parametrize(
    ("form", "names", "judged"),
    [
        ("{raw},{v:.1f} N", ("value1", "force2"), 1),
        ("{v:.1f} N, {raw}", ("force1", "value2"), 0),
        ("{raw},{whole} g", ("value1", "force2"), 1),
        ("{i},{whole} g", ("sample", "force2"), 1),
        ("{ms},{whole} g", ("force",), 0),
        ("{ms},{load} g", ("force",), 0),
        ("{i},{load} g", ("sample", "force2"), 1),
    ],
)
@pytest.mark.parametrize("unit", ["", "N"])
def test_of_a_row_the_column_with_a_unit_of_force_is_judged(
    form: str, names: tuple[str, ...], judged: int, unit: str
) -> None:
    """Its neighbour may be the converter's reading: thousands of newtons that nobody presses with."""
    rows = (
        form.format(v=v, i=i, raw=round(84213 + 417 * v), whole=abs(round(50 * v)), load=10 + i % 7, ms=100 * i)
        for i, v in enumerate(READINGS)
    )
    decoder, chunks = decode("\n" + "".join(f"{row}\n" for row in rows), unit=unit or None)
    assert decoder.info is not None
    assert (decoder.info.ch_names, decoder.info.unit) == (names, "N")
    assert choose(decoder.info, None) == (judged,)
    assert (len(values(chunks)), decoder.bad_frames) == (40, 0)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_the_samples_do_not_depend_on_the_cuts(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([form for form, _, _ in SKETCHES.values()]))
    rubbish = data.draw(st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=30)), max_size=4))
    text = "".join(form.format(v=i % 7 + 0.25, ms=12 * i, s=i / 80, us=12500 * i) + "\r\n" for i in range(30)).encode()
    for at, junk in rubbish:
        text = text[:at] + junk + text[at:]
    whole, expected = decode(text)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=40)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True) if a < b]
    decoder = LineDecoder()
    chunks = [chunk for piece in pieces for chunk in decoder.feed(Arrival(0, piece))]
    np.testing.assert_array_equal(values(chunks), values(expected))
    assert times(chunks) == times(expected)
    assert [decoder.info, decoder.bad_frames, decoder.lines] == [whole.info, whole.bad_frames, whole.lines]


@given(st.lists(st.binary(max_size=300), max_size=20))
@settings(max_examples=200, deadline=None)
def test_random_bytes_never_raise(pieces: list[bytes]) -> None:
    decoder = LineDecoder()
    for i, piece in enumerate(pieces):
        decoder.feed(Arrival(i * 10**7, piece))


@given(st.text(alphabet="0123456789.,;:=-+eE \t\r\nNkgantinfovf[](){}µ_", max_size=400))
@settings(max_examples=300, deadline=None)
def test_things_that_look_like_readings_never_raise(text: str) -> None:
    decode("\n1,2\n2,3\n4,5\n" + text + "\n1,2\n")


@pytest.mark.parametrize("text", ["0E", "1.5e-", "7,x", "2,3e+"])
def test_half_an_exponent_is_no_part_of_a_number(text: str) -> None:
    """Python 3.11.2 (Debian 12) once took it for one."""
    decode("\n1,2\n2,3\n4,5\n" + text + "\n1,2\n")


def test_rubbish_of_a_megabyte_is_never_taken_for_readings() -> None:
    data = np.random.default_rng(1).bytes(1_000_000)
    decoder, chunks = decode(data, cuts=4096)
    assert (decoder.info, chunks) == (None, [])
    assert decoder.bad_frames > 5000


def test_arrivals_become_one_chunk_each_however_many_lines_they_carry() -> None:
    decoder = LineDecoder()
    assert decoder.feed(Arrival(0, b"\n1\n")) == []
    chunks = decoder.feed(Arrival(10, b"2\n3\n4\n5\n"))
    assert [(chunk.host_ns, len(chunk.values)) for chunk in chunks] == [(0, 1), (10, 4)]
    assert [len(chunk.values) for chunk in decoder.feed(Arrival(20, b"6\n7\n8\n"))] == [3]


def test_half_a_line_at_the_start_is_dropped_without_a_word() -> None:
    decoder, chunks = decode("3.25\n120.5\n121.5\n122.5\n123.5\n")
    assert values(chunks) == [[120.5], [121.5], [122.5], [123.5]]
    assert decoder.bad_frames == 0


def test_garbage_lines_are_counted_and_cost_only_themselves() -> None:
    decoder, chunks = decode("\n1\n2\n3\n4x\nhello: world?\n\xff\xfe\n5\n1_0\n6,1\n7\n")
    assert values(chunks) == [[1.0], [2.0], [3.0], [5.0], [7.0]]
    assert decoder.bad_frames == 5


def test_a_line_with_a_column_more_or_less_is_counted_bad() -> None:
    rows = [f"{i}.5,2,3" for i in range(9)]
    decoder, chunks = decode("\n" + "\n".join([*rows, "1,2", "1,2,3,4", "9.5,2,3"]) + "\n")
    assert len(values(chunks)) == 10
    assert decoder.bad_frames == 2


def test_what_is_no_number_is_passed_on_as_nan() -> None:
    _, chunks = decode("\n1\nnan\ninf\n-inf\novf\n1e999\n2\n")
    assert [math.isnan(row[0]) for row in values(chunks)] == [False, True, True, True, True, True, False]


@pytest.mark.parametrize(
    ("unit", "name", "value"), [("kgf", "N", KGF), ("lbf", "N", LBF), ("N", "N", 1.0), ("counts", "counts", 1.0)]
)
def test_the_unit_that_the_user_gives_wins(unit: str, name: str, value: float) -> None:
    decoder, chunks = decode("\n1 g\n1 g\n1 g\n", unit=unit)
    assert decoder.info is not None
    assert decoder.info.unit == name
    assert values(chunks)[0] == [pytest.approx(value)]


def test_a_board_that_changes_between_grams_and_kilograms_is_followed() -> None:
    _, chunks = decode("\n900 g\n950 g\n990 g\n1.01 kg\n3 C\n")
    assert [row[0] for row in values(chunks)] == pytest.approx([0.9 * KGF, 0.95 * KGF, 0.99 * KGF, 1.01 * KGF])


@pytest.mark.parametrize(("time", "us"), [("s", 1_000_000), ("ms", 1000), ("us", 1)])
def test_the_unit_of_time_that_the_user_gives_wins(time: str, us: int) -> None:
    _, chunks = decode("\n1,5\n2,5\n3,5\n", time=time)
    assert times(chunks) == [us, 2 * us, 3 * us]


def test_time_no_makes_every_column_a_value() -> None:
    _, chunks = decode("\n12,5\n24,5\n36,5\n48,5\n60,5\n72,5\n84,5\n96,5\n", time="no")
    assert values(chunks)[0] == [12.0, 5.0]


@pytest.mark.parametrize(
    ("steps", "gap_ms", "clock"),
    [
        ([12, 13] * 8, 12.5, True),
        ([1] * 16, 1.0, True),  # too quick for the arrivals to tell 1 ms from a counter, but they arrive apart
        ([1] * 16, 12.5, False),  # counts the samples
        ([5] * 16, 100.0, False),  # a force that rises evenly, at 10 a second
        ([12, 12, 0, 12] * 4, 12.0, False),
        ([12, 300, 7, 90] * 4, 12.0, False),
        ([1000] * 16, 1000.0, True),  # ms at 1 a second: only the arrivals can tell it from us
        ([1000] * 16, 1.0, True),
    ],
)
def test_a_first_column_is_a_clock_only_when_it_walks_like_one(steps: list[int], gap_ms: float, clock: bool) -> None:
    decoder = LineDecoder()
    chunks, t = decoder.feed(Arrival(0, b"\n")), 100
    for i, step in enumerate(steps):
        t += step
        chunks += decoder.feed(Arrival(int(i * gap_ms * 1e6), f"{t},{7 + i % 3}\n".encode()))
    assert (chunks[0].t_us is not None) is clock


def test_a_number_now_and_then_among_other_lines_is_no_reading() -> None:
    decoder, chunks = decode("\n" + ("loading\n" * 6 + "7\n") * 40)
    assert (decoder.info, chunks) == (None, [])
    _, chunks = decode("\n" + ("weight now\n" + "7\n") * 40)
    assert len(values(chunks)) == 40


def test_a_counter_that_came_all_at_once_is_not_taken_for_a_clock() -> None:
    decoder, chunks = decode("\n" + "".join(f"{i},{i % 3}\n" for i in range(20)))
    assert decoder.info is not None
    assert (decoder.info.ch_names, chunks[0].t_us) == (("sample", "value2"), None)


def test_one_damaged_digit_in_the_time_costs_one_line_and_a_gap_costs_none() -> None:
    ticks = [*range(0, 1200, 100), 99000, 1200, 1300, 8000, 8100]
    decoder, chunks = decode("\n" + "".join(f"{t},{i % 3}\n" for i, t in enumerate(ticks)))
    assert times(chunks) == [t * 1000 for t in ticks if t != 99000]
    assert decoder.bad_frames == 1
    assert not any(chunk.restart for chunk in chunks)


def test_a_board_that_restarts_is_noticed_by_its_clock() -> None:
    ticks = [*range(5000, 6200, 100), 0, 100, 200]
    _, chunks = decode("\n" + "".join(f"{t},{i % 3}\n" for i, t in enumerate(ticks)))
    assert times(chunks) == [t * 1000 for t in ticks]
    assert [(chunk.restart, len(chunk.values)) for chunk in chunks] == [(False, 12), (True, 3)]


@pytest.mark.parametrize(("clock", "step", "us"), [("millis", 100, 1000), ("micros", 12500, 1)])
def test_a_clock_of_32_bits_wraps_without_a_leap(clock: str, step: int, us: int) -> None:
    ticks = [(2**32 - 10 * step + i * step) % 2**32 for i in range(16)]
    decoder, chunks = decode("\n" + "".join(f"{clock}:{t} f:{i % 3}\n" for i, t in enumerate(ticks)))
    assert np.diff(np.array(times(chunks), np.uint32)).tolist() == [step * us] * 15
    assert decoder.bad_frames == 0


def test_two_halves_of_two_lines_are_not_one_reading_after_a_cut_cable() -> None:
    decoder = LineDecoder()
    chunks = decoder.feed(Arrival(0, b"\n11.5\n12.5\n13.5\n14.5\n1"))
    chunks += decoder.feed(Arrival(10**9, b"5.5\n16.5\n"))
    assert values(chunks) == [[11.5], [12.5], [13.5], [14.5], [16.5]]
    assert decoder.bad_frames == 1


def test_a_line_without_an_end_costs_one_bad_line_and_no_memory() -> None:
    decoder, _ = decode(b"\n1\n2\n3\n" + b"9" * 100 * MAX_LINE, cuts=1000)
    assert decoder.bad_frames == 1
    assert len(decoder._rest) <= MAX_LINE
    assert values(decoder.feed(Arrival(0, b"9\n4\n"))) == [[4.0]]


@pytest.mark.parametrize("unit", ["1", "1.", "1,", "a:1 ", "a:", " (", "nan", ".", "1e", "a ", "[", " "])
def test_a_long_line_of_rubbish_costs_no_more_than_its_length(unit: str) -> None:
    from time import perf_counter

    lines = (unit * MAX_LINE)[: MAX_LINE - 1] + "x\n"
    start = perf_counter()
    decode("\n1 2\n2 3\n" + lines * 2)
    assert perf_counter() - start < 2
