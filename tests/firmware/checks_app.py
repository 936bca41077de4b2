"""What an app for a Progressor gets from a board that was asked to be one, and what no app can make it do."""

import random
import struct
from pathlib import Path

import numpy as np

from pressure_coach.devices.progressor import ProgressorDecoder
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.messages import Progressor, Samples
from pressure_coach.signal.protocol import Cmd
from pressure_coach.signal.units import KGF_N
from tests.firmware.hostapp import (
    BATTERY,
    BEGIN,
    KEPT,
    ON,
    SCALE,
    START,
    STOP,
    TARE,
    VERSION,
    WHO,
    ZERO,
    App,
    kept,
    kgf,
    unpacked,
)
from tests.firmware.hostradio import ATTRIBUTES, Radio, RadioBoard, decode


def check_weights_are_exact_and_their_times_those_of_the_samples(program: Path) -> None:
    counts = [-8_388_608, 8_388_607, 0, -1, ZERO, ZERO + 1, 1_234_567, -7_654_321]
    for scale, zero in ((SCALE, ZERO), (-0.5, 8_000_000), (2.0**-40, -(1 << 30))):
        with RadioBoard(program) as board:
            kept(board, Progressor(scale, zero, "", Cmd.PROGRESSOR).to_body())
            app = App(board)
            board.convert(1, 2, 3)
            assert app.orders(BEGIN) == []
            heard, times = app.weights(*counts)
            assert heard == kgf(*counts, zero=zero, scale=scale)
            assert times[0] == 0
            assert all(12_500 <= step <= 12_600 for step in np.diff(times))


def check_our_own_driver_reads_it_in_newtons(program: Path) -> None:
    decoder = ProgressorDecoder()
    with RadioBoard(program) as board:
        kept(board, ON)
        app = App(board)
        app.orders(BEGIN)
        board.convert(*range(100_000, 100_050))
        chunks = [chunk for i, packet in enumerate(app.packets()) for chunk in decoder.feed(Arrival(i, packet))]
        newtons = [row[0] for chunk in chunks for row in chunk.values.tolist()]
        assert newtons == [weight * KGF_N for weight in kgf(*range(100_000, 100_050))]
        assert decoder.bad_frames == 0


def check_each_start_begins_the_clock_anew_and_stop_is_the_end(program: Path) -> None:
    with RadioBoard(program) as board:
        kept(board, ON)
        app = App(board)
        app.orders(BEGIN)
        assert app.weights(1, 2)[1][0] == 0
        app.orders(BEGIN + b"\0")  # some apps write two bytes
        assert app.weights(3, 4)[1][0] == 0
        app.orders(STOP)
        assert app.weights(5, 6) == ([], [])
        board.ask("us 4000000000")
        board.convert(7, 7)  # the first wakes the converter
        app.orders(BEGIN)
        assert app.weights(7) == (kgf(7), [0])
        board.ask("us 600000000")  # its own clock wraps meanwhile
        board.convert(8)
        assert 600_000_000 < app.weights(8)[1][-1] < 600_100_000


def check_a_slow_air_gets_several_samples_in_a_packet_and_sees_what_was_lost(program: Path) -> None:
    for mtu, most in ((0, 2), (27, 2), (64, 7), (247, 30)):
        with RadioBoard(program, radio=Radio(piece=251, buffers=1)) as board:
            kept(board, ON)
            app = App(board, mtu)
            app.orders(BEGIN)
            board.radio.sends = False
            board.convert(*range(36))
            board.radio.sends = True
            board.release()
            board.convert(36)
            packets = app.packets()
            assert max(len(packet) for packet in packets) == 2 + 8 * most
            heard, times = unpacked(packets)
            # Two are on their way, 32 wait; the two behind those found no room.
            assert heard == kgf(*range(34), 36)
            steps = np.diff(times)
            assert all(12_500 <= step <= 12_600 for step in steps[:-1])
            assert 37_500 <= steps[-1] <= 37_800


def check_a_tare_is_the_mean_of_the_last_readings_and_lasts_as_long_as_the_app_listens(program: Path) -> None:
    with RadioBoard(program) as board:
        kept(board, ON)
        app = App(board)
        app.orders(BEGIN)
        app.weights(99, 99, 1000, 1002, 1004, 1006, 1008, 1010, 1012, 1014)
        assert app.orders(TARE) == []
        heard, times = app.weights(1007, 907)
        assert heard == kgf(0, -100, zero=0)
        assert times[0] > 0  # the stream went on
        for leaves in (lambda: board.request(b"\x12\x13\x00\x00\x00"), board.leave):
            leaves()
            app = App(board)
            assert app.weights(5) == ([], [])
            app.orders(BEGIN)
            assert app.weights(1007) == (kgf(1007), [0])
            app.orders(TARE)
        assert kept(board) == KEPT


def check_version_battery_and_id_are_answered_in_their_order(program: Path) -> None:
    answers = {VERSION: b"1.0.0", BATTERY: struct.pack("<I", 3950), WHO: bytes.fromhex("1716151413121110")}
    with RadioBoard(program) as board:
        kept(board, ON)
        app = App(board)
        for asked in ([VERSION], [BATTERY], [WHO], [WHO, VERSION, BATTERY, WHO], [BATTERY + b"\0"]):
            said = [answers[question[:1]] for question in asked]
            assert app.orders(*asked) == [bytes((0, len(text))) + text for text in said]
        board.radio.sends = False
        asked = [VERSION, BATTERY, WHO] * 6
        for order in asked:
            board.heard += board.send(ATTRIBUTES, b"\x52\x15\x00" + order)
        board.radio.sends = True
        board.release()
        first = [answers[order] for order in asked[:9]]  # four are on their way, one waits for them, four for that
        assert app.packets() == [bytes((0, len(text))) + text for text in first]
        board.ask("battery 0")
        assert app.orders(BATTERY) == [b"\0\4\0\0\0\0"]  # not known


def check_calibration_sleep_and_whatever_is_not_known_change_nothing(program: Path) -> None:
    known = {order[0] for order in (TARE, BEGIN, STOP, VERSION, BATTERY, WHO)}
    dice = random.Random(7)
    with RadioBoard(program) as board:
        kept(board, ON)
        app = App(board, 247)
        app.orders(BEGIN)
        app.weights(1)
        memory = board.ask("kept")
        others = [
            bytes((code,)) + more for code in range(256) if code not in known for more in (b"", dice.randbytes(14))
        ]
        others += [
            b"\x71\0" + struct.pack("<3f", 5, 5, 5),
            b"\x69" + struct.pack("<f", 10),
            ON,
            dice.randbytes(200)[1:],
        ]
        others = [order for order in others if order[0] not in known]
        assert app.orders(*others) == []
        heard, times = app.weights(2, 3)
        assert heard == kgf(2, 3)
        assert 12_500 <= times[0] <= 12_600
        assert board.ask("kept") == memory
        assert board.request(b"\x12\x15\x00") == struct.pack("<BBHB", 1, 0x12, 0x15, 13)


def check_a_battery_that_runs_low_is_told_once(program: Path) -> None:
    with RadioBoard(program) as board:
        kept(board, ON)
        for _ in range(2):
            board.ask("battery 3300")
            app = App(board)
            board.ask("us 1500000")
            assert app.packets() == []
            board.ask("battery 3299")
            board.ask("us 1500000")
            assert app.packets() == [b"\x04\x00"]
            board.ask("us 9000000")
            assert app.packets() == []
            board.leave()
        board.ask("battery 0")
        app = App(board)
        board.ask("us 9000000")
        assert app.packets() == []


def check_the_stream_ends_with_the_app_and_waits_for_its_listening(program: Path) -> None:
    with RadioBoard(program) as board:
        kept(board, ON)
        for ends in (lambda: board.request(b"\x12\x13\x00\x00\x00"), board.leave):
            app = App(board)
            app.orders(BEGIN)
            assert app.weights(1)[0] == kgf(1)
            ends()
            board.convert(2, 3)
            assert board.heard == []
            app = App(board)
            assert app.weights(4) == ([], [])
        board.leave()
        board.join()
        board.request(b"\x12\x15\x00" + BEGIN)  # before it listens
        board.convert(5, 6)
        assert board.heard == []
        board.request(b"\x12\x13\x00\x01\x00")
        board.convert(7)
        assert unpacked(app.packets())[0] == kgf(7)


def check_our_host_and_an_app_are_served_side_by_side(program: Path) -> None:
    with RadioBoard(program) as board:
        kept(board, ON)
        app = App(board, 100)
        app.orders(BEGIN)
        board.serial(START)
        assert app.weights(*range(20))[0] == kgf(*range(20))
        said = board.serial()
        assert [m.counts[0][0] for m in said if isinstance(m, Samples)] == [*range(20)]
        assert board.request(b"\x12\x0a\x00\x01\x00") == b"\x13"  # one central may listen to both
        board.convert(*range(20, 30))
        both = {handle: [pdu.body[3:] for pdu in board.heard if pdu.body[1] == handle] for handle in (9, 18)}
        assert unpacked(both[18])[0] == kgf(*range(20, 30))
        assert decode(both[9])[0] == [[count] for count in range(20, 30)]
        board.heard.clear()
        assert board.request(b"\x12\x0a\x00\x00\x00") == b"\x13"  # ours ends, the app's goes on
        assert app.weights(30)[0] == kgf(30)
        assert not [m for m in board.serial() if isinstance(m, Samples)]


def check_the_light_shows_that_it_streams(program: Path) -> None:
    with RadioBoard(program) as board:
        kept(board, ON)
        app = App(board)
        app.orders(BEGIN)
        lit = 0
        for count in range(160):
            board.convert(count)
            lit += board.ask("light") == "1"
        assert 60 <= lit <= 100  # a second on, a second off
        app.packets()


CHECKS = [check for name, check in sorted(globals().items()) if name.startswith("check_")]
