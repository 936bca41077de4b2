import json
import tracemalloc
from copy import deepcopy
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire_vectors import FILE, HELLO, PAD

from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import Arrival, RawChunk
from pressure_coach.signal.protocol import Caps, SensorKind, StatusFlag
from pressure_coach.signal.wire import (
    Hello,
    Id,
    NotificationDecoder,
    Samples,
    Status,
    WireDecoder,
    frame,
    parse,
    stream_info,
)  # fmt: skip

VECTORS = json.loads(FILE.read_text(encoding="utf-8"))
CUTS = st.lists(st.integers(0, 10_000), max_size=12)


def by_name(kind: str) -> Any:
    return pytest.mark.parametrize("vector", [pytest.param(v, id=v["name"]) for v in VECTORS[kind]])


def plain(i: int, count: int | None = None) -> bytes:
    """Frame ``i`` of a stream at 80 Hz; its count tells which one it is."""
    return frame(Samples(i & 0xFFFF, 12_500 * i & 0xFFFFFFFF, ((i if count is None else count,),)).to_body())


def feed(decoder: WireDecoder, data: bytes, at: list[int]) -> list[RawChunk]:
    """Cut into arrivals, one by one; all of them at once must say the same, to the host time of each sample."""
    edges = sorted({0, len(data), *(i % (len(data) + 1) for i in at)})
    arrivals, at_once = [Arrival(b, data[a:b]) for a, b in pairwise(edges)], deepcopy(decoder)
    chunks = [c for arrival in arrivals for c in decoder.feed(arrival)]
    if arrivals:
        assert samples(at_once.feed_many(arrivals)) == samples(chunks)
        assert (at_once.good_frames, at_once.bad_frames, at_once.info) == (
            decoder.good_frames, decoder.bad_frames, decoder.info
        )  # fmt: skip
    return chunks


def samples(chunks: list[RawChunk]) -> list[tuple[Any, ...]]:
    """What is told of each sample."""
    told: list[tuple[Any, ...]] = []
    for chunk in filter(_has_samples, chunks):
        assert chunk.t_us is not None
        hosts = [chunk.host_ns] * len(chunk.values) if chunk.hosts_ns is None else chunk.hosts_ns.tolist()
        assert hosts[-1] == chunk.host_ns
        before = [(chunk.lost, chunk.restart)] + [(0, False)] * (len(hosts) - 1)
        told += zip(hosts, chunk.t_us.tolist(), chunk.values.tolist(), before, strict=True)
    return told


def _has_samples(chunk: RawChunk) -> bool:
    """Not only news of the battery."""
    return chunk.low_battery is None


def joined(chunks: list[RawChunk]) -> list[dict[str, Any]]:
    """Chunks with nothing missing between them made one, in the words of vectors.json."""
    out: list[dict[str, Any]] = []
    for chunk in filter(_has_samples, chunks):
        assert chunk.t_us is not None
        if not out or chunk.lost or chunk.restart:
            out.append({"lost": chunk.lost, "restart": chunk.restart, "t_us": [], "counts": []})
        out[-1]["t_us"] += chunk.t_us.tolist()
        out[-1]["counts"] += chunk.values.tolist()
    return out


@by_name("good")
def test_a_good_vector_means_what_it_says_both_ways(vector: dict[str, Any]) -> None:
    body, serial, says = bytes.fromhex(vector["body"]), bytes.fromhex(vector["serial"]), vector["says"]
    message = parse(body)
    assert json.loads(json.dumps({"is": type(message).__name__.lower(), **_fields(message)})) == says
    assert message.to_body() == body
    assert frame(body) == serial


def _fields(message: Any) -> dict[str, Any]:
    return {name: getattr(message, name) for name in message.__dataclass_fields__}


@by_name("bad")
def test_a_bad_vector_is_one_bad_frame_and_nothing_more(vector: dict[str, Any]) -> None:
    decoder = WireDecoder()
    around = [HELLO.to_body(), Samples(4, 0, ((1,),)).to_body(), Samples(5, 12_500, ((2,),)).to_body()]
    assert decoder.feed(Arrival(0, b"".join(map(frame, around[:2])))) != []
    assert decoder.feed(Arrival(1, bytes.fromhex(vector["serial"]))) == []
    (chunk,) = decoder.feed(Arrival(2, frame(around[2])))
    assert (decoder.bad_frames, decoder.good_frames, decoder.unknown_frames) == (1, 3, 0)
    assert (chunk.values.tolist(), chunk.lost) == ([[2]], 0)


@by_name("streams")
@pytest.mark.parametrize("step", [10_000, 1, 7, 16])
def test_a_stream_vector_is_understood_however_it_is_cut(vector: dict[str, Any], step: int) -> None:
    decoder, data = WireDecoder(), bytes.fromhex(vector["serial"])
    chunks = feed(decoder, data, list(range(0, len(data), step)))
    assert joined(chunks) == vector["chunks"]
    if step == 10_000:
        assert len(chunks) == len(vector["chunks"])
    counted = (decoder.good_frames, decoder.bad_frames, decoder.unknown_frames)
    assert counted == (vector["good"], vector["bad"], vector["unknown"])


def test_a_board_says_what_it_is() -> None:
    decoder = WireDecoder()
    hello = Hello(1, 80_000, SensorKind.LOAD_CELL, 24, Caps.BOOTED | Caps.SIMULATED, firmware=(1, 2, 3))
    assert decoder.info is None
    decoder.feed(Arrival(0, frame(hello.to_body())))
    assert decoder.info == stream_info(hello)
    decoder.feed(Arrival(0, frame(Id("0123456789abcdef").to_body()) + frame(Status(3700, -1.5).to_body())))
    info = decoder.info
    assert info is not None
    assert (info.name, info.device_id, info.ch_names) == ("load cell", "0123456789abcdef", ("force",))
    assert (info.unit, info.sfreq, info.adc_bits, info.simulated, info.one_pad) == ("counts", 80.0, 24, True, False)
    assert (decoder.hello, decoder.status) == (hello, Status(3700, -1.5))


def test_the_cells_of_one_pad_are_told_from_several_load_cells() -> None:
    pad, cells = stream_info(PAD), stream_info(Hello(4, kind=SensorKind.LOAD_CELL))
    assert (pad.one_pad, pad.ch_names[:5]) == (True, ("r1c1", "r1c2", "r1c3", "r1c4", "r2c1"))
    assert (cells.one_pad, cells.ch_names) == (False, ("force1", "force2", "force3", "force4"))
    assert stream_info(Hello(1, kind=SensorKind.AIR_PRESSURE)).ch_names == ("pressure",)


def test_a_backlog_without_a_loss_is_one_chunk_of_the_right_types() -> None:
    decoder = WireDecoder()
    frames = [plain(i, -i) for i in range(500)]
    frames.insert(250, frame(Status().to_body()))
    (chunk,) = decoder.feed(Arrival(9, b"".join(frames)))
    assert chunk.values.tolist() == [[-i] for i in range(500)]
    assert chunk.t_us is not None
    assert chunk.t_us.tolist() == [12_500 * i for i in range(500)]
    assert (chunk.values.dtype, chunk.t_us.dtype, chunk.host_ns) == (np.int32, np.uint32, 9)


@pytest.mark.parametrize("n_frames", [1, 100])
@pytest.mark.parametrize("width", protocol.WIDTHS)
@pytest.mark.parametrize("shape", [(1, 1), (3, 1), (2, 5), (1, 16)])
def test_every_width_and_shape_comes_through_and_the_clock_wraps(
    n_frames: int, width: int, shape: tuple[int, int]
) -> None:
    n_samples, n_channels = shape
    random, top = Random(1), 2 ** (8 * width - 1)
    rows = [[random.choice((-top, -1, 0, top - 1)) for _ in range(n_channels)] for _ in range(n_samples * n_frames)]
    t_us = [(2**32 - 5_000 + 1_000 * i) % 2**32 for i in range(len(rows))]
    data = b"".join(
        frame(Samples(i, t_us[at], tuple(map(tuple, rows[at : at + n_samples])), 1_000, width).to_body())
        for i, at in enumerate(range(0, len(rows), n_samples))
    )
    decoder = WireDecoder()
    (chunk,) = decoder.feed(Arrival(0, frame(Hello(n_channels).to_body()) + data))
    assert chunk.values.tolist() == rows
    assert chunk.t_us is not None
    assert chunk.t_us.tolist() == t_us
    in_pieces = feed(WireDecoder(), frame(Hello(n_channels).to_body()) + data, list(range(0, len(data), 37)))
    assert [row for part in in_pieces for row in part.values.tolist()] == rows


@given(first=st.integers(0, 0xFFFF), missing=st.sets(st.integers(1, 99), max_size=20), at=CUTS)
def test_missing_frames_are_counted_where_they_are_missing_across_the_wrap_of_seq(
    first: int, missing: set[int], at: list[int]
) -> None:
    frames = {i: plain(first + i, i) for i in range(101) if i not in missing}
    found = joined(feed(WireDecoder(), b"".join(frames.values()), at))
    assert [c for part in found for (c,) in part["counts"]] == list(frames)
    assert sum(part["lost"] for part in found) == len(missing)
    for part in found[1:]:
        begins = part["counts"][0][0]
        assert set(range(begins - part["lost"], begins)) <= missing


@settings(derandomize=True)  # one damage in 65536 passes a CRC of 16 bits: the same examples each time
@given(
    n=st.sampled_from([6, 150]),
    damage=st.lists(
        st.tuples(st.sampled_from(["flip", "lose", "add"]), st.integers(0), st.integers(0, 255)), max_size=6
    ),
    at=CUTS,
)
def test_damage_costs_at_most_the_frames_that_it_touches(
    n: int, damage: list[tuple[str, int, int]], at: list[int]
) -> None:
    frames = [frame(HELLO.to_body()), *(plain(i) for i in range(n))]
    data = bytearray(b"".join(frames))
    owner = [i for i, one in enumerate(frames) for _ in one]  # the closing zero belongs to two frames
    touched: set[int] = set()
    for what, where, value in damage:
        where %= len(data)
        touched |= {owner[where]} | ({owner[where] + 1} if data[where] == 0 else set())
        touched |= {owner[where - 1]} if where else set()  # a byte added at a frame's head may end the one before
        if what == "flip":
            data[where] ^= 1 << value % 8
        elif what == "lose":
            del data[where], owner[where]
        else:
            data.insert(where, value)
            owner.insert(where, owner[where])
    decoder = WireDecoder()
    found = joined(feed(decoder, bytes(data), at))
    counts = [c for part in found for (c,) in part["counts"]]
    assert counts == sorted(set(counts))
    assert set(counts) >= set(range(n)) - {i - 1 for i in touched}
    assert set(counts) <= set(range(n))
    assert decoder.bad_frames <= 3 * len(damage)
    between = sum(part["lost"] for part in found)
    assert between == (counts[-1] - counts[0] + 1 - len(counts) if counts else 0)


@settings(max_examples=50)
@given(st.lists(st.binary(max_size=40).map(lambda b: frame(b) if b else b"\0") | st.binary(max_size=300)), CUTS)
def test_any_bytes_and_any_whole_frames_are_survived_and_cutting_them_changes_nothing(
    parts: list[bytes], at: list[int]
) -> None:
    data = b"".join([frame(HELLO.to_body()), *parts, b"\0", plain(0), plain(1)])
    whole, pieces = WireDecoder(), WireDecoder()
    expected = joined(whole.feed(Arrival(0, data)))
    assert joined(feed(pieces, data, at)) == expected
    assert (pieces.good_frames, pieces.bad_frames, pieces.info) == (whole.good_frames, whole.bad_frames, whole.info)


@given(st.integers(1, 30), st.integers(0, 30))
def test_a_gap_costs_the_frame_that_it_cuts_and_not_the_one_behind_it(n_before: int, n_after: int) -> None:
    before, frames = plain(1), [plain(i) for i in range(2, 2 + n_after)]
    cut = before[: min(n_before, len(before) - 1)]
    arrivals = [Arrival(1, plain(0) + cut), Arrival(2, b""), *(Arrival(3 + i, data) for i, data in enumerate(frames))]
    one, many = WireDecoder(), WireDecoder()
    greeting = frame(HELLO.to_body())
    for decoder in (one, many):
        decoder.feed(Arrival(0, greeting))
    chunks = [c for arrival in arrivals for c in one.feed(arrival)]
    assert samples(many.feed_many(arrivals)) == samples(chunks)
    assert sum(len(chunk.values) for chunk in chunks) == 1 + n_after
    assert (one.bad_frames, many.bad_frames) == (1, 1)


@given(st.lists(st.binary(max_size=60) | st.integers(0, 9).map(lambda i: Samples(i, i, ((i,),)).to_body())))
def test_any_notification_is_survived(notifications: list[bytes]) -> None:
    decoder = NotificationDecoder()
    arrivals, at_once = [Arrival(i, data) for i, data in enumerate(notifications)], NotificationDecoder()
    chunks = [chunk for arrival in arrivals for chunk in decoder.feed(arrival)]
    counted = decoder.good_frames + decoder.bad_frames + decoder.unknown_frames + decoder.doubled
    assert counted == len(notifications)
    if arrivals:
        assert samples(at_once.feed_many(arrivals)) == samples(chunks)
        assert (at_once.bad_frames, at_once.info) == (decoder.bad_frames, decoder.info)


def test_notifications_carry_the_same_bodies_bare() -> None:
    decoder = NotificationDecoder()
    assert decoder.feed(Arrival(0, HELLO.to_body())) == []
    (first,) = decoder.feed(Arrival(1, Samples(1, 0, ((1,), (2,), (3,)), 12_500).to_body()))
    (second,) = decoder.feed(Arrival(2, Samples(4, 75_000, ((4,),)).to_body()))
    assert (first.values.tolist(), first.lost, first.host_ns) == ([[1], [2], [3]], 0, 1)
    assert (second.values.tolist(), second.lost, second.host_ns) == ([[4]], 2, 2)


@given(dropped=st.sets(st.integers(0, 39)), at=CUTS)
def test_an_instant_of_a_wide_pad_is_whole_or_lost(dropped: set[int], at: list[int]) -> None:
    """100 channels in frames of 30, 30, 30 and 10: ten instants in 40 frames, some of which never come."""
    frames, firsts = [], (0, 30, 60, 90)
    for seq in range(40):
        instant, first = seq // 4, firsts[seq % 4]
        row = tuple(range(1000 * instant + first, 1000 * instant + min(first + 30, 100)))
        frames.append(frame(Samples(seq, 10_000 * instant, (row,), width=2, first_channel=first).to_body()))
    data = b"".join(one for seq, one in enumerate(frames) if seq not in dropped)
    found = joined(feed(WireDecoder(), frame(Hello(100).to_body()) + data, at))
    whole = [i for i in range(10) if not dropped & set(range(4 * i, 4 * i + 4))]
    assert [row for part in found for row in part["counts"]] == [list(range(1000 * i, 1000 * i + 100)) for i in whole]
    assert [t for part in found for t in part["t_us"]] == [10_000 * i for i in whole]
    came = [seq for seq in range(40) if seq not in dropped]
    if whole:
        assert sum(part["lost"] for part in found) == 4 * (whole[-1] + 1) - came[0] - 4 * len(whole)


def test_a_wide_pad_may_send_several_samples_of_some_channels_at_a_time() -> None:
    left = Samples(0, 100, ((1, 2), (5, 6)), 50, 2, first_channel=0)
    right = Samples(1, 100, ((3, 4), (7, 8)), 50, 2, first_channel=2)
    (chunk,) = WireDecoder().feed(Arrival(0, b"".join(frame(m.to_body()) for m in (Hello(4), left, right))))
    assert chunk.values.tolist() == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert chunk.t_us is not None
    assert chunk.t_us.tolist() == [100, 150]


def test_a_jump_of_seq_inside_an_instant_drops_it() -> None:
    parts = [Samples(seq, 100, ((1, 2),), 0, 2, first_channel=first) for seq, first in ((0, 0), (5, 2), (6, 0), (7, 2))]
    (chunk,) = WireDecoder().feed(Arrival(0, b"".join(frame(m.to_body()) for m in (Hello(4), *parts))))
    assert (chunk.values.tolist(), chunk.lost) == ([[1, 2, 1, 2]], 6)


@pytest.mark.parametrize(
    "odd",
    [Samples(50, 0, ((1, 2), (3, 4)), 100), Samples(50, 0, ((1,), (2,), (3,), (4,)), 0)],
    ids=["channels", "dt_us"],
)
def test_one_frame_that_does_not_fit_a_backlog_costs_itself_only(odd: Samples) -> None:
    good = [Samples(i, i, ((i,), (1,), (2,), (3,)), 100) for i in range(100)]
    decoder = WireDecoder()
    first, second = decoder.feed(Arrival(0, b"".join(frame(m.to_body()) for m in (*good[:50], odd, *good[51:]))))
    assert [len(first.values), len(second.values), second.lost, decoder.bad_frames] == [200, 196, 1, 1]


def test_a_backlog_of_frames_of_several_lengths_is_one_chunk() -> None:
    rows = [tuple((10 * i + k,) for k in range(3 - i % 3)) for i in range(60)]
    (chunk,) = WireDecoder().feed(
        Arrival(0, b"".join(frame(Samples(i, 0, r, 5).to_body()) for i, r in enumerate(rows)))
    )
    assert chunk.values.tolist() == [list(count) for row in rows for count in row]


def test_of_a_protocol_that_we_do_not_speak_only_the_version_is_known() -> None:
    decoder = WireDecoder()
    decoder.feed(Arrival(0, frame(Hello(version=2).to_body()) + frame(Id("0123456789abcdef").to_body()) + plain(0)))
    assert decoder.hello is not None
    assert (decoder.hello.version, decoder.info, decoder.bad_frames) == (2, None, 1)


def test_a_second_hello_from_power_up_marks_a_restart_and_one_that_was_asked_for_does_not() -> None:
    decoder = WireDecoder()
    asked_for = Hello(1, 80_000, SensorKind.LOAD_CELL, 24)
    first, second = (
        decoder.feed(Arrival(0, frame(hello.to_body()) + plain(seq))) for hello, seq in ((HELLO, 9), (asked_for, 10))
    )
    (third,) = decoder.feed(Arrival(0, frame(HELLO.to_body()) * 2 + plain(0)))
    assert [(c.lost, c.restart) for c in (*first, *second, third)] == [(0, False), (0, False), (0, True)]


def test_ten_megabytes_of_random_bytes_leave_nothing_behind() -> None:
    random, decoder = Random(3), WireDecoder()
    pieces = [random.randbytes(10_000) for _ in range(100)]
    for piece in pieces:
        decoder.feed(Arrival(0, piece))
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for i in range(20):
        decoder.feed(Arrival(0, pieces[i]))
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    for _ in range(9):
        for piece in pieces:
            decoder.feed(Arrival(0, piece))
    assert after - before < 5_000
    assert peak - before < 200_000
    assert decoder.good_frames == 0
    decoder.feed(Arrival(0, b"\0" + frame(HELLO.to_body())))
    assert decoder.good_frames == 1


def test_a_notification_that_comes_twice_counts_once() -> None:
    bodies = [Samples(seq, 12_500 * seq, ((seq,),)).to_body() for seq in range(40)]
    arrivals = [Arrival(i, body) for i, body in enumerate(bodies) for _ in range(1 + (i % 3 == 0))]
    one_by_one, at_once = NotificationDecoder(), NotificationDecoder()
    chunks = [chunk for arrival in arrivals for chunk in one_by_one.feed(arrival)]
    many = at_once.feed_many(arrivals[:7]) + at_once.feed_many(arrivals[7:])  # the pair of seq 6 is torn apart
    for some in (chunks, many):
        assert [value for chunk in some for value in chunk.values[:, 0].tolist()] == list(range(40))
        assert sum(chunk.lost for chunk in some) == 0


def one_sample(seq: int) -> Samples:
    return Samples(seq, seq * 12_500, ((seq,),), 0)


@pytest.mark.parametrize("at_once", [False, True])
def test_a_battery_that_runs_low_is_told_between_the_samples_where_it_was_said(at_once: bool) -> None:
    decoder, low, full = WireDecoder(), StatusFlag.LOW_BATTERY, StatusFlag.NONE
    said = [
        HELLO,
        one_sample(0),
        Status(3900, flags=full),
        one_sample(1),
        Status(3300, flags=low),
        one_sample(2),
        Status(flags=low),
    ]
    arrivals = [Arrival(i, frame(message.to_body())) for i, message in enumerate([*said, one_sample(3), Status()])]
    chunks = decoder.feed_many(arrivals) if at_once else [c for one in arrivals for c in decoder.feed(one)]
    news = [(chunk.low_battery, sum(len(c.values) for c in chunks[:i])) for i, chunk in enumerate(chunks)]
    assert [one for one in news if one[0] is not None] == [(True, 2), (False, 4)]
    assert decoder.battery == ""
    decoder.feed(Arrival(9, frame(Status(battery_mv=3720).to_body())))
    assert decoder.battery == "3.72 V"
