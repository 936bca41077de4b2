"""Faults that are put into a copy of the sketch, one at a time, and whether the checks see them."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.firmware import toolchain
from tools import firmware

Check = Callable[[Path], None]
CORE = "pc_core.h"  # files of src/ that more than one test puts faults in
ATT, GATT, LINK, BLE, AIR = "pc_att.h", "pc_gatt.h", "pc_link.h", "pc_ble.h", "pc_air.h"
FAULTS = (AssertionError, ValueError, IndexError, StopIteration)


@dataclass(frozen=True)
class Mutant:
    """One fault: in a file of src/, ``old`` (which stands there once) becomes ``new``."""

    file: str
    old: str
    new: str


def infected(mutant: Mutant, folder: Path) -> Path:
    """A copy of the sketch with the fault in it."""
    sketch = shutil.copytree(firmware.SKETCH, folder / "pressure_coach")
    file = sketch / "src" / mutant.file
    text = file.read_text(encoding="ascii")
    assert text.count(mutant.old) == 1, (
        f"{mutant.file} has changed: {mutant.old!r} stands there {text.count(mutant.old)} times"
    )
    file.write_text(text.replace(mutant.old, mutant.new), encoding="ascii")
    return sketch


def built(mutant: Mutant, folder: Path, source: str) -> Path:
    """The program of this machine that ``host/<source>`` makes of the sketch with the fault in it."""
    toolchain.need("g++")
    sketch = infected(mutant, folder)
    # A fault may well leave a warning behind, and nobody runs this for long.
    options = ["-O0", "-Wno-unused", "-Wno-error", "-w"]
    return toolchain.host_program(folder / "host", toolchain.HOST / source, *options, sketch=sketch)


def survives(program: Path, checks: Iterable[Check]) -> bool:
    """Whether all checks pass."""
    for check in checks:
        try:
            check(program)
        except FAULTS:
            return False
    return True
