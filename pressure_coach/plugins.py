"""A plug-in is a file: its file name is its name, the first line of its docstring is its help text.

A folder of plug-ins is a package. Nothing is imported until it is asked for. A third package adds its own through
an entry point group named like the package (``pressure_coach.devices``).
"""

import ast
import importlib
import importlib.util
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType

from pressure_coach.errors import UsageError


@cache
def _others(group: str) -> dict[str, str]:
    """Name -> place of the plug-ins of other packages; the look through all of them waits until it must be."""
    from importlib.metadata import entry_points

    return {entry.name: entry.value for entry in entry_points(group=group)}


def _ours(package: ModuleType) -> list[str]:
    return [m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_")]


def names(package: ModuleType) -> list[str]:
    """The names of all plug-ins of a package, sorted; none of them is imported."""
    return sorted({*_ours(package), *_others(package.__name__)})


def known(package: ModuleType, name: str) -> bool:
    """Whether there is such a plug-in."""
    return name in _ours(package) or name in _others(package.__name__)


def load(package: ModuleType, name: str) -> ModuleType:
    """Import one plug-in.

    Raises UsageError when there is no such plug-in, or when a library that it needs is not installed.
    """
    where = f"{package.__name__}.{name}"
    if name not in _ours(package):
        other = _others(package.__name__).get(name)
        if other is None:
            raise UsageError(f"there is no '{name}' here; choose one of: {', '.join(names(package))}.")
        where = other
    try:
        return importlib.import_module(where)
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("pressure_coach"):
            raise
        raise UsageError(
            f"'{name}' needs the library {error.name}; install it with: pip install {error.name}"
        ) from error


def summary(package: ModuleType, name: str) -> str:
    """The first line of a plug-in's docstring, read without importing it."""
    spec = importlib.util.find_spec(f"{package.__name__}.{name}") if name in _ours(package) else None
    if spec is None or spec.origin is None:
        return ""
    text = ast.get_docstring(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]
