"""Many arrivals of text at once give what they give one by one."""

import math
from itertools import cycle, pairwise
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.signal import lines as lines_file
from pressure_coach.signal.chunk import Arrival, RawChunk
from pressure_coach.signal.lines import MAX_LINE, LineDecoder

FORMS = [
    "{v}",
    "{v} N",
    "{v},{w}",
    "{v}; {w};{v}",
    "{v}\t{w}",
    "{v}  {w}",
    "f:{v} g:{w}",
    "{t},{v}",
    "{t} {v}",
    "{t};{v}",
]
ODD = [
    b"", b" ", b"inf", b"nan,5", b"1e999,5", b"inf,inf", b"5,inf", b"1_0", b"1_0,2", b" 7 ", b"\t7\t", b"\x007",
    b"7\x0b", b"7 8", b"7,8", b"7;8", b",7", b"7,", b"1,2,3", b"force,temp", b"ready", b"\xff\xfe\x01", b"7 kg",
    b"x" * (MAX_LINE + 1), b"1e300,5", b"-1e18,5", "٣".encode(), b"7\x1c,8", b"0x10,1", b"1,5 N", b"--5,3",
    b"7 kg,8", b"7" * 400 + b",8", b"7" * (MAX_LINE + 1),
]  # fmt: skip
STEPS = st.sampled_from([10, 10, 10, 10, 0, 1000, 1010, 90_000, -500, 2**32 - 100])
WAITS = st.sampled_from([0, 10**6, 10**7, 10**7] * 5 + [5 * 10**8])
LINES = st.lists(
    st.tuples(
        st.integers(-999, 9999),
        STEPS,
        st.none() | st.none() | st.none() | st.none() | st.sampled_from(ODD),
        st.sampled_from([b"\n", b"\r\n", b"\r"]),
    ),
    max_size=60,
)


def told(chunks: list[RawChunk]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for chunk in chunks:
        hosts = [chunk.host_ns] * len(chunk.values) if chunk.hosts_ns is None else chunk.hosts_ns.tolist()
        ticks = [None] * len(hosts) if chunk.t_us is None else chunk.t_us.tolist()
        assert hosts[-1] == chunk.host_ns
        assert chunk.values.dtype == np.float64
        first = [chunk.restart] + [False] * (len(hosts) - 1)
        values = [[None if math.isnan(v) else v for v in row] for row in chunk.values.tolist()]
        rows += zip(hosts, ticks, values, first, strict=True)
    return rows


def both(arrivals: list[Arrival], known: int = 1, **options: str) -> list[RawChunk]:
    """At once and one by one; ``known``: arrivals that are fed before."""
    one, many = LineDecoder(**options), LineDecoder(**options)
    for arrival in arrivals[:known]:
        assert told(many.feed(arrival)) == told(one.feed(arrival))
    alone = [chunk for arrival in arrivals[known:] for chunk in one.feed(arrival)]
    together = many.feed_many(arrivals[known:])
    assert told(together) == told(alone)
    assert (many.bad_frames, many.info, many.lines) == (one.bad_frames, one.info, one.lines)
    end = Arrival(arrivals[-1].host_ns + 10**6, b"\n7,8\n5\n")
    assert told(many.feed(end)) == told(one.feed(end))
    assert many.bad_frames == one.bad_frames
    return together


def text(form: str, lines: list[tuple[int, int, bytes | None, bytes]], t: int = 1000) -> bytes:
    data = b"\n"
    for v, step, odd, end in lines:
        t += step
        data += (form.format(v=v / 10, w=v % 7, t=t % 2**32).encode() if odd is None else odd) + end
    return data


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(FORMS),
    LINES,
    st.lists(st.tuples(st.sampled_from([1, 5, 20, 40, 80] * 8 + [0]), WAITS), min_size=1, max_size=20),
    st.sampled_from(["", "kgf"]),
    st.sampled_from([1, 2, 5, 64]),
)
def test_lines_are_the_same_at_once_and_one_by_one(form, lines, cuts, unit, block):
    start = text(form, [(i * 613 % 999, 10, None, b"\n") for i in range(20)])
    data, host = text(form, lines, t=1200)[1:], 0
    arrivals = [Arrival(0, start)]
    for size, waited in cycle(cuts):  # nothing at all, now and then: there bytes are missing
        host += waited
        arrivals.append(Arrival(host, data[:size]))
        data = data[size:]
        if not data:
            break
        if len(arrivals) > 200:
            arrivals.append(Arrival(host, data))
            break
    with patch.object(lines_file, "BLOCK", block):
        both(arrivals, **({"unit": unit} if unit else {}))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("known", [0, 1, 40])
def test_a_thousand_plain_lines_are_one_chunk_from_where_they_are_understood(form, known):
    lines = [(i * 613 % 999, 10, None, b"\r\n") for i in range(1000)]
    data = text(form, lines)
    edges = sorted({0, len(data), *np.random.default_rng(1).integers(0, len(data), 600).tolist()})
    arrivals = [Arrival(b * 10**6, data[a:b]) for a, b in pairwise(edges)]
    chunks = both(arrivals, known)
    assert len(chunks) == 1
    assert len(chunks[0].values) > 900


def test_damaged_lines_cost_themselves_only():
    lines = [(i, 10, ODD[i % len(ODD)] if i % 50 == 7 else None, b"\n") for i in range(2000)]
    data = text("{t},{v}", lines)
    chunks = both([Arrival(i * 10**6, data[i * 300 : i * 300 + 300]) for i in range(len(data) // 300 + 1)])
    assert sum(len(chunk.values) for chunk in chunks) > 1900


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("form", ["{v}", "{v},{w}", "{t},{v}", "{t} {v}"])
def test_one_odd_line_among_plain_ones_means_what_it_means_alone(form, odd):
    data = text(form, [(i * 613 % 999, 10, odd if i == 40 else None, b"\n") for i in range(80)])
    for block in (1, 64):
        with patch.object(lines_file, "BLOCK", block):
            both([Arrival(i * 10**6, data[i * 10 : i * 10 + 10]) for i in range(len(data) // 10 + 1)], known=20)
