"""When a board is a Progressor for other people's apps, how it shows itself then, and what it keeps."""

import random
import struct
from pathlib import Path

from pressure_coach.signal.messages import Progressor, Status, parse
from pressure_coach.signal.protocol import Caps, Cmd, StatusFlag
from tests.firmware.checks_att import CONTROL, DATA, NO_HANDLE, NO_READING, walk
from tests.firmware.hostapp import (
    BEGIN,
    GUEST_CONTROL,
    GUEST_DATA,
    GUEST_SERVICE,
    KEPT,
    OFF,
    ON,
    SCALE,
    START,
    STATUS,
    TARE,
    VERSION,
    ZERO,
    App,
    caps,
    kept,
    kgf,
    shown,
)
from tests.firmware.hostradio import ADVERTISE, ATTRIBUTES, NAME, RESET, SERVICE, RadioBoard, decode


def check_a_board_is_no_progressor_until_a_scale_is_written(program: Path) -> None:
    with RadioBoard(program) as board:
        assert Caps.PROGRESSOR in caps(board)
        assert kept(board) == Progressor()
        assert shown(board)[1:] == (b"\x02\x01\x06\x11\x07" + SERVICE, b"\x13\x09" + NAME)
        board.join()
        assert board.request(b"\x12\x15\x00" + BEGIN) == struct.pack("<BBHB", 1, 0x12, 0x15, NO_HANDLE)
        assert board.request(b"\x12\x13\x00\x01\x00") == struct.pack("<BBHB", 1, 0x12, 0x13, NO_HANDLE)
        board.convert(1, 2)
        assert board.notes() == []
        assert board.ask("kept") == f"0 {'ff' * 32}"


def check_it_shows_itself_by_the_name_that_apps_look_for(program: Path) -> None:
    for name in ("_1617", "", "_ABCDEFGHIJ"):
        with RadioBoard(program) as board:
            ours = shown(board)[0]
            assert kept(board, Progressor(SCALE, ZERO, name, Cmd.PROGRESSOR).to_body()).name == name
            assert [op for op, _ in board.radio.commands].count(RESET) == 2
            assert board.radio.commands[-1] == (ADVERTISE, b"\1")
            address, told, answered = shown(board)
            whole = b"Progressor" + name.encode()
            assert told == b"\x02\x01\x06" + bytes((len(whole) + 1, 9)) + whole
            assert answered == b"\x11\x07" + GUEST_SERVICE
            assert len(told) <= 31
            assert all(len(board.radio.commands[-i][1]) == 32 for i in (2, 3))
            assert address != ours  # a central remembers what it found at one
            assert address[5] & 0xC0 == 0xC0
            board.join()
            assert board.request(b"\x0a\x03\x00") == b"\x0b" + whole


def check_all_services_are_found_ours_too(program: Path) -> None:
    ours = [(7, 12, SERVICE), (13, 15, b"\x0f\x18"), (16, 21, GUEST_SERVICE)]
    for battery in (3950, 0):
        with RadioBoard(program, battery=battery) as board:
            kept(board, ON)
            board.join()
            there = [item for item in ours if battery or item[0] != 13]
            assert walk(board, 0x10, b"\x00\x28")[2:] == [struct.pack("<HH", *at) + uuid for *at, uuid in there]
            parts = [struct.pack("<HBH", 17, 0x10, 18) + GUEST_DATA, struct.pack("<HBH", 20, 0x0C, 21) + GUEST_CONTROL]
            assert walk(board, 0x08, b"\x03\x28")[-2:] == parts
            assert board.request(struct.pack("<BHHH", 6, 1, 0xFFFF, 0x2800) + GUEST_SERVICE) == b"\x07\x10\x00\x15\x00"
            kinds = [
                (9, DATA),
                (10, b"\x02\x29"),
                (12, CONTROL),
                (18, GUEST_DATA),
                (19, b"\x02\x29"),
                (21, GUEST_CONTROL),
            ]
            for handle, uuid in kinds:
                answer = board.request(struct.pack("<BHH", 4, handle, handle))
                assert answer == struct.pack("<BBH", 5, 1 + (len(uuid) == 16), handle) + uuid
            hole = board.request(struct.pack("<BHH", 4, 13, 15))
            assert hole == (hole if battery else struct.pack("<BBHB", 1, 4, 13, 10))
            for handle in (18, 21):
                assert board.request(struct.pack("<BH", 10, handle)) == struct.pack("<BBHB", 1, 10, handle, NO_READING)
            assert board.request(b"\x0a\x13\x00") == b"\x0b\x00\x00"
            assert board.request(b"\x0a\x16\x00") == struct.pack("<BBHB", 1, 10, 22, NO_HANDLE)


def check_what_is_kept_survives_power_and_is_written_once(program: Path) -> None:
    with RadioBoard(program) as board:
        assert kept(board, ON, ON) == KEPT
        record = KEPT.to_body()
        assert board.ask("kept").startswith(f"1 {record.hex()}")
        for _ in range(2):
            board.power()
            assert shown(board)[1][5:] == b"Progressor_1617"
            assert kept(board, ON) == KEPT
        assert board.ask("kept").startswith("1 ")
        assert kept(board, OFF) == Progressor()
        assert shown(board)[2][2:] == NAME
        board.power()
        assert kept(board, OFF) == Progressor()
        assert shown(board)[2][2:] == NAME
        assert board.ask("kept").startswith("2 ")


def check_what_nobody_wrote_is_no_scale(program: Path) -> None:
    dice = random.Random(6)
    with RadioBoard(program) as board:
        kept(board, ON)
        good = bytes.fromhex(board.ask("kept").split()[1])
        flipped = [good[:at] + bytes((good[at] ^ 1 << dice.randrange(8),)) + good[at + 1 :] for at in range(22)]
        for memory in (b"\0" * 32, b"\xff" * 32, *flipped, *(dice.randbytes(32) for _ in range(20))):
            board.ask(f"memory {memory.hex()}")
            board.power()
            assert kept(board) == Progressor()
            assert shown(board)[2][2:] == NAME
            assert Caps.PROGRESSOR in caps(board)


def check_what_makes_no_sense_changes_nothing(program: Path) -> None:
    def told(scale: int, zero: int, name: bytes) -> bytes:
        return b"\x87" + struct.pack("<Ii11s", scale, zero, name)

    one = 0x3F800000
    nonsense = [
        told(one, 0, b"_a b"), told(one, 0, b"_a\0b"), told(one, 0, b"_\x7f"), told(one, 0, b"\xc3\xa4"),
        told(one, (1 << 30) + 1, b""), told(one, -(1 << 30) - 1, b""),
        *(told(scale, 0, b"_") for scale in (0x7F800000, 0xFF800000, 0x7FC00000, 1, 0x2B7FFFFF, 0x44800000)),
        told(one, 0, b"_")[:-1],
    ]  # fmt: skip
    with RadioBoard(program) as board:
        for before in (OFF, ON):
            was = kept(board, before)
            for body in nonsense:
                assert kept(board, body) == was
        for body, scale in (
            (told(0x2B800000, 1 << 30, b""), 2.0**-40),
            (told(0xC47FFFFF, -(1 << 30), b"~!"), -1023.99994),
        ):
            assert abs(kept(board, body + b"from a newer host").kgf_per_count - scale) < 1e-5
        assert kept(board, told(0x80000000, 7, b"_x")) == Progressor()


def check_without_a_memory_or_with_several_channels_it_is_not_offered(program: Path) -> None:
    with RadioBoard(program) as board:
        kept(board, ON)
        record = board.ask("kept").split()[1]
        board.ask("memory")
        board.power()
        assert Caps.PROGRESSOR not in caps(board)
        assert kept(board, ON) == Progressor()
        assert shown(board)[2][2:] == NAME
    with RadioBoard(program, "analog") as board:
        for memory in ("ff" * 32, record):
            board.ask(f"memory {memory}")
            board.power()
            assert Caps.PROGRESSOR not in caps(board)
            assert kept(board, ON) == Progressor()
            assert shown(board)[2][2:] == NAME
            assert board.ask("kept") == f"0 {memory}"


def check_a_memory_that_fails_is_told(program: Path) -> None:
    with RadioBoard(program) as board:
        kept(board, ON)
        assert not any(m.flags & StatusFlag.MEMORY_FAULT for m in board.serial(STATUS) if isinstance(m, Status))
        board.ask("memory_bad 1")
        assert kept(board, Progressor(2.0, 5, "_x", Cmd.PROGRESSOR).to_body()) == Progressor()
        assert any(m.flags & StatusFlag.MEMORY_FAULT for m in board.serial(STATUS) if isinstance(m, Status))


def check_it_is_switched_in_the_middle_of_a_link_and_shows_it_after(program: Path) -> None:
    with RadioBoard(program) as board:
        board.listen()
        assert [parse(body) for body in board.tell(ON)] == [KEPT]
        assert len(walk(board, 0x10, b"\x00\x28")) == 4  # what was found stands, as long as the link does
        board.radio.commands.clear()
        board.leave()
        assert shown(board)[1][5:] == b"Progressor_1617"
        board.listen()
        assert [parse(body) for body in board.tell(OFF)] == [Progressor()]
        board.radio.commands.clear()
        board.leave()
        assert shown(board)[2][2:] == NAME
        kept(board, ON)
        app = App(board)
        app.orders(BEGIN)
        assert app.weights(1)[0] == kgf(1)
        assert kept(board, OFF) == Progressor()
        assert app.weights(2, 3) == ([], [])  # no weight leaves from here on
        assert app.orders(TARE, BEGIN, VERSION) == []
        assert app.weights(4) == ([], [])
        kept(board, Progressor(2.0, 0, "_x", Cmd.PROGRESSOR).to_body())
        assert app.weights(5) == ([], [])  # with another scale it must be started anew
        app.orders(BEGIN)
        assert app.weights(6) == ([12.0], [0])


def check_what_was_seen_late_because_of_the_memory_is_not_told(program: Path) -> None:
    with RadioBoard(program) as board:
        board.listen()
        board.tell(START)
        board.convert(1, 2)
        assert decode(board.notes())[0] == [[1], [2]]
        assert [parse(body) for body in board.tell(ON)] == [KEPT]  # and no sample
        board.convert(3, 4, 5)
        values, _, lost = decode(board.notes())
        assert (values, lost) == ([[4], [5]], 0)
        assert [parse(body) for body in board.tell(ON)] == [KEPT]  # nothing was written: nothing is missing
        board.convert(6)
        assert decode(board.notes())[0] == [[6]]


def check_a_link_that_comes_while_it_changes_is_no_link(program: Path) -> None:
    with RadioBoard(program) as board:
        board.radio.answers = False
        kept(board, ON)
        assert board.radio.commands[-1][0] == RESET
        board.join()
        board.radio.answers = True
        board.event(0x0E, b"\1" + struct.pack("<HB", RESET, 0))
        assert board.radio.commands[-1] == (ADVERTISE, b"\1")
        assert board.send(ATTRIBUTES, b"\x0a\x03\x00") == []  # the reset has ended it
        board.join()
        assert board.request(b"\x0a\x03\x00") == b"\x0bProgressor_1617"


CHECKS = [check for name, check in sorted(globals().items()) if name.startswith("check_")]
