"""lines: on pseudo terminals, with the output of sketches."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from pressure_coach.devices.lines import Lines, decoder
from pressure_coach.errors import DeviceError
from pressure_coach.signal.chunk import Act, Arrival
from tests.ptyboard import Clock, PtyBoard, drive

Make = Callable[..., Any]


class Sketch(PtyBoard):
    """Prints a line every turn, or every ``every`` turns."""

    def __init__(self, path: Any, form: str = "{i}.5\r\n", baud: int | None = None, every: int = 1) -> None:
        super().__init__(path, baud)
        self.form, self.every, self.turn, self.i = form, every, 0, 0
        self.quiet = False

    def step(self) -> None:
        super().step()
        self.turn += 1
        if not self.quiet and self.turn % self.every == 0:
            self.send(self.form.format(i=self.i, ms=self.i * 12, f=self.i % 5).encode())
            self.i += 1


@pytest.fixture
def clock() -> Clock:
    return Clock()


def device(board: PtyBoard, clock: Clock, wait_s: float = 0.02, **options: str) -> Lines:
    return Lines(board.path, options, now=clock, sleep=clock.sleep, wait_s=wait_s)


def values(items: list[Arrival | Act], **options: str) -> list[list[float]]:
    understand = decoder(options)
    chunks = [chunk for item in items if isinstance(item, Arrival) for chunk in understand.feed(item)]
    return [row for chunk in chunks for row in chunk.values.tolist()]


def acts(items: list[Arrival | Act]) -> list[str]:
    return [item.kind for item in items if isinstance(item, Act)]


def test_what_a_sketch_prints_is_read_from_the_first_whole_line(pty_board: Make, clock: Clock) -> None:
    board = pty_board(Sketch)
    with device(board, clock) as lines:
        items = drive(lines, [board], clock, lambda items: len(items) >= 20)
    assert values(items)[:18] == [[i + 0.5] for i in range(1, 19)]
    assert board.received == b""


@pytest.mark.parametrize("baud", [9600, 57_600, 19_200])
def test_the_baud_rate_is_found(pty_board: Make, clock: Clock, baud: int) -> None:
    board = pty_board(Sketch, form="force:{f}.25 temp:21.5\n", baud=baud)
    with device(board, clock) as lines:
        items = drive(lines, [board], clock, lambda items: len(items) >= 8)
        assert lines.baud == baud
    assert values(items)[0][1] == 21.5


def test_what_a_board_sputters_while_it_boots_does_not_hide_its_rate(pty_board: Make, clock: Clock) -> None:
    board = pty_board(Sketch, baud=115_200)
    with device(board, clock) as lines:
        board.send(random.Random(1).randbytes(600))
        items = drive(lines, [board], clock, lambda items: len(items) >= 8)
        assert lines.baud == 115_200
    assert len(values(items)) >= 6


def test_a_given_unit_reaches_the_decoder(pty_board: Make, clock: Clock) -> None:
    board = pty_board(Sketch, form="1\n")
    with device(board, clock, unit="kgf") as lines:
        items = drive(lines, [board], clock, lambda items: len(items) >= 8)
    assert values(items, unit="kgf")[0] == [9.80665]


def test_a_silent_port_ends_in_one_sentence(pty_board: Make, clock: Clock) -> None:
    board = pty_board(PtyBoard)
    with device(board, clock, wait_s=0.001) as lines, pytest.raises(DeviceError, match=r"silent for 5 s.*serial:"):
        drive(lines, [board], clock, lambda items: False)


def test_text_without_readings_is_shown_with_the_remedy(pty_board: Make, clock: Clock) -> None:
    board = pty_board(Sketch, form="scale not ready yet\n")
    with device(board, clock) as lines, pytest.raises(DeviceError, match=r"'scale not ready yet'.*115200.*baud="):
        drive(lines, [board], clock, lambda items: False)


def test_text_without_an_end_of_line_is_told_to_end_its_lines(pty_board: Make, clock: Clock) -> None:
    board = pty_board(Sketch, form="12.5 ")
    with device(board, clock) as lines, pytest.raises(DeviceError, match="println"):
        drive(lines, [board], clock, lambda items: False, turns=20_000)


def test_ten_megabytes_of_random_bytes_end_in_one_sentence_early(pty_board: Make, clock: Clock) -> None:
    board = pty_board(PtyBoard)
    pieces = (random.Random(i).randbytes(1024) for i in range(10_000))
    sent: list[None] = []
    with device(board, clock) as lines, pytest.raises(DeviceError, match=r"no text.*\(hex\).*serial:"):
        drive(lines, [board], clock, lambda items: sent.append(board.send(next(pieces))))
    assert len(sent) < 100


@pytest.mark.parametrize("half", [b"12", b"", b"1.5\n"])
def test_a_pulled_cable_is_told_and_the_halves_of_two_lines_are_not_joined(
    pty_board: Make, clock: Clock, half: bytes
) -> None:
    board = pty_board(Sketch, form="{f}.5\n")
    with device(board, clock) as lines:
        items = drive(lines, [board], clock, lambda items: len(items) >= 8)
        board.send(half)
        items += drive(lines, [], clock, lambda items: items) if half else []
        board.unplug()
        items += drive(lines, [], clock, lambda new: "link_lost" in acts(new))
        clock.ns += 10**10
        board.plug()
        items += drive(lines, [], clock, lambda items: lines._port.is_open)
        board.send(b"34.5\n0.5\n1.5\n")
        items += drive(lines, [board], clock, lambda items: "link_back" in acts(items) and len(items) > 3)
    lost = next(i for i, item in enumerate(items) if isinstance(item, Act))
    assert isinstance(items[lost + 1], Arrival)
    assert items[lost + 1].data == b""  # the sign of a gap, for every decoder and in the recording
    assert acts(items) == ["link_lost", "link_back"]
    assert {row[0] for row in values(items)} <= {0.5, 1.5, 2.5, 3.5, 4.5}


def test_a_sketch_that_falls_silent_counts_as_lost_after_three_seconds(pty_board: Make, clock: Clock) -> None:
    board = pty_board(Sketch)
    with device(board, clock) as lines:
        drive(lines, [board], clock, lambda items: len(items) >= 5)
        board.quiet = True
        items = drive(lines, [board], clock, lambda items: "link_lost" in acts(items))
        assert "3 s" in items[-1].data["why"]
        board.quiet = False
        items = drive(lines, [board], clock, lambda items: "link_back" in acts(items))
        assert [type(item) for item in items] == [Act, Arrival]


def test_a_slow_sketch_with_a_header_is_understood(pty_board: Make, clock: Clock) -> None:
    board = pty_board(Sketch, form="{ms},{f}.5\r\n", every=3)
    with device(board, clock, wait_s=0.005) as lines:
        board.send(b"t_ms,force_N\r\n")
        items = drive(lines, [board], clock, lambda items: len(items) >= 12)
    understand = decoder({})
    chunks = [chunk for item in items if isinstance(item, Arrival) for chunk in understand.feed(item)]
    assert understand.info is not None
    assert (understand.info.ch_names, understand.info.unit, understand.bad_frames) == (("force",), "N", 0)
    assert chunks[0].t_us is not None
    assert chunks[0].values.tolist()[0] == [0.5]
