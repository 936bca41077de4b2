"""A file that is there as a whole or not at all: written beside its place under another name, then moved there."""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from pressure_coach.errors import RecordingError


def check_new(path: Path) -> None:
    """Raise RecordingError when a new file cannot be made here, as far as can be told without making it."""
    if os.path.lexists(path):
        raise RecordingError(f"{path} exists already and is never overwritten; choose another name.")
    if not os.path.isdir(path.parent):
        raise RecordingError(f"{path} cannot be written: there is no folder {path.parent}; choose another folder.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise RecordingError(f"{path} cannot be written: you may not write into {path.parent}; choose another folder.")


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Gives the path to write to, in the same folder; without an error it becomes ``path``, else it is removed.

    Raises RecordingError when ``path`` exists already (before or after the writing), and for any OSError within.
    """
    check_new(path)
    part = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        try:
            yield part
            _sync(part)
            _move(part, path)
        except FileExistsError as error:
            raise RecordingError(f"{path} exists by now and is never overwritten; choose another name.") from error
        except OSError as error:
            why = error.strerror or str(error)
            remedy = (
                "choose a shorter name" if error.errno == errno.ENAMETOOLONG else "make room or choose another folder"
            )
            raise RecordingError(
                f"{path} could not be written ({why}) and nothing was left there; {remedy}."
            ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _sync(part: Path) -> None:
    """Have it on the disk before it gets its name: a power cut must not leave a name without its contents."""
    with part.open("rb+") as file, contextlib.suppress(OSError):  # some file systems cannot
        os.fsync(file.fileno())


def _move(part: Path, path: Path) -> None:
    """Rename without replacing. A hard link does that in one step where there are any; Windows' rename does."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except (OSError, AttributeError, NotImplementedError):  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        part.rename(path)
