"""Qt paints into memory in these tests: said before it is imported anywhere. Where it cannot start they are skipped."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from pressure_coach import places
from pressure_coach.apps.window import probe

WHY_NOT = probe.why_not()
if WHY_NOT is None:
    from tests.apps.window.windows import Opener


class _Skipped(pytest.Module):
    """A file of tests that cannot even be imported here."""

    def collect(self) -> list[pytest.Item]:
        pytest.skip(f"no window here: {WHY_NOT}", allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Skip with the reason where Qt cannot start."""
    return _Skipped.from_parent(parent, path=module_path) if WHY_NOT is not None else None


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the window remembers and records goes into the test's own folder."""
    monkeypatch.setattr(places, "data", lambda: tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def opened(qtbot: object) -> Iterator["Callable[..., object]"]:
    """``opened("sim:", "--target", "200")`` shows a window as the command line would; closed after the test."""
    opener = Opener(qtbot)
    yield opener
    opener.close()
