"""Addresses: how they are written, and what is said of those that are not."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.devices import Address, open_device, parse_address
from pressure_coach.devices._options import choice, number
from pressure_coach.errors import CoachError, UsageError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("sim:", Address("sim")),
        ("SIM:slack?target=250&drop=0.01", Address("sim", "slack", {"target": "250", "drop": "0.01"})),
        ("serial:/dev/ttyUSB0", Address("serial", "/dev/ttyUSB0")),
        (" lines:COM3?unit=kgf ", Address("lines", "COM3", {"unit": "kgf"})),
        ("replay:C:\\sessions\\a b.mcap", Address("replay", "C:\\sessions\\a b.mcap")),
        ("serial:?", Address("serial")),
    ],
)
def test_an_address_is_scheme_where_and_options(text: str, address: Address) -> None:
    assert parse_address(text) == address
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/dev/ttyUSB0", r"serial:/dev/ttyUSB0 .* lines:/dev/ttyUSB0"),
        ("/dev/cu.usbmodem14101", r"serial:/dev/cu\.usbmodem14101"),
        ("ttyACM1", "serial:/dev/ttyACM1"),
        ("COM3", "serial:COM3"),
        ("COM3:", "serial:COM3"),
        ("sim", "sim:"),
        ("session.mcap", "replay:session.mcap"),
        (r"C:\data\session.mcap", "replay:"),
        ("usb:0", r"known ones are .*lines:, .*serial:.*sim:"),
        ("", "serial:"),
        ("serial:/dev/ttyUSB0?baud", "key=value"),
        ("sim:?noise=1&noise=2", "twice"),
    ],
)
def test_what_is_no_address_gets_a_sentence_that_says_how_to_write_it(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_address(text)


@given(st.text(max_size=60))
def test_no_text_ends_in_anything_but_an_address_or_a_sentence(text: str) -> None:
    with contextlib.suppress(CoachError):
        open_device(text)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=20), max_size=3))
def test_an_address_written_again_is_the_same(options: dict[str, str]) -> None:
    address = Address("sim", "slack", options)
    again = parse_address(str(address) + " ").options
    assert again == options or any(value != value.strip() for value in options.values())


@pytest.mark.parametrize("text", ["x", "", "nan", "inf", "-1", "11"])
def test_an_option_that_is_no_number_in_range_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(UsageError, match=r"rate=.* from 1 to 10"):
        number("sim", {"rate": text}, "rate", 5.0, 1.0, 10.0)


def test_a_word_may_be_written_in_any_case_and_others_are_refused_with_the_list() -> None:
    assert choice("lines", {"unit": "n"}, "unit", "", ("N", "kgf")) == "N"
    assert choice("lines", {}, "unit", "kgf", ("N", "kgf")) == "kgf"
    with pytest.raises(UsageError, match="N, kgf"):
        choice("lines", {"unit": "stone"}, "unit", "", ("N", "kgf"))
