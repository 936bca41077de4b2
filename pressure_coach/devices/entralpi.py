"""entralpi:<name or address>  Entralpi force plate (LEFU, Unique CW275), over Bluetooth; entralpi: alone if one

Parsers tested, hardware untried. Measures compression. How often it speaks is not known: the rate is measured. Its
packets do not say a unit: leave it on kg. A weight below its zero cannot be told.
"""

from collections.abc import Mapping

import numpy as np

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._talk import Read, Talk
from pressure_coach.signal.packets import PacketDecoder, Reading
from pressure_coach.signal.units import KGF_N

# Facts: the driver of Grip Connect. Sources differ about the characteristic, and in which service it is.
DATA = tuple(f"0000{n}-0000-1000-8000-00805f9b34fb" for n in ("fff1", "fff4"))
BATTERY = "00002a19-0000-1000-8000-00805f9b34fb"


class Entralpi(BleDevice):
    """Nothing is ever sent to it. Relatives of it speak only when the weight changes: so silence is no lost link."""

    driver = "entralpi"
    known_by = KnownBy("Entralpi plate", ("ENTRALPI",))
    notify = DATA
    on_change = BATTERY

    def begin(self) -> Talk:
        yield self.charged(words.percent((yield Read(BATTERY))))


class EntralpiDecoder(PacketDecoder):
    """Hundredths of a kgf in the first two bytes, big end first; what follows them is not known."""

    name = "Entralpi"

    def packet(self, data: bytes) -> Reading:
        if len(data) < 2:
            raise ValueError("no packet of an Entralpi")
        return Reading(np.array([[int.from_bytes(data[:2], "big") / 100 * KGF_N]]))


BLE = Entralpi


def open(where: str, options: Mapping[str, str]) -> Entralpi:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return Entralpi(where, options)


def decoder(options: Mapping[str, str]) -> EntralpiDecoder:
    """What understands its notifications."""
    return EntralpiDecoder()
