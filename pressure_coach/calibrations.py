"""Which calibration applies: the file that was named, else the one stored for the device, else the driver's own."""

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pressure_coach import places
from pressure_coach.errors import CalibrationError, UsageError
from pressure_coach.signal.calibration import MAX_AGE_DAYS, Calibration, age_days, problems
from pressure_coach.signal.chunk import StreamInfo


def read_calibration(path: str | Path) -> Calibration:
    """A calibration file. Raises CalibrationError that names the file and what to do."""
    try:
        return Calibration.from_text(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise CalibrationError(f"cannot read the calibration {path}: {error.strerror}; check the name.") from error
    except UnicodeDecodeError as error:
        raise CalibrationError(f"{path} is no calibration: it is not text; name a .toml file.") from error
    except CalibrationError as error:
        raise CalibrationError(f"{path}: {error}") from error


def chooser(
    file: str | None, scale: float | None, own: Calibration | None, warn: Callable[[str], None]
) -> Callable[[StreamInfo], Calibration | None]:
    """What a Judge asks once the stream is known. ``warn`` gets a sentence for each doubt about the choice.

    Raises UsageError for a ``scale`` (N per count) that cannot be one, or for a scale and a file at once.
    """
    if scale is not None and not (math.isfinite(scale) and scale != 0):
        raise UsageError(f"--scale is {scale:g}; give the newtons of one count, a number other than 0.")
    if scale is not None and file:
        raise UsageError("--scale and --calibration both say what a count is; give one of them.")
    named = read_calibration(file) if file else None

    def choose(info: StreamInfo) -> Calibration | None:
        if scale is not None:
            return Calibration.scale(scale)
        if named is not None:
            _refuse_others(named, info.device_id, str(file))
            chosen: Calibration | None = named
        else:
            chosen = _young(stored(info.device_id), warn) or own
        for doubt in problems(chosen, info.device_id, date.today()) if chosen else ():
            warn(doubt)
        return chosen

    return choose


def _young(calibration: Calibration | None, warn: Callable[[str], None]) -> Calibration | None:
    """None in place of one that is too old to be believed unasked (coaching.md section 7): who names it may use it."""
    if calibration is None or (age := age_days(calibration, date.today())) is None or age <= MAX_AGE_DAYS:
        return calibration
    warn(
        f"the calibration of this sensor is {age} days old, more than {MAX_AGE_DAYS}, and is not used: calibrate the "
        "sensor again, or name the file with --calibration to use it all the same."
    )
    return None


def stored(device_id: str) -> Calibration | None:
    """The newest calibration in the platform's folder for a device id; None when there is none.

    Raises CalibrationError when it cannot be read, or says that it belongs to another sensor.
    """
    if not device_id:
        return None
    folder = places.calibrations() / device_id
    try:
        files = places.files(folder, ".toml")
    except OSError as error:
        raise CalibrationError(
            f"{folder} cannot be read: {error.strerror}; make it readable, or name a file with --calibration."
        ) from error
    if not files:
        return None
    newest = read_calibration(max(files))
    _refuse_others(newest, device_id, str(max(files)))
    return newest


def _refuse_others(calibration: Calibration, device_id: str, file: str) -> None:
    if calibration.device_id and device_id and calibration.device_id != device_id:
        raise CalibrationError(
            f"{file} belongs to the sensor {calibration.device_id}, but this one is {device_id}; its newtons "
            "would be wrong: calibrate this sensor, or name its own file."
        )
