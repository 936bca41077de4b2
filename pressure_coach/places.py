"""Folders of the platform, and how a recording is named."""

from datetime import datetime
from pathlib import Path

from pressure_coach.errors import RecordingError

APP = "pressure-coach"
SUFFIX = ".mcap"


def data() -> Path:
    """The folder of the platform for what a person keeps; not made here."""
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def recordings() -> Path:
    """The folder of the recordings; not made here."""
    return data() / "recordings"


def calibrations() -> Path:
    """The folder of the calibrations, one folder a device id in it; not made here."""
    return data() / "calibrations"


def new_recording(folder: Path | None = None, now: datetime | None = None) -> Path:
    """A name that is still free: ``2026-11-22_15-44-03.mcap`` in local time; a second one of that moment gets ``_2``.

    The folder is made. Raises RecordingError when it cannot be.
    """
    folder = folder or recordings()
    stem = f"{now or datetime.now().astimezone():%Y-%m-%d_%H-%M-%S}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(f"{folder} cannot be made: {error.strerror}; name a file in another folder.") from error
    path, number = folder / (stem + SUFFIX), 1
    while path.exists():
        number += 1
        path = folder / f"{stem}_{number}{SUFFIX}"
    return path


def listed(folder: Path | None = None) -> list[Path]:
    """All recordings of a folder, the newest first."""
    folder = folder or recordings()
    return sorted(folder.glob("*" + SUFFIX), key=lambda path: path.stem, reverse=True) if folder.is_dir() else []
