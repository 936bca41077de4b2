"""What a central finds on the board, and what it is told when it asks for something that makes no sense."""

import struct
from pathlib import Path
from uuid import UUID

from pressure_coach.signal import protocol
from tests.firmware.hostradio import NAME, SERVICE, RadioBoard

DATA, CONTROL = (UUID(u).bytes[::-1] for u in (protocol.BLE_DATA, protocol.BLE_CONTROL))
NO_HANDLE, NO_READING, NO_WRITING, BAD_LENGTH, NOT_SUPPORTED, BAD_OFFSET, NOT_FOUND = 1, 2, 3, 4, 6, 7, 10


def walk(board: RadioBoard, op: int, kind: bytes, last: int = 0xFFFF) -> list[bytes]:
    """All that a central finds of a kind, request after request."""
    found: list[bytes] = []
    start = 1
    while start <= last:
        answer = board.request(struct.pack("<BHH", op, start, last) + kind)
        if answer[0] == 1:
            assert answer == struct.pack("<BBHB", 1, op, start, NOT_FOUND)
            break
        assert answer[0] == op + 1
        assert len(answer) <= 23
        items = [answer[at : at + answer[1]] for at in range(2, len(answer), answer[1])]
        found += items
        start = struct.unpack_from("<H", items[-1], 2 if op == 0x10 else 0)[0] + 1
    return found


def check_a_central_finds_all_services_and_their_parts(program: Path) -> None:
    short = {"1800": b"\x00\x18", "1801": b"\x01\x18", "180F": b"\x0f\x18"}
    services = [(1, 5, short["1800"]), (6, 6, short["1801"]), (7, 12, SERVICE), (13, 15, short["180F"])]
    parts = [
        (2, 2, 3, b"\x00\x2a"), (4, 2, 5, b"\x01\x2a"), (8, 0x10, 9, DATA), (11, 0x0C, 12, CONTROL),
        (14, 2, 15, b"\x19\x2a"),
    ]  # fmt: skip
    for battery, n_services, n_parts, last in ((3950, 4, 5, 15), (0, 3, 4, 12)):
        with RadioBoard(program, battery=battery) as board:
            board.join()
            expected = [struct.pack("<HH", first, end) + uuid for first, end, uuid in services[:n_services]]
            assert walk(board, 0x10, b"\x00\x28") == expected
            found = walk(board, 0x08, b"\x03\x28")
            assert found == [struct.pack("<HBH", at, may, value) + uuid for at, may, value, uuid in parts[:n_parts]]
            kinds: list[tuple[int, bytes]] = []
            while not kinds or kinds[-1][0] < last:
                answer = board.request(struct.pack("<BHH", 4, kinds[-1][0] + 1 if kinds else 1, 0xFFFF))
                size = {1: 4, 2: 18}[answer[1]]
                items = [answer[at : at + size] for at in range(2, len(answer), size)]
                kinds += [(struct.unpack("<H", item[:2])[0], item[2:]) for item in items]
            assert [handle for handle, _ in kinds] == list(range(1, last + 1))
            assert dict(kinds)[9] == DATA
            assert dict(kinds)[10] == b"\x02\x29"
            assert dict(kinds)[12] == CONTROL
            by_value = struct.pack("<BHHH", 6, 1, 0xFFFF, 0x2800)
            assert board.request(by_value + SERVICE) == struct.pack("<BHH", 7, 7, 12)
            assert board.request(by_value + b"\x01\x18") == struct.pack("<BHH", 7, 6, 6)
            assert board.request(by_value + b"\x01\x17") == struct.pack("<BBHB", 1, 6, 1, NOT_FOUND)


def check_answers_are_as_long_as_was_agreed_and_no_longer(program: Path) -> None:
    whole = {b"\x04\x01\x00\xff\xff": 34, b"\x10\x01\x00\xff\xff\x00\x28": 14, b"\x10\x07\x00\xff\xff\x00\x28": 22}
    whole |= {b"\x08\x01\x00\xff\xff\x03\x28": 16, b"\x08\x08\x00\xff\xff\x03\x28": 44, b"\x04\x09\x00\xff\xff": 20}
    items = {4: 4, 8: 21, 16: 20}
    with RadioBoard(program) as board:
        for mtu in range(23, 50):
            board.join()
            board.request(struct.pack("<BH", 2, mtu))
            for request, length in whole.items():
                answer = board.request(request)
                assert min(length, mtu - items[request[0]] + 1) <= len(answer) <= min(length, mtu)
            board.leave()


def check_values_are_read_whole_and_from_anywhere(program: Path) -> None:
    with RadioBoard(program) as board:
        board.join()
        assert board.request(b"\x0a\x03\x00") == b"\x0b" + NAME
        assert board.request(b"\x0c\x03\x00\x0e\x00") == b"\x0d1617"
        assert board.request(b"\x0c\x03\x00\x12\x00") == b"\x0d"
        assert board.request(b"\x08\x01\x00\xff\xff\x00\x2a") == b"\x09\x14\x03\x00" + NAME
        assert board.request(b"\x0a\x0a\x00") == b"\x0b\x00\x00"
        assert board.request(b"\x12\x0a\x00\x01\x00") == b"\x13"
        assert board.request(b"\x0a\x0a\x00") == b"\x0b\x01\x00"
        assert board.request(b"\x0a\x0f\x00") == b"\x0b" + bytes([77])


def check_what_makes_no_sense_is_refused_with_the_right_words(program: Path) -> None:
    refused = [
        (b"\x16\x0c\x00\x00\x00\x81", 0, NOT_SUPPORTED),
        (b"\x20\x03\x00\x05\x00", 0, NOT_SUPPORTED),
        (b"\x02\x17", 0, BAD_LENGTH),
        (b"\x02\x17\x00\x00", 0, BAD_LENGTH),
        (b"\x04\x01\x00\xff", 0, BAD_LENGTH),
        (b"\x06\x01\x00\xff\xff\x00", 0, BAD_LENGTH),
        (b"\x08\x01\x00\xff\xff\x03\x28\x00", 0, BAD_LENGTH),
        (b"\x10\x01\x00\xff\xff\x00", 0, BAD_LENGTH),
        (b"\x0a", 0, BAD_LENGTH),
        (b"\x0c\x03\x00\x00", 0, BAD_LENGTH),
        (b"\x12\x0c", 0, BAD_LENGTH),
        (b"\x04\x00\x00\xff\xff", 0, NO_HANDLE),
        (b"\x04\x05\x00\x04\x00", 5, NO_HANDLE),
        (b"\x04\x10\x00\xff\xff", 16, NOT_FOUND),
        (b"\x0a\x00\x00", 0, NO_HANDLE),
        (b"\x0a\x10\x00", 16, NO_HANDLE),
        (b"\x12\xff\xff\x00", 0xFFFF, NO_HANDLE),
        (b"\x0a\x09\x00", 9, NO_READING),
        (b"\x0a\x0c\x00", 12, NO_READING),
        (b"\x08\x01\x00\xff\xff" + DATA, 9, NO_READING),
        (b"\x12\x03\x00x", 3, NO_WRITING),
        (b"\x12\x09\x00x", 9, NO_WRITING),
        (b"\x0c\x03\x00\x13\x00", 3, BAD_OFFSET),
        (b"\x12\x0a\x00\x01", 10, 13),
        (b"\x12\x0c\x00", 12, 13),
        (b"\x10\x01\x00\xff\xff\x03\x28", 1, 16),
        (b"\x10\x01\x00\xff\xff" + SERVICE, 1, 16),
    ]
    with RadioBoard(program) as board:
        board.join()
        for body, handle, why in refused:
            assert board.request(body) == struct.pack("<BBHB", 1, body[0], handle, why), body.hex()
        for body in (b"\x52\x03\x00x", b"\x52\x0c", b"\xd2\x0c\x00\x81", b"\x1e", b"\x1b\x09\x00\x81", b""):
            assert board.request(body) == b""
        assert board.ask("listened") == "0"


CHECKS = [check for name, check in sorted(globals().items()) if name.startswith("check_")]
