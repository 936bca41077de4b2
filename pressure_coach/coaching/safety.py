"""Which targets are accepted, and the ceilings of a person on a pad (coaching.md section 3, "Force").

Software cannot limit a force, it can only say so.
"""

from dataclasses import dataclass

from pressure_coach.coaching.band import Band
from pressure_coach.coaching.limits import BY_NAME, value


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
    """One sentence that names the limit that refuses this target; "" when it is accepted."""
    low, high = BY_NAME["ceiling_n"].low, BY_NAME["ceiling_n"].high
    if not low <= ceiling_n <= high:
        return f"a ceiling of {ceiling_n:g} N is outside {low:g} to {high:g} N; choose one inside."
    if band.half > value("half_band_max") * target + 1e-9:
        return (
            f"the band of +-{band.half:.1f} N is more than 20 % of a target of {target:.0f} N "
            f"({band.widened or 'choose a finer band'}); choose a target of {band.half / 0.2:.0f} N or more."
        )
    most = ceilings(target, ceiling_n, full_scale_n).over_n
    room = 1.05 * target + max(band.half, 0.125 * target)
    if most < room - 1e-9:
        which = (
            f"90 % of the sensor's full scale is {most:.0f} N"
            if full_scale_n > 0 and value("full_scale_share") * full_scale_n <= most
            else f"your ceiling is {ceiling_n:.0f} N"
        )
        return (
            f"a target of {target:.0f} N needs room up to {room:.0f} N and {which}; "
            f"choose {most / 1.175:.0f} N or less, or another ceiling."
        )
    if target - band.half - value("hysteresis") * target < 2 * f_on - 1e-9:
        return (
            f"a target of {target:.0f} N cannot be told from lying lightly on the sensor ({f_on:.1f} N); "
            "choose a higher target."
        )
    return ""
