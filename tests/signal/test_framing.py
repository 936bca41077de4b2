import tracemalloc
from itertools import pairwise

import pytest
from cobs import cobs
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.signal import protocol
from pressure_coach.signal.framing import MANY, Deframer, frame, unframe

BODIES = st.binary(min_size=1, max_size=protocol.MAX_BODY) | st.lists(
    st.sampled_from([0, 0, 1, 255]), min_size=1, max_size=protocol.MAX_BODY
).map(bytes)


def crc_ccitt_false(data: bytes) -> int:
    """Bit by bit, as the textbook has it."""
    crc = protocol.CRC_INIT
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ protocol.CRC_POLY if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def cut(data: bytes, at: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(i % (len(data) + 1) for i in at)})
    return [data[a:b] for a, b in pairwise(edges)]


def test_the_crc_is_the_one_that_the_textbooks_call_ccitt_false() -> None:
    assert crc_ccitt_false(b"123456789") == 0x29B1
    assert cobs.decode(frame(b"123456789")[:-1]) == b"123456789" + bytes((0xB1, 0x29))


@given(BODIES)
def test_a_frame_is_what_another_cobs_and_another_crc_make_of_it(body: bytes) -> None:
    expected = cobs.encode(body + crc_ccitt_false(body).to_bytes(2, "little")) + b"\0"
    assert frame(body) == expected
    assert len(expected) == len(body) + 4
    assert unframe(expected[:-1]) == body


@pytest.mark.parametrize("length", [0, protocol.MAX_BODY + 1])
def test_a_body_that_no_frame_can_carry_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="1 to 251"):
        frame(bytes(length))


@given(st.binary(max_size=600).map(lambda raw: raw.replace(b"\0", b"\1")))
def test_whatever_stands_between_two_zeros_another_cobs_and_ours_agree_on_it(piece: bytes) -> None:
    try:
        data = cobs.decode(piece)
    except cobs.DecodeError:
        data = b""
    good = 3 <= len(data) <= protocol.MAX_BODY + 2 and crc_ccitt_false(data[:-2]).to_bytes(2, "little") == data[-2:]
    assert unframe(piece) == (data[:-2] if good else None)


@settings(max_examples=50)
@given(st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=40), st.data())
def test_many_frames_of_one_length_are_read_side_by_side_as_they_are_one_by_one(
    seeds: list[bytes], data: st.DataObject
) -> None:
    bodies = [(seed * 4)[:4] for seed in seeds] * (MANY // len(seeds) + 1)
    stream = bytearray(b"".join(map(frame, bodies)))
    for _ in range(data.draw(st.integers(0, 20))):
        where = data.draw(st.integers(0, len(stream) - 1))
        stream[where] = stream[where] ^ data.draw(st.integers(0, 255)) or 1
    for i in range(7, len(stream), 8):
        stream[i] = 0  # the lengths stay alike
    at_once, one_by_one = Deframer(), Deframer()
    assert at_once.feed(bytes(stream)) == [
        b for i in range(0, len(stream), 8) for b in one_by_one.feed(bytes(stream[i : i + 8]))
    ]
    assert at_once.bad_frames == one_by_one.bad_frames


@given(st.lists(BODIES | st.just(b""), max_size=8), st.binary(max_size=600), st.lists(st.integers(0), max_size=20))
def test_the_bodies_do_not_depend_on_how_the_bytes_were_cut(bodies: list[bytes], noise: bytes, at: list[int]) -> None:
    stream = b"".join(frame(b) if b else b"\0" for b in bodies) + noise + b"\0" + frame(b"end") + noise
    whole, pieces = Deframer(), Deframer()
    expected = whole.feed(stream)
    assert [b for piece in cut(stream, at) for b in pieces.feed(piece)] == expected
    assert pieces.bad_frames == whole.bad_frames
    assert expected[: len(bodies)].count(b"end") <= 1 + bodies.count(b"end")
    assert b"end" in expected


@given(st.binary(max_size=2000), st.lists(st.integers(0), max_size=5))
def test_after_any_bytes_the_frame_behind_the_next_zero_is_read(noise: bytes, at: list[int]) -> None:
    deframer = Deframer()
    for piece in cut(noise, at):
        deframer.feed(piece)
    assert deframer.feed(b"\0" + frame(b"here"))[-1] == b"here"


@pytest.mark.parametrize("size", [1, 100, 1_000, 10_000])
def test_what_has_no_end_is_one_bad_frame_however_it_comes(size: int) -> None:
    deframer = Deframer()
    for _ in range(10_000 // size):
        assert deframer.feed(b"\x55" * size) == []
    assert deframer.bad_frames == 1
    assert deframer.feed(b"\x55\0" + frame(b"here")) == [b"here"]
    assert deframer.bad_frames == 1


def test_bytes_without_a_zero_do_not_fill_the_memory() -> None:
    deframer = Deframer()
    piece = b"\x55" * 4096
    deframer.feed(piece)
    tracemalloc.start()
    for _ in range(500):
        deframer.feed(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * len(piece)


def test_zeros_among_many_frames_mean_nothing() -> None:
    deframer = Deframer()
    assert deframer.feed(frame(b"ab") * MANY + b"\0" * MANY + frame(b"cd")) == [b"ab"] * MANY + [b"cd"]
    assert deframer.bad_frames == 0


@pytest.mark.parametrize("n", [1, MANY])
def test_frames_that_are_sound_but_too_long_are_bad_ones(n: int) -> None:
    body = b"\0" * (protocol.MAX_BODY + 1)
    deframer = Deframer()
    assert deframer.feed((cobs.encode(body + crc_ccitt_false(body).to_bytes(2, "little")) + b"\0") * n) == []
    assert deframer.bad_frames == n
