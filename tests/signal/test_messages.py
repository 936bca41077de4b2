import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.signal import protocol
from pressure_coach.signal.protocol import Caps, Cmd, Frame, StatusFlag
from pressure_coach.signal.wire import Command, Hello, Id, Message, Progressor, Samples, Status, parse

U8, U16, U32 = st.integers(0, 0xFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)

HELLOS = st.builds(
    Hello, st.integers(1, protocol.MAX_CHANNELS), U32, U8, U8, U16.map(Caps), U8, U8, st.tuples(U8, U8, U8), U8
)
IDS = st.binary(min_size=8, max_size=8).filter(lambda raw: len(set(raw)) > 1).map(lambda raw: Id(raw.hex()))
TEMPERATURES = st.none() | st.integers(-0x7FFF, 0x7FFF).map(lambda hundredths: hundredths / 100)
STATUSES = st.builds(Status, st.none() | st.integers(1, 0xFFFF), TEMPERATURES, U16, U16, U16.map(StatusFlag))
COMMANDS = st.sampled_from([Command(c) for c in Cmd if c != Cmd.RATE]) | U32.map(lambda rate: Command(Cmd.RATE, rate))
SCALES = st.floats(protocol.SCALE_LEAST, 1023.0) | st.floats(-1023.0, -protocol.SCALE_LEAST) | st.just(0.0)
ZEROS = st.integers(-protocol.ZERO_MOST, protocol.ZERO_MOST)
NAMES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=protocol.NAME_BYTES)
PROGRESSORS = st.builds(Progressor, SCALES, ZEROS, NAMES, st.sampled_from([Frame.PROGRESSOR, Cmd.PROGRESSOR]))


@st.composite
def samples(draw: st.DrawFn) -> Samples:
    width = draw(st.sampled_from(protocol.WIDTHS))
    n_channels, n_samples = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    count = st.integers(-(2 ** (8 * width - 1)), 2 ** (8 * width - 1) - 1)
    row = st.tuples(*[count] * n_channels)
    return Samples(
        seq=draw(U16),
        t_us=draw(U32),
        counts=draw(st.tuples(*[row] * n_samples)),
        dt_us=draw(st.integers(1 if n_samples > 1 else 0, 0xFFFFFF)),
        width=width,
        first_channel=draw(st.none() | U16),
    )


@given(HELLOS | IDS | STATUSES | COMMANDS | PROGRESSORS | samples())
def test_what_was_said_is_what_is_read(message: Message) -> None:
    assert parse(message.to_body()) == message


@given(st.binary(max_size=40))
def test_any_bytes_are_a_message_or_a_value_error(body: bytes) -> None:
    try:
        message = parse(body)
    except ValueError:
        return
    assert parse(message.to_body()) == message


@given(HELLOS | STATUSES | PROGRESSORS, st.binary(max_size=10))
def test_fields_that_a_newer_board_adds_at_the_end_are_passed_over(message: Message, more: bytes) -> None:
    assert parse(message.to_body() + more) == message


@given(HELLOS | IDS | STATUSES | PROGRESSORS, st.data())
def test_a_body_cut_short_is_none(message: Message, data: st.DataObject) -> None:
    body = message.to_body()
    n = data.draw(st.integers(0, len(body) - 1))
    if body[:n] == bytes((Cmd.PROGRESSOR,)):
        assert parse(body[:n]) == Command(Cmd.PROGRESSOR)  # without its fields it asks
        return
    with pytest.raises(ValueError):
        parse(body[:n])


@pytest.mark.parametrize("scale", [math.nan, math.inf, -math.inf, 1024.0, -1024.0, 1e-13, 5e-324, 1023.99999999])
def test_a_scale_that_no_board_takes_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="a scale is 0, or"):
        Progressor(scale)


@pytest.mark.parametrize("name", ["_123456789AB", "a b", "\x7f", "ä", "a\0"])
def test_a_name_that_no_board_takes_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="a name has up to 11"):
        Progressor(1.0, 0, name)


def test_a_zero_that_no_board_takes_is_refused() -> None:
    with pytest.raises(ValueError, match="counts at the most"):
        Progressor(1.0, -protocol.ZERO_MOST - 1)


def test_a_scale_is_what_the_board_will_calculate_with() -> None:
    assert Progressor(0.1).kgf_per_count == float(np.float32(0.1)) != 0.1


def test_an_id_of_memory_never_written_is_no_id() -> None:
    assert parse(b"\x02" + b"\xff" * 8) == Id("")


def test_three_samples_of_24_bits_fit_a_notification_of_20_bytes() -> None:
    assert len(Samples(0, 0, ((1,), (2,), (3,)), 12_500).to_body()) == 20


def test_an_id_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        Id("0123").to_body()
