"""ble: takes the only known sensor in range whatever its kind, or asks; with a name or an address the one it names."""

import io
import sys
from typing import Any

import pytest

from pressure_coach.apps import meant
from pressure_coach.apps.cli import main
from pressure_coach.devices import _evdev
from pressure_coach.errors import DeviceError
from tests.bluetooth.air import emulator


class Terminal(io.StringIO):
    """Somebody sits there."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meant, "SCAN_S", 0.4)
    monkeypatch.setattr(meant, "SETTLE_S", 0.05)


@pytest.fixture
def two(bluez: Any) -> list[Any]:
    gauge, crane = bluez.add(emulator("progressor")), bluez.add(emulator("whc06"))
    crane.rssi = -80
    return [gauge, crane]


def chosen(address: str) -> tuple[str, list[str]]:
    said: list[str] = []
    return meant.sensor(address, said.append), said


@pytest.mark.parametrize("scheme", ["progressor", "whc06", "ble", "bookoo"])
def test_the_only_one_is_taken_and_said(scheme: str, bluez: Any) -> None:
    one = bluez.add(emulator(scheme))
    address, [at_once, said] = chosen("ble:")
    assert address == f"{scheme}:{one.address}"
    assert at_once == "listening for Bluetooth sensors, 0.4 s at most; wake yours if it sleeps."
    assert said.startswith(f"taking {address}: {one.name}, ")


def test_one_is_found_by_its_name_and_by_its_address_and_options_are_kept(two: list[Any]) -> None:
    gauge, crane = two
    assert chosen("ble:progressor_7125?rate=40")[0] == f"progressor:{gauge.address}?rate=40"
    assert chosen(f"ble:{crane.address.lower()}")[0] == f"whc06:{crane.address}"


def test_other_addresses_are_left_as_they_are(no_radio: None) -> None:
    for address in ("progressor:", "sim:slack?seed=1", "serial:/dev/ttyUSB0"):
        assert chosen(address) == (address, [])


def test_of_two_a_person_in_a_terminal_is_asked(two: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal("3\nx\n2\n"))
    monkeypatch.setattr(sys, "stderr", screen)
    assert chosen("ble:")[0] == f"whc06:{two[1].address}"
    assert "1  Progressor_7125, Progressor (progressor:C0:FF:EE:00:00:0A, -55 dBm)" in screen.getvalue()
    assert screen.getvalue().count("which one? 1 to 2") == 3


@pytest.mark.parametrize("typed", ["", None])
def test_where_nobody_can_be_asked_the_choice_is_listed(
    typed: str | None, two: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    if typed is not None:  # a terminal that is closed instead of an answer
        monkeypatch.setattr(sys, "stdin", Terminal(typed))
        monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(DeviceError, match=r"choose one of progressor:\S+ \(Progressor_7125\), whc06:\S+ \(IF_B7\)\."):
        chosen("ble:")


def test_none_is_told_with_what_to_do(bluez: Any) -> None:
    with pytest.raises(DeviceError, match=r"no known sensor was heard within 0\.4 s; switch it on") as error:
        chosen("ble:")
    assert str(error.value).startswith("ble: ")
    gauge = emulator("progressor")
    gauge.connected_here = True
    bluez.add(gauge)
    with pytest.raises(DeviceError, match="Progressor_7125 is already connected to this computer by another program"):
        chosen("ble:")
    bluez.power(False)
    with pytest.raises(DeviceError, match=r"^ble: Bluetooth is switched off"):
        chosen("ble:")


def test_a_board_that_the_system_has_connected_is_taken_without_any_radio(
    no_radio: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = type("Input", (), {"unique": "00:23:cc:11:22:33", "node": "/dev/input/event7"})()
    monkeypatch.setattr(_evdev, "inputs", lambda name: [board])
    assert chosen("ble:")[0] == "wii:00:23:cc:11:22:33"
    assert chosen("ble:00:23:CC:11:22:33")[0] == "wii:00:23:cc:11:22:33"


def test_one_command_leads_from_a_gauge_in_range_to_a_live_session(
    bluez: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    bluez.add(emulator("progressor"))
    assert main(["live", "ble:", "--target", "200", "--for", "2", "--json"]) == 0
    out, err = capsys.readouterr()
    assert '"name": "Progressor"' in out
    assert '"unit": "N"' in out
    assert "taking progressor:C0:FF:EE:00:00:0A" in err
