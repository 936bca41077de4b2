"""Display units: newtons inside, kgf or lbf where a person wants them."""

import math
import re
from typing import Any

from pressure_coach.apps.texts import number
from pressure_coach.coaching.limits import BY_NAME
from pressure_coach.errors import UsageError
from pressure_coach.signal.units import KGF_N, LBF_N

NEWTONS = {"N": 1.0, "kgf": KGF_N, "lbf": LBF_N}
_FORCE = re.compile(r"\s*([0-9.]+(?:e[+-]?\d+)?)\s*(N|kgf|kg|lbf|lb)?\s*", re.IGNORECASE)
_SHORT = {"kg": "kgf", "lb": "lbf", "n": "N"}


def force(text: str) -> float:
    """'200', '200N', '20kgf' or '45lbf' in newtons. Raises UsageError."""
    match = _FORCE.fullmatch(text)
    try:
        number = float(match[1]) if match else 0.0
    except ValueError:
        number = 0.0
    if match is None or not 0 < number < 1e6:
        raise UsageError(f"'{text}' is no force; write newtons as 200, or 20kgf, or 45lbf.")
    unit = (match[2] or "N").lower()
    return number * NEWTONS[_SHORT.get(unit, unit)]


def fraction(text: str) -> float:
    """'0.1', '10' or '10%' as a fraction, within what a person may choose. Raises UsageError."""
    low, high = BY_NAME["band"].low, BY_NAME["band"].high
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        number = math.nan
    if text.strip().endswith("%") or number >= 1:
        number /= 100
    if not low <= number <= high:
        raise UsageError(
            f"a band of '{text}' cannot be chosen; write 0.10 or 10%, from {100 * low:g} % (fine) to {100 * high:g} % "
            "of the target (gentle)."
        )
    return number


def counted(n: int, what: str) -> str:
    """'1 event', '2 events'."""
    return f"{n} {what}" + "s" * (n != 1)


def shown(value: Any, unit: str, measured: str = "N", lang: str = "en") -> str:
    """A force for a person to read. ``measured``: what it is in; only newtons can be shown in another ``unit``.

    Counts are never shown: what was judged then is % of a level that was taken by key.
    """
    if value is None:
        return "-"
    if measured == "N":
        return f"{number(value / NEWTONS[unit], 1, lang)} {unit}"
    return f"{number(value, 1, lang)} {'%' if measured == 'counts' else measured}"
