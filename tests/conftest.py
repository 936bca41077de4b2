"""Fixtures that any test may use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.ptyboard import pty_board

__all__ = ["no_radio", "pty_board", "shared_dir"]
if not os.environ.get("CI"):  # there hypothesis does so by itself
    settings.register_profile("patient", deadline=None)  # a busy computer is no fault of what is tested
    settings.load_profile("patient")
_SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def no_radio(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test listens to the Bluetooth of the computer on which it runs."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path_factory.getbasetemp() / 'no-bus'}")


@pytest.fixture
def shared_dir() -> Path:
    """The folder ``shared`` beside the project, with real recordings; a test that needs it is skipped without it."""
    if not (_SHARED / "data").is_dir():
        pytest.skip("the folder ../shared with real recordings is not beside this checkout")
    return _SHARED
