"""A Wii Balance Board as Linux shows it: files that say what there is, and a pipe in place of its events."""

import os
import shutil
import struct
from pathlib import Path

NAME = "Nintendo Wii Remote Balance Board"
AXES = (16, 17, 18, 19)  # top right, bottom right, top left, bottom left
EV_SYN, EV_KEY, EV_ABS = 0, 1, 3
BTN_A, SYN_DROPPED = 304, 3
EVENT = "@llHHi"


def event(kind: int, code: int, value: int, form: str = EVENT) -> bytes:
    """One event of the kernel."""
    return struct.pack(form, 1_700_000_000, 123_456, kind, code, value)


SYN = event(EV_SYN, 0, 0)


def report(*corners: int | None) -> bytes:
    """The corners that changed (hundredths of a kilogram), and the end of the report."""
    return b"".join(event(EV_ABS, code, v) for code, v in zip(AXES, corners, strict=True) if v is not None) + SYN


class Emulator:
    """``folder`` gets ``class`` and ``input``, as /sys/class/input and /dev/input."""

    name = NAME

    def __init__(self, folder: Path, number: int = 7, address: str = "00:23:cc:11:22:33", battery: int = 87) -> None:
        self.corners = [0, 0, 0, 0]  # as the kernel knows them
        self.highest = 65_535
        self.address, self.battery, self._folder = address, battery, folder
        self._pipe: int | None = None
        self.plug(number)

    def plug(self, number: int) -> None:
        """It is connected, under a number that may be another one."""
        self._entry = self._folder / "class" / f"event{number}"
        self.node = self._folder / "input" / f"event{number}"
        hid = self._entry / "device/device"
        power = hid / f"power_supply/wiimote_battery_{self.address}"
        power.mkdir(parents=True)
        self.node.parent.mkdir(exist_ok=True)
        (self._entry / "device/name").write_text(f"{self.name}\n")
        (hid / "uevent").write_text(f"DRIVER=wiimote\nHID_NAME=Nintendo RVL-WBC-01\nHID_UNIQ={self.address}\n")
        self.capacity = power / "capacity"
        self.capacity.write_text(f"{self.battery}\n")
        os.mkfifo(self.node)
        self._pipe = os.open(self.node, os.O_RDWR | os.O_NONBLOCK)

    def unplug(self) -> None:
        """It is gone: out of range, switched off."""
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None
            shutil.rmtree(self._entry)
            self.node.unlink()

    def weigh(self, *corners: int) -> bytes:
        """What lies on it now; the events of the corners that changed."""
        changed = [new if new != old else None for new, old in zip(corners, self.corners, strict=True)]
        self.corners = list(corners)
        return self.send(report(*changed))

    def send(self, data: bytes) -> bytes:
        """Events, or parts of them."""
        assert self._pipe is not None
        os.write(self._pipe, data)
        return data

    def axis(self, fd: int, code: int) -> tuple[int, int]:
        """In place of the question to the kernel, which a pipe does not answer."""
        return self.corners[AXES.index(code)], self.highest
