"""The firmware's other sensors, against models of the parts, on this machine, with the sanitizers on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.firmware.checks_sensors import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
def test_sensors(check: Callable[[Path], None], board_program: Path) -> None:
    check(board_program)
