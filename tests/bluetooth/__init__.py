"""Bluetooth without a radio: a bluetoothd of our own on a bus of our own, and emulated peripherals.

What runs against it is bleak's real BlueZ backend. Emulators are in ``emulators``, one file a driver.
"""
