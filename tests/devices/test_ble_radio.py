"""What is in the way of Bluetooth, and which sensor is meant: one sentence with the remedy each."""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pressure_coach import devices
from pressure_coach.apps.cli import main
from pressure_coach.devices import _ble_words as words
from pressure_coach.devices import nearby
from pressure_coach.devices._ble_scan import find
from pressure_coach.devices._nearby import Nearby, Sensor
from pressure_coach.errors import DeviceError
from tests.bluetooth.air import Reader, emulator, opened
from tests.bluetooth.peripheral import Peripheral


class Lamp(Peripheral):
    """Something else that is on the air."""

    name = "Lamp"
    address = "11:22:33:44:55:66"


class Nameless(Peripheral):
    """Most of what is on the air says no name."""

    name = ""
    address = "11:22:33:44:55:77"


def refused(address: str) -> str:
    with pytest.raises(DeviceError) as error, opened(address) as device:
        Reader(device).samples(1)
    return str(error.value)


def denied(bluez: Any) -> None:
    bluez.denied = True


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (lambda bluez: bluez.unplug_adapter(), "there is no Bluetooth adapter; plug one in"),
        (lambda bluez: bluez.power(False), "Bluetooth is switched off; switch it on"),
        (denied, "you may not use Bluetooth here; join its group"),
        (lambda bluez: bluez.crash(), "the Bluetooth service does not run; start it with"),
    ],
)
def test_a_radio_that_cannot_be_used_is_told_at_once_with_the_remedy(
    bluez: Any, trouble: Callable[[Any], None], says: str
) -> None:
    trouble(bluez)
    with pytest.raises(DeviceError) as error, opened("progressor:Alma"):
        pass
    assert str(error.value).startswith(f"progressor:Alma: {says}")
    assert nearby(0.01).sensors == ()
    assert nearby(0.01).why.startswith(says)


def test_no_system_bus_is_told(no_radio: None) -> None:
    pytest.importorskip("dbus_fast", reason="bleak works without D-Bus here")
    assert "there is no system bus here" in refused("ble:")
    assert "there is no system bus here" in nearby(0.01).why


def test_bleak_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bleak", None)
    assert "install it with: pip install bleak" in refused("ble:")
    assert "install it with: pip install bleak" in nearby(0.01).why


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("POWERED_OFF", "switched off"),
        ("DENIED_BY_USER", "may not use"),
        ("DENIED_BY_SYSTEM", "may not use"),
        ("NO_BLUETOOTH", "no Bluetooth adapter"),
        ("NO_BLE_CENTRAL_ROLE", "cannot do Bluetooth LE"),
        ("UNKNOWN", "cannot be used"),
    ],
)
def test_every_reason_of_bleak_has_words_on_every_system(reason: str, says: str, platform: str) -> None:
    class NotAvailable(Exception):
        pass

    error = NotAvailable("words of bleak")
    error.reason = type("Reason", (), {"name": reason})  # type: ignore[attr-defined]
    assert says in str(words.radio(error, platform))


@pytest.mark.usefixtures("impatient")
def test_what_is_not_heard_is_told_with_what_is(bluez: Any) -> None:
    bluez.add(emulator("progressor"))
    bluez.add(Lamp())
    bluez.add(Nameless())
    said = refused("ble:")
    assert "no board with our firmware was heard within 0.3 s" in said
    assert "progressor:C0:FF:EE:00:00:0A (Progressor_7125, Progressor), " in said
    assert "Lamp (11:22:33:44:55:66, -55 dBm)" in said
    assert "nameless (11:22:33:44:55:77" in said


@pytest.mark.usefixtures("impatient")
def test_what_makes_it_speak_is_told_as_it_is_for_such_a_sensor(bluez: Any) -> None:
    assert "; switch it on, bring it nearer" in refused("progressor:")
    assert "; step on it, bring it nearer" in refused("weightscale:Bathroom")


@pytest.mark.usefixtures("impatient")
def test_one_that_a_telephone_holds_is_not_heard_and_that_is_a_reason(bluez: Any) -> None:
    bluez.add(emulator("progressor")).held_by_phone = True
    assert "close apps on telephones" in refused("progressor:")


@pytest.mark.usefixtures("impatient")
def test_one_that_another_program_holds_is_not_taken_from_it(bluez: Any) -> None:
    gauge = emulator("progressor")
    gauge.connected_here = True
    bluez.add(gauge)
    said = refused("progressor:")
    assert "Progressor_7125 is already connected to this computer by another program" in said
    assert "bluetoothctl disconnect C0:FF:EE:00:00:0A" in said
    assert bluez.connected(gauge)


def test_one_that_the_system_still_holds_for_us_is_ours(bluez: Any) -> None:
    gauge = emulator("progressor")
    gauge.connected_here = True
    bluez.add(gauge)
    known_by = opened("progressor:").known_by
    found = asyncio.run(find("progressor:", gauge.address, known_by, 0.05, 0.0, lambda: None, ours=True))
    assert (found.name, found.address) == (gauge.name, gauge.address)


def test_the_only_one_is_taken_and_of_two_one_must_be_named(bluez: Any) -> None:
    first, second = bluez.add(emulator("progressor")), emulator("progressor")
    second.name, second.address = "Progressor", "C0:FF:EE:00:00:AA"
    with opened("progressor:") as device:
        Reader(device).samples(1)
    second.rounds_missed = 2  # it is heard a little later
    bluez.add(second)
    said = refused("progressor:")
    assert "more than one Progressor is in range; choose one of " in said
    assert f"progressor:{first.address}" in said
    for where in ("Progressor", "progressor", second.address.lower()):
        with opened(f"progressor:{where}") as device:
            Reader(device).samples(1)
    assert (first.connections, second.connections) == (1, 3)


def test_two_of_one_name_must_be_told_apart_by_address(bluez: Any) -> None:
    bluez.add(emulator("progressor"))
    twin = emulator("progressor")
    twin.address = "C0:FF:EE:00:00:AA"
    bluez.add(twin)
    assert "choose one of" in refused("progressor:Progressor_7125")


def test_the_strongest_is_listed_first_and_others_are_not(bluez: Any) -> None:
    far, near = emulator("ble"), emulator("progressor")
    far.rssi, near.rssi = -84, -40
    for one in (far, near, Lamp(), Nameless()):
        bluez.add(one)
    found = nearby(0.05)
    assert [(sensor.kind, sensor.rssi) for sensor in found.sensors] == [
        ("Progressor", -40),
        ("board with our firmware", -84),
    ]
    assert found.why == ""


def test_the_command_devices_lists_them_with_the_ports(bluez: Any, capsys: pytest.CaptureFixture[str]) -> None:
    far = emulator("ble")
    far.rssi = -84
    bluez.add(far)
    main(["devices", "--scan", "0.05"])
    text = capsys.readouterr().out
    assert "PressureCoach-66AA  board with our firmware on Bluetooth\n    C0:FF:EE:00:00:0B, -84 dBm (weak" in text
    assert "try: pressure-coach live ble:C0:FF:EE:00:00:0B" in text
    assert "Bluetooth: 1 heard within 0.05 s." in text
    main(["devices", "--scan", "0.05", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["sensors"][0]["address"] == "ble:C0:FF:EE:00:00:0B"
    assert found["bluetooth"] == ""
    assert "ports" in found


def test_the_list_is_live_when_it_is_watched(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gauge = Sensor("Progressor_1", "Progressor", "progressor:C0:FF:EE:00:00:0A", -50, 87)
    rounds = [Nearby(), Nearby((gauge,)), Nearby((replace(gauge, rssi=-52),)), Nearby()]

    def nearby(seconds: float) -> Nearby:
        if not rounds:
            raise KeyboardInterrupt
        return rounds.pop(0)

    monkeypatch.setattr(devices, "nearby", nearby)
    monkeypatch.setattr(devices._ports, "overview", lambda: {"ports": [], "schemes": []})
    for form in ([], ["--json"]):
        was = list(rounds)
        assert main(["devices", "--watch", *form]) == 0
        rounds[:] = was
        out = capsys.readouterr().out
        if form:
            assert [len(json.loads(line)["sensors"]) for line in out.splitlines()] == [0, 1, 1, 0]
        else:
            assert [line for line in out.splitlines() if "no sensor" in line or "dBm" in line] == [
                "no sensor is there; plug a board in, or start without one: pressure-coach live sim:",
                "Bluetooth: no sensor was heard within 3 s; switch it on, and close apps on telephones that may be "
                "connected to it.",
                "    C0:FF:EE:00:00:0A, -50 dBm (strong), battery 87 %",
                "no sensor is there; plug a board in, or start without one: pressure-coach live sim:",
                "Bluetooth: no sensor was heard within 3 s; switch it on, and close apps on telephones that may be "
                "connected to it.",
            ]


def test_without_bluetooth_the_command_says_so_quietly(capsys: pytest.CaptureFixture[str], no_radio: None) -> None:
    main(["devices"])
    out, err = capsys.readouterr()
    assert [line for line in out.splitlines() if line.startswith("Bluetooth: ")]
    assert err == ""
    main(["devices", "--scan", "0", "--json"])
    assert json.loads(capsys.readouterr().out)["bluetooth"] == "not asked"


@pytest.mark.parametrize("seconds", ["-1", "nan", "1e9", "x"])
def test_a_scan_must_have_an_end(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["devices", f"--scan={seconds}"])
    assert seconds in capsys.readouterr().err
