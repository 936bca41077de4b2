"""The serial ports of this computer, and what can be told of them without opening one: opening resets many a board."""

import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pressure_coach import devices, plugins

# USB ids are public (usb.org, the usb.ids list); the names say what a maker would call the thing.
_PRODUCTS = {
    "2341:0043": "Arduino Uno",
    "2341:0001": "Arduino Uno",
    "2a03:0043": "Arduino Uno",
    "2341:0010": "Arduino Mega",
    "2341:0042": "Arduino Mega",
    "2341:8036": "Arduino Leonardo",
    "2341:8037": "Arduino Micro",
    "2341:1002": "Arduino Uno R4 WiFi",
    "2341:0069": "Arduino Uno R4 Minima",
    "2341:0058": "Arduino Nano Every",
    "1a86:7523": "CH340 adapter (many Nano and ESP boards)",
    "1a86:5523": "CH341 adapter",
    "1a86:55d3": "CH343 adapter (many ESP32 boards)",
    "1a86:55d4": "CH9102 adapter (many ESP32 boards)",
    "0403:6001": "FTDI FT232R adapter",
    "0403:6015": "FTDI FT-X adapter",
    "10c4:ea60": "CP210x adapter (many ESP32 boards)",
    "067b:2303": "PL2303 adapter",
    "303a:1001": "ESP32 with USB of its own",
    "2e8a:0005": "Raspberry Pi Pico with MicroPython",
    "2e8a:000a": "Raspberry Pi Pico",
    "2e8a:000c": "Raspberry Pi debug probe",
    "16c0:0483": "Teensy",
    "0483:5740": "STM32 board",
    "0d28:0204": "micro:bit or another DAPLink board",
}
_MAKERS = {
    "2341": "Arduino",
    "2a03": "Arduino",
    "1a86": "WCH adapter (CH340 family)",
    "0403": "FTDI adapter",
    "10c4": "Silicon Labs adapter (CP210x family)",
    "303a": "ESP32 board",
    "2e8a": "Raspberry Pi Pico or another RP2040 board",
    "239a": "Adafruit board",
    "2886": "Seeed board",
    "1b4f": "SparkFun board",
    "0483": "STM32 board",
    "1366": "SEGGER J-Link",
}
FTDI = "0403"


@dataclass(frozen=True, slots=True)
class PortInfo:
    """One port. Fields that cannot be told are "" or None."""

    device: str  # what the system calls it: /dev/ttyUSB0, /dev/cu.usbserial-10, COM3
    address: str  # to try first
    guess: str = ""  # what hangs on it, by its USB id
    description: str = ""
    usb: str = ""  # vid:pid, lower-case hex
    serial_number: str = ""
    maker: str = ""
    location: str = ""  # the USB socket
    may_open: bool | None = None
    used_by: str | None = None  # a program that has it open; "" when none that we can see, None when we cannot tell
    note: str = ""

    @property
    def busy(self) -> bool | None:
        """Whether another program has it open."""
        return None if self.used_by is None else bool(self.used_by)

    def same_board(self, other: "PortInfo") -> bool:
        """Whether the same board hangs on both: by its serial number, else by its socket."""
        if not self.usb or self.usb != other.usb:
            return False
        if self.serial_number or other.serial_number:
            return self.serial_number == other.serial_number
        return bool(self.location) and self.location == other.location


def list_ports(found: Iterable[Any] | None = None) -> list[PortInfo]:
    """All ports, boards on USB first. ``found``: what pyserial's ``comports()`` says."""
    if found is None:
        from serial.tools.list_ports import comports

        found = comports()
    ports = [_describe(port) for port in found if not _is_phantom(port)]
    return sorted(ports, key=lambda port: (not port.usb, port.device))


def overview() -> dict[str, list[dict[str, Any]]]:
    """What ``pressure-coach devices`` shows, as plain data: ``ports`` and ``schemes`` (with a line of help each)."""
    ports = [{**asdict(port), "busy": port.busy} for port in list_ports()]
    schemes = [{"address": f"{name}:", "help": plugins.summary(devices, name)} for name in devices.schemes()]
    return {"ports": ports, "schemes": schemes}


def used_by(device: str) -> str | None:
    """The program that has a port open, "" when none is seen, None when this system does not tell without opening it.

    Linux tells of one's own programs only (of all to root).
    """
    if not sys.platform.startswith("linux"):
        return None
    real = os.path.realpath(device)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(link) == real for link in (process / "fd").iterdir()):
                name = (process / "comm").read_text().strip()
                return f"{name} (process {process.name})"
        except OSError:
            continue  # another user's process, or one that has just ended
    return ""


def _describe(port: Any) -> PortInfo:
    usb = f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None and port.pid is not None else ""
    description = port.description if port.description not in (None, "n/a") else ""
    return PortInfo(
        device=port.device,
        address=f"serial:{port.device}",
        guess=_PRODUCTS.get(usb, _MAKERS.get(usb[:4], "")),
        description=description,
        usb=usb,
        serial_number=port.serial_number or "",
        maker=port.manufacturer or "",
        location=port.location or "",
        may_open=os.access(port.device, os.R_OK | os.W_OK) if os.name == "posix" else None,
        used_by=used_by(port.device),
        note=_latency_note(port.device, usb),
    )


def _is_phantom(port: Any) -> bool:
    """Linux offers 32 old UARTs whether or not the computer has them; type 0 is a UART that is not there."""
    if port.vid is not None:
        return False
    kind = Path("/sys/class/tty") / os.path.basename(port.device) / "type"
    try:
        return kind.read_text().strip() == "0"
    except OSError:
        return False


def latency_ms(device: str) -> int | None:
    """What an FTDI adapter waits before it passes on a few bytes, where Linux tells."""
    try:
        name = os.path.basename(os.path.realpath(device))
        return int(Path(f"/sys/bus/usb-serial/devices/{name}/latency_timer").read_text())
    except (OSError, ValueError):
        return None


def _latency_note(device: str, usb: str) -> str:
    if not usb.startswith(FTDI):
        return ""
    waits = latency_ms(device)
    if waits is None:
        return "FTDI adapters wait up to 16 ms; Windows has a latency timer in the port's settings: set it to 1 ms"
    if waits <= 1:
        return ""
    name = os.path.basename(os.path.realpath(device))
    return (
        f"this FTDI adapter waits up to {waits} ms; for quicker pictures: "
        f"echo 1 | sudo tee /sys/bus/usb-serial/devices/{name}/latency_timer"
    )
