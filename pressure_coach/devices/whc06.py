"""whc06:<name or address>  WH-C06 crane scale (MAT Muscle Meter), over Bluetooth advertisements; whc06: alone if one

Parsers tested, hardware untried. Measures pull, at best 8 times a second: enough for coarse guidance, no more. Linux
passes on only some advertisements, often too few for a hold; a Mac or Windows may do better. Set it to kg, hold off.
"""

import sys
from collections import deque
from collections.abc import Callable, Mapping
from time import monotonic_ns

import numpy as np

from pressure_coach.devices._ble import BleDevice
from pressure_coach.devices._known import KnownBy
from pressure_coach.signal.packets import PacketDecoder, Reading
from pressure_coach.signal.units import KGF_N, LBF_N

# Facts: the vendor's sample in Crane, and the drivers of Grip Connect and mito. Places are those behind the company's
# number, which bleak strips; sources that count it are two further on.
COMPANY = 0x0100
HEAD, LENGTH = b"\x02\x03\x11", 17  # in every capture seen
WEIGHT, UNIT = slice(10, 12), 14  # the unit is in the low half of its byte, in the upper one a flag
UNIT_N = {1: KGF_N, 2: LBF_N, 3: 14 * LBF_N, 4: KGF_N / 2}  # kgf, lbf, stone, jin
# Sources differ whether the number has a sign: whatever is more than the scale can weigh (300 kgf) has one.
MOST = {unit: min(60_500, round(302.5 * KGF_N / newtons * 100)) for unit, newtons in UNIT_N.items()}
STRANGE = "the scale shows a unit that is not known here: switch it to kg"
# Sources differ whether the flag says "held" or "steady". A number that then stands still to the last digit for about a
# second is none that could be trusted while somebody pulls.
HOLD, STILL_N = 0xA, 8
HELD = "the scale holds its number: switch its hold off"
SELDOM_NS = 1_000_000_000  # further apart, readings no longer make a rate
SELDOM = "is heard less than once a second, too seldom for a hold"


class Whc06(BleDevice):
    """It cannot be connected to, so nothing can be sent to it either."""

    driver = "whc06"
    known_by = KnownBy("WH-C06 crane scale", ("IF_B7",))
    company = COMPANY

    def __init__(
        self, where: str, options: Mapping[str, str], now: Callable[[], int] = monotonic_ns, system: str = sys.platform
    ) -> None:
        super().__init__(where, options, now)
        if system.startswith("linux"):
            self.warning = "Linux passes on only some of its readings, so bring it nearer or try another system"
        self._times: deque[int] = deque(maxlen=5)  # of the newest packets

    def heard(self, data: bytes) -> None:
        if not _is_ours(data):
            return
        self._times.append(self.now())
        apart = sorted(np.diff(list(self._times)))
        seldom = len(apart) == 4 and apart[1] > SELDOM_NS  # one gap, or two, are no rate
        self.unusable = f"{SELDOM}; {self.warning or 'bring it nearer'}" if seldom else ""


class Whc06Decoder(PacketDecoder):
    """One reading an advertisement, in hundredths of the unit that it shows. A unit that is not known gives no value.

    The last two bytes change each time: a packet that is the same as the one before is the same.
    """

    name = "WH-C06"
    faster = "bring the scale nearer; Linux passes on only some of its readings, so a Mac or Windows may do better"
    sfreq = 8.0

    def __init__(self) -> None:
        super().__init__()
        self._before = b""
        self._still = 0  # how often in a row the number was the one before, with the flag

    def connected(self) -> None:
        self._before, self._still = b"", 0

    def packet(self, data: bytes) -> Reading | None:
        if not _is_ours(data):
            raise ValueError("no packet of a WH-C06")
        if data == self._before:
            return None
        self._still = self._still + 1 if data[UNIT] >> 4 == HOLD and data[WEIGHT] == self._before[WEIGHT] else 0
        self._before = data
        steps = int.from_bytes(data[WEIGHT], "big")
        unit = data[UNIT] & 0x0F
        if unit not in UNIT_N or self._still >= STILL_N:
            return Reading(np.array([[np.nan]]), why=HELD if unit in UNIT_N else STRANGE)
        steps -= (1 << 16) if steps > MOST[unit] else 0
        return Reading(np.array([[steps / 100 * UNIT_N[unit]]]))


def _is_ours(data: bytes) -> bool:
    return len(data) == LENGTH and data.startswith(HEAD)


BLE = Whc06


def open(where: str, options: Mapping[str, str]) -> Whc06:
    """The device; building it opens nothing. Raises UsageError for options that make no sense."""
    return Whc06(where, options)


def decoder(options: Mapping[str, str]) -> Whc06Decoder:
    """What understands its advertisements."""
    return Whc06Decoder()
