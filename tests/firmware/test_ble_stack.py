"""The firmware's Bluetooth on this machine, with the sanitizers on, and with a radio that a test plays or rolls."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.firmware import checks_app, checks_att, checks_ble, checks_progressor, toolchain
from tests.firmware.test_other_chips import BOARDS, CHIPS, compiled
from tools import firmware

CHECKS = [*checks_att.CHECKS, *checks_ble.CHECKS, *checks_progressor.CHECKS, *checks_app.CHECKS]


@pytest.fixture(scope="module")
def program(build: Path) -> Path:
    """The board with a radio."""
    toolchain.need("g++")
    return toolchain.once(build, "ble", *_what("ble.cpp"))


def _what(source: str) -> tuple[str, Callable[[Path], object]]:
    key = toolchain.key_of(firmware.SKETCH, toolchain.HOST)
    return key, lambda to: toolchain.host_program(to, toolchain.HOST / source, *toolchain.SANITIZERS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
def test_ble(check: Callable[[Path], None], program: Path) -> None:
    check(program)


@pytest.mark.timeout(400)
def test_it_stands_a_radio_and_a_central_that_say_anything(build: Path) -> None:
    """Two seconds; PRESSURE_COACH_FUZZ_S=60 for a minute, as CI does."""
    toolchain.need("g++")
    fuzz = toolchain.once(build, "fuzz_ble", *_what("fuzz_ble.cpp"))
    seconds = os.environ.get("PRESSURE_COACH_FUZZ_S", "2")
    said = firmware.call(fuzz, seconds, str(os.getpid() if "CI" not in os.environ else 1))
    lives, answers, weights = map(int, said.split())
    assert lives > 50 * float(seconds)
    assert answers > 5 * lives
    assert weights > 10 * float(seconds)


@pytest.mark.parametrize("chip", CHIPS)
def test_it_builds_without_a_word_for_other_chips_and_needs_no_heap(chip: str, tmp_path: Path) -> None:
    needed, program, memory = compiled(chip, "everything_ble.cpp", tmp_path)
    assert [name for name in needed if not name.startswith("_ZN3hal")] == []
    assert program < 15_000
    assert memory < 4_000


@pytest.mark.parametrize("board", BOARDS)
def test_the_sketch_with_its_radio_is_read_or_says_that_there_is_none(board: str) -> None:
    """Against names only, as for the boards themselves."""
    toolchain.need("g++")
    command = [
        "g++", "-std=gnu++11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-fsyntax-only", "-x", "c++",
        *BOARDS[board], "-DPC_BLE=1", f"-I{toolchain.HOST / 'fakes'}", "-include", "Arduino.h",
    ]  # fmt: skip
    if board.startswith("ESP32"):
        firmware.call(*command, firmware.SKETCH / "pressure_coach.ino")
    else:
        with pytest.raises(firmware.BuildError, match="leave PC_BLE"):
            firmware.call(*command, firmware.SKETCH / "pressure_coach.ino")
