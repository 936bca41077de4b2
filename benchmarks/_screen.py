"""A screen for the benchmarks of the window: Xvfb's, whose pixels lie in a file that is mapped here as they change."""

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

SIZE = (1280, 800)
NCOLORS, BYTES_PER_LINE = 19, 12  # their places in the header of an xwd file, which is of 4-byte numbers


def own_env(folder: str, **more: str) -> dict[str, str]:
    """An environment in which the window remembers nothing from before, and keeps what it wants to in ``folder``."""
    bytecode = str(Path(folder) / "bytecode")
    env = {**os.environ, "XDG_DATA_HOME": folder, "PYTHONPYCACHEPREFIX": bytecode, **more}
    for name in ("PYTHONDONTWRITEBYTECODE", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        env.pop(name, None)
    return env


def has_screen() -> bool:
    """Whether Xvfb is installed."""
    return shutil.which("Xvfb") is not None


@contextmanager
def screen() -> Iterator[tuple[dict[str, str], np.ndarray]]:
    """Variables for a program to be shown there, with the server; the pixels (rows, columns) as they change."""
    with TemporaryDirectory() as folder:
        read, write = os.pipe()
        size = "{}x{}x24".format(*SIZE)
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-fbdir", folder, "-nolisten", "tcp"]
        with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as server:
            try:
                os.close(write)
                with os.fdopen(read) as pipe:
                    number = pipe.readline().strip()  # there once it takes guests
                if not number:
                    raise SystemExit("Xvfb did not start; run it by hand to see why.")
                variables = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "SCREEN_PID": str(server.pid)}
                yield variables, _pixels(Path(folder) / "Xvfb_screen0")
            finally:
                server.terminate()


def _pixels(file: Path) -> np.ndarray:
    with file.open("rb") as opened:
        header = struct.unpack(">25I", opened.read(100))
    width, height, wide = header[4], header[5], header[BYTES_PER_LINE] // 4
    mapped = np.memmap(file, np.uint32, "r", header[0] + 12 * header[NCOLORS], (height, wide))
    return np.asarray(mapped)[:, :width]
