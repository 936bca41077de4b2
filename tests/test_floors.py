"""What holds the house up: imports go down only, the pure rooms touch nothing, files stay short and name no machine."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "pressure_coach"

# From the ground up. A room imports itself and rooms on lower floors; rooms on one floor do not know each other.
FLOORS: list[set[str]] = [
    {"errors"},
    {"plugins"},
    {"signal"},
    {"coaching"},
    {"judge", "mailbox", "places"},
    {"calibrations", "cues", "history", "recording"},
    {"devices"},  # above recording: a replayed file is a device
    {"reading", "viewer"},
    {"session"},
    {"apps"},
    {"__init__", "__main__"},
]
PURE = {"signal", "coaching", "judge"}
PURE_LIBRARIES = {"numpy", "scipy", "tomli_w", "cobs"}
# fmt: off
IMPURE = {
    "asyncio", "concurrent", "ctypes", "fcntl", "glob", "http", "io", "logging", "mmap", "msvcrt", "multiprocessing",
    "os", "pathlib", "platform", "queue", "random", "sched", "secrets", "select", "selectors", "shutil", "signal",
    "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "termios", "threading", "time", "tkinter", "tty",
    "urllib", "uuid", "warnings", "webbrowser",
}
IMPURE_CALLS = {
    "open", "print", "input", "breakpoint", "exec", "eval", "now", "utcnow", "today", "read_text", "read_bytes",
    "write_text", "write_bytes",
}
# fmt: on
SLOW = {"scipy", "pyarrow", "pyxdf", "wakepy", "PySide6", "pyqtgraph", "miniaudio", "bleak", "asyncio"}
SHIPPED = ["pressure_coach", "tools", "run.py", "benchmarks", "firmware", "calibration", "hardware", ".ci"]
PAGES = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "pyproject.toml"]
NO_PLACE_OF_OURS = re.compile(
    r"/root\b|/home/\w|/Users/\w|[A-Z]:\\\\?Users|(?<![\w.])/tmp\b|/work/|pypi\.org|pythonhosted|index-url|/opt/\w|deb\.debian\.org"
)


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def sources(*rooms: str) -> list[Path]:
    files = sorted(PACKAGE.rglob("*.py"))
    return [file for file in files if not rooms or room_of(file) in rooms]


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(nodes: Iterator[ast.AST]) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything that is imported; ``from a import b`` gives a.b."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are written in full, from pressure_coach on"
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def at_once(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes that run when a module is imported: no bodies of functions, nothing under ``if TYPE_CHECKING``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from at_once(child)


def floor_of(room: str) -> int:
    floors = [number for number, rooms in enumerate(FLOORS) if room in rooms]
    assert floors, f"pressure_coach/{room} is new here: say in FLOORS on which floor it stands"
    return floors[0]


def rises(file: Path, source: ast.Module) -> list[str]:
    """The imports of a file that do not go down."""
    found = []
    for line, name in imports(ast.walk(source)):
        top, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if top != "pressure_coach" or target in (room_of(file), "__version__"):
            continue
        if floor_of(target) >= floor_of(room_of(file)):
            found.append(f"{file.name}:{line}: {room_of(file)} imports {name}")
    return found


def impurities(file: Path, source: ast.Module) -> list[str]:
    """What a pure file imports or calls that touches the world."""
    found = []
    for line, name in imports(ast.walk(source)):
        top = name.partition(".")[0]
        foreign = top not in sys.stdlib_module_names and top not in PURE_LIBRARIES | {"pressure_coach"}
        if top in IMPURE or foreign:
            found.append(f"{file.name}:{line}: imports {name}")
    for node in ast.walk(source):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            if called in IMPURE_CALLS:
                found.append(f"{file.name}:{node.lineno}: calls {ast.unparse(node.func)}()")
    return found


def test_imports_go_down_only() -> None:
    assert sources()
    assert [rise for file in sources() for rise in rises(file, tree(file))] == []


def test_signal_coaching_and_judge_touch_nothing() -> None:
    assert [impurity for file in sources(*PURE) for impurity in impurities(file, tree(file))] == []


@pytest.mark.parametrize(
    "line",
    [
        "import pressure_coach.devices",
        "from pressure_coach import session",
        "def f():\n from pressure_coach import apps",
    ],
)
def test_an_import_that_rises_is_found(line: str) -> None:
    assert rises(PACKAGE / "coaching" / "hold.py", ast.parse(line))


@pytest.mark.parametrize(
    "line",
    ["import time", "from os import path", "import serial", "print(1)", "def f():\n import socket", "date.today()"],
)
def test_a_file_that_touches_the_world_is_found(line: str) -> None:
    assert impurities(PACKAGE / "signal" / "wire.py", ast.parse(line))


def test_scipy_is_imported_only_where_it_is_used() -> None:
    found = [f"{f.name}:{line}" for f in sources() for line, name in imports(at_once(tree(f))) if "scipy" in name]
    assert found == []


def test_a_start_loads_no_slow_library() -> None:
    code = f"import sys, pressure_coach.apps.cli, pressure_coach.session; print(*{SLOW!r} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_files_are_short() -> None:
    """300 lines are two ideas; a few more are forgiven, and tests may list what they try."""
    shipped = [
        *sources(),
        *ROOT.glob("*.py"),
        *ROOT.glob("tools/*.py"),
        *ROOT.glob("benchmarks/*.py"),
        *ROOT.glob("hardware/*.py"),
    ]
    tests = list(ROOT.glob("tests/**/*.py"))
    for files, most in ((shipped, 350), (tests, 400)):
        lengths = {str(file.relative_to(ROOT)): len(file.read_bytes().splitlines()) for file in files}
        assert {name: length for name, length in lengths.items() if length > most} == {}


def test_what_is_shipped_names_no_machine_and_no_registry() -> None:
    files = [ROOT / name for name in PAGES]
    for name in SHIPPED:
        files += [ROOT / name] if (ROOT / name).is_file() else sorted((ROOT / name).rglob("*"))
    found = []
    for file in files:
        if not file.is_file() or {"__pycache__", "build"} & set(file.parts):  # nothing that git keeps
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            found += [f"{file.relative_to(ROOT)}:{number}: {hit}" for hit in NO_PLACE_OF_OURS.findall(line)]
    assert found == []
