"""What the firmware's core must do, whatever the board: it is told what comes in and asked what goes out."""

from pathlib import Path

from pressure_coach.signal.protocol import Caps, SensorKind, StatusFlag
from pressure_coach.signal.wire import Command, Progressor, frame
from tests.firmware.hostboard import (
    PERIOD_US,
    Cmd,
    Hello,
    HostBoard,
    Id,
    Samples,
    Status,
    counts_of,
    kinds_of,
    started,
)

CAPS = Caps.BLINK | Caps.EDGE_TIME


def check_a_board_that_starts_says_a_zero_hello_and_id_and_waits(program: Path) -> None:
    with HostBoard(program, "hx711") as board:
        board.ask("turn 3")
        said = bytes.fromhex(board.ask("say"))
        assert said[0] == 0
        board.ask(f"rx {frame(Command(Cmd.IDENTIFY).to_body()).hex()}")
        hello, device = board.turn(2)
        assert hello == Hello(1, 80_000, SensorKind.LOAD_CELL, 24, CAPS | Caps.BOOTED, 0, 0, (1, 0, 0))
        assert device == Id("1011121314151617")
        assert said == b"\0" + frame(hello.to_body()) + frame(device.to_body())
        assert board.convert(1, 2, 3) == []


def check_it_streams_after_start_and_numbers_go_on(program: Path) -> None:
    with HostBoard(program, "hx711") as board:
        board.convert(9, 9)
        board.tell(Cmd.START)
        first = [m for m in board.convert(-1000, 5, 8_000_000) if isinstance(m, Samples)]
        assert [m.counts for m in first] == [((-1000,),), ((5,),), ((8_000_000,),)]
        assert [m.seq for m in first] == [0, 1, 2]
        board.tell(Cmd.START)  # while it streams: changes nothing
        assert [m.seq for m in board.convert(1) if isinstance(m, Samples)] == [3]
        board.tell(Cmd.STOP)
        assert board.convert(1, 2) == []
        board.tell(Cmd.START)
        assert [m.seq for m in board.convert(1) if isinstance(m, Samples)] == [4]
        assert [m.caps for m in board.tell(Cmd.IDENTIFY) if isinstance(m, Hello)] == [CAPS]


def check_a_sample_carries_the_time_of_its_edge(program: Path) -> None:
    """However late it is read: the time is taken when the converter is ready."""
    with started(HostBoard(program, "hx711")) as board:
        for late in (0, 3, 900, 11_000):
            board.ask(f"us {PERIOD_US - 100}")
            edge = board.now()
            board.ask("count 5")
            board.ask(f"us {late}")
            assert [m.t_us for m in board.turn() if isinstance(m, Samples)] == [edge]


def check_the_data_bits_make_no_edges(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        counts = [0x555555, -0x555556, 0x2AAAAA, 1, -2]
        said = board.convert(*counts)
        assert counts_of(said) == counts
        assert board.status().overflow == 0


def check_full_scale_is_exact_and_told(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        assert StatusFlag.CLIPPED not in board.status().flags
        assert counts_of(board.convert(8_388_607)) == [8_388_607]
        assert StatusFlag.CLIPPED in board.status().flags
        assert StatusFlag.CLIPPED not in board.status().flags
        assert counts_of(board.convert(-8_388_608)) == [-8_388_608]
        assert StatusFlag.CLIPPED in board.status().flags
        assert StatusFlag.CLIPPED not in board.status().flags
        board.convert(8_388_606, -8_388_607)
        assert not board.status().flags


def check_a_reading_of_minus_one_is_suspect(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        assert counts_of(board.convert(-2, -1, 0)) == [-2, -1, 0]
        assert board.status().flags == StatusFlag.SUSPECT
        assert not board.status().flags


def check_the_same_count_for_a_second_is_stuck(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        board.convert(*[70] * 70)
        assert not board.status().flags
        board.convert(*[70] * 40)
        assert board.status().flags == StatusFlag.STUCK
        board.convert(71)
        assert not board.status().flags


def check_a_silent_converter_is_told_woken_and_read_again(program: Path) -> None:
    with started(HostBoard(program, "hx711-64")) as board:
        assert counts_of(board.convert(2000)) == [1000]
        board.ask("us 900000")
        board.turn(2)
        assert not board.status().flags
        board.ask("us 200000")
        said = board.turn(3)
        assert [m.flags for m in said if isinstance(m, Status)] == [StatusFlag.SENSOR_SILENT]
        board.ask("count 600")  # it woke at gain 128: this one is not told
        assert counts_of(board.turn(2)) == []
        assert counts_of(board.convert(4000)) == [2000]
        assert not board.status().flags


def check_the_gain_is_right_from_the_first_sample_on(program: Path) -> None:
    for sensor, divisor in (("hx711", 1), ("hx711-64", 2)):
        with HostBoard(program, sensor) as board:
            board.tell(Cmd.START)
            board.hear()
            assert counts_of(board.convert(100_000, 100_002, 200_000)) == [100_002 // divisor, 200_000 // divisor]


def check_a_line_without_a_chip_gives_no_samples(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        board.ask("absent 1")
        assert counts_of(board.convert(5, 6)) == []
        for _ in range(12):
            board.ask("us 100000")
            board.turn()
        assert StatusFlag.SENSOR_SILENT in board.status().flags


def check_samples_that_were_replaced_are_counted(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        for count in (1, 2, 3):
            board.ask(f"us {PERIOD_US}")
            board.ask(f"count {count}")
        assert counts_of(board.turn(2)) == [3]
        assert board.status().overflow == 2


def check_without_room_frames_are_dropped_counted_and_seen_as_a_gap(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        before = next(m.seq for m in board.convert(1) if isinstance(m, Samples))
        board.ask("room 0")
        assert board.convert(*range(100)) == []
        board.ask("room 1000000")
        kept = [m for m in board.turn(30) if isinstance(m, Samples)]
        assert [m.seq for m in kept] == [*range(before + 1, before + 1 + len(kept))]
        assert 20 <= len(kept) < 40  # what the outbox holds
        after = next(m for m in board.convert(7) if isinstance(m, Samples))
        assert after.seq == before + 101
        assert board.status().dropped == 100 - len(kept)
        assert board.bad_frames == 0


def check_what_nobody_has_read_for_three_seconds_is_forgotten_and_counted(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        before = next(m.seq for m in board.convert(1) if isinstance(m, Samples))
        board.ask("room 5")  # the first frame leaves in part
        board.convert(*range(100, 100 + 80 * 7))
        board.ask("room 1000000")
        since = board.now() - 3_100_000
        first, *said = board.turn(30)
        assert isinstance(first, Hello)  # who it is, for whoever comes
        assert Caps.BOOTED not in first.caps
        kept = [m for m in said if isinstance(m, Samples)]
        assert kept
        assert all((m.t_us - since) % 2**32 < 3_200_000 for m in kept)
        assert kept[0].seq > before + 400
        assert board.bad_frames == 1
        after = next(m.seq for m in board.convert(7) if isinstance(m, Samples))
        lost = after - before - 1 - len(kept)
        assert board.status().dropped == lost - 1  # the one that had left in part was sent, as far as the board knows


def check_a_board_that_nobody_has_heard_starting_still_tells_that_it_has_started(program: Path) -> None:
    with HostBoard(program, "hx711", begin=False) as board:
        board.ask("room 0")
        board.ask("begin")
        board.convert(*range(80 * 8))
        board.ask("room 1000000")
        said = board.turn(3)
        assert kinds_of(said) == [Hello, Id]
        assert isinstance(said[0], Hello)
        assert Caps.BOOTED in said[0].caps
        assert board.status().dropped == 0


def check_answers_wait_for_room_and_come_in_order(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        board.ask("room 0")
        board.convert(*range(60))
        board.tell(Cmd.STOP, Cmd.IDENTIFY, Cmd.STATUS)
        board.ask("room 1000000")
        said = [m for m in board.turn(40) if not isinstance(m, Samples)]
        assert kinds_of(said)[-3:] == [Hello, Id, Status] or kinds_of(said)[-3:] == [Status, Hello, Id]
        assert board.turn(10) == []


def check_status_comes_by_itself_now_and_then(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        said = board.convert(*range(2, 2 + 80 * 25))
        times = [i for i, m in enumerate(said) if isinstance(m, Status)]
        assert 2 <= len(times) <= 3
        board.tell(Cmd.STOP)
        assert Status not in kinds_of(board.convert(*range(900)))


def check_status_tells_battery_and_temperature_where_there_are_any(program: Path) -> None:
    with HostBoard(program, "hx711") as board:
        assert board.status() == Status()
        board.ask("battery 3700")
        board.ask("temperature -1250")
        assert board.status() == Status(3700, -12.5)
        hello = next(m for m in board.tell(Cmd.IDENTIFY) if isinstance(m, Hello))
        assert hello.caps == CAPS | Caps.BOOTED | Caps.BATTERY | Caps.TEMPERATURE
        board.ask("battery 3299")
        assert board.status().flags == StatusFlag.LOW_BATTERY


def check_an_id_that_cannot_be_kept_is_told(program: Path) -> None:
    with HostBoard(program, "hx711", begin=False) as board:
        board.ask("memory_bad 1")
        board.ask("begin")
        assert board.status().flags == StatusFlag.MEMORY_FAULT


def check_the_self_test_passes_and_is_told(program: Path) -> None:
    with HostBoard(program, "hx711") as board:
        assert board.ask("self_test") == "1"
        assert StatusFlag.SELF_TEST not in board.status().flags


def check_noise_from_the_host_and_unknown_commands_change_nothing(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        cut = frame(Command(Cmd.RATE, 10_000).to_body()[:3])
        for noise in (b"\0\0", b"hello\n\0", frame(b"\x99"), frame(b"\x01" * 20), cut, b"\x55" * 900 + b"\0"):
            board.ask(f"rx {noise.hex()}")
            assert board.turn(3) == []
        assert counts_of(board.convert(3, 4)) == [3, 4]
        later = Command(Cmd.STATUS).to_body() + b"more"  # a newer host adds fields: they are passed over
        board.ask(f"rx {frame(later).hex()}")
        assert kinds_of(board.turn(3)) == [Status]


def check_a_board_without_a_radio_says_that_it_is_no_progressor(program: Path) -> None:
    with started(HostBoard(program, "hx711")) as board:
        wanted = Progressor(0.0001, 5, "_1617", Cmd.PROGRESSOR).to_body()
        for body in (wanted, Command(Cmd.PROGRESSOR).to_body(), wanted[:-1]):
            board.ask(f"rx {frame(body).hex()}")
            assert board.turn(3) == [Progressor()]
        (hello,) = (m for m in board.tell(Cmd.IDENTIFY) if isinstance(m, Hello))
        assert Caps.PROGRESSOR not in hello.caps
        assert counts_of(board.convert(3, 4)) == [3, 4]


def check_the_rate_that_is_wired_is_found_out(program: Path) -> None:
    with HostBoard(program, "hx711") as board:
        board.turn(2)
        assert [m.rate_millihertz for m in board.tell(Cmd.IDENTIFY) if isinstance(m, Hello)] == [80_000]
        said = []
        for count in range(8):
            board.ask("us 100000")
            board.ask(f"count {count}")
            said += board.turn(4)
        assert [m.rate_millihertz for m in said if isinstance(m, Hello)] == [10_000]


def check_rate_is_obeyed_where_its_pin_is_wired(program: Path) -> None:
    with HostBoard(program, "hx711", begin=False) as board:
        board.ask("has_rate_pin 1")
        board.ask("begin")
        hello = next(m for m in board.turn(2) if isinstance(m, Hello))
        assert Caps.RATE in hello.caps
        assert board.ask("fast") == "1"
        for wanted, taken in ((12_000, 10_000), (1_000_000, 80_000), (44_000, 10_000), (46_000, 80_000)):
            answer = board.tell(Cmd.RATE, rate=wanted)
            assert [m.rate_millihertz for m in answer if isinstance(m, Hello)] == [taken]
            assert board.ask("fast") == str(int(taken == 80_000))


def check_the_light_tells_how_it_is(program: Path) -> None:
    def pattern(board: HostBoard) -> str:
        lights = ""
        for _ in range(40):
            board.ask("us 50000")
            board.ask("count 5" if len(lights) % 2 else "count 6")
            board.ask("turn 2")
            lights += board.ask("light")
        return lights

    with HostBoard(program, "hx711") as board:
        assert 1 <= pattern(board).count("1") <= 2  # waiting: a short flash
        board.tell(Cmd.START)
        lights = pattern(board)
        assert 18 <= lights.count("1") <= 22  # streaming: a second on, a second off
        assert lights.count("01") + lights.count("10") <= 3
        board.tell(Cmd.BLINK)
        board.ask("us 25000")
        busy = "".join((board.ask("us 47000"), board.ask("turn 1"), board.ask("light"))[2] for _ in range(40))
        assert busy.count("01") > 5  # here: very fast
        for _ in range(60):
            board.ask("us 100000")
            board.ask("turn 2")
        faulty = "".join((board.ask("us 50000"), board.ask("turn 1"), board.ask("light"))[2] for _ in range(40))
        assert 3 <= faulty.count("01") <= 5  # a fault: two flashes a second


CHECKS = [check for name, check in list(globals().items()) if name.startswith("check_")]
