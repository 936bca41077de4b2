"""Compilers for the firmware's tests: what is missing, and each thing built once, whoever asks for it first."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from tools import environment, firmware, system

HOST = Path(__file__).parent / "host"
EMULATOR = firmware.FIRMWARE / "emulator"
SANITIZERS = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
STRICT = ["-std=c++11", "-Wall", "-Wextra", "-Werror"]


def need(*packages: str) -> None:
    """Skip the test when one of these Debian packages is not here."""
    missing = [package for package in system.missing_for_firmware() if package in packages]
    if missing:
        pytest.skip(f"needs a compiler: {system.line_to_type(missing)}")


def need_program(name: str) -> None:
    """Skip the test when a program that some Debian package has is not here."""
    package = dict(system.PROGRAMS)[name]
    if package in system.missing_for_tests():
        pytest.skip(f"needs {name}: {system.line_to_type([package])}")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    import fcntl

    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def build_folder(elsewhere: Path) -> Path:
    """firmware/build, or a folder of the tests' own in a checkout that cannot be written to."""
    folder = firmware.BUILD if environment.writable(str(firmware.FIRMWARE)) else elsewhere
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def key_of(*folders: Path, more: str = "") -> str:
    """Changes whenever a file in these folders does."""
    said = hashlib.sha256(more.encode())
    for folder in folders:
        for file in sorted(f for f in folder.rglob("*") if f.is_file()):
            said.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return said.hexdigest()


def once(folder: Path, name: str, key: str, make: Callable[[Path], object]) -> Path:
    """``folder/name``, made anew when ``key`` is another one than last time; other test processes wait meanwhile."""
    made, note = folder / name, folder / f"{name}.key"
    with _locked(folder):
        if not made.exists() or not note.exists() or note.read_text() != key:
            note.unlink(missing_ok=True)
            make(made)
            note.write_text(key)
    return made


def host_program(to: Path, source: Path, *options: str, sketch: Path = firmware.SKETCH) -> Path:
    """One of our C++ programs with the firmware's board-free part in it, for this machine."""
    firmware.call("g++", *STRICT, *options, f"-I{sketch / 'src'}", f"-I{HOST}", source, "-o", to)
    return to
