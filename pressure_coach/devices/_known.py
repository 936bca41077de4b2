"""By what a Bluetooth sensor is known before it has said anything: the table to which each driver file contributes.

A driver is any file of this folder (or of another package) that has a ``BLE``: the class of its device, whose
``known_by`` is its row of the table. A name is a guess: the first packet decides, and it is never the services alone,
since makers copy those from each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from pressure_coach import devices, plugins
from pressure_coach.errors import UsageError

if TYPE_CHECKING:
    from pressure_coach.devices._ble import BleDevice


@dataclass(frozen=True, slots=True)
class KnownBy:
    """One row: what a person calls it, and the names it goes by on the air, as patterns (``Progressor*``)."""

    kind: str
    names: tuple[str, ...]
    wake: str = "switch it on"  # what a person does so that it speaks

    def fits(self, name: str) -> bool:
        """Whether a name on the air is one of them."""
        return any(fnmatchcase(name.strip(), pattern) for pattern in self.names)


@cache
def drivers() -> Mapping[str, "type[BleDevice]"]:
    """Scheme -> class of every Bluetooth driver that can be loaded here."""
    found: dict[str, type[BleDevice]] = {}
    for name in plugins.names(devices):
        try:
            module = plugins.load(devices, name)
        except UsageError:  # one that needs a library which is not installed: opening it says so
            continue
        if (device := getattr(module, "BLE", None)) is not None:
            found[name] = device
    return found


def scheme_of(name: str) -> str:
    """The driver that knows such a name; "" when none does."""
    return next((scheme for scheme, device in drivers().items() if device.known_by.fits(name)), "")
