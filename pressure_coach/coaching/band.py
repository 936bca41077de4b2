"""The band around a target: what counts as holding it."""

from dataclasses import dataclass

MIN_HALF_N = 5.0  # a narrower band than this is finer than what a hip on a ball can do (coaching.md section 4)


@dataclass(frozen=True, slots=True)
class Band:
    """``target`` +- ``half``, both in the unit of the force (N, unless nothing is calibrated)."""

    target: float
    half: float
    widened: str = ""  # why the band is wider than it was asked for; "" when it is as asked

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
        for least, reason in (
            (floor, f"a band is never finer than {floor:g} N"),
            (3.0 * noise_pp, "the sensor's noise does not allow a finer one"),
            (u95, "the sensor's repeatability does not allow a finer one"),
            (0.15 * target if 0.0 < rate_hz < 20.0 else 0.0, "under 20 samples a second it is at least 15 %"),
        ):
            if least > half:
                half, why = least, reason
        return cls(target, half, why)
