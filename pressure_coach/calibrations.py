"""Which calibration applies: the file that was named, else the one stored for the device, else the driver's own."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from pressure_coach import places
from pressure_coach.errors import CalibrationError
from pressure_coach.signal.calibration import Calibration, problems
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
    """What a Judge asks once the stream is known. ``warn`` gets a sentence for each doubt about the choice."""
    named = read_calibration(file) if file else None

    def choose(info: StreamInfo) -> Calibration | None:
        if scale is not None:
            return Calibration.scale(scale)
        if named is not None:
            if named.device_id and info.device_id and named.device_id != info.device_id:
                raise CalibrationError(
                    f"{file} belongs to the sensor {named.device_id}, but this one is {info.device_id}; its newtons "
                    "would be wrong: calibrate this sensor, or name its own file."
                )
            chosen: Calibration | None = named
        else:
            chosen = stored(info.device_id) or own
        for doubt in problems(chosen, info.device_id, date.today()) if chosen else ():
            warn(doubt)
        return chosen

    return choose


def stored(device_id: str) -> Calibration | None:
    """The newest calibration in the platform's folder for a device id; None when there is none."""
    if not device_id:
        return None
    folder = places.calibrations() / device_id
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    return read_calibration(files[-1]) if files else None
