"""The firmware's core on this machine, with the sanitizers on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.firmware.checks_core import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
def test_core(check: Callable[[Path], None], board_program: Path) -> None:
    check(board_program)
