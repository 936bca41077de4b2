"""The programs that the firmware's tests run; each is built once for all test processes."""

from pathlib import Path

import pytest

from tests.firmware import toolchain
from tests.firmware.emulated import build, emulator, image
from tools import firmware

__all__ = ["arduino_core", "board_program", "build", "emulator", "image", "simboard", "uno_hex"]


@pytest.fixture(scope="session")
def board_program(build: Path) -> Path:
    """The firmware without its board, on this machine, with the sanitizers on."""
    toolchain.need("g++")
    key = toolchain.key_of(firmware.SKETCH, toolchain.HOST)
    source = toolchain.HOST / "main.cpp"
    return toolchain.once(build, "host", key, lambda to: toolchain.host_program(to, source, *toolchain.SANITIZERS))


@pytest.fixture(scope="session")
def arduino_core(build: Path) -> Path:
    """Arduino's own files for an Uno, as an archive."""
    toolchain.need("gcc-avr", "avr-libc", "arduino-core-avr")
    key = toolchain.key_of(more=str(firmware.versions()) + str(firmware.CORE))
    return toolchain.once(build, "core.a", key, firmware.arduino_core)


@pytest.fixture(scope="session")
def uno_hex(build: Path, arduino_core: Path) -> Path:
    """The file that is flashed to an Uno."""
    key = toolchain.key_of(firmware.SKETCH, more=f"{firmware.versions()}{firmware.SKETCH_FLAGS}")
    return toolchain.once(build, "pressure_coach_uno.hex", key, lambda to: firmware.uno(to, arduino_core))


@pytest.fixture(scope="session")
def simboard(build: Path) -> Path:
    """The emulated Uno."""
    toolchain.need("libsimavr-dev", "g++")
    return toolchain.once(build, "simboard", toolchain.key_of(toolchain.EMULATOR), _simboard)


def _simboard(to: Path) -> None:
    source = toolchain.EMULATOR / "simboard.c"
    firmware.call("gcc", "-O2", "-Wall", "-Wextra", "-Werror", source, "-o", to, "-lsimavr", "-lm")
