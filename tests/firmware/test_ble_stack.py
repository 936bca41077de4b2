"""The firmware's Bluetooth on this machine, with the sanitizers on, and with a radio that a test plays or rolls."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.firmware import checks_att, checks_ble, toolchain
from tools import firmware


@pytest.fixture(scope="module")
def program(build: Path) -> Path:
    """The board with a radio."""
    toolchain.need("g++")
    return toolchain.once(build, "ble", *_what("ble.cpp"))


def _what(source: str) -> tuple[str, Callable[[Path], object]]:
    key = toolchain.key_of(firmware.SKETCH, toolchain.HOST)
    return key, lambda to: toolchain.host_program(to, toolchain.HOST / source, *toolchain.SANITIZERS)


@pytest.mark.parametrize(
    "check", [*checks_att.CHECKS, *checks_ble.CHECKS], ids=lambda check: check.__name__.removeprefix("check_")
)
def test_ble(check: Callable[[Path], None], program: Path) -> None:
    check(program)


def test_it_stands_a_radio_and_a_central_that_say_anything(build: Path) -> None:
    """Two seconds; PRESSURE_COACH_FUZZ_S=60 for a minute."""
    toolchain.need("g++")
    fuzz = toolchain.once(build, "fuzz_ble", *_what("fuzz_ble.cpp"))
    seconds = os.environ.get("PRESSURE_COACH_FUZZ_S", "2")
    said = firmware.call(fuzz, seconds, str(os.getpid() if "CI" not in os.environ else 1))
    lives, answers = map(int, said.split())
    assert lives > 50 * float(seconds)
    assert answers > 5 * lives
