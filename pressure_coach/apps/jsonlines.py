"""Events as JSON lines on standard output, for scripts."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Self, TextIO

from pressure_coach.coaching.events import Event
from pressure_coach.signal.chunk import Chunk


def strict(value: Any) -> Any:
    """The same value without what JSON does not know: NaN and infinity become null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: strict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [strict(item) for item in value]
    return value


def line(row: Mapping[str, Any]) -> str:
    """One row as it is printed."""
    return json.dumps(strict(row), ensure_ascii=False, allow_nan=False)


class JsonLines:
    """A sink that prints every event from ``from_s`` on, at once."""

    def __init__(self, out: TextIO, from_s: float = 0.0) -> None:
        self._out, self._from_us = out, round(from_s * 1e6)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is held open."""

    def take(self, chunk: Chunk | None, events: Sequence[Event]) -> None:
        """Print what happened."""
        rows = [line(event.to_dict()) for event in events if event.t_us >= self._from_us]
        if rows:
            self._out.write("\n".join(rows) + "\n")
            self._out.flush()
