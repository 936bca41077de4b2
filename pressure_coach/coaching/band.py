"""The band around a target: what counts as holding it."""

from dataclasses import dataclass, field

from pressure_coach.coaching.limits import value

MIN_HALF_N = value("half_band_min_n")


@dataclass(frozen=True, slots=True)
class Band:
    """``target`` +- ``half``, both in the unit of the force (N, unless nothing is calibrated)."""

    target: float
    half: float
    widened: str = ""  # why the band is wider than it was asked for; "" when it is as asked
    share: float = field(default=0.0, compare=False)  # what it was made of: at least so much of the target ...
    least: float = field(default=0.0, compare=False)  # ... and at least so wide, whatever the target

    @property
    def low(self) -> float:
        """Lower edge, inclusive."""
        return self.target - self.half

    @property
    def high(self) -> float:
        """Upper edge, inclusive."""
        return self.target + self.half

    @classmethod
    def around(
        cls,
        target: float,
        fraction: float = 0.10,
        *,
        noise_pp: float = 0.0,
        u95: float = 0.0,
        floor: float = MIN_HALF_N,
        rate_hz: float = 0.0,
    ) -> "Band":
        """A band of +- ``fraction`` x target, never finer than the sensor (coaching.md section 4 and 7).

        ``noise_pp`` is the sensor's peak-to-peak noise, ``u95`` the U95 of its repeatability, both in the target's
        unit; 0 when unknown. Under 20 samples/s the band is at least 15 % (coarse mode); ``rate_hz`` 0: unknown.
        """
        half, why = fraction * target, ""
        coarse = value("coarse_band") if 0.0 < rate_hz < value("coarse_hz") else 0.0
        for least, reason in (
            (floor, f"a band is never finer than {floor:g} N"),
            (3.0 * noise_pp, "the sensor's noise does not allow a finer one"),
            (u95, "the sensor's repeatability does not allow a finer one"),
            (coarse * target, "under 20 samples a second it is at least 15 %"),
        ):
            if least > half:
                half, why = least, reason
        return cls(target, half, why, max(fraction, coarse), max(floor, 3.0 * noise_pp, u95))
