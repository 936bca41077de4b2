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


@pytest.fixture(scope="session")
def boot_loader(build: Path) -> Path:
    """An Uno's own, Optiboot, from Arduino's source.

    It is built here: Debian's hex file has 532 bytes, and an Uno's boot section 512. Without the greeting of three
    flashes, which Debian's compiler leaves no room for; they would change nothing that a host sees.
    """
    toolchain.need("gcc-avr", "avr-libc", "arduino-core-avr")
    return toolchain.once(build, "boot_loader.hex", toolchain.key_of(more=f"{firmware.versions()}"), _boot_loader)


def _boot_loader(to: Path) -> None:
    source = firmware.ARDUINO / "bootloaders" / "optiboot" / "optiboot.c"
    small = ["-Os", "-fno-inline-small-functions", "-fno-split-wide-types", "-mshort-calls", "-w"]  # as its Makefile
    place = ["-Wl,--section-start=.text=0x7e00", "-Wl,--section-start=.version=0x7ffe", "-Wl,--relax"]
    how = ["-mmcu=atmega328p", "-DF_CPU=16000000L", "-DBAUD_RATE=115200", "-DLED_START_FLASHES=0", "-nostdlib"]
    elf = to.with_suffix(".elf")
    firmware.call("avr-gcc", *how, *small, *place, "-nostartfiles", source, "-o", elf)
    firmware.call("avr-objcopy", "-O", "ihex", elf, to)


def _simboard(to: Path) -> None:
    source = toolchain.EMULATOR / "simboard.c"
    firmware.call("gcc", "-O2", "-Wall", "-Wextra", "-Werror", source, "-o", to, "-lsimavr", "-lm")
