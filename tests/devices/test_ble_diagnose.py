"""diagnose, over bleak's real backend: what is wrong with a sensor is found, and nothing else."""

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from pressure_coach.apps.cli import main
from pressure_coach.apps.commands import diagnose as command
from pressure_coach.devices import _known
from pressure_coach.errors import DeviceError
from pressure_coach.signal.messages import SAMPLES_TYPES, Samples
from tests.bluetooth.air import emulator

NAMES = [scheme for scheme in _known.drivers() if scheme != "weightscale"]  # which gives one reading


def looked(capsys: pytest.CaptureFixture[str], scheme: str, seconds: float = 1.0) -> tuple[dict[str, Any], str]:
    assert main(["diagnose", f"{scheme}:", "--seconds", str(seconds), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    return found, " ".join(found["verdicts"])


@pytest.mark.parametrize("scheme", NAMES)
def test_a_sensor_without_a_fault_has_none(scheme: str, bluez: Any, capsys: pytest.CaptureFixture[str]) -> None:
    sensor = bluez.add(emulator(scheme))
    found, said = looked(capsys, scheme)
    assert (found["lost_pct"], found["bad_frames"]) == (0.0, 0)
    assert found["invalid_pct"] < 2.0  # where these saws fall back
    assert found["nominal_hz"] == (sensor.sfreq or None)
    assert "lost" not in said
    assert "damaged" not in said
    if scheme in ("progressor", "ble"):  # what bears a time of its own does not hurry as these emulators do
        assert found["rate_hz"] == pytest.approx(sensor.sfreq, rel=0.01)
        assert "enough for holds" in said
        assert "promises" not in said


@pytest.mark.parametrize(
    ("scheme", "device_id", "firmware"),
    [
        ("progressor", "1a2b3c4d5e6f", "1.2.3"),
        ("ble", "00112233445566aa", "1.2.3"),
        ("godirect", "15500123", "1.2"),
        ("whc06", "c0ffee00c006", None),
    ],
)
def test_who_it_is_and_which_firmware_it_has_is_told(
    scheme: str, device_id: str, firmware: str | None, bluez: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    bluez.add(emulator(scheme))
    found, _ = looked(capsys, scheme)
    assert (found["id"], found["firmware"]) == (device_id, firmware)
    main(["diagnose", f"{scheme}:", "--seconds", "0.5"])
    about = capsys.readouterr().out.splitlines()[0]
    assert about.endswith(f"id {device_id}, " + (f"firmware {firmware}, " if firmware else "") + "channel force")


@pytest.mark.parametrize("scheme", ["progressor", "ble"])
def test_packets_that_are_lost_are_counted(scheme: str, bluez: Any, capsys: pytest.CaptureFixture[str]) -> None:
    sensor = bluez.add(emulator(scheme))
    dice = random.Random(3)
    sensor.mangle = lambda data: [data] if dice.random() > 0.2 or not sensor.streaming else []
    found, said = looked(capsys, scheme, 8.0)
    assert found["lost_pct"] == pytest.approx(20.0, abs=8.0)
    assert "frames are lost: bring it nearer" in said


@pytest.mark.parametrize("scheme", ["bookoo", "decent", "forceboard", "ble"])
def test_packets_that_are_torn_are_counted(scheme: str, bluez: Any, capsys: pytest.CaptureFixture[str]) -> None:
    sensor = bluez.add(emulator(scheme))
    dice = random.Random(4)
    sensor.mangle = lambda data: [data] if dice.random() > 0.2 or not sensor.streaming else [data[:-3]]
    found, said = looked(capsys, scheme)
    assert found["bad_frames"] > 0
    assert "damaged frames" in said
    assert "cable" not in said


def eighths(data: bytes) -> list[bytes]:
    """The lowest three bits of a count are always 0."""
    if data[0] not in SAMPLES_TYPES:
        return [data]
    one = Samples.from_body(data)
    return [replace(one, counts=tuple(tuple(8 * count for count in row) for row in one.counts)).to_body()]


def test_bits_of_a_converter_that_are_stuck_are_found(bluez: Any, capsys: pytest.CaptureFixture[str]) -> None:
    bluez.add(emulator("ble")).mangle = eighths
    found, said = looked(capsys, "ble")
    assert found["stuck_bits"] == [0, 1, 2]
    assert "bits 0, 1, 2 never change" in said


def test_one_that_is_pushed_cannot_be_used_and_says_why(bluez: Any, capsys: pytest.CaptureFixture[str]) -> None:
    board = bluez.add(emulator("forceboard"))
    board.mangle = lambda data: [b"\x00\x01\xff\xff\xff"]
    assert main(["diagnose", "forceboard:", "--seconds", "1"]) == 0
    said = capsys.readouterr().out
    assert "100 % of the samples cannot be used: no holds before that is mended" in said
    assert "- the Force Board is pushed, and can only measure pull" in said
    assert "wiring" not in said


def test_a_scale_that_gives_one_reading_is_not_waited_for_for_ever(
    bluez: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "PATIENCE_S", 0.2)
    scale = bluez.add(emulator("weightscale"))
    scale.steps_left = 1
    found, said = looked(capsys, "weightscale", 0.1)
    assert found["samples"] >= 1
    assert said.startswith("it gives single readings")
    assert found["battery"] == "42 %"


def test_one_that_never_speaks_is_given_up_with_what_to_do(bluez: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "FIRST_BY_RADIO_S", 0.5)
    scale = bluez.add(emulator("weightscale"))
    scale.silent = True
    with pytest.raises(DeviceError, match="no sample came from weightscale:; wake it, press on it, then try again"):
        main(["diagnose", "weightscale:"])
