"""Fixtures of the devices."""

from tests.bluetooth.air import air, bluez, system_bus

__all__ = ["air", "bluez", "system_bus"]
