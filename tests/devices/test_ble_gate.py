"""One door leads out to the sensors, and it has a list; the drivers do not even know where it is."""

import ast
from pathlib import Path

import pytest

from pressure_coach import devices, plugins
from pressure_coach.devices import _known
from pressure_coach.errors import UsageError

FOLDER = Path(devices.__file__).parent
FILES = sorted(FOLDER.parent.rglob("*.py"))
DOORS = {"write_gatt_char", "write_gatt_descriptor", "pair", "unpair"}  # all ways in which bleak sends something


def used(file: Path) -> list[str]:
    """Names of attributes that are used in a file."""
    return [node.attr for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Attribute)]


def imported(file: Path) -> set[str]:
    """Libraries that are imported anywhere in a file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_commands_leave_at_one_place_only() -> None:
    doors = [(file.name, name) for file in FILES for name in used(file) if name in DOORS]
    assert doors == [("_ble_voice.py", "write_gatt_char")]


def test_only_the_bluetooth_files_know_bleak() -> None:
    assert {file.name for file in FILES if imported(file) & {"bleak", "dbus_fast"}} <= {
        "_ble_scan.py",
        "_ble_voice.py",
    }


@pytest.mark.parametrize("name", list(_known.drivers()))
def test_a_driver_knows_neither_bleak_nor_asyncio_nor_threads(name: str) -> None:
    assert not imported(FOLDER / f"{name}.py") & {"bleak", "asyncio", "threading", "dbus_fast"}


def test_a_driver_whose_library_is_missing_leaves_the_others_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(package: object, name: str) -> object:
        if name == "progressor":
            raise UsageError("'progressor' needs a library")
        return real(devices, name)

    real = plugins.load
    monkeypatch.setattr(plugins, "load", load)
    _known.drivers.cache_clear()
    try:
        assert "ble" in _known.drivers()
        assert "progressor" not in _known.drivers()
        assert _known.scheme_of("Progressor_1") == ""
    finally:
        _known.drivers.cache_clear()
