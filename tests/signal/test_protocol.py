import re
from binascii import crc_hqx
from enum import IntEnum
from itertools import chain
from pathlib import Path
from struct import calcsize

import pytest
from wire_vectors import FILE, GOOD, text

from pressure_coach.signal import protocol
from pressure_coach.signal.framing import frame
from pressure_coach.signal.protocol import BODIES, Caps, Cmd, Frame, SensorKind, StatusFlag
from pressure_coach.signal.wire import Hello, Samples

PAGE = (Path(__file__).parents[2] / "firmware" / "PROTOCOL.md").read_text(encoding="utf-8")


def in_words(name: str) -> str:
    return name.lower().replace("_", " ")


def test_the_vectors_are_those_of_the_code_and_else_must_be_written_anew() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "run: python tests/signal/wire_vectors.py, and read what changed"


@pytest.mark.parametrize("name", BODIES)
def test_the_page_names_every_body_with_its_types_and_fields(name: str) -> None:
    types, fields = BODIES[name]
    arrays = {"id": f"{protocol.ID_BYTES} bytes", "name": f"{protocol.NAME_BYTES} bytes"}
    words = [f"{field.name} {arrays.get(field.code, field.code)}" for field in fields]
    if name in ("Samples", "Wide"):
        words.append("counts")
    row = f"| {' '.join(f'{t:02X}' for t in types)} | {name} | {', '.join(words)}"
    assert f"{row.strip()} |\n" in PAGE


def test_the_page_names_every_flag_kind_and_command() -> None:
    for flags in (Caps, StatusFlag):
        for flag in flags:
            assert f"{flag:04X} {in_words(flag.name or '')}" in PAGE
    for kind in SensorKind:
        assert f"{kind} {in_words(kind.name)}" in PAGE.lower().replace("fsr", in_words(SensorKind.FSR.name))
    for command in Cmd:
        assert f"**{command:02X} {in_words(command.name)}**" in PAGE


def test_the_worked_example_of_the_page_is_what_the_code_sends() -> None:
    example = Samples(258, 1_000_000, ((-2,),))
    lines = PAGE.split("```")[1].splitlines()[2:]
    shown = [bytes.fromhex(re.match(r"(?:[0-9A-F]{2}\s+)+", line + " ").group()) for line in lines]  # type: ignore[union-attr]
    body, sent = example.to_body(), frame(example.to_body())
    assert shown == [body, body + crc_hqx(body, protocol.CRC_INIT).to_bytes(2, "little"), sent[:-1], sent]
    assert example in [message for _, message in GOOD]


def test_the_page_states_the_limits_of_the_code() -> None:
    words = set(re.findall(r"[0-9A-Fx,]+\b", PAGE))
    limits = (protocol.BAUD, protocol.MAX_BODY, protocol.MAX_BODY + 2, protocol.MAX_ENCODED, protocol.MAX_CHANNELS)
    assert {str(limit) for limit in limits} <= words
    assert {f"{protocol.BAUD_WIDE:,}", "0x1021", "0xFFFF"} <= words
    assert (protocol.CRC_POLY, protocol.CRC_INIT) == (0x1021, 0xFFFF)
    assert f"protocol {protocol.VERSION}\n" in PAGE
    assert len(PAGE.splitlines()) <= 80


def test_the_page_tells_of_the_progressor_what_the_firmware_does() -> None:
    part = PAGE.split("As a Progressor")[1].split("\n## ")[0]
    assert protocol.PROGRESSOR_SERVICE in part
    uuids = (protocol.PROGRESSOR_DATA, protocol.PROGRESSOR_CONTROL)
    assert all(f"`{uuid.partition('-')[0]}-...`" in part for uuid in uuids)
    assert (protocol.SCALE_LEAST, protocol.SCALE_MOST, protocol.ZERO_MOST) == (2**-40, 2**10, 2**30)
    assert all(f"2^{power}" in part for power in (-40, 10, 30))
    source = (FILE.parent / "pressure_coach" / "src" / "pc_progressor.h").read_text(encoding="ascii")
    codes = re.search(
        r"enum Opcode : uint8_t \{ kTare = 0x64, kStart, kStop, kVersion = 0x6B, kBattery = 0x6F, kId \}", source
    )
    assert codes, "the opcodes of the firmware have changed: correct the page"
    assert all(f"**{code}**" in part for code in ("64", "65", "66", "6B", "6F", "70", "00", "01", "04"))
    assert "kTared = 8;" in source


def test_every_type_byte_means_one_thing() -> None:
    types = list(chain.from_iterable(types for types, _ in BODIES.values()))
    assert sorted(types) == sorted([*Frame, *Cmd])
    assert all(0 < t < 0x80 for t in Frame)
    assert all(t >= 0x80 for t in Cmd)


def test_every_flag_is_one_bit_and_every_name_its_own() -> None:
    for flags in (Caps, StatusFlag):
        assert all(flag.bit_count() == 1 for flag in flags)
    assert issubclass(SensorKind, IntEnum)
    for _, fields in BODIES.values():
        assert len({field.name for field in fields}) == len(fields)


def test_hello_and_all_answers_fit_a_notification_of_20_bytes() -> None:
    assert all(calcsize(protocol.layout(fields)) <= 20 for _, fields in BODIES.values())
    assert len(Hello().to_body()) == 17


def test_the_longest_frame_needs_no_code_byte_of_255() -> None:
    assert max(frame(b"\1" * protocol.MAX_BODY)) == protocol.MAX_ENCODED == 254


def test_offsets_tell_where_each_field_begins() -> None:
    assert protocol.offsets(protocol.WIDE) == {
        "seq": 1, "t_us": 3, "dt_us": 7, "n_channels": 10, "first_channel": 11,
    }  # fmt: skip
