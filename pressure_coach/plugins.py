"""A plug-in is a file: its file name is its name, the first line of its docstring is its help text.

A folder of plug-ins is a package. Nothing is imported until it is asked for. A third package adds its own through
an entry point group named like the package (``pressure_coach.devices``).
"""

import ast
import importlib
import importlib.util
import pkgutil
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from pressure_coach.errors import UsageError


def _ours(package: ModuleType) -> list[str]:
    return [m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_")]


def names(package: ModuleType) -> list[str]:
    """The names of all plug-ins of a package, sorted; none of them is imported."""
    return sorted({*_ours(package), *(e.name for e in entry_points(group=package.__name__))})


def load(package: ModuleType, name: str) -> ModuleType:
    """Import one plug-in.

    Raises UsageError when there is no such plug-in, or when a library that it needs is not installed.
    """
    where = f"{package.__name__}.{name}"
    if name not in _ours(package):
        for entry in entry_points(group=package.__name__):
            if entry.name == name:
                where = entry.value
                break
        else:
            raise UsageError(f"there is no '{name}' here; choose one of: {', '.join(names(package))}.")
    try:
        return importlib.import_module(where)
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("pressure_coach"):
            raise
        raise UsageError(f"'{name}' needs the library {error.name}; install it with: pip install {error.name}") from error


def summary(package: ModuleType, name: str) -> str:
    """The first line of a plug-in's docstring, read without importing it."""
    spec = importlib.util.find_spec(f"{package.__name__}.{name}") if name in _ours(package) else None
    if spec is None or spec.origin is None:
        return ""
    text = ast.get_docstring(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]
