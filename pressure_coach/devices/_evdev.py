"""Input devices as Linux shows them: which there are, what their axes say, events as bytes. Nothing to be installed.

Facts: the kernel's include/uapi/linux/input.h and drivers/hid/hid-wiimote-modules.c.
"""

import contextlib
import errno
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from pressure_coach.errors import DeviceError

CLASS, NODES = Path("/sys/class/input"), Path("/dev/input")
EVENTS = {24: struct.Struct("<qqHHi"), 16: struct.Struct("<iiHHi")}  # by their size: computers of 64 and of 32 bits
EVENT_SIZE = struct.calcsize("llHHi")  # here
EV_SYN, EV_ABS = 0, 3
SYN_REPORT, SYN_DROPPED = 0, 3
_ABSINFO = struct.Struct("6i")  # value, lowest, highest, fuzz, flat, resolution


@dataclass(frozen=True, slots=True)
class Input:
    """One input device."""

    name: str
    node: Path
    unique: str  # its Bluetooth address; "" when it is not told
    battery: Path | None  # a file: reading it asks the device itself, and takes a second when it does not answer


def inputs(name: str) -> list[Input]:
    """Those of a name that there are at present; without a right to open them."""
    found = []
    for entry in sorted(CLASS.glob("event*")):
        with contextlib.suppress(OSError, UnicodeDecodeError):  # it went away meanwhile
            if (entry / "device/name").read_text(encoding="utf-8").strip() != name:
                continue
            hid = entry / "device/device"
            battery = next(iter(sorted(hid.glob("power_supply/*/capacity"))), None)
            found.append(Input(name, NODES / entry.name, _unique(hid), battery))
    return found


def _unique(hid: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        for line in (hid / "uevent").read_text(encoding="utf-8").splitlines():
            if line.startswith("HID_UNIQ="):
                return line.partition("=")[2].strip()
    return ""


def open_node(node: Path) -> int:
    """A descriptor that never blocks. Raises DeviceError, which says what is in the way and what to do."""
    try:
        return os.open(node, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM):
            raise DeviceError(
                f"you may not open {node}; join its group with 'sudo usermod -aG input $USER', then log out and in "
                "again."
            ) from error
        raise DeviceError(f"{node} could not be opened ({error.strerror}); connect the board again.") from error


def axis(fd: int, code: int) -> tuple[int, int]:
    """(value, highest) of an axis. Raises OSError when there is no such axis, or no such device any more."""
    import fcntl

    request = 2 << 30 | _ABSINFO.size << 16 | ord("E") << 8 | (0x40 + code)  # EVIOCGABS
    value, _, highest, *_ = _ABSINFO.unpack(fcntl.ioctl(fd, request, bytes(_ABSINFO.size)))
    return value, highest
