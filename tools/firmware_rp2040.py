"""Builds the firmware for a bare RP2040, without an SDK, for the emulator; the tests run it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tools.firmware import FIRMWARE, SKETCH, call

CHIP = FIRMWARE / "rp2040"
FLAGS = [
    "-mcpu=cortex-m0plus", "-mthumb", "-std=c++11", "-Os", "-Wall", "-Wextra", "-Werror", "-fno-exceptions",
    "-fno-rtti", "-fno-threadsafe-statics", "-ffreestanding", "-fno-tree-loop-distribute-patterns", "-nostdlib",
]  # fmt: skip
SECOND_STAGE = 256  # bytes, of which the last four are the checksum of the others


def checksum(code: bytes) -> int:
    """CRC-32 as the RP2040's boot loader wants it for the second stage: not reflected, no final XOR."""
    crc = 0xFFFFFFFF
    for byte in code:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7) & 0xFFFFFFFF if crc >> 31 else crc << 1
    return crc


def image(to: Path, sketch: Path = SKETCH) -> Path:
    """Make the image, as it lies in flash from its first byte on, with the board-free part of ``sketch``."""
    with TemporaryDirectory() as folder:
        elf = Path(folder) / "firmware.elf"
        sources = [CHIP / name for name in ("boot2.S", "main.cpp", "start.cpp")]
        call("arm-none-eabi-g++", *FLAGS, f"-I{sketch / 'src'}", *sources, "-T", CHIP / "rp2040.ld", "-o", elf, "-lgcc")
        call("arm-none-eabi-objcopy", "-O", "binary", elf, to)
    made = to.read_bytes()
    code = made[: SECOND_STAGE - 4]
    to.write_bytes(code + checksum(code).to_bytes(4, "little") + made[SECOND_STAGE:])
    return to
