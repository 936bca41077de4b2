"""The numbers of the signal path that decide what is judged and what a person is told, each with its basis.

``coaching/limits.py`` puts them behind its own: one table, which ``pressure-coach limits`` prints.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """One number: ``default`` in ``unit``, which a person may set between ``low`` and ``high`` (equal: fixed)."""

    name: str
    default: float
    low: float
    high: float
    unit: str
    basis: str


def fixed(name: str, value: float, unit: str, basis: str) -> Limit:
    """A number that nobody sets."""
    return Limit(name, value, value, value, unit, basis)


TABLE: tuple[Limit, ...] = (
    # rate
    fixed("coarse_hz", 20.0, "samples/s", "below it: coarse mode, band of 15 % or more"),
    fixed("refused_hz", 8.0, "samples/s", "below it no holds; feedback flattens near 6.4 Hz"),
    fixed("step_s", 0.25, "s", "time that was not measured is never credited; feedback flattens near 6.4 Hz"),
    # what is no reading
    fixed("glitch_share", 0.05, "of samples", "J: more in glitch_s, and the wiring is to be checked"),
    fixed("glitch_s", 10.0, "s", "J"),
    fixed("adc_top", 0.98, "of the range", "J: above it the amplifier no longer follows: guidance stops"),
    fixed("stuck_s", 1.0, "s", "a live 24-bit converter never repeats itself so long: its noise is many counts"),
    # zero and calibration
    fixed("zero_s", 2.0, "s", "zero: median of 2 s or more unloaded"),
    fixed("zero_sigmas", 3.0, "sigma", "zero is refused when the signal moves more than its noise"),
    fixed("zero_moved_n", 3.0, "N", "a cheap cell moved 2.85 N after 740 N"),
    fixed("zero_moved_share", 0.02, "of T", "J"),
    fixed("auto_zero_n", 3.0, "N", "J: automatic zeroing (off until asked for) only below it"),
    fixed("auto_zero_s", 1.0, "s", "J: and when it was steady for so long"),
    fixed("auto_zero_share", 0.02, "of full scale", "J: and by no more at a step"),
    fixed("calibration_days", 90.0, "days", "J: an older one is not used unasked"),
    # smoothing, for the eye only
    fixed("eye_mincutoff_hz", 1.0, "Hz", "1-euro filter: 45 to 60 ms behind when steady"),
    fixed("eye_beta_hz", 6.0, "Hz per 1/s", "1-euro filter, on F / T: an unload is seen within 30 ms"),
    fixed("eye_dcutoff_hz", 1.0, "Hz", "1-euro filter: its authors' value"),
    fixed("eye_lowpass_hz", 3.0, "Hz", "J: the alternative, Butterworth"),
)

_BY_NAME = {limit.name: limit.default for limit in TABLE}


def value(name: str) -> float:
    """One of the numbers."""
    return _BY_NAME[name]


def micros(name: str) -> int:
    """A number given in seconds, in integer microseconds."""
    return round(value(name) * 1e6)
