"""Counts to newtons or kilopascals: a model with its parameters and where they come from; to and from text."""

import math
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.errors import CalibrationError
from pressure_coach.signal.chunk import Floats
from pressure_coach.signal.limits import value

MAX_AGE_DAYS = round(value("calibration_days"))
UNITS = ("N", "kPa")


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns what a sensor says into ``unit``. Per channel values have one entry a channel, or one for all."""

    unit: str  # "N" or "kPa"
    slope: tuple[float, ...]  # unit per count
    zero_counts: tuple[float, ...] = ()  # reading with nothing on the sensor; () when it was never taken
    model: str = "linear"
    reads: str = "counts"  # the unit of what comes in: "counts", or that of a device whose newtons are corrected
    full_scale: float | None = None  # of the sensor, in unit
    u95: float | None = None  # expanded uncertainty (95 %) in unit
    device_id: str = ""  # of the sensor that it belongs to; "" fits any
    date: str = ""  # ISO, of the measurement; "" when it never grows old (a driver's own)
    provenance: str = ""  # who measured what, with which reference
    points: tuple[tuple[float, ...], ...] = ()  # (load in unit, reading of each channel ...) as measured
    simulated: bool = False

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise CalibrationError(
                f"this calibration uses the model '{self.model}', which this version does not know; "
                f"use one of {', '.join(sorted(MODELS))}, or update pressure-coach."
            )
        if self.unit not in UNITS:
            raise CalibrationError(f"a calibration gives {' or '.join(UNITS)}, not '{self.unit}'; correct its unit.")
        if not self.slope or not all(math.isfinite(k) and k != 0.0 for k in self.slope):
            raise CalibrationError(
                "the slope of a calibration must be a number other than 0 for each channel; calibrate again."
            )
        if not all(math.isfinite(z) for z in self.zero_counts):
            raise CalibrationError(
                "the zero of a calibration must be a finite number for each channel; calibrate again."
            )

    @classmethod
    def scale(cls, n_per_count: float) -> "Calibration":
        """A bare scale in N per count, as typed by a person; its zero is not known until a tare.

        Raises CalibrationError when it is 0 or not finite.
        """
        return cls(unit="N", slope=(float(n_per_count),), provenance="scale given by hand")

    @classmethod
    def from_text(cls, text: str) -> "Calibration":
        """Read what ``to_text`` wrote, or what a person wrote in the same form.

        Raises CalibrationError with the name of what is missing, unknown or of the wrong kind.
        """
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise CalibrationError(f"this calibration is not readable as TOML ({error}); correct that line.") from error
        unknown = sorted(set(table) - set(cls.__dataclass_fields__))
        if unknown:
            raise CalibrationError(
                f"this calibration has an entry '{unknown[0]}' that is not known; remove or correct it."
            )
        missing = [name for name in ("unit", "slope") if name not in table]
        if missing:
            raise CalibrationError(f"this calibration says no {missing[0]}; add it, or calibrate again.")
        return cls(**{name: _typed(name, value) for name, value in table.items()})

    def to_text(self) -> str:
        """The same as TOML, to the last bit of every number."""
        import tomli_w

        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return tomli_w.dumps({name: _plain(value) for name, value in fields.items() if value is not None})

    def with_zero(self, counts: Sequence[float]) -> "Calibration":
        """The same with another zero, one reading a channel (or one for all)."""
        return replace(self, zero_counts=tuple(float(c) for c in counts))

    def per_channel(self, n_channels: int) -> tuple[Floats, Floats]:
        """(zero, slope), each (n_channels,); an unknown zero is 0.

        Raises CalibrationError when it was made for another number of channels.
        """
        for name, given in (("slope", self.slope), ("zero", self.zero_counts)):
            if len(given) not in (1, n_channels) and not (name == "zero" and not given):
                raise CalibrationError(
                    f"this calibration has a {name} for {len(given)} channels, but the sensor has {n_channels}; "
                    "use the calibration of this sensor, or calibrate it."
                )
        zero = np.array(self.zero_counts or (0.0,), np.float64)
        return np.resize(zero, n_channels), np.resize(np.array(self.slope, np.float64), n_channels)

    def apply(self, values: NDArray[Any]) -> Floats:
        """(n_samples, n_channels) readings to the same shape in ``unit``; each sample by itself."""
        return MODELS[self.model](self, values)


def _linear(calibration: Calibration, values: NDArray[Any]) -> Floats:
    zero, slope = calibration.per_channel(values.shape[1])
    force: Floats = (values - zero) * slope
    force += 0.0  # no negative zeros: what is equal is also the same bits
    return force


# A model is one function; multi-point and creep models are added here, and their parameters as fields above.
MODELS: dict[str, Callable[[Calibration, NDArray[Any]], Floats]] = {"linear": _linear}


def fit_linear(points: Sequence[tuple[float, float]], unit: str = "N", **about: Any) -> Calibration:
    """Least squares line through (load in ``unit``, reading in counts) points; ``about`` fills the other fields.

    ``u95`` is Student's t (95 %) times the residual standard deviation in ``unit``; None below 3 points, which leave no
    residual. Raises CalibrationError when the points do not determine a line.
    """
    table = np.array(points, np.float64).reshape(-1, 2)
    load, counts = table[:, 0], table[:, 1]
    if len(table) < 2 or not np.isfinite(table).all() or np.ptp(load) == 0.0:
        raise CalibrationError(
            "a calibration needs readings at two or more different loads; add a load, nothing counts as 0."
        )
    if np.ptp(counts) == 0.0:
        raise CalibrationError(
            "the reading did not change with the load; check the wiring of the sensor, then measure again."
        )
    middle_load, middle = load.mean(), counts.mean()
    per_load = ((load - middle_load) @ (counts - middle)) / ((load - middle_load) @ (load - middle_load))
    if per_load == 0.0:
        raise CalibrationError(
            "the readings show no trend with the load; check the wiring of the sensor, then measure again."
        )
    slope, zero = 1.0 / per_load, middle - per_load * middle_load
    u95 = None
    if len(table) > 2:
        from scipy.special import stdtrit

        residual = (counts - zero) * slope - load
        u95 = float(stdtrit(len(table) - 2, 0.975) * math.sqrt(residual @ residual / (len(table) - 2)))
    fields: dict[str, Any] = {"full_scale": float(np.abs(load).max()), "u95": u95, **about}
    kept = tuple((float(a), float(b)) for a, b in table)
    return Calibration(unit=unit, slope=(float(slope),), zero_counts=(float(zero),), points=kept, **fields)


def age_days(calibration: Calibration, today: date) -> int | None:
    """How old a calibration is; negative when it is dated after today, None without a date."""
    return (today - date.fromisoformat(calibration.date)).days if calibration.date else None


def problems(calibration: Calibration, device_id: str, today: date) -> list[str]:
    """What speaks against believing this calibration today on this sensor: sentences with a remedy, [] when fine."""
    found = []
    if calibration.device_id and device_id and calibration.device_id != device_id:
        found.append(
            f"the calibration belongs to the sensor {calibration.device_id}, but this one is {device_id}; "
            "use this sensor's own calibration, or calibrate it."
        )
    age = age_days(calibration, today)
    if age is not None:
        if age > MAX_AGE_DAYS:
            found.append(f"the calibration is {age} days old, more than {MAX_AGE_DAYS}; calibrate the sensor again.")
        elif age < 0:
            found.append(f"the calibration is dated {calibration.date}, after today; check the date of this computer.")
    return found


_TUPLES = ("slope", "zero_counts")
_NUMBERS = ("full_scale", "u95")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _typed(name: str, value: Any) -> Any:
    """One entry of the text in the form of its field; a single number may stand for a list of one."""
    if name in _TUPLES:
        items = value if isinstance(value, list) else [value]
        if all(_is_number(item) for item in items):
            return tuple(float(item) for item in items)
    elif name in _NUMBERS:
        if _is_number(value):
            return float(value)
    elif name == "points":
        if isinstance(value, list) and all(isinstance(row, list) and all(map(_is_number, row)) for row in value):
            return tuple(tuple(float(item) for item in row) for row in value)
    elif name == "simulated":
        if isinstance(value, bool):
            return value
    elif name == "date":
        try:
            return date.fromisoformat(str(value)).isoformat() if value != "" else ""
        except ValueError:
            pass
    elif isinstance(value, str):
        return value
    raise CalibrationError(
        f"this calibration's {name} is {value!r}, which does not fit; correct it, or calibrate again."
    )


def _plain(value: Any) -> Any:
    """Tuples as lists, for TOML."""
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
