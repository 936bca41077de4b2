"""One emulated device a driver, in a file of the driver's name; its class is called ``Emulator``."""
