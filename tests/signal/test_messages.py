import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.signal import protocol
from pressure_coach.signal.protocol import Caps, Cmd, StatusFlag
from pressure_coach.signal.wire import Command, Hello, Id, Message, Samples, Status, parse

U8, U16, U32 = st.integers(0, 0xFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)

HELLOS = st.builds(
    Hello, st.integers(1, protocol.MAX_CHANNELS), U32, U8, U8, U16.map(Caps), U8, U8, st.tuples(U8, U8, U8), U8
)
IDS = st.binary(min_size=8, max_size=8).filter(lambda raw: len(set(raw)) > 1).map(lambda raw: Id(raw.hex()))
TEMPERATURES = st.none() | st.integers(-0x7FFF, 0x7FFF).map(lambda hundredths: hundredths / 100)
STATUSES = st.builds(Status, st.none() | st.integers(1, 0xFFFF), TEMPERATURES, U16, U16, U16.map(StatusFlag))
COMMANDS = st.sampled_from([Command(c) for c in Cmd if c != Cmd.RATE]) | U32.map(lambda rate: Command(Cmd.RATE, rate))


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


@given(HELLOS | IDS | STATUSES | COMMANDS | samples())
def test_what_was_said_is_what_is_read(message: Message) -> None:
    assert parse(message.to_body()) == message


@given(st.binary(max_size=40))
def test_any_bytes_are_a_message_or_a_value_error(body: bytes) -> None:
    try:
        message = parse(body)
    except ValueError:
        return
    assert parse(message.to_body()) == message


@given(HELLOS | STATUSES, st.binary(max_size=10))
def test_fields_that_a_newer_board_adds_at_the_end_are_passed_over(message: Message, more: bytes) -> None:
    assert parse(message.to_body() + more) == message


@given(HELLOS | IDS | STATUSES, st.data())
def test_a_body_cut_short_is_none(message: Message, data: st.DataObject) -> None:
    body = message.to_body()
    with pytest.raises(ValueError):
        parse(body[: data.draw(st.integers(0, len(body) - 1))])


def test_an_id_of_memory_never_written_is_no_id() -> None:
    assert parse(b"\x02" + b"\xff" * 8) == Id("")


def test_three_samples_of_24_bits_fit_a_notification_of_20_bytes() -> None:
    assert len(Samples(0, 0, ((1,), (2,), (3,)), 12_500).to_body()) == 20


def test_an_id_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        Id("0123").to_body()
