"""Hearing what is on the air."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Self

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._known import KnownBy, drivers, scheme_of
from pressure_coach.errors import DeviceError

_ADDRESS = re.compile(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}|[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}", re.IGNORECASE)
_BATTERY = "00002a19-0000-1000-8000-00805f9b34fb"
_NEVER_RSSI = -127  # what bleak says when it was not told
HANG_S = 10.0  # a Bluetooth service that takes longer to begin and to end does not answer at all
_MANY = 8  # in a sentence
_GENERIC = ("1800", "1801")  # services that every device has


def library() -> ModuleType:
    """bleak, imported now. Raises DeviceError when it is not installed."""
    try:
        import bleak
    except ImportError as error:
        raise DeviceError(f"{words.INSTALL}.") from error
    for name in ("bleak", "dbus_fast"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())  # else its warnings would lie across the gauge
    return bleak


def is_address(where: str) -> bool:
    """Whether it is an address (on a Mac a UUID) rather than a name."""
    return _ADDRESS.fullmatch(where.strip()) is not None


@dataclass(frozen=True, slots=True)
class Sight:
    """One device that was heard."""

    name: str  # "" when it did not say
    address: str
    rssi: int | None  # dBm
    battery: int | None = None  # %, when the advertisement says
    manufacturer: Mapping[int, bytes] = field(default_factory=dict)
    device: Any = None  # what bleak connects to

    def __str__(self) -> str:
        strength = f", {self.rssi} dBm" if self.rssi is not None else ""
        return f"{self.name or 'nameless'} ({self.address}{strength})"


class Scan:
    """``async with Scan() as scan`` listens; ``scan.seen`` fills by itself, newest advertisement of each address."""

    def __init__(self, heard: Callable[[Sight], None] | None = None) -> None:
        self.seen: dict[str, Sight] = {}
        self._heard = heard
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        bleak = library()
        self._scanner = bleak.BleakScanner(self._hear, bluez={"filters": {"DuplicateData": True}})
        await self._scanner.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        with contextlib.suppress(Exception):  # the adapter or its service went away meanwhile
            await self._scanner.stop()

    def _hear(self, device: Any, told: Any) -> None:
        battery = told.service_data.get(_BATTERY) or told.service_data.get(_BATTERY.replace("2a19", "180f"))
        before = self.seen.get(device.address)
        self.seen[device.address] = sight = Sight(
            # It may come later, in the scan response, and not in every advertisement.
            told.local_name or device.name or (before.name if before else ""),
            device.address,
            None if told.rssi == _NEVER_RSSI else told.rssi,
            battery[0] if battery and len(battery) == 1 and battery[0] <= 100 else None,
            dict(told.manufacturer_data),
            device,
        )
        if self._heard is not None:
            self._heard(sight)
        self._news.set()

    async def until(self, fits: Callable[[Sight], bool], seconds: float) -> list[Sight]:
        """Wait until something fits, or the time is over; what fits by then."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not any(map(fits, self.seen.values())):
                    self._news.clear()
                    await self._news.wait()
        return [sight for sight in self.seen.values() if fits(sight)]


async def listen(seconds: float) -> dict[str, Sight]:
    """Everything that is heard within so many seconds, by address."""
    async with asyncio.timeout(seconds + HANG_S), Scan() as scan:
        await asyncio.sleep(seconds)
    return scan.seen


async def find(
    address: str, where: str, known_by: KnownBy, scan_s: float, settle_s: float, ready: Callable[[], None], ours: bool
) -> Sight:
    """The sensor that is meant. ``ready`` is called as soon as the radio listens. ``ours``: it was connected to us
    before, so if the system still holds the connection, that one is ours, too.

    Raises DeviceError when none or more than one fits, and what bleak raises when there is no Bluetooth.
    """

    def fits(sight: Sight) -> bool:
        if is_address(where):
            return sight.address.casefold() == where.casefold()
        if where:
            return sight.name.strip().casefold() == where.casefold()
        return known_by.fits(sight.name)

    async with Scan() as scan:
        ready()
        found = await scan.until(fits, scan_s)
        if found and not is_address(where):
            await asyncio.sleep(settle_s)
            found = [sight for sight in scan.seen.values() if fits(sight)]
    if len(found) == 1:
        return found[0]
    if found:
        scheme = address.partition(":")[0]
        raise DeviceError(words.which(address, known_by.kind, [f"{scheme}:{sight.address}" for sight in found]))
    for other in await held():
        if fits(other) and ours:
            return other
        if fits(other):
            raise DeviceError(words.elsewhere(address, other.name or where, other.address))
    heard = sorted(scan.seen.values(), key=lambda sight: (not scheme_of(sight.name), -(sight.rssi or _NEVER_RSSI)))
    listed = [described(sight) for sight in heard[:_MANY]]
    raise DeviceError(words.not_found(address, known_by.kind, where, scan_s, listed, known_by.wake))


def described(sight: Sight) -> str:
    """In a list: what a known one is, and how to address it."""
    scheme = scheme_of(sight.name)
    if not scheme:
        return str(sight)
    return f"{scheme}:{sight.address} ({sight.name}, {drivers()[scheme].known_by.kind})"


async def held() -> list[Sight]:
    """What is connected to this computer already: such devices are silent on the air."""
    bleak = library()
    try:
        adapter = await bleak.BleakAdapter.get()
        devices = await adapter.get_connected_devices([*_GENERIC])
    except Exception:  # not to be had on this system: then nothing is known of it
        return []
    return [Sight(device.name or "", device.address, None, device=device) for device in devices]
