"""The system's own packages: Debian's are installed where that may be done, else the one line to type is told.

For run.py and tools/environment.py. Standard library only.
"""

import os
import sys

# What Qt loads of the system on Linux: a library to look for, and the Debian package that has it.
QT_ANYWHERE = (
    ("libEGL.so.1", "libegl1"),
    ("libGL.so.1", "libgl1"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libdbus-1.so.3", "libdbus-1-3"),
    ("libfontconfig.so.1", "libfontconfig1"),
    ("libglib-2.0.so.0", "libglib2.0-0"),
)
QT_ON_X11 = (
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-image.so.0", "libxcb-image0"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxcb-randr.so.0", "libxcb-randr0"),
    ("libxcb-render-util.so.0", "libxcb-render-util0"),
    ("libxcb-shape.so.0", "libxcb-shape0"),
    ("libxcb-xkb.so.1", "libxcb-xkb1"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libX11-xcb.so.1", "libx11-xcb1"),
)
FONTS = ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu-core")  # without any, text is boxes

# What the firmware's tests build with: a file that is there when the Debian package is.
FIRMWARE = (
    ("/usr/bin/g++", "g++"),
    ("/usr/bin/avr-g++", "gcc-avr"),
    ("/usr/lib/avr/include/avr/io.h", "avr-libc"),
    ("/usr/share/arduino/hardware/arduino/avr/cores/arduino/Arduino.h", "arduino-core-avr"),
    ("/usr/include/simavr/sim_avr.h", "libsimavr-dev"),
    ("/usr/bin/arm-none-eabi-g++", "gcc-arm-none-eabi"),
    ("/usr/bin/riscv64-unknown-elf-g++", "gcc-riscv64-unknown-elf"),
)
# What other tests run: a bus for a Bluetooth without a radio, the printed parts, an emulator of another chip, what
# flashes an Uno.
PROGRAMS = (
    ("dbus-daemon", "dbus-daemon"),
    ("openscad", "openscad"),
    ("node", "nodejs"),
    ("npm", "npm"),
    ("avrdude", "avrdude"),
)


def loads(library: str) -> bool:
    """Whether the system has a library."""
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_for_qt(x11: bool) -> "list[str]":
    """The Debian packages that Qt still needs here; with ``x11`` for a real window, else for one that is only drawn."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = QT_ANYWHERE + (QT_ON_X11 if x11 else ())
    found = [package for library, package in wanted if not loads(library)]
    return found + ([FONTS[1]] if not has_fonts() else [])


def has_fonts() -> bool:
    """Whether there is any font that Qt can draw letters with."""
    import glob

    folders = ("/usr/share/fonts", "/usr/local/share/fonts", os.path.expanduser("~/.local/share/fonts"))
    return any(glob.glob(os.path.join(folder, "**", "*.[to]t[fc]"), recursive=True) for folder in folders)


def missing_for_firmware() -> "list[str]":
    """The Debian packages that the firmware's tests still need here: all of them on a system that is no Linux."""
    if not sys.platform.startswith("linux"):
        return [package for _, package in FIRMWARE]
    return [package for file, package in FIRMWARE if not os.path.exists(file)]


def missing_for_tests() -> "list[str]":
    """The Debian packages of programs that other tests run."""
    import shutil

    return [package for name, package in PROGRAMS if shutil.which(name) is None]


def way_to_install() -> str:
    """How Debian packages are installed here: "apt" (as root), "sudo", "ask" (a person must), "none" (no Debian)."""
    import shutil
    import subprocess

    if shutil.which("apt-get") is None:
        return "none"
    if sys.platform != "win32" and os.geteuid() == 0:
        return "apt"
    if shutil.which("sudo") is None:
        return "ask"
    refused = subprocess.call(["sudo", "-n", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return "ask" if refused else "sudo"


def line_to_type(packages: "list[str]") -> str:
    """What a person types to have them."""
    import shutil

    line = f"apt-get install -y {' '.join(packages)}"
    return f"sudo {line}" if shutil.which("sudo") else f'su - -c "{line}"'
