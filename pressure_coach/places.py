"""Folders of the platform, and how a recording is named."""

import os
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
    while os.path.lexists(path):
        number += 1
        path = folder / f"{stem}_{number}{SUFFIX}"
    return path


def listed(folder: Path | None = None) -> list[Path]:
    """All recordings of a folder, the newest first by their names. Raises RecordingError when it may not be read."""
    folder = folder or recordings()
    try:
        found = [path for path in files(folder, SUFFIX) if path.is_file()]  # no pipe: reading it would wait for ever
    except OSError as error:
        raise RecordingError(f"{folder} cannot be read: {error.strerror}; name a folder that you may read.") from error
    return sorted(found, key=lambda path: path.stem, reverse=True)


def files(folder: Path, suffix: str) -> list[Path]:
    """What lies in a folder and ends so; [] when there is no such folder. Raises OSError when it may not be read."""
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [folder / name for name in names if name.endswith(suffix)]
