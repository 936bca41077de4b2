"""Which sensors can be heard on the air now."""

from dataclasses import dataclass

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices import _evdev, wii
from pressure_coach.devices._ble_scan import listen
from pressure_coach.devices._ble_thread import run
from pressure_coach.devices._known import drivers, scheme_of
from pressure_coach.errors import DeviceError


@dataclass(frozen=True, slots=True)
class Sensor:
    """One sensor on the air that a driver knows by its name; only its first packet says for sure what it is."""

    name: str
    kind: str  # as a person calls it
    address: str  # to open it with: "progressor:C0:FF:EE:00:00:01"
    rssi: int | None  # dBm; about -40 beside the computer, -90 at the edge
    battery: int | None  # %, of the few that say so unasked


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
    known = [(sight, scheme) for sight in seen.values() if (scheme := scheme_of(sight.name))]
    sensors = [
        Sensor(sight.name, drivers()[scheme].known_by.kind, f"{scheme}:{sight.address}", sight.rssi, sight.battery)
        for sight, scheme in known
    ]
    return Nearby((*sorted(sensors, key=lambda sensor: (-(sensor.rssi or -999), sensor.address)), *_connected()))


def _connected() -> tuple[Sensor, ...]:
    """Boards that are input devices of this computer: the system has the link, they are not on the air."""
    boards = _evdev.inputs(wii.NAME)
    return tuple(Sensor("Balance Board", "Wii Balance Board", f"wii:{b.unique or b.node}", None, None) for b in boards)
