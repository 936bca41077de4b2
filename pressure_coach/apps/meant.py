"""ble: alone, or with a name or an address behind it: which of all the sensors in range is meant, whatever its kind."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pressure_coach.devices import Address, parse_address
from pressure_coach.errors import DeviceError

if TYPE_CHECKING:
    from pressure_coach.devices._nearby import Sensor

GENERIC = "ble"  # the scheme of our own boards stands for every other kind as well
SCAN_S, SETTLE_S = 10.0, 1.5  # to look for a sensor; after the first: is there another one?


def sensor(address: str, say: Callable[[str], None], ask: bool = True) -> str:
    """The address with the scheme of the sensor that is meant; any other address as it is.

    With ``ask`` a person in a terminal is asked when several are. Raises DeviceError when none is, when several are and
    nobody can be asked, and when there is no Bluetooth.
    """
    parsed = parse_address(address)
    if parsed.scheme != GENERIC:
        return address
    from pressure_coach.devices._nearby import known

    say(f"listening for Bluetooth sensors, {SCAN_S:g} s at most; wake yours if it sleeps.")
    found = known(parsed.where, SCAN_S, SETTLE_S)
    chosen = found[0] if len(found) == 1 else _ask(found) if ask else None
    if chosen is None:
        listed = ", ".join(f"{one.address} ({one.name})" for one in found)
        raise DeviceError(f"ble: more than one sensor is in range; choose one of {listed}.")
    scheme, _, where = chosen.address.partition(":")
    if scheme != GENERIC or not parsed.where:
        say(f"taking {chosen.address}: {chosen.name}, {chosen.kind}.")
    return str(Address(scheme, where, parsed.options))


def _ask(found: "Sequence[Sensor]") -> "Sensor | None":
    """Which of several; None where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    for i, one in enumerate(found, 1):
        strength = f", {one.rssi} dBm" if one.rssi is not None else ""
        print(f"  {i}  {one.name}, {one.kind} ({one.address}{strength})", file=sys.stderr)
    while True:
        print(f"which one? 1 to {len(found)}, then Enter: ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        if not answer:
            return None
        if answer.strip().isdecimal() and 1 <= int(answer) <= len(found):
            return found[int(answer) - 1]
