"""Fixtures: a room with a radio, and what tests do in it."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pressure_coach.devices import open_device
from pressure_coach.devices._ble import BleDevice, Times
from pressure_coach.signal.chunk import Act, Arrival, RawChunk
from tests.bluetooth.bus import missing, private_bus
from tests.bluetooth.peripheral import Peripheral

if TYPE_CHECKING:
    from tests.bluetooth.bluez import Bluez

# What ends a wait in a test that goes well is short; what would end it on a computer that is busy is long.
QUICK = Times(
    scan=5.0,
    settle=0.03,
    connect=(5.0, 5.0, 5.0),
    answer=5.0,
    first=10.0,
    quiet=10.0,
    alive=0.05,
    back_off=(0.005,),
    close=5.0,
)
DEADLINE_S = 20.0  # a test that waits longer has failed


@pytest.fixture(scope="session")
def system_bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a bus of our own; a test that needs it is skipped where there can be none."""
    pytest.importorskip("bleak", reason="bleak is not installed")
    pytest.importorskip("dbus_fast", reason="bleak works without D-Bus here: these tests are for Linux")
    if why := missing():
        pytest.skip(why)
    with private_bus(tmp_path_factory.mktemp("bus")) as address:
        yield address


@pytest.fixture
def air(system_bus: str, monkeypatch: pytest.MonkeyPatch, no_radio: None) -> str:
    """A system bus on which nobody is yet, and devices that wait for nothing long."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", system_bus)
    monkeypatch.setattr(BleDevice, "times", QUICK)
    return system_bus


@pytest.fixture
def impatient(air: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices that give up soon, for tests of what they say then."""
    monkeypatch.setattr(BleDevice, "times", replace(QUICK, scan=0.3, answer=0.1, first=0.3, quiet=0.2))


@pytest.fixture
def bluez(air: str) -> Iterator[Bluez]:
    """A bluetoothd with one adapter and an empty room."""
    from tests.bluetooth.bluez import Bluez

    with Bluez(air) as fake:
        yield fake


def emulator(scheme: str) -> Any:
    """A device for a driver; the class in tests/bluetooth/emulators/<scheme>.py."""
    return importlib.import_module(f"tests.bluetooth.emulators.{scheme}").Emulator()


class Reader:
    """Reads a device until something has come, and keeps all of it."""

    def __init__(self, device: Any) -> None:
        self.device = device
        self.decoder = device.decoder()
        self.items: list[Arrival | Act] = []
        self.chunks: list[RawChunk] = []
        self._asked = 0  # acts that were asked for
        self._since = 0  # of them, those before the last act

    def until(self, enough: Callable[[], object]) -> Reader:
        """Go on until ``enough()``."""
        end = time.monotonic() + DEADLINE_S
        while not enough():
            assert time.monotonic() < end, f"it did not happen: {self.items[-3:]}"
            for item in self.device.read():
                self.items.append(item)
                if isinstance(item, Arrival):
                    self.chunks += self.decoder.feed(item)
                else:
                    self._since = len(self.chunks)
        return self

    def samples(self, n: int) -> Reader:
        """Go on until so many samples have come since the last act."""
        return self.until(lambda: len(self.values()) >= n)

    def act(self, kind: str) -> Act:
        """Go on until an act of this kind has come after the last one that was asked for; this one."""
        self.until(lambda: kind in [act.kind for act in self.acts()[self._asked :]])
        at = next(i for i, act in enumerate(self.acts()) if i >= self._asked and act.kind == kind)
        self._asked = at + 1
        return self.acts()[at]

    def acts(self) -> list[Act]:
        """All acts that came."""
        return [item for item in self.items if isinstance(item, Act)]

    def values(self) -> list[float]:
        """The samples since the last act, all channels of one after the other."""
        return [value for chunk in self.chunks[self._since :] for value in chunk.values.ravel().tolist()]

    @property
    def lost(self) -> int:
        """Packets that are known to be missing."""
        return sum(chunk.lost for chunk in self.chunks)


def opened(address: str) -> Any:
    """Building is free."""
    return open_device(address)


def together(peripherals: Sequence[Peripheral], bluez: Bluez) -> None:
    """All of them into the room."""
    for one in peripherals:
        bluez.add(one)
