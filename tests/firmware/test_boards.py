"""The pins of the boards' files against what the chips' makers say of their pins; and what a board has too few of."""

import re
from pathlib import Path

import pytest

from tests.firmware import toolchain
from tools import firmware

ESP32 = ["-DARDUINO_ARCH_ESP32"]
CLASSIC = [*ESP32, "-DCONFIG_IDF_TARGET_ESP32"]
S3 = [*ESP32, "-DCONFIG_IDF_TARGET_ESP32S3", "-DARDUINO_USB_CDC_ON_BOOT=1"]
C3 = [*ESP32, "-DCONFIG_IDF_TARGET_ESP32C3", "-DARDUINO_USB_CDC_ON_BOOT=1"]
PICO = ["-DARDUINO_ARCH_RP2040"]
XIAO = ["-DARDUINO_ARCH_NRF52", "-DNRF52840_XXAA", "-DPIN_VBAT=32", "-DVBAT_ENABLE=14"]
# Of each chip the inputs of its first converter, and pins that must be left alone: those of its flash, its USB and its
# console, and those that cannot drive anything. Espressif's and Raspberry Pi's data sheets.
CHIPS = {
    "ESP32": (CLASSIC, range(32, 40), {1, 3, *range(6, 12), *range(34, 40)}),
    "ESP32-S3": (S3, range(1, 11), {0, 19, 20, *range(26, 33)}),
    "ESP32-C3": (C3, range(5), {*range(11, 20)}),
    "RP2040": (PICO, range(26, 30), {23, 24, 25, 29}),
}
NATIVE_USB = ["-DUSB_VID=0x2341", "-DUSB_PID=0x8036", '-DUSB_MANUFACTURER="Arduino"', '-DUSB_PRODUCT="Leonardo"']
AVRS = {
    "Uno": ("atmega328p", "standard", []),
    "Nano": ("atmega328p", "eightanaloginputs", []),
    "Mega": ("atmega2560", "mega", []),
    "Leonardo": ("atmega32u4", "leonardo", NATIVE_USB),
}
SENSORS = ("PC_HX711", "PC_NAU7802", "PC_ANALOG", "PC_MATRIX", "PC_MPRLS")


def read(*options: str) -> str:
    """The sketch, read by a compiler that has the names of an Arduino core; what it prints."""
    toolchain.need("g++")
    names = [f"-I{toolchain.HOST / 'fakes'}", "-include", "Arduino.h"]
    return firmware.call("g++", "-std=gnu++11", "-x", "c++", *options, *names, firmware.SKETCH / "pressure_coach.ino")


def defined(*options: str) -> dict[str, str]:
    """What the preprocessor knows at the end."""
    return macros(read("-E", "-dM", *options))


def macros(text: str) -> dict[str, str]:
    """Name and value of each line that the preprocessor lists."""
    return dict(re.findall(r"^#define (\w+) (.*)$", text, re.MULTILINE))


def numbers(value: str) -> set[int]:
    """Pins of a list."""
    return {int(word) for word in value.split(",")}


@pytest.mark.parametrize("chip", CHIPS)
def test_pins_are_such_as_the_chip_has_for_that(chip: str) -> None:
    board, inputs, left_alone = CHIPS[chip]
    known = defined(*board, "-DPC_SENSOR=PC_MATRIX", "-DPC_COLS=2")
    assert numbers(known["PC_PINS_ANALOG"]) <= set(inputs)
    driven = numbers(known["PC_PINS_ROW"]) | numbers(known["PC_PINS_COL"])
    read_from = {int(known["PC_PIN_DOUT"])}
    assert not (driven | read_from | {int(known["PC_PIN_SCK"])}) & left_alone
    first = int(known["PC_PINS_ANALOG"].split(",")[0])  # a pad reads this one and drives the others
    assert first not in driven


@pytest.mark.parametrize(
    ("board", "wanted", "name"),
    [
        (C3, ["-DPC_SENSOR=PC_MATRIX", "-DPC_COLS=3"], "PC_COLS"),
        (PICO, ["-DPC_SENSOR=PC_MATRIX", "-DPC_ROWS=17"], "PC_ROWS"),
        (PICO, ["-DPC_SENSOR=PC_ANALOG", "-DPC_CHANNELS=4"], "PC_CHANNELS"),
    ],
    ids=["columns", "rows", "analog pins"],
)
def test_a_board_with_too_few_pins_says_so_when_it_is_built(board: list[str], wanted: list[str], name: str) -> None:
    with pytest.raises(firmware.BuildError, match=f"{name}: more than this board's"):
        read("-fsyntax-only", *board, *wanted)


def test_rows_and_columns_may_be_given_one_without_the_other() -> None:
    known = defined(*PICO, "-DPC_SENSOR=PC_MATRIX", "-DPC_COLS=4")
    assert (known["PC_ROWS"], known["PC_COLS"]) == ("16", "4")


@pytest.mark.parametrize(
    ("core", "on"),
    [
        (XIAO, "false"),
        (["-DARDUINO_ARCH_MBED", "-DNRF52840_XXAA", "-DPIN_VBAT=32", "-DBOARD_VENDORID=0x2886"], "false"),
        (["-DARDUINO_ARCH_MBED", "-DNRF52840_XXAA", "-DBOARD_VENDORID=0x2341"], "true"),
    ],
    ids=["XIAO", "XIAO with its mbed core", "Nano 33 BLE"],
)
def test_the_light_of_a_xiao_shines_when_its_pin_is_low(core: list[str], on: str) -> None:
    assert defined(*core)["PC_LIGHT_ON"] == on


@pytest.mark.parametrize("board", [CLASSIC, S3, PICO, XIAO], ids=["ESP32", "ESP32-S3", "Pico", "XIAO"])
def test_a_battery_that_is_led_to_a_pin_is_measured_there(board: list[str]) -> None:
    led = ["-DPC_PIN_BATTERY=33", "-DPC_BATTERY_FULL_MV=6600UL"]
    read("-fsyntax-only", "-Wall", "-Werror", "-Wno-unused-function", *board, *led)
    assert defined(*board, *led)["PC_PIN_BATTERY"] == "33"


def avr(board: str, to: Path, *options: str) -> str:
    """The sketch, compiled with Arduino's own files for a board of theirs."""
    toolchain.need("gcc-avr", "avr-libc", "arduino-core-avr")
    chip, variant, more = AVRS[board]
    flags = [f"-mmcu={chip}", *firmware.SKETCH_FLAGS[1:], *more, *options]
    places = [firmware.ARDUINO / "cores" / "arduino", firmware.ARDUINO / "variants" / variant, firmware.WIRE]
    include = [*(f"-I{place}" for place in places), "-include", "Arduino.h", "-x", "c++"]
    return firmware.call("avr-g++", *flags, *include, firmware.SKETCH / "pressure_coach.ino", "-o", to)


@pytest.mark.parametrize("sensor", SENSORS)
@pytest.mark.parametrize("board", AVRS)
def test_the_sketch_compiles_for_this_board_with_its_own_core(board: str, sensor: str, tmp_path: Path) -> None:
    avr(board, tmp_path / "sketch.o", f"-DPC_SENSOR={sensor}")


@pytest.mark.parametrize(("board", "watchdog", "inputs"), [("Uno", "1", 6), ("Nano", "1", 8), ("Leonardo", "0", 12)])
def test_what_differs_among_these(board: str, watchdog: str, inputs: int, tmp_path: Path) -> None:
    avr(board, tmp_path / "names", "-E", "-dM")
    known = macros((tmp_path / "names").read_text())
    assert known["PC_WATCHDOG"] == watchdog  # a Leonardo's USB needs it for itself
    assert len(known["PC_PINS_ANALOG"].split(",")) == min(8, inputs)
