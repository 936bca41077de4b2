"""What knows no board, compiled for the processors of the other boards; and their board files read by a compiler."""

import os
import re
from pathlib import Path

import pytest

from tests.firmware import toolchain
from tools import firmware

FREESTANDING = ["-ffreestanding", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics", "-Os"]
CHIPS = {
    "Cortex-M4F": ("gcc-arm-none-eabi", "arm-none-eabi", "-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16"),
    "Cortex-M0+": ("gcc-arm-none-eabi", "arm-none-eabi", "-mcpu=cortex-m0plus -mthumb"),
    "rv32imc": ("gcc-riscv64-unknown-elf", "riscv64-unknown-elf", "-march=rv32imc -mabi=ilp32"),
}
# What a compiler may call by itself: copies of memory, and arithmetic that the chip has no instruction for.
OF_THE_COMPILER = re.compile(
    r"mem(cpy|set|move)|__aeabi_(\w*(div|mod|mul|mem)\w*|i2f)|__(u?div|u?mod|mul|floatsi)\w+|__gnu_thumb1_\w+"
)


def compiled(chip: str, source: str, folder: Path) -> tuple[list[str], int, int]:
    """(names that it needs from elsewhere, bytes of program, bytes of memory) of ``host/<source>`` for a chip."""
    package, prefix, options = CHIPS[chip]
    toolchain.need(package)
    thing = folder / "thing.o"
    firmware.call(
        f"{prefix}-g++", *toolchain.STRICT, *FREESTANDING, *options.split(), f"-I{firmware.SKETCH / 'src'}",
        "-c", toolchain.HOST / source, "-o", thing,
    )  # fmt: skip
    needed = [line.split()[-1] for line in firmware.call(f"{prefix}-nm", "-u", thing).splitlines()]
    text, data, bss = map(int, firmware.call(f"{prefix}-size", thing).splitlines()[1].split()[:3])
    return [name for name in needed if not OF_THE_COMPILER.fullmatch(name)], text, data + bss


@pytest.mark.parametrize("chip", CHIPS)
def test_the_core_and_all_sensors_build_without_a_word_and_need_no_heap(chip: str, tmp_path: Path) -> None:
    needed, program, memory = compiled(chip, "everything.cpp", tmp_path)
    assert len(needed) >= 20
    assert [name for name in needed if not name.startswith("_ZN3hal")] == []
    assert program < 12_000
    assert memory < 8_000  # five boards' worth


BOARDS = {
    "ESP32": ["-DARDUINO_ARCH_ESP32", "-DCONFIG_IDF_TARGET_ESP32"],
    "ESP32-S3": ["-DARDUINO_ARCH_ESP32", "-DCONFIG_IDF_TARGET_ESP32S3", "-DARDUINO_USB_CDC_ON_BOOT=1"],
    "ESP32-C3": ["-DARDUINO_ARCH_ESP32", "-DCONFIG_IDF_TARGET_ESP32C3", "-DARDUINO_USB_CDC_ON_BOOT=1", "-DPC_COLS=2"],
    "XIAO nRF52840": ["-DARDUINO_ARCH_NRF52", "-DNRF52840_XXAA", "-DPIN_VBAT=32", "-DVBAT_ENABLE=14"],
    "Nano 33 BLE": ["-DARDUINO_ARCH_MBED", "-DNRF52840_XXAA"],
    "Pico": ["-DARDUINO_ARCH_RP2040"],
    "Pico W": ["-DARDUINO_ARCH_RP2040", "-DPICO_CYW43_SUPPORTED=1"],
}


@pytest.mark.parametrize("board", BOARDS)
def test_the_sketch_is_read_for_every_board_and_sensor(board: str) -> None:
    """Against names only: this finds slips of the pen, not names that a core of that board does not have."""
    toolchain.need("g++")
    reading = ["-std=gnu++11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-fsyntax-only", "-x", "c++"]
    for sensor in ("PC_HX711", "PC_NAU7802", "PC_ANALOG", "PC_MATRIX", "PC_MPRLS"):
        firmware.call(
            "g++", *reading, *BOARDS[board], f"-DPC_SENSOR={sensor}", f"-I{toolchain.HOST / 'fakes'}",
            "-include", "Arduino.h", firmware.SKETCH / "pressure_coach.ino",
        )  # fmt: skip


@pytest.mark.timeout(400)
def test_the_receive_side_stands_random_bytes(build: Path) -> None:
    """Two seconds; PRESSURE_COACH_FUZZ_S=60 for a minute, as CI does."""
    toolchain.need("g++")
    source = toolchain.HOST / "fuzz.cpp"
    program = toolchain.once(
        build,
        "fuzz",
        toolchain.key_of(firmware.SKETCH, toolchain.HOST),
        lambda to: toolchain.host_program(to, source, *toolchain.SANITIZERS),
    )
    seconds = os.environ.get("PRESSURE_COACH_FUZZ_S", "2")
    lives = int(firmware.call(program, seconds, str(os.getpid() if "CI" not in os.environ else 1)))
    assert lives > 100 * float(seconds)
