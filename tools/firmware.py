"""Builds the firmware for an Arduino Uno, as the Arduino IDE would, with Debian's compiler; for tests and releases.

    python -m tools.firmware header     write firmware/pressure_coach/src/pc_proto.h anew
    python -m tools.firmware build      firmware/build/pressure_coach_uno.hex
    python -m tools.firmware release    the same, kept as firmware/release/pressure_coach_uno.hex and in the package

One compiler and one version of Arduino's files make one file, byte for byte, wherever it is made.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from pressure_coach.signal.protocol_header import to_c_header

FIRMWARE = Path(__file__).resolve().parents[1] / "firmware"
SKETCH = FIRMWARE / "pressure_coach"
HEADER = SKETCH / "src" / "pc_proto.h"
BUILD = FIRMWARE / "build"
RELEASE = FIRMWARE / "release" / "pressure_coach_uno.hex"
SHIPPED = FIRMWARE.parent / "pressure_coach" / "firmware" / RELEASE.name  # the same in the Python package, for 'flash'
ARDUINO = Path("/usr/share/arduino/hardware/arduino/avr")  # Debian's arduino-core-avr
RELEASED_WITH = {"gcc-avr": "1:5.4.0+Atmel3.6.2-3", "avr-libc": "1:2.0.0+Atmel3.6.2-3", "arduino-core-avr": "1.8.7"}

# As platform.txt of Arduino's core has them; -g is left out, because it puts the paths of this machine into the files.
CHIP = ["-mmcu=atmega328p", "-DF_CPU=16000000L", "-DARDUINO=10819", "-DARDUINO_AVR_UNO", "-DARDUINO_ARCH_AVR"]
COMMON = ["-c", "-Os", "-ffunction-sections", "-fdata-sections", "-flto"]
CORE = [*CHIP, *COMMON, "-w", "-DDECIMAL_DIG=__DECIMAL_DIG__"]  # the last: this gcc does not define it for old C++
C = ["-std=gnu11", "-fno-fat-lto-objects"]
CPP = ["-std=gnu++11", "-fno-exceptions", "-fno-threadsafe-statics"]
SKETCH_FLAGS = [*CHIP, *COMMON, *CPP, "-Wall", "-Wextra", "-Werror"]
INCLUDES = [f"-I{ARDUINO}/cores/arduino", f"-I{ARDUINO}/variants/standard"]
WIRE = ARDUINO / "libraries" / "Wire" / "src"


class BuildError(Exception):
    """The compiler's words."""


def call(*command: str | Path) -> str:
    """Run a command; its standard output. Raises BuildError with what it said when it fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        raise BuildError("\n".join([" ".join(map(str, command)), *done.stderr.splitlines()[:20]]))
    return done.stdout


def _compile(source: Path, to: Path) -> Path:
    if source.suffix == ".S":
        call("avr-gcc", *CORE, *INCLUDES, "-x", "assembler-with-cpp", source, "-o", to)
    elif source.suffix == ".c":
        call("avr-gcc", *CORE, *C, *INCLUDES, source, "-o", to)
    else:
        call("avr-g++", *CORE, *CPP, "-fpermissive", *INCLUDES, f"-I{WIRE}", source, "-o", to)
    return to


def arduino_core(archive: Path) -> Path:
    """Arduino's own files and its I2C library as one archive."""
    sources = sorted(f for f in (ARDUINO / "cores" / "arduino").iterdir() if f.suffix in (".c", ".cpp", ".S"))
    sources += [WIRE / "Wire.cpp", WIRE / "utility" / "twi.c"]
    archive.unlink(missing_ok=True)
    with TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        objects = list(pool.map(lambda source: _compile(source, Path(folder) / f"{source.name}.o"), sources))
        call("avr-gcc-ar", "rcsD", archive, *objects)
    return archive


def uno(hexfile: Path, core: Path, sketch: Path = SKETCH, options: Sequence[str] = ()) -> tuple[int, int]:
    """Make the sketch for an Uno; ``options``: such as -DPC_SENSOR=PC_ANALOG. Returns bytes of flash and of memory."""
    include = [*INCLUDES, f"-I{WIRE}", f"-I{sketch}", "-include", "Arduino.h", "-x", "c++"]
    link = [CHIP[0], "-Os", "-flto", "-fuse-linker-plugin", "-Wl,--gc-sections"]
    with TemporaryDirectory() as folder:
        thing, elf = Path(folder) / "sketch.o", Path(folder) / "sketch.elf"
        call("avr-g++", *SKETCH_FLAGS, *options, *include, sketch / "pressure_coach.ino", "-o", thing)
        call("avr-gcc", *link, thing, core, "-lm", "-o", elf)
        call("avr-objcopy", "-O", "ihex", "-R", ".eeprom", elf, hexfile)
        text, data, bss = call("avr-size", elf).splitlines()[1].split()[:3]
    return int(text) + int(data), int(data) + int(bss)


def versions() -> dict[str, str]:
    """The Debian packages that make the file, without what Debian adds to Arduino's number."""
    said = call("dpkg-query", "-W", "-f", "${Package} ${Version}\n", *RELEASED_WITH)
    found = dict(line.split() for line in said.splitlines())
    return {name: version.partition("+dfsg")[0] for name, version in found.items()}


def main(words: Sequence[str]) -> int:
    """What the command line asks for; 2 when it makes no sense."""
    if list(words) == ["header"]:
        HEADER.write_text(to_c_header(), encoding="ascii")
        return 0
    if list(words) not in (["build"], ["release"]):
        print(__doc__, file=sys.stderr)
        return 2
    BUILD.mkdir(exist_ok=True)
    hexfile = BUILD / RELEASE.name
    flash, memory = uno(hexfile, arduino_core(BUILD / "core.a"))
    print(f"{hexfile}: {flash} bytes of flash, {memory} of memory")
    if words[0] == "release":
        for kept in (RELEASE, SHIPPED):
            kept.parent.mkdir(exist_ok=True)
            shutil.copyfile(hexfile, kept)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
