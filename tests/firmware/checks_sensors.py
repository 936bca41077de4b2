"""What the firmware makes of its other sensors: NAU7802, MPRLS, analog pins, a matrix behind multiplexers."""

from itertools import pairwise
from pathlib import Path

from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.protocol import Caps, SensorKind, StatusFlag
from pressure_coach.signal.wire import WireDecoder
from tests.firmware.hostboard import PERIOD_US, Cmd, Hello, HostBoard, Samples, counts_of, started


def hello_of(board: HostBoard) -> Hello:
    return next(m for m in board.tell(Cmd.IDENTIFY) if isinstance(m, Hello))


def awake(board: HostBoard) -> HostBoard:
    """Of an amplifier on I2C, 0.7 s later."""
    for _ in range(70):
        board.ask("us 10000")
        board.ask("turn 2")
    board.hear()
    return board


def check_a_nau7802_is_set_up_and_read(program: Path) -> None:
    with awake(HostBoard(program, "nau7802")) as board:
        board.tell(Cmd.START)
        assert board.ask("register 0") == str(0x96 | 0x08)  # powered from its own supply, converting
        assert board.ask("register 1") == str(5 << 3 | 7)  # 3.0 V, gain 128
        assert board.ask("register 2") == str(3 << 4)  # 80 a second, calibrated
        assert counts_of(board.convert(1, 2, 3, 4, -5, 8_388_607, -8_388_608)) == [-5, 8_388_607, -8_388_608]
        assert hello_of(board) == Hello(1, 80_000, SensorKind.LOAD_CELL, 24, Caps.RATE | Caps.BLINK, firmware=(1, 0, 0))


def check_a_nau7802_obeys_rate(program: Path) -> None:
    with started(awake(HostBoard(program, "nau7802"))) as board:
        for wanted, taken, code in ((1, 10_000, 0), (60_001, 80_000, 3), (250_000, 320_000, 7), (30_001, 40_000, 2)):
            answer = board.tell(Cmd.RATE, rate=wanted)
            assert [m.rate_millihertz for m in answer if isinstance(m, Hello)] == [taken]
            awake(board)
            assert board.ask("register 2") == str(code << 4)


def check_a_nau7802_at_ten_a_second_is_not_woken_before_it_has_started(program: Path) -> None:
    with started(awake(HostBoard(program, "nau7802"))) as board:
        board.tell(Cmd.RATE, rate=10_000)
        awake(board)
        for _ in range(4):  # until it has settled: 0.4 s, and as many samples that are not told
            board.ask("us 100000")
            board.turn(4)
        for count in range(8):
            board.ask("us 100000")
            board.ask(f"count {count}")
            heard = counts_of(board.turn(4))
            assert heard == ([count] if count >= 4 else [])
        assert not board.status().flags & StatusFlag.SENSOR_SILENT


def check_a_nau7802_with_its_ready_line_stamps_the_edge(program: Path) -> None:
    with awake(HostBoard(program, "nau7802-line")) as board:
        board.tell(Cmd.START)
        board.convert(1, 2, 3, 4)
        board.ask(f"us {PERIOD_US}")
        edge = board.now()
        board.ask("count 6")
        board.ask("us 777")
        assert [(m.t_us, m.counts) for m in board.turn(2) if isinstance(m, Samples)] == [(edge, ((6,),))]
        assert Caps.EDGE_TIME in hello_of(board).caps


def check_a_nau7802_that_comes_late_is_found(program: Path) -> None:
    with HostBoard(program, "nau7802") as board:
        board.ask("absent 1")
        board.tell(Cmd.START)
        for _ in range(15):
            board.ask("us 100000")
            board.turn()
        assert StatusFlag.SENSOR_SILENT in board.status().flags
        board.ask("absent 0")
        assert counts_of(board.convert(*range(200)))[-9:] == [*range(191, 200)]
        assert not board.status().flags


def pressed(board: HostBoard, value: int) -> list[Samples]:
    """A second of an air-pressure sensor at this value."""
    board.ask(f"count {value}")
    said: list[Samples] = []
    for _ in range(1000):
        board.ask("us 1000")
        said += [m for m in board.turn() if isinstance(m, Samples)]
    return said


def check_an_air_pressure_sensor_is_asked_and_read(program: Path) -> None:
    with started(HostBoard(program, "mprls")) as board:
        pressed(board, 0x19999A)
        said = pressed(board, 0x19999A)
        assert 99 <= len(said) <= 101
        assert {m.counts for m in said} == {((0x19999A - 0x800000,),)}
        assert all(8_900 < b.t_us - a.t_us < 11_100 for a, b in pairwise(said))
        assert {m.counts[0][0] for m in pressed(board, 0xE66666)[1:]} == {0xE66666 - 0x800000}
        hello = hello_of(board)
        assert (hello.kind, hello.adc_bits, hello.rate_millihertz) == (SensorKind.AIR_PRESSURE, 24, 100_000)


def check_an_air_pressure_sensor_that_has_lost_its_memory_gives_nothing(program: Path) -> None:
    with started(HostBoard(program, "mprls")) as board:
        for status in (0x44, 0x00, 0x60):  # memory bad, no power, busy for ever
            board.ask(f"mprls_status {status}")
            assert pressed(board, 5_000_000)[1:] == []
        assert StatusFlag.SENSOR_SILENT in board.status().flags
        board.ask("mprls_status 65")  # saturated
        assert {m.counts[0][0] for m in pressed(board, 0x800001)[1:]} == {8_388_607}
        assert StatusFlag.CLIPPED in board.status().flags


def check_analog_pins_are_read_side_by_side(program: Path) -> None:
    with started(HostBoard(program, "analog", "8")) as board:
        board.ask("cells 100")
        said: list[Samples] = []
        for _ in range(400):
            board.ask("us 500")
            said += [m for m in board.turn() if isinstance(m, Samples)]
        assert {m.counts for m in said} == {(tuple(range(100, 108)),)}
        assert {m.width for m in said} == {2}
        gaps = [b.t_us - a.t_us for a, b in pairwise(said)]
        assert abs(sum(gaps) / len(gaps) - PERIOD_US) < 100
        assert max(gaps) - min(gaps) <= 3000
        board.ask("cells 1016")  # the last of eight is at the end of a 10-bit converter's range
        board.ask("us 13000")
        board.turn(2)
        assert StatusFlag.CLIPPED in board.status().flags
        hello = hello_of(board)
        assert (hello.kind, hello.adc_bits, hello.n_channels) == (SensorKind.FSR, 10, 8)
        answer = board.tell(Cmd.RATE, rate=10**9)
        assert [m.rate_millihertz for m in answer if isinstance(m, Hello)] == [200_000]


def check_what_a_slow_board_could_not_take_in_time_is_counted(program: Path) -> None:
    with started(HostBoard(program, "analog", "1")) as board:
        board.turn(3)
        was = board.status().overflow
        board.ask(f"us {PERIOD_US * 5 + 100}")
        said = [m for m in board.turn(5) if isinstance(m, Samples)]
        assert len(said) == 1
        assert board.status().overflow - was in (4, 5)


def check_a_matrix_comes_whole_at_the_host(program: Path) -> None:
    for rows, cols in ((4, 4), (7, 16), (8, 16), (16, 16), (3, 5)):
        with HostBoard(program, "matrix", str(rows), str(cols)) as board:
            board.ask("cells 7")
            decoder = WireDecoder()
            values = []
            board.tell(Cmd.IDENTIFY, Cmd.START)
            board.tell(Cmd.IDENTIFY)
            decoder.feed(Arrival(0, b"".join(_raw(board, Cmd.IDENTIFY))))
            for _ in range(10):
                board.ask("us 12500")
                board.ask("turn 40")
                said = bytes.fromhex(board.ask("say"))
                values += [row.tolist() for chunk in decoder.feed(Arrival(0, said)) for row in chunk.values]
            assert decoder.info is not None
            assert decoder.info.one_pad
            assert decoder.bad_frames == 0
            expected = [7 + row * 16 + col for row in range(rows) for col in range(cols)]
            assert len(values) >= 2
            assert all(row == expected for row in values)


def _raw(board: HostBoard, *commands: Cmd) -> list[bytes]:
    from pressure_coach.signal.wire import Command, frame

    board.ask(f"rx {b''.join(frame(Command(code).to_body()) for code in commands).hex()}")
    board.ask("turn 3")
    return [bytes.fromhex(board.ask("say"))]


CHECKS = [check for name, check in list(globals().items()) if name.startswith("check_")]
