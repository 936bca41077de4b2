"""Fixtures of the devices."""

from tests.bluetooth.air import air, bluez, impatient, system_bus
from tests.firmware.emulated import build, emulator, image

__all__ = ["air", "bluez", "build", "emulator", "image", "impatient", "system_bus"]
