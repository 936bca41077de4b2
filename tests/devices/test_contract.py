"""What every file in devices/ promises, whoever wrote it."""

import inspect
from pathlib import Path
from typing import Any

import pytest

from pressure_coach import devices, plugins
from pressure_coach.errors import CoachError, UsageError
from pressure_coach.signal.chunk import Arrival

NAMES = plugins.names(devices)


@pytest.fixture
def somewhere(tmp_path: Path) -> str:
    """Where there is nothing."""
    return str(tmp_path / "nothing-here")


def where(name: str, somewhere: str) -> str:
    return "" if name == "sim" else somewhere


def test_the_known_kinds_are_there() -> None:
    assert {"lines", "replay", "serial", "sim"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_line_of_the_docstring_is_its_help(name: str) -> None:
    text = plugins.summary(devices, name)
    assert text.startswith(f"{name}:")
    assert "  " in text
    assert len(text) < 125


@pytest.mark.parametrize("name", NAMES)
def test_open_and_decoder_take_what_they_should(name: str) -> None:
    module = devices.load(name)
    assert list(inspect.signature(module.open).parameters)[:2] == ["where", "options"]
    assert list(inspect.signature(module.decoder).parameters)[:1] == ["options"]


@pytest.mark.parametrize("name", NAMES)
def test_an_option_that_it_does_not_have_is_refused(name: str, somewhere: str) -> None:
    with pytest.raises(UsageError, match="bananas"):
        devices.open_device(f"{name}:{where(name, somewhere)}?bananas=3")


@pytest.mark.parametrize("name", NAMES)
def test_building_opens_nothing_and_closing_twice_is_fine(
    name: str, somewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    device: Any = devices.open_device(f"{name}:{where(name, somewhere)}")
    assert device.address == f"{name}:{where(name, somewhere)}"
    device.__exit__(None, None, None)
    device.__exit__(None, None, None)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "replay"])
def test_it_says_what_it_is(name: str, somewhere: str) -> None:
    device = devices.open_device(f"{name}:{where(name, somewhere)}")
    assert (device.driver, dict(device.options), device.simulated) == (name, {}, name == "sim")
    assert device.key("no such key") is False


@pytest.mark.parametrize("name", [name for name in NAMES if name != "sim"])
def test_what_is_not_there_is_told_when_it_is_opened(name: str, somewhere: str) -> None:
    device = devices.open_device(f"{name}:{somewhere}")
    with pytest.raises(CoachError, match="nothing-here"), device:
        pass
    device.__exit__(None, None, None)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "replay"])
def test_its_decoder_is_pure_and_never_raises(name: str) -> None:
    decoder = devices.decoder_for(name, {})
    assert (decoder.info, decoder.bad_frames) == (None, 0)
    for junk in (b"", b"\x00" * 100, b"\xff" * 5000, b"1,2,,\r\n\x01\x02\x00nan", bytes(range(256)) * 4):
        decoder.feed(Arrival(0, junk))
