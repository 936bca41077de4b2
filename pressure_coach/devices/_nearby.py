"""Which sensors can be heard on the air now."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices import _evdev, wii
from pressure_coach.devices._ble_scan import Scan, Sight, described, held, is_address, listen
from pressure_coach.devices._ble_thread import run
from pressure_coach.devices._known import drivers, scheme_of
from pressure_coach.errors import DeviceError

ANY = "ble:"  # as it is written for a sensor of any kind


@dataclass(frozen=True, slots=True)
class Sensor:
    """One sensor on the air that a driver knows by its name; only its first packet says for sure what it is."""

    name: str
    kind: str  # as a person calls it
    address: str  # to open it with: "progressor:C0:FF:EE:00:00:01"
    rssi: int | None  # dBm; about -40 beside the computer, -90 at the edge
    battery: int | None  # %, of the few that say so unasked

    @property
    def signal(self) -> str:
        """How well it is heard: "strong", "good" or "weak"; "" when that is not known."""
        return "" if self.rssi is None else "strong" if self.rssi >= -65 else "good" if self.rssi >= -80 else "weak"


@dataclass(frozen=True, slots=True)
class Nearby:
    """What was heard; ``why`` says in one sentence why nothing could be ("" when the radio works)."""

    sensors: tuple[Sensor, ...] = ()
    why: str = ""


def nearby(seconds: float) -> Nearby:
    """Listen for so long; the strongest first, and boards that the system has connected already."""
    try:
        seen = run(lambda: listen(seconds))
    except DeviceError as error:
        return Nearby(_connected(), str(error))
    except Exception as error:  # whatever the radio's many layers raise
        return Nearby(_connected(), f"{words.radio(error) or f'Bluetooth cannot be used ({words.said(error)})'}.")
    return Nearby((*_sensors(seen.values()), *_connected()))


def known(where: str, scan_s: float, settle_s: float) -> tuple[Sensor, ...]:
    """Those of any kind that have this name or address, or with "" all of them, as soon as there is one.

    Raises DeviceError when there is none, and when there is no Bluetooth and nothing is connected without it.
    """

    def fits(sight: Sight) -> bool:
        if is_address(where) and sight.address.casefold() != where.casefold():
            return False
        if where and not is_address(where) and sight.name.strip().casefold() != where.casefold():
            return False
        return bool(scheme_of(sight.name))

    async def look() -> list[Sight]:
        async with Scan() as scan:
            found = await scan.until(fits, scan_s)
            if found and not is_address(where):
                await asyncio.sleep(settle_s)
                found = list(filter(fits, scan.seen.values()))
        if found or connected:
            return found
        for other in await held():
            if fits(other):
                raise DeviceError(words.elsewhere(ANY, other.name, other.address))
        listed = [described(sight) for sight in scan.seen.values()][:8]
        raise DeviceError(words.not_found(ANY, "known sensor", where, scan_s, listed))

    connected = tuple(board for board in _connected() if where.casefold() in ("", board.address[4:].casefold()))
    try:
        return (*_sensors(run(look)), *connected)
    except DeviceError:
        if not connected:
            raise
    except Exception as error:
        if not connected:
            why = words.radio(error) or f"Bluetooth cannot be used ({words.said(error)})"
            raise DeviceError(f"{ANY} {why}.") from error
    return connected


def _sensors(seen: Iterable[Sight]) -> list[Sensor]:
    """The strongest first."""
    known = [(sight, scheme) for sight in seen if (scheme := scheme_of(sight.name))]
    sensors = [
        Sensor(sight.name, drivers()[scheme].known_by.kind, f"{scheme}:{sight.address}", sight.rssi, sight.battery)
        for sight, scheme in known
    ]
    return sorted(sensors, key=lambda sensor: (-(sensor.rssi or -999), sensor.address))


def _connected() -> tuple[Sensor, ...]:
    """Boards that are input devices of this computer: the system has the link, they are not on the air."""
    boards = _evdev.inputs(wii.NAME)
    return tuple(Sensor("Balance Board", "Wii Balance Board", f"wii:{b.unique or b.node}", None, None) for b in boards)
