"""serial: on pseudo terminals, with real bytes."""

import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from pressure_coach.devices.serial import GREETING, RATES, STOP, Serial
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Act, Arrival
from pressure_coach.signal.protocol import Cmd
from pressure_coach.signal.wire import Hello, WireDecoder
from tests.ptyboard import DEVICE_ID, Clock, PtyBoard, WireBoard, drive

Make = Callable[..., Any]


@pytest.fixture
def clock() -> Clock:
    return Clock()


def device(board: PtyBoard, clock: Clock, wait_s: float = 0.02, **options: str) -> Serial:
    return Serial(board.path, options, now=clock, sleep=clock.sleep, wait_s=wait_s)


def samples(items: list[Arrival | Act], decoder: WireDecoder | None = None) -> list[int]:
    decoder = decoder or WireDecoder()
    return [
        int(count)
        for item in items
        if isinstance(item, Arrival)
        for chunk in decoder.feed(item)
        for count in chunk.values[:, 0]
    ]


def acts(items: list[Arrival | Act]) -> list[str]:
    return [item.kind for item in items if isinstance(item, Act)]


def arrived(n: int) -> Callable[[list[Arrival | Act]], bool]:
    """So many arrivals came after the last act."""

    def enough(items: list[Arrival | Act]) -> bool:
        last = max((i for i, item in enumerate(items) if isinstance(item, Act)), default=-1)
        return len(items) - 1 - last >= n

    return enough


def test_a_board_is_asked_who_it_is_started_and_stopped(pty_board: Make, clock: Clock) -> None:
    board = pty_board()
    with device(board, clock) as serial:
        items = drive(serial, [board], clock, arrived(20))
        assert serial.baud == 115_200
    board.step()
    assert (board.commands[:2], board.commands[-1]) == ([Cmd.IDENTIFY, Cmd.START], Cmd.STOP)
    decoder = WireDecoder()
    counts = samples(items, decoder)
    assert counts == [1000 + i % 7 for i in range(len(counts))]
    assert len(counts) >= 20
    assert decoder.info is not None
    assert (decoder.info.device_id, decoder.bad_frames) == (DEVICE_ID, 0)


@pytest.mark.parametrize("baud", [115_200, 1_000_000, 9600, 38_400])
def test_the_baud_rate_is_found_and_no_byte_of_the_right_one_is_lost(pty_board: Make, clock: Clock, baud: int) -> None:
    board = pty_board(baud=baud)
    with device(board, clock, wait_s=0.008) as serial:
        items = drive(serial, [board], clock, arrived(5))
        assert serial.baud == baud
    decoder = WireDecoder()
    assert samples(items, decoder)[:3] == [1000, 1001, 1002]
    assert (decoder.bad_frames, acts(items)) == (0, [])
    assert clock.ns - 10**12 < 10 * 10**9


def test_a_board_that_already_streams_is_joined_at_the_next_frame(pty_board: Make, clock: Clock) -> None:
    board = pty_board()
    board.streaming = True
    with device(board, clock) as serial:
        board.send(board.samples(3)[7:])
        items = drive(serial, [board], clock, arrived(5))
    assert samples(items)[:2] == [1001, 1002]


def test_an_uno_that_restarts_when_its_port_is_opened_has_time_to_boot(pty_board: Make, clock: Clock) -> None:
    class Uno(WireBoard):
        def step(self) -> None:
            if clock.ns - 10**12 < 2_800_000_000:
                self.hear()  # the bootloader eats commands
            elif not self.commands and not self.streaming:
                self.boot()
                super().step()
            else:
                super().step()

    board = pty_board(Uno)
    with device(board, clock) as serial:
        items = drive(serial, [board], clock, arrived(5))
        assert serial.baud == 115_200
    assert samples(items)[:2] == [1000, 1001]


def test_a_baud_rate_in_the_address_is_taken_as_it_is(pty_board: Make, clock: Clock) -> None:
    board = pty_board(baud=57_600)
    with device(board, clock, baud="57600") as serial:
        drive(serial, [board], clock, arrived(1))
    with device(board, clock, baud="9600") as serial, pytest.raises(DeviceError, match="9600 baud"):
        drive(serial, [board], clock, arrived(1))


def test_a_silent_port_ends_in_one_sentence(pty_board: Make, clock: Clock) -> None:
    board = pty_board(PtyBoard)
    with device(board, clock, wait_s=0.001) as serial, pytest.raises(DeviceError, match=r"silent.*power.*firmware"):
        drive(serial, [board], clock, arrived(1))
    assert clock.ns - 10**12 < 12 * 10**9
    assert board.received.startswith(GREETING)
    assert not board.received.endswith(STOP)


def test_a_sketch_that_prints_numbers_is_recognised(pty_board: Make, clock: Clock) -> None:
    board = pty_board(PtyBoard)
    with (
        device(board, clock) as serial,
        pytest.raises(DeviceError, match=rf"prints .*'12.34'.*write lines:{board.path}"),
    ):
        drive(serial, [board], clock, lambda items: board.send(b"12.34\r\n"))
    assert clock.ns - 10**12 < 10**9


def test_text_without_readings_is_shown(pty_board: Make, clock: Clock) -> None:
    board = pty_board(PtyBoard)
    with device(board, clock, wait_s=0.001) as serial, pytest.raises(DeviceError, match=r"'Hello, world!'.*lines:"):
        drive(serial, [board], clock, lambda items: board.send(b"Hello, world!\r\n"))


def test_ten_megabytes_of_random_bytes_end_in_one_sentence_early(pty_board: Make, clock: Clock) -> None:
    board = pty_board(PtyBoard)
    pieces = (random.Random(i).randbytes(1024) for i in range(10_000))
    held: list[int] = []

    def shout(items: list[Arrival | Act]) -> None:
        held.append(sum(len(item.data) for item in serial._held))
        board.send(next(pieces))

    with device(board, clock) as serial, pytest.raises(DeviceError, match="no frames of ours"):
        drive(serial, [board], clock, shout)
    assert len(held) < 50  # kilobytes heard before it gave up, all rates tried
    assert max(held) < 100_000
    assert len(serial._attempts) == len(RATES)


def test_a_board_of_another_protocol_version_is_named(pty_board: Make, clock: Clock) -> None:
    board = pty_board(hello=Hello(version=9))
    with device(board, clock) as serial, pytest.raises(DeviceError, match="version 9"):
        drive(serial, [board], clock, arrived(1))


def test_a_pulled_cable_is_told_and_survived(pty_board: Make, clock: Clock) -> None:
    board = pty_board()
    with device(board, clock) as serial:
        items = drive(serial, [board], clock, arrived(5))
        board.unplug()
        items += drive(serial, [], clock, lambda new: "link_lost" in acts(new))
        start = clock.ns
        assert [serial.read() for _ in range(60)] == [[]] * 60
        assert max(clock.slept) <= 0.1
        assert clock.ns - start >= 0.5e9
        board.plug()
        items += drive(serial, [board], clock, arrived(5))
    assert acts(items) == ["link_lost", "link_back"]
    lost = next(item for item in items if isinstance(item, Act))
    assert board.path in lost.data["why"]
    decoder = WireDecoder()
    counts = samples(items, decoder)
    assert len(counts) >= 8
    assert decoder.bad_frames <= 1  # the frame that the cable cut


def test_a_board_that_is_back_at_once_is_tried_after_half_a_second(pty_board: Make, clock: Clock) -> None:
    board = pty_board()
    with device(board, clock) as serial:
        drive(serial, [board], clock, arrived(5))
        board.unplug()
        drive(serial, [], clock, lambda new: "link_lost" in acts(new))
        lost_ns = clock.ns
        board.plug()
        items = drive(serial, [board], clock, arrived(3))
        assert acts(items) == ["link_back"]
        assert 0.5e9 <= items[0].host_ns - lost_ns <= 0.8e9


def test_a_board_that_reset_itself_is_started_again(pty_board: Make, clock: Clock) -> None:
    board = pty_board()
    with device(board, clock) as serial:
        items = drive(serial, [board], clock, arrived(5))
        board.boot()
        n = len(board.commands)
        items += drive(serial, [board], clock, lambda new: len(board.commands) > n and arrived(8)(new))
    assert acts(items) == []
    decoder = WireDecoder()
    chunks = [chunk for item in items if isinstance(item, Arrival) for chunk in decoder.feed(item)]
    assert sum(chunk.restart for chunk in chunks) == 1


def test_a_board_that_answers_but_sends_no_samples_counts_as_lost_after_three_seconds(
    pty_board: Make, clock: Clock
) -> None:
    board = pty_board(n_samples=40)
    with device(board, clock) as serial:
        items = drive(serial, [board], clock, lambda new: "link_lost" in acts(new))
        lost = next(item for item in items if isinstance(item, Act))
        assert "3 s" in lost.data["why"]
        assert board.commands.count(Cmd.START) >= 4
        items = drive(serial, [board], clock, lambda items: len(items) > 3)
        assert acts(items) == []  # HELLO, again and again, is no reading
        board._n_samples = 10**9
        items = drive(serial, [board], clock, lambda new: "link_back" in acts(new))
        assert isinstance(items[-1], Arrival)
        assert acts(items) == ["link_back"]


def test_a_board_that_streams_is_never_called_lost(pty_board: Make, clock: Clock) -> None:
    board = pty_board()

    def a_tenth_of_a_second_passes(items: list[Arrival | Act]) -> bool:
        clock.ns += 100_000_000
        return len(items) > 80

    with device(board, clock) as serial:
        items = drive(serial, [board], clock, a_tenth_of_a_second_passes)
    assert acts(items) == []
    assert board.commands.count(Cmd.START) == 1


def test_two_programs_cannot_share_a_port(pty_board: Make, clock: Clock) -> None:
    board = pty_board()
    with device(board, clock), pytest.raises(DeviceError, match="in use by"), device(board, clock):
        pass
    with device(board, clock):
        pass


def test_a_port_that_is_not_there_is_named_with_those_that_are(tmp_path: Any) -> None:
    with (
        pytest.raises(DeviceError, match=r"there is no port .*nowhere.*there are"),
        Serial(str(tmp_path / "nowhere"), {}),
    ):
        pass


def test_what_is_no_port_is_refused(tmp_path: Any) -> None:
    (tmp_path / "file").write_text("1\n2\n")
    for name in (tmp_path / "file", tmp_path, os.devnull):
        with pytest.raises(DeviceError, match="no serial port"), Serial(str(name), {}):
            pass


def test_a_serving_board_streams_by_itself(pty_board: Make) -> None:
    board = pty_board(n_samples=500, per_frame=5)
    items: list[Arrival | Act] = []
    with board.serving(), Serial(board.path, {}, wait_s=0.05) as serial:
        decoder, counts = WireDecoder(), []
        while len(counts) < 500:
            items = serial.read()
            counts += samples(items, decoder)
    assert counts == [1000 + i % 7 for i in range(500)]
