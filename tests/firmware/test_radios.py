"""src/radio_*.h at work: the makers' drivers are played as those document themselves, and behind them is the radio that
a test plays. What these files say to a real chip was never tried."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from pressure_coach.signal.protocol import Cmd
from pressure_coach.signal.wire import Command
from tests.firmware import checks_app, checks_att, checks_ble, checks_progressor, toolchain
from tests.firmware.hostradio import ADVERTISE, ATTRIBUTES, HANDLE, RESET, Radio, RadioBoard, decode
from tools import firmware

CHIPS = ("esp32", "nrf52", "pico")
NOT_HERE = {
    checks_ble.check_a_radio_without_room_for_commands_is_waited_for,  # these drivers tell of no such thing
    checks_app.check_calibration_sleep_and_whatever_is_not_known_change_nothing,  # sends any byte, TEARS among them
}
ALL = (*checks_att.CHECKS, *checks_ble.CHECKS, *checks_progressor.CHECKS, *checks_app.CHECKS)
CHECKS = [check for check in ALL if check not in NOT_HERE]
START = Command(Cmd.START).to_body()
FAILS, TEARS = b"\xf0", b"\xf1"  # host/makers.h: the driver's next call goes wrong, or the next packet is torn


def _program(build: Path, chip: str) -> Path:
    toolchain.need("g++")
    folders = [f"-I{toolchain.HOST / 'fakes'}", f"-I{toolchain.HOST / 'libraries'}"]
    return toolchain.once(
        build,
        f"ble_{chip}",
        toolchain.key_of(firmware.SKETCH, toolchain.HOST),
        lambda to: toolchain.host_program(
            to, toolchain.HOST / f"ble_{chip}.cpp", *toolchain.SANITIZERS, "-Wno-unused-function", *folders
        ),
    )


@pytest.fixture(scope="module", params=CHIPS)
def program(build: Path, request: pytest.FixtureRequest) -> Path:
    """The firmware with the radio of one of them."""
    return _program(build, request.param)


@pytest.fixture(scope="module")
def pico(build: Path) -> Path:
    """With a Pico W's."""
    return _program(build, "pico")


@pytest.fixture(scope="module")
def nrf52(build: Path) -> Path:
    """With that of an nRF52840 under mbed."""
    return _program(build, "nrf52")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
def test_through_it_the_stack_does_all_that_it_does_without(check: Callable[[Path], None], program: Path) -> None:
    check(program)


def test_the_longest_packet_of_all_goes_through_in_one_piece(program: Path) -> None:
    with RadioBoard(program, radio=Radio(piece=251, buffers=8)) as board:
        board.listen(mtu=247)
        body = bytes([0x31]) + bytes(range(243))
        assert board.ask(f"body {body.hex()}") == "0"
        board.turn()
        assert [(pdu.pieces, pdu.body[3:]) for pdu in board.heard] == [(1, body)]


def test_packets_that_come_faster_than_they_are_read_are_lost_whole_and_the_last_ones(build: Path) -> None:
    with RadioBoard(_program(build, "esp32")) as board:
        board.listen()
        start = b"\x52\x0c\x00" + START
        data = struct.pack("<BHHHH", 2, HANDLE | 0x2000, len(start) + 4, len(start), ATTRIBUTES) + start
        event = b"\x04\x13\x09\x02" + 2 * struct.pack("<HH", HANDLE, 0)  # its length is no part of the ring's
        board.ask(f"hci {(FAILS + data + 100 * event).hex()}")
        board.turn()
        board.convert(5, 6)
        assert decode(board.notes())[0] == [[5], [6]]


def operations(board: RadioBoard) -> list[int]:
    """The commands since the last call."""
    said = [op for op, _ in board.radio.commands]
    board.radio.commands.clear()
    return said


@pytest.mark.parametrize("trouble", [FAILS, TEARS], ids=["fails", "tears a packet"])
def test_a_driver_that_fails_has_the_radio_started_anew_and_the_board_is_found_again(
    pico: Path, trouble: bytes
) -> None:
    with RadioBoard(pico) as board:
        board.listen()
        assert board.ask("listened") == "1"
        operations(board)
        board.raw(3 * trouble + b"\x04\x13\x05\x01\x40\x00\x01\x00")
        assert board.ask("listened") == "0"
        assert operations(board) == [RESET]
        for _ in range(3000):  # ms by this program's clock: it leaves a driver alone for a second that has failed
            board.turn()
        said = operations(board)
        assert said[-1] == ADVERTISE
        assert said.count(RESET) <= 3
        board.listen()
        board.tell(START)
        board.convert(5, 6)
        assert decode(board.notes())[0] == [[5], [6]]


def test_a_radio_that_has_nothing_to_say_is_looked_at_once_in_a_millisecond(
    pico: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACED", "1")
    with RadioBoard(pico) as board:
        operations(board)
        board.ask("us 900")  # the answer to its last command waits meanwhile
        board.turn()
        assert operations(board) == []
        board.ask("us 100")
        board.turn()
        assert operations(board) != []


def test_a_packet_that_found_no_room_between_radio_and_firmware_does_not_last(nrf52: Path) -> None:
    """ArduinoBLE keeps a packet's type then and loses the packet: the firmware is out of step, but not for long."""
    with RadioBoard(nrf52) as board:
        board.listen()
        board.tell(START)
        nothing = b"\x13\x05\x01\x40\x00\x00\x00"  # so many pieces have left: none
        board.raw(TEARS + b"\x04" + nothing)
        for _ in range(4):
            board.raw(b"\x04" + nothing)
        board.convert(5, 6)
        assert decode(board.notes())[0] == [[5], [6]]


READ = [
    "-std=gnu++11",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-unused-function",
    "-fsyntax-only",
    "-x",
    "c++",
    "-DPC_BLE=1",
]
PICO_W = ["-DARDUINO_ARCH_RP2040", "-DPICO_CYW43_SUPPORTED=1"]
MBED = ["-DARDUINO_ARCH_MBED", "-DNRF52840_XXAA"]


def read_the_sketch(*options: str) -> None:
    """With the fakes of the makers' names: that finds slips of the pen, not names that a core does not have."""
    toolchain.need("g++")
    folder = f"-I{toolchain.HOST / 'fakes'}"
    firmware.call("g++", *READ, *options, folder, "-include", "Arduino.h", firmware.SKETCH / "pressure_coach.ino")


@pytest.mark.parametrize("board", [[*PICO_W, "-DENABLE_BLE=1"], [*MBED, f"-I{toolchain.HOST / 'libraries'}"]])
def test_the_sketch_with_this_radio_is_read(board: list[str]) -> None:
    read_the_sketch(*board)


@pytest.mark.parametrize(
    ("board", "remedy"),
    [
        (PICO_W, "IPv4 . Bluetooth"),
        (["-DARDUINO_ARCH_RP2040"], "A Pico without a W"),
        (MBED, "Install ArduinoBLE with the Library Manager"),
        (["-DARDUINO_ARCH_NRF52", "-DNRF52840_XXAA"], "USB only: .* choose a board of. .'Arduino Mbed OS Nano Boards'"),
    ],
    ids=["Pico W without Bluetooth in its menu", "Pico", "without ArduinoBLE", "Adafruit's or Seeed's core"],
)
def test_a_board_that_cannot_says_what_to_do(board: list[str], remedy: str) -> None:
    with pytest.raises(firmware.BuildError, match=f"(?s){remedy}.*leave PC_BLE in config.h at 0"):
        read_the_sketch(*board)
