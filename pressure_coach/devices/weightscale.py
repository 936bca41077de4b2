"""weightscale:<name or address>  a bathroom scale of the Bluetooth standard (0x181D): spot readings, not for holds

Parsers tested, hardware untried. Measures compression. Such a scale says one final weight, then often switches itself
off. Step on it to wake it; many must first be paired with this computer in the settings of its system.
"""

from collections.abc import Mapping

import numpy as np

from pressure_coach.devices import _ble_words as words
from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices._known import KnownBy
from pressure_coach.devices._talk import Read, Talk
from pressure_coach.signal.packets import PacketDecoder, Reading
from pressure_coach.signal.units import KGF_N, LBF_N

# Facts: the Weight Scale Service of the Bluetooth SIG; the names and the bit below zero: makers' manuals, public code.
WEIGHT, FEATURE, BATTERY = (f"0000{n}-0000-1000-8000-00805f9b34fb" for n in ("2a9d", "2a9e", "2a19"))
IMPERIAL, TIME, USER, BODY, BELOW_ZERO, RESERVED = 0x01, 0x02, 0x04, 0x08, 0x10, 0xE0  # bits of the first byte
SIZES = {TIME: 7, USER: 1, BODY: 4}  # bytes of what may follow the weight
UNSUCCESSFUL = 0xFFFF
FAILED = "the scale could not weigh: stand still on its middle and try again"
BELOW = "the scale is below its zero: take everything off and wake it again"


class WeightScale(BleDevice):
    """Nothing is ever sent to it. The standard gives it no name: one that is not known here is addressed by its own."""

    driver = "weightscale"
    known_by = KnownBy("weight scale", ("A&D_UC-352BLE*",), wake="step on it")
    notify = (WEIGHT,)
    on_change = FEATURE
    repeats = False  # a weighing is over when it is told

    def __init__(self, where: str, options: Mapping[str, str]) -> None:
        super().__init__(where, options)
        self.warning = "such a scale often switches itself off after each weighing"

    def begin(self) -> Talk:
        yield self.charged(words.percent((yield Read(BATTERY))))


class WeightScaleDecoder(PacketDecoder):
    """One packet a weighing: its bits say the unit and what follows, so its length can be checked.

    A weighing that failed, or one below zero, has no value. The same one with the same time is not told twice.
    """

    name = "Weight scale"
    sfreq = 1.0  # at the very most: so nobody is coached by it

    def __init__(self) -> None:
        super().__init__()
        self._before = b""

    def packet(self, data: bytes) -> Reading | None:
        bits = data[0] if data else RESERVED
        if bits & RESERVED or len(data) != 3 + sum(size for bit, size in SIZES.items() if bits & bit):
            raise ValueError("no weight of the standard")
        if bits & TIME and data == self._before:
            return None
        self._before = data
        steps = int.from_bytes(data[1:3], "little")
        newtons = steps / 100 * LBF_N if bits & IMPERIAL else steps / 200 * KGF_N
        why = FAILED if steps == UNSUCCESSFUL else BELOW if bits & BELOW_ZERO else ""
        return Reading(np.array([[np.nan if why else newtons]]), why=why)


BLE = WeightScale


def open(where: str, options: Mapping[str, str]) -> WeightScale:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return WeightScale(where, options)


def decoder(options: Mapping[str, str]) -> WeightScaleDecoder:
    """What understands its indications."""
    return WeightScaleDecoder()
