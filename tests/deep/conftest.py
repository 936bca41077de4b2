"""Fixtures of the checks that run inside the machine."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.bluetooth.bus import private_bus
from tests.firmware.emulated import build, emulator, image

if TYPE_CHECKING:
    from tests.deep.world import World

__all__ = ["build", "emulator", "image", "only_world", "world"]


@pytest.fixture(scope="session")
def only_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator["World"]:
    """One bluetoothd for all checks, as on a real computer."""
    from tests.deep.world import World

    folder = tmp_path_factory.mktemp("world")
    with private_bus(folder) as address, World(address, folder / "bluetoothd.log") as world:
        yield world


@pytest.fixture
def world(only_world: "World", no_radio: None, monkeypatch: pytest.MonkeyPatch) -> Iterator["World"]:
    """Nobody is on the air yet, and nobody afterwards."""
    monkeypatch.setattr("tests.bluetooth.air.DEADLINE_S", 60.0)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", only_world.bus_address)
    yield only_world
    only_world.clear()
