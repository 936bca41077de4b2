"""What is told of ports, and why one cannot be opened."""

import errno
import os
import re
import select
from collections.abc import Callable
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import pytest

from pressure_coach.devices import _link, _port, _ports
from pressure_coach.devices._heard import Heard
from pressure_coach.devices._port import Port, PortLost, why_not
from pressure_coach.errors import DeviceError
from tests.ptyboard import Clock, PtyBoard, drive


def comport(device: str = "/dev/ttyUSB7", usb: str = "1a86:7523", **more: Any) -> SimpleNamespace:
    vid, pid = (int(part, 16) for part in usb.split(":")) if usb else (None, None)
    fields = {"description": "USB Serial", "serial_number": None, "manufacturer": None, "location": None}
    return SimpleNamespace(device=device, vid=vid, pid=pid, **{**fields, **more})


@pytest.mark.parametrize(
    ("usb", "guess"),
    [
        ("2341:0043", "Arduino Uno"),
        ("1a86:7523", "CH340"),
        ("0403:6001", "FTDI"),
        ("10c4:ea60", "CP210x"),
        ("303a:1001", "ESP32"),
        ("303a:9999", "ESP32"),
        ("2e8a:000a", "Pico"),
        ("dead:beef", ""),
        ("", ""),
    ],
)
def test_a_port_is_described_by_its_usb_id(usb: str, guess: str) -> None:
    [port] = _ports.list_ports([comport(usb=usb)])
    assert guess in port.guess
    assert bool(port.guess) is bool(guess)
    assert (port.usb, port.address) == (usb, "serial:/dev/ttyUSB7")


def test_boards_on_usb_come_first() -> None:
    ports = _ports.list_ports([comport("/dev/ttyAMA0", ""), comport("/dev/ttyUSB1"), comport("/dev/ttyUSB0")])
    assert [port.device for port in ports] == ["/dev/ttyUSB0", "/dev/ttyUSB1", "/dev/ttyAMA0"]


def test_an_ftdi_adapter_that_dawdles_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    for waits, says in ((16, "up to 16 ms"), (1, ""), (None, "latency timer")):
        monkeypatch.setattr(_ports, "latency_ms", lambda device, waits=waits: waits)
        [port] = _ports.list_ports([comport(usb="0403:6001")])
        assert says in port.note
        assert bool(says) is bool(port.note)


def test_the_overview_is_plain_data_with_every_kind_of_address() -> None:
    import json

    found = json.loads(json.dumps(_ports.overview()))
    assert {"sim:", "serial:", "lines:", "replay:"} <= {row["address"] for row in found["schemes"]}
    assert all(row["help"].startswith(row["address"]) for row in found["schemes"])
    assert all({"device", "usb", "guess", "address", "may_open", "busy", "note"} <= set(row) for row in found["ports"])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"serial_number": "A1"}, {"serial_number": "A1"}, True),
        ({"serial_number": "A1"}, {"serial_number": "A2"}, False),
        ({"location": "1-2"}, {"location": "1-2"}, True),
        ({"location": "1-2"}, {"location": "1-3"}, False),
        ({}, {}, False),
        ({"serial_number": "A1"}, {"serial_number": "A1", "usb": "2341:0043"}, False),
    ],
)
def test_a_board_is_known_again_by_its_serial_number_or_its_socket(
    one: dict[str, str], other: dict[str, str], same: bool
) -> None:
    [a], [b] = _ports.list_ports([comport(**one)]), _ports.list_ports([comport(**other)])
    assert a.same_board(b) is same


def test_who_has_a_port_open_is_told_without_opening_it(pty_board: Callable[..., Any]) -> None:
    board = pty_board(PtyBoard)
    if _ports.used_by(board.path) is None:
        pytest.skip("this system does not tell")
    assert str(os.getpid()) in str(_ports.used_by(board.path))  # the board itself holds its end
    board.unplug()
    assert _ports.used_by(board.path) == ""


WINDOWS_BUSY = OSError("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)")
WINDOWS_GONE = OSError("could not open port 'COM3': FileNotFoundError(2, 'The system cannot find the file', None, 2)")


@pytest.mark.parametrize(
    ("error", "platform", "says"),
    [
        (OSError(errno.EBUSY, "busy"), "linux", "in use by .*close"),
        (OSError(errno.EAGAIN, "locked"), "darwin", "in use by .*close"),
        (WINDOWS_BUSY, "win32", "in use by .*close"),
        (WINDOWS_GONE, "win32", "no port COM3; there are"),
        (OSError(errno.ENOENT, "none"), "linux", "no port COM3; there are"),
        (OSError(errno.EACCES, "no"), "linux", r"usermod -aG \w+ \$USER.*log out.*udev.*uaccess"),
        (OSError(errno.EACCES, "no"), "darwin", "may not open"),
        (OSError(errno.ENOTTY, "no tty"), "linux", "no serial port"),
        (ValueError("Invalid baud rate"), "linux", "Invalid baud rate"),
        (OSError(errno.EIO, "io"), "linux", "plug it in again"),
    ],
)
def test_why_a_port_does_not_open_is_told_with_the_remedy(error: Exception, platform: str, says: str) -> None:
    sentence = why_not("COM3", error, platform)
    assert re.search(says, sentence)
    assert "Errno" not in sentence


def test_a_read_wakes_on_the_first_byte_and_takes_all(pty_board: Callable[..., Any]) -> None:
    board = pty_board(PtyBoard)
    port = Port(board.path, wait_s=2)
    port.open(115_200)
    board.send(b"x" * 3000)
    data = port.read()
    while len(data) < 3000:
        data += port.read()
    assert data == b"x" * 3000
    port.close()
    port.close()
    assert not port.is_open


@pytest.mark.parametrize("wait_s", [0.01, 0.1])
def test_a_read_of_a_silent_port_ends_and_one_of_an_unplugged_port_says_so(
    pty_board: Callable[..., Any], wait_s: float
) -> None:
    board = pty_board(PtyBoard)
    port = Port(board.path, wait_s)
    port.open(115_200)
    start = perf_counter()
    assert port.read() == b""
    assert perf_counter() - start < 0.4
    board.send(b"x")
    assert port.read() == b"x"
    board.unplug()
    with pytest.raises(PortLost, match="cable"):
        port.read()
    port.close()


@pytest.mark.parametrize("wait_s", [0.01, 0.1])
def test_a_board_that_takes_no_commands_does_not_hang_us(pty_board: Callable[..., Any], wait_s: float) -> None:
    board = pty_board(PtyBoard)
    port = Port(board.path, wait_s)
    port.open(115_200)
    start = perf_counter()
    port.write(b"x" * 1_000_000)  # far more than a pseudo terminal holds
    assert perf_counter() - start < 1
    assert port.read() == b""
    assert perf_counter() - start >= wait_s  # and a read still waits
    port.close()


def test_another_rate_throws_away_what_was_heard_at_the_old_one(pty_board: Callable[..., Any]) -> None:
    board = pty_board(PtyBoard)
    port = Port(board.path, wait_s=0.05)
    port.open(115_200)
    board.send(b"old")
    assert port.read() == b"old"
    board.send(b"rubbish")
    select.select((port._serial.fd,), (), (), 1)
    assert port.retune(9600)
    assert port.read() == b""
    port.close()


def test_the_way_of_windows_reads_the_same(pty_board: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    board = pty_board(PtyBoard)
    port = Port(board.path, wait_s=0.5)
    port.open(115_200)
    monkeypatch.setattr(_port.os, "name", "nt")
    board.send(b"hello")
    data = b""
    while len(data) < 5:
        data += port.read()
    assert data == b"hello"
    board.unplug()
    with pytest.raises(PortLost, match="cable"):
        port.read()
    monkeypatch.undo()
    port.close()


def test_without_a_name_the_only_board_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    def ports(*found: Any) -> None:
        described = _ports.list_ports(found)
        monkeypatch.setattr(_link, "list_ports", lambda: described)

    ports(comport("/dev/ttyUSB0"), comport("/dev/ttyS0", ""))
    assert _link._only_port("serial") == "/dev/ttyUSB0"
    ports(comport("/dev/ttyUSB0"), comport("/dev/ttyUSB1", "2341:0043"))
    with pytest.raises(DeviceError, match=r"serial:/dev/ttyUSB0 \(CH340.*serial:/dev/ttyUSB1 \(Arduino Uno\)"):
        _link._only_port("serial")
    ports()
    with pytest.raises(DeviceError, match="plug the board in"):
        _link._only_port("serial")


def test_a_board_that_comes_back_under_another_name_is_found(
    pty_board: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pressure_coach.devices.serial import Serial

    first, second, clock = pty_board(), pty_board(), Clock()
    there = [comport(first.path, serial_number="A1"), comport("/dev/ttyUSB99", serial_number="B2")]
    monkeypatch.setattr(_link, "list_ports", lambda: _ports.list_ports(there))
    with Serial(first.path, {}, now=clock, sleep=clock.sleep, wait_s=0.02) as serial:
        drive(serial, [first], clock, lambda items: len(items) > 3)
        first.unplug()
        there[0] = comport(second.path, serial_number="A1")
        items = drive(
            serial, [second], clock, lambda items: [getattr(i, "kind", "") for i in items][-2:-1] == ["link_back"]
        )
    assert second.path in items[-2].data["why"]


@pytest.mark.parametrize(
    ("data", "readable", "excerpt"),
    [
        (b"ello\nforce 12\nfor", True, "'force 12'"),
        (b"12.34", True, "'12.34'"),
        (bytes(range(128, 200)), False, "'80 81 82 83 84 85 86 87 88 89 8a 8b' (hex)"),
        (b"x" * 1000, True, f"'{'x' * 40}'"),
    ],
)
def test_what_was_heard_is_put_in_words(data: bytes, readable: bool, excerpt: str) -> None:
    heard = Heard()
    heard.feed(data)
    assert (heard.readable, heard.excerpt(), heard.n_bytes) == (readable, excerpt, len(data))
