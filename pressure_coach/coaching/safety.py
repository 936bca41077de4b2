"""Which targets are accepted, and the ceilings of a person on a pad (coaching.md section 3, "Force").

Software cannot limit a force, it can only say so.
"""

from dataclasses import dataclass
from math import ceil, floor, inf

from pressure_coach.coaching.band import Band
from pressure_coach.coaching.limits import BY_NAME, value

NO_TARGET = "no target fits this sensor; check its wiring, or use one with less noise or for larger forces"


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Levels in N above which the coach says over, and above which it stops at once."""

    over_n: float
    stop_n: float
    limit_n: float


def ceilings(target: float, ceiling_n: float, full_scale_n: float = 0.0) -> Ceilings:
    """The levels for a target; ``full_scale_n`` of the sensor, 0 when unknown."""
    personal = min(ceiling_n, value("over_factor") * target)
    limit = value("hard_ceiling_n")
    if full_scale_n > 0:
        personal = min(personal, value("full_scale_share") * full_scale_n)
    return Ceilings(personal, value("stop_factor") * target, limit)


def why_refused(target: float, band: Band, ceiling_n: float, full_scale_n: float = 0.0, f_on: float = 5.0) -> str:
    """One sentence that names the limit that refuses this target; "" when it is accepted.

    A number that the sentence advises is accepted, with the band that the same wish gives there.
    """
    low, high = BY_NAME["ceiling_n"].low, BY_NAME["ceiling_n"].high
    if not low <= ceiling_n <= high:
        return f"a ceiling of {ceiling_n:g} N is outside {low:g} to {high:g} N; choose one inside."
    widest = value("half_band_max")
    if band.share > widest + 1e-9:
        return (
            f"a band of +-{100 * band.share:g} % is more than {100 * widest:g} % of the target, whatever the target; "
            "choose a finer band."
        )
    least, most = accepted(band, ceiling_n, full_scale_n, f_on)
    advice = f"choose a target of {least} N or more" if least <= most else NO_TARGET
    if band.half > widest * target + 1e-9:
        why = f" ({band.widened})" if band.widened else ""
        return f"the band of +-{band.half:.1f} N is more than 20 % of a target of {target:.4g} N{why}; {advice}."
    over = ceilings(target, ceiling_n, full_scale_n).over_n
    room = 1.05 * target + max(band.half, 0.125 * target)
    if over < room - 1e-9:
        sensor = value("full_scale_share") * full_scale_n if full_scale_n > 0 else inf
        which = "90 % of the sensor's full scale is" if sensor <= over else "your ceiling is"
        advice = f"choose {most} N or less" if least <= most else NO_TARGET
        if sensor <= over and least <= most:
            advice += ", or a sensor for larger forces"
        elif sensor > over and room <= min(high, sensor):
            advice += f", or a ceiling of {ceil(room - 1e-9)} N or more"
        needs = f"a target of {target:.4g} N needs room up to {ceil(room)} N"
        return f"{needs} and {which} {min(sensor, ceiling_n):.4g} N; {advice}."
    if target - band.half - value("hysteresis") * target < 2 * f_on - 1e-9:
        return f"a target of {target:.4g} N cannot be told from lying lightly on the sensor ({f_on:.1f} N); {advice}."
    return ""


def accepted(band: Band, ceiling_n: float, full_scale_n: float = 0.0, f_on: float = 5.0) -> tuple[int, int]:
    """The lowest and highest target in whole N that the limits leave to a band of this kind; none if low > high."""
    share, least = (band.share, band.least) if band.share or band.least else (0.0, band.half)
    contact, edge = 2 * f_on, 1.0 - value("hysteresis")
    low = max(least / value("half_band_max"), (contact + least) / edge, contact / (edge - share))
    room = ceiling_n if full_scale_n <= 0 else min(ceiling_n, value("full_scale_share") * full_scale_n)
    high = min(room / (1.05 + max(share, 0.125)), (room - least) / 1.05)
    return ceil(low - 1e-9), floor(high + 1e-9)
