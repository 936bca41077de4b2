"""The zero of a session: what the sensor says with nothing on it, taken only when it stands still."""

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.errors import CalibrationError
from pressure_coach.signal.chunk import Floats, Micros
from pressure_coach.signal.limits import micros, value

ZERO_US = micros("zero_s")
MAX_NOISES = value("zero_sigmas")  # SD of the readings, in units of the noise
QUIET_N = 0.25  # an SD that is always good enough (J): a twelfth of what automatic zeroing may move
LOADED_N = 50.0  # a zero this far from the one before is a load, or another sensor (J)
AUTO_N = value("auto_zero_n")  # coaching.md section 7: automatic zeroing below this force ...
AUTO_STEADY_US = micros("auto_zero_s")  # ... when it was steady for so long ...
AUTO_PART = value("auto_zero_share")  # ... by at most this part of full scale a step ...
AUTO_LEAST_N = 0.2  # ... and not for less than this (J): a moving zero should be a rare thing
AUTO_UNLOADED_US = 12_000_000  # ... after longer than any pause of a hold lasts, so never in a hold
_GAP_US = micros("step_s")
_LEAST_SAMPLES = 10
_TIDY = 32  # what is too old is thrown away every so many chunks

_AGAIN = "take everything off the sensor, leave it alone for 2 s and set the zero again"


@dataclass(frozen=True, slots=True)
class Zero:
    """What a tare found."""

    t_us: int  # session time of the newest sample that went into it
    counts: tuple[float, ...]  # reading per channel
    noise: float  # sigma of the judged force, in ``unit``
    moved: float | None  # by how much the judged force was off; None when no zero was known before
    unit: str


class Ring:
    """The readings of the last 2 s that were fit to be judged."""

    def __init__(self) -> None:
        self._parts: deque[tuple[Micros, NDArray[Any], Floats]] = deque()

    def add(self, t_us: Micros, raw: NDArray[Any], series: Floats) -> None:
        """(n,) times, (n, n_channels) readings, (n,) judged series; n > 0."""
        parts = self._parts
        parts.append((t_us, raw, series))
        if len(parts) % _TIDY == 0:
            old = t_us[-1] - ZERO_US
            while parts[0][0][-1] < old:
                parts.popleft()

    def last(self) -> tuple[Micros, NDArray[Any], Floats]:
        """The last 2 s, however they came."""
        if not self._parts:
            return np.empty(0, np.int64), np.empty((0, 1)), np.empty(0)
        t, raw, series = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        recent = t >= t[-1] - ZERO_US
        return t[recent], raw[recent], series[recent]


def find_zero(ring: Ring, now_us: int, known_noise: float | None, quiet: float, unit: str, zeroed: bool) -> Zero:
    """The zero that the last 2 s give.

    ``known_noise``: sigma when the sensor was quietest so far; ``quiet``: an SD that is good enough whatever the noise;
    ``zeroed``: the series is counted from a known zero. Raises CalibrationError that says what moved and what to do.
    """
    t, raw, series = ring.last()
    if (
        len(t) < _LEAST_SAMPLES
        or now_us - t[-1] > _GAP_US
        or np.diff(t).max() > _GAP_US
        or t[-1] - t[0] < 0.9 * ZERO_US
    ):
        raise CalibrationError("the zero needs 2 s of good readings without a break; wait a moment and set it again.")
    spread, noise = float(series.std()), _noise(series)
    allowed = max(MAX_NOISES * max(noise, known_noise or 0.0), quiet)
    if spread > allowed:
        raise CalibrationError(
            f"the force moved by {spread:.2g} {unit} (SD) in the last 2 s and its noise allows {allowed:.2g}; {_AGAIN}."
        )
    moved = float(np.median(series)) if zeroed else None
    if moved is not None and unit == "N" and abs(moved) > LOADED_N:
        raise CalibrationError(
            f"the force is {moved:.0f} N away from the zero before, so something presses on the sensor: {_AGAIN}; "
            "if nothing does, its calibration no longer fits: calibrate it."
        )
    return Zero(int(t[-1]), _medians(raw), spread, moved, unit)


def find_auto_zero(ring: Ring, known_noise: float | None, quiet: float, full_scale: float | None) -> Zero | None:
    """A small correction of the zero from the last second, or None when there is no reason or it is not steady.

    For newtons only. Whether the sensor has been unloaded for long enough is the caller's to know.
    """
    t, raw, series = ring.last()
    recent = t > t[-1] - AUTO_STEADY_US if len(t) else t > 0
    t, raw, series = t[recent], raw[recent], series[recent]
    if len(t) < _LEAST_SAMPLES or np.diff(t).max() > _GAP_US or t[-1] - t[0] < 0.9 * AUTO_STEADY_US:
        return None
    spread, moved = float(series.std()), float(np.median(series))
    if spread > max(MAX_NOISES * max(_noise(series), known_noise or 0.0), quiet) or np.abs(series).max() >= AUTO_N:
        return None
    if abs(moved) < AUTO_LEAST_N or (full_scale and abs(moved) > AUTO_PART * full_scale):
        return None
    return Zero(int(t[-1]), _medians(raw), spread, moved, "N")


def _medians(raw: NDArray[Any]) -> tuple[float, ...]:
    medians: list[float] = np.median(raw.astype(np.float64), axis=0).tolist()
    return tuple(medians)


def _noise(series: Floats) -> float:
    """Sigma from differences of neighbours, which slow movements do not touch; at least a step of the sensor's."""
    steps = np.abs(np.diff(series))
    # Of normal noise the median difference is 0.954 sigma. A coarse sensor mostly repeats itself: then one step counts.
    smallest = float(steps[steps > 0].min()) if steps.any() else 0.0
    return max(float(np.median(steps)) / 0.954, smallest)
