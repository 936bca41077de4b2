"""What it takes to flash an Uno or a Nano: the file, avrdude, the port, the command line, and a look at what came out.

avrdude (GPL) is a program of its own, which is started; nothing of it is shipped.
"""

import glob
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pressure_coach.devices import open_device
from pressure_coach.devices._ports import PortInfo
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.wire import Hello, WireDecoder

IMAGE = Path(__file__).parents[1] / "firmware" / "pressure_coach_uno.hex"  # that of firmware/release
ADAPTERS = ("1a86", "0403", "10c4", "067b")  # USB makers of the adapters on Nanos and on copies of the Uno
CHIP, BAUD = "m328p", 115_200  # of both boards, with the boot loader that they are sold with since 2018
READINGS_S = 10.0  # for the first reading: an HX711 at 10 a second needs less than one
_WINDOWS = "avrdude.exe"


@dataclass(frozen=True, slots=True)
class Tool:
    """An avrdude; one of the Arduino IDE wants to be told where its settings are."""

    program: str
    settings: str = ""


def find_tool(
    home: Path | None = None, platform: str = sys.platform, variables: Mapping[str, str] = os.environ
) -> Tool | None:
    """The avrdude on the PATH, else the newest of an Arduino IDE, else None."""
    on_path = shutil.which("avrdude", path=variables.get("PATH", ""))
    if on_path:
        return Tool(on_path)
    for folder in _arduino_folders(home or Path.home(), platform, variables):
        for found in sorted(glob.glob(folder), key=_version, reverse=True):
            program = Path(found) / "bin" / (_WINDOWS if platform == "win32" else "avrdude")
            settings = Path(found) / "etc" / "avrdude.conf"
            if program.is_file() and settings.is_file():
                return Tool(str(program), str(settings))
    return None


def _arduino_folders(home: Path, platform: str, variables: Mapping[str, str]) -> list[str]:
    """Where an Arduino IDE keeps it: today's in a folder for each version, the old one beside its compiler."""
    own = Path("packages", "arduino", "tools", "avrdude", "*")
    if platform == "win32":
        local = Path(variables.get("LOCALAPPDATA") or home / "AppData" / "Local")
        programs = (variables.get(name) for name in ("ProgramFiles(x86)", "ProgramFiles"))
        old = [Path(folder, "Arduino", "hardware", "tools", "avr") for folder in programs if folder]
        return [
            *(str(place / own) for place in (local / "Arduino15", home / "Documents" / "ArduinoData")),
            *map(str, old),
        ]
    if platform == "darwin":
        old_mac = "/Applications/Arduino.app/Contents/Java/hardware/tools/avr"
        return [str(home / "Library" / "Arduino15" / own), old_mac]
    return [str(home / ".arduino15" / own), str(home / "arduino-*" / "hardware" / "tools" / "avr")]


def _version(folder: str) -> list[tuple[int, str]]:
    """6.3.0-arduino17 is newer than 6.3.0-arduino9."""
    import re

    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", folder)]


def line_to_type(platform: str = sys.platform, has: Callable[[str], object] = shutil.which) -> str:
    """What a person types to have avrdude."""
    if platform == "win32":
        return "winget install AVRDudes.AVRDUDE"
    if platform == "darwin":
        return "brew install avrdude"
    lines = {"apt": "sudo apt install avrdude", "dnf": "sudo dnf install avrdude", "pacman": "sudo pacman -S avrdude"}
    return next((line for manager, line in lines.items() if has(manager)), lines["apt"])


def command(tool: Tool, port: str, file: Path) -> list[str]:
    """As the Arduino IDE does it. -D: its boot loader clears each page as it writes it, and cannot clear the chip."""
    settings = ["-C", tool.settings] if tool.settings else []
    how = ["-p", CHIP, "-c", "arduino", "-b", str(BAUD), "-P", port, "-D", "-U", f"flash:w:{file}:i"]
    return [tool.program, *settings, *how]


def is_uno(port: PortInfo) -> bool:
    """By its USB id it is an Arduino Uno and nothing else."""
    return port.guess == "Arduino Uno"


def plausible(ports: Iterable[PortInfo]) -> list[PortInfo]:
    """The ports that may be an Uno or a Nano: Arduino's own Uno, or an adapter that many boards have."""
    return [port for port in ports if is_uno(port) or port.usb[:4] in ADAPTERS]


def is_there(port: str, ports: Iterable[PortInfo], posix: bool = os.name == "posix") -> bool:
    """Whether there is such a port, told without opening it: that resets the board. A link to one will do on Unix."""
    listed = [known.device for known in ports]
    return port in listed or (os.path.exists(port) if posix else port.upper() in listed)


def fits_an_uno(file: Path) -> bool:
    """Whether a file is whole Intel HEX for the 32 kB of an Uno, without its boot loader's half kilobyte."""
    try:
        records = [bytes.fromhex(line[1:]) for line in file.read_text("ascii").split() if line.startswith(":")]
        whole = all(len(record) == record[0] + 5 and sum(record) % 256 == 0 for record in records)
        ends = [int.from_bytes(r[1:3]) + r[0] for r in records if whole and r[3] == 0]
        within = all(r[3] in (0, 1, 3, 5) or not any(r[4:-1]) for r in records)  # 2 and 4 add to the addresses
        return whole and within and bool(ends) and records[-1][3] == 1 and max(ends) <= 0x7E00
    except (ValueError, IndexError):
        return False


def look(port: str, now: Callable[[], float] = time.monotonic) -> tuple[Hello, bool]:
    """What the board says of itself, and whether readings come. Raises DeviceError when it says nothing."""
    decoder, readings, until = WireDecoder(), False, 0.0
    with open_device(f"serial:{port}") as device:
        while not readings and (decoder.hello is None or now() < until):
            for item in device.read():
                if isinstance(item, Arrival):
                    readings = any(len(chunk.values) for chunk in decoder.feed(item)) or readings
            if decoder.hello is None:
                readings, until = False, now() + READINGS_S
    assert decoder.hello is not None
    return decoder.hello, readings
