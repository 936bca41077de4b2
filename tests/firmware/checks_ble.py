"""What the firmware's Bluetooth must do, told packet by packet."""

import struct
from itertools import pairwise
from pathlib import Path

from pressure_coach.signal import protocol
from pressure_coach.signal.messages import Hello, Id, Samples, Status, parse
from pressure_coach.signal.protocol import Cmd, StatusFlag
from pressure_coach.signal.wire import Command
from tests.firmware.hostradio import (
    ADVERTISE,
    ATTRIBUTES,
    BUFFERS,
    BUFFERS_OF_ALL,
    NAME,
    NO_KEY,
    PAIRING,
    RESET,
    SERVICE,
    SIGNALS,
    Radio,
    RadioBoard,
    decode,
)

IDENTIFY, START, STOP, STATUS = (Command(code).to_body() for code in (Cmd.IDENTIFY, Cmd.START, Cmd.STOP, Cmd.STATUS))


def check_the_radio_is_set_up_and_advertises_service_and_name(program: Path) -> None:
    with RadioBoard(program) as board:
        said = dict(board.radio.commands)
        assert [op for op, _ in board.radio.commands] == [
            RESET, 0x0C01, BUFFERS, 0x2005, 0x2006, 0x2008, 0x2009, ADVERTISE,
        ]  # fmt: skip
        assert int.from_bytes(said[0x0C01], "little") == 1 << 4 | 1 << 15 | 1 << 61
        assert said[0x2005][5] & 0xC0 == 0xC0
        assert len(said[0x2006]) == 15
        assert said[0x2008] == bytes([21]) + (b"\x02\x01\x06" + b"\x11\x07" + SERVICE).ljust(31, b"\0")
        assert said[0x2009] == bytes([20]) + (b"\x13\x09" + NAME).ljust(31, b"\0")
        assert said[ADVERTISE] == b"\1"


def check_a_radio_with_buffers_for_all_links_is_asked_for_those(program: Path) -> None:
    with RadioBoard(program, radio=Radio(piece=1021, buffers=2, shared=True)) as board:
        assert [op for op, _ in board.radio.commands][2:5] == [BUFFERS, BUFFERS_OF_ALL, 0x2005]
        board.listen(mtu=60)
        (pdu,) = board.send(ATTRIBUTES, b"\x08\x01\x00\xff\xff\x03\x28")  # longer than 27 bytes
        assert pdu.pieces == 1


def check_a_radio_that_is_silent_or_faulty_or_out_of_step_is_set_up_anew(program: Path) -> None:
    with RadioBoard(program, radio=Radio(answers=False)) as board:
        assert [op for op, _ in board.radio.commands] == [RESET]
        board.ask("us 2000001")
        board.radio.answers = True
        board.turn()
        ops = [op for op, _ in board.radio.commands]
        assert ops[:2] == [RESET, RESET]
        assert ops[-1] == ADVERTISE
        for trouble in (b"\x04\x10\x01\x00", b"\x02\x40\x20\xff\xff"):
            board.listen()
            board.radio.commands.clear()
            board.raw(trouble)
            ops = [op for op, _ in board.radio.commands]
            assert (ops[0], ops[-1]) == (RESET, ADVERTISE)
            assert board.ask("listened") == "0"


def check_a_radio_without_room_for_commands_is_waited_for(program: Path) -> None:
    with RadioBoard(program, radio=Radio(answers=False)) as board:
        board.event(0x0E, b"\0" + struct.pack("<HB", RESET, 0))
        assert [op for op, _ in board.radio.commands] == [RESET]
        board.event(0x0E, b"\1\0\0")
        assert [op for op, _ in board.radio.commands] == [RESET, 0x0C01]
        board.event(0x0F, struct.pack("<BBH", 1, 1, 0x0C01))  # that it knows no such command stops nothing
        assert [op for op, _ in board.radio.commands] == [RESET, 0x0C01, BUFFERS]


def check_pdus_come_in_pieces_of_any_size_and_damaged_ones_are_forgotten(program: Path) -> None:
    request = b"\x08\x01\x00\xff\xff\x03\x28"
    with RadioBoard(program) as board:
        board.join()
        answer = board.request(request)
        for pieces in ([1], [2, 3], [4], [5, 6, 7, 8, 9, 10]):
            assert board.request(request, pieces) == answer
        cut = struct.pack("<BHHHH", 2, 0x2040, 6, 7, 4) + request[:2]
        rest = struct.pack("<BHH", 2, 0x1040, 5) + request[2:]
        for damaged in (rest, cut, struct.pack("<BHHHH", 2, 0x2040, 4, 5000, 4), cut + rest + b"!"):
            board.raw(damaged)
            board.heard.clear()
            assert board.request(request) == answer
        assert board.send(ATTRIBUTES, request, handle=0x41) == []
        assert board.send(ATTRIBUTES, b"\x12\x0c\x00" + bytes(400), range(27, 400, 27)) == []
        assert board.send(0x40, request) == []
        assert board.request(b"\x12\x0c\x00" + STATUS + bytes(243)) == b"\x13"


def check_commands_are_obeyed_and_answered_in_notifications(program: Path) -> None:
    with RadioBoard(program) as board:
        board.listen()
        hello, who, status = (parse(body) for body in board.tell(IDENTIFY, STATUS))
        assert isinstance(hello, Hello)
        assert who == Id("1011121314151617")
        assert status == Status(3950)
        board.convert(1, 2, 3)
        assert board.notes() == []
        board.tell(START)
        board.convert(-8_388_608, -1000, 0, 8_388_607)
        values, _, lost = decode(board.notes())
        assert values == [[-8_388_608], [-1000], [0], [8_388_607]]
        assert lost == 0
        assert board.tell(STOP) == []
        board.convert(5)
        assert board.notes() == []


def check_the_stream_ends_with_its_listener_and_the_board_may_be_found_again(program: Path) -> None:
    with RadioBoard(program) as board:
        for goes in (lambda: board.request(b"\x12\x0a\x00\x00\x00"), board.leave):
            board.listen(mtu=100)
            board.tell(START)
            board.convert(1)
            assert len(board.notes()) == 1
            board.radio.commands.clear()
            goes()
            assert board.ask("listened") == "0"
            board.convert(2)
            assert board.heard == []
            if not board.radio.commands:
                board.leave()
            assert board.radio.commands == [(ADVERTISE, b"\1")]
            board.listen()
            board.convert(3)
            assert board.notes() == []
            board.tell(START)
            board.convert(4)
            assert decode(board.notes())[0] == [[4]]
            board.leave()


def check_a_new_link_knows_nothing_of_the_last_one(program: Path) -> None:
    with RadioBoard(program) as board:
        board.listen(mtu=100)
        board.leave()
        board.join()
        assert board.ask("listened") == "0"
        everything = b"\x04\x01\x00\xff\xff"
        assert len(board.request(everything)) == 22
        board.request(b"\x02\x26\x00")
        assert len(board.request(everything)) == 34


def check_a_link_that_did_not_come_about_is_advertised_again(program: Path) -> None:
    with RadioBoard(program) as board:
        board.radio.commands.clear()
        board.event(0x3E, bytes([1, 0x3E]) + bytes(17))
        assert board.radio.commands == [(ADVERTISE, b"\1")]
        board.join()
        board.event(0x05, struct.pack("<BHB", 0, 0x41, 0x13))  # another one's
        board.event(0x05, struct.pack("<BHB", 0x0C, 0x40, 0x13))  # it could not
        assert board.request(b"\x0a\x03\x00") == b"\x0b" + NAME
        assert board.radio.commands[1:] == []


def check_nothing_is_lost_while_the_radio_is_full(program: Path) -> None:
    with RadioBoard(program, radio=Radio(piece=8, buffers=1, sends=False)) as board:
        board.join()
        for _ in range(2):
            board.request(b"\x12\x0a\x00\x01\x00")
            board.release()
        board.heard.clear()
        board.tell(START)
        board.convert(*range(10))
        assert board.heard == []  # the first piece of the first notification stands there
        board.raw(struct.pack("<BHHHH", 2, 0x2040, 7, 3, 4) + b"\x0a\x0f\x00")
        board.raw(struct.pack("<BHHHH", 2, 0x2040, 7, 3, 4) + b"\x0a\x03\x00")  # it has not waited: not answered
        while board.radio.held:
            board.release()
        board.turn()
        answers = [pdu.body for pdu in board.heard if pdu.body[0] != 0x1B]
        assert answers == [b"\x0b" + bytes([77])]
        assert board.heard[1].body == answers[0]  # behind what had begun, before what waited
        assert board.heard[0].pieces == 3
        board.heard = [pdu for pdu in board.heard if pdu.body[0] == 0x1B]
        values, _, lost = decode(board.notes())
        assert values == [[count] for count in range(10)]
        assert lost == 0


def check_what_found_no_room_at_all_is_counted_and_leaves_a_gap(program: Path) -> None:
    with RadioBoard(program) as board:
        board.listen()
        board.tell(START)
        board.radio.sends = False
        board.convert(*range(60))
        board.radio.sends = True
        board.release()
        board.convert(*range(60, 64))
        bodies = board.notes()
        values, _, lost = decode(bodies)
        assert values[-4:] == [[60], [61], [62], [63]]
        assert 0 < lost == 64 - len(values)
        told = [message for message in map(parse, board.tell(STATUS)) if isinstance(message, Status)]
        assert told[-1].dropped == lost


def check_notifications_fit_what_was_agreed(program: Path) -> None:
    for theirs, agreed in ((0, 23), (10, 23), (24, 24), (64, 64), (185, 185), (247, 247), (517, 247)):
        with RadioBoard(program, "matrix", radio=Radio(piece=251)) as board:
            board.ask("cells 300")
            board.listen()
            if theirs:
                assert board.request(struct.pack("<BH", 2, theirs)) == struct.pack("<BH", 3, 247)
                assert board.request(struct.pack("<BH", 2, 512)) == struct.pack("<BH", 3, 247)  # once a link
            board.tell(START)
            for _ in range(40):
                board.ask("us 5000")
                board.turn()
            bodies = board.notes()
            assert max(map(len, bodies)) <= agreed - 3
            assert max(map(len, bodies)) > min(agreed - 3, 237) - 2  # the longest that the core makes of this pad
            samples = [message for message in map(parse, bodies) if isinstance(message, Samples)]
            assert [frame.seq for frame in samples] == list(range(samples[0].seq, samples[0].seq + len(samples)))
            hello = next(body for body in board.tell(IDENTIFY) if body[0] == protocol.Frame.HELLO)
            values, times, lost = decode([hello, *bodies])
            assert lost == 0
            assert len(values) >= 3
            assert len(set(times)) == len(values)
            assert all(row == list(range(300, 556)) for row in values)


def check_a_frame_of_many_samples_is_cut_between_its_counts(program: Path) -> None:
    body = struct.pack("<BHI", 0x13, 7, 1000) + (500).to_bytes(3, "little") + b"\x02"
    counts = [1, -2, 300_000, -300_000, 5, 6]
    body += b"".join(count.to_bytes(3, "little", signed=True) for count in counts)
    hello = Hello(1, 80_000, protocol.SensorKind.LOAD_CELL, 24, protocol.Caps.NONE, 0, 0, (1, 0, 0)).to_body()
    hello = hello[:6] + struct.pack("<H", 2) + hello[8:]
    with RadioBoard(program) as board:
        board.listen()
        board.ask(f"body {body.hex()}")
        first = board.notes()
        assert decode([hello, *first]) == ([counts[:2], counts[2:4], counts[4:]], [1000, 1500, 2000], 0)
        board.ask(f"body {(body[:1] + struct.pack('<H', 10) + body[3:]).hex()}")  # 8 and 9 were lost before
        values, _, lost = decode([hello, *first, *board.notes()])
        assert len(values) == 6
        assert lost == 2
        for odd in (
            "10" + body.hex()[2:],
            "1f" + body.hex()[2:],
            body.hex()[:20] + "00" + body.hex()[22:],
            "13",
            "77" * 40,
        ):
            board.ask(f"body {odd}")
        board.notes()
        assert [parse(b) for b in board.tell(STATUS)] == [Status(3950)]


def check_pairing_is_refused_and_old_keys_and_signals_are_not_known(program: Path) -> None:
    with RadioBoard(program) as board:
        board.join()
        assert [pdu.body for pdu in board.send(PAIRING, b"\x01\x03\x00\x01\x10\x00\x00")] == [b"\x05\x05"]
        assert [pdu.body for pdu in board.send(SIGNALS, b"\x12\x09\x08\x00" + bytes(8))] == [
            b"\x01\x09\x02\x00\x00\x00"
        ]
        assert board.send(SIGNALS, b"\x01\x09\x02\x00\x00\x00") == []
        assert board.send(SIGNALS, b"\x12\x09") == []
        board.radio.commands.clear()
        board.event(0x3E, struct.pack("<BHQH", 5, 0x40, 0, 0))
        assert board.radio.commands == [(NO_KEY, b"\x40\x00")]


def check_the_battery_goes_from_full_to_empty(program: Path) -> None:
    with RadioBoard(program) as board:
        percents = []
        for mv in range(3000, 4400, 10):
            board.ask(f"battery {mv}")
            percents.append(int(board.ask("percent")))
        assert percents == sorted(percents)
        assert (percents[0], percents[30], percents[31], percents[115], percents[-1]) == (0, 0, 0, 100, 100)
        assert percents[75] == 40
        assert max(after - before for before, after in pairwise(percents)) <= 4
        board.ask("battery 3200")
        board.listen()
        (status,) = (parse(body) for body in board.tell(STATUS))
        assert status == Status(3200, flags=StatusFlag.LOW_BATTERY)


CHECKS = [check for name, check in sorted(globals().items()) if name.startswith("check_")]
