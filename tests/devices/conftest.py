"""Fixtures of the devices."""

from tests.bluetooth.air import air, bluez, impatient, system_bus

__all__ = ["air", "bluez", "impatient", "system_bus"]
