"""Fixtures that any test may use."""

from pathlib import Path

import pytest

from tests.ptyboard import pty_board

__all__ = ["pty_board", "shared_dir"]
_SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared_dir() -> Path:
    """The folder ``shared`` beside the project, with real recordings; a test that needs it is skipped without it."""
    if not (_SHARED / "data").is_dir():
        pytest.skip("the folder ../shared with real recordings is not beside this checkout")
    return _SHARED
