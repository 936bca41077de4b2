"""Comparing what a replay says with what was said when it was recorded."""

import json
from collections.abc import Sequence
from typing import Any, Self

from pressure_coach.apps.jsonlines import line
from pressure_coach.coaching.events import Event
from pressure_coach.signal.chunk import Chunk

SHOWN = 5  # differences that are named one by one


class Differences:
    """A sink that compares what is said now with what was said when it was recorded."""

    def __init__(self, recorded: Sequence[dict[str, Any]]) -> None:
        self._recorded = [line(row) for row in recorded]
        self._now: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is held open."""

    def take(self, chunk: Chunk | None, events: Sequence[Event]) -> None:
        """Keep what was said."""
        self._now += [line(event.to_dict()) for event in events]

    def sentences(self, whole: bool = True) -> list[str]:
        """What differs, in order; [] when nothing does, or when nothing was recorded to compare with.

        ``whole``: the replay went on to the end; else what it had not yet come to is no difference.
        """
        if not self._recorded or self._recorded == self._now:
            return []
        rows = [
            f"differs from the recording: recorded {_short(was)}, now {_short(now)}."
            for was, now in zip(self._recorded, self._now, strict=False)
            if was != now
        ]
        if len(self._recorded) != len(self._now) and (whole or len(self._now) > len(self._recorded)):
            rows.append(f"differs from the recording: {len(self._recorded)} events recorded, {len(self._now)} now.")
        more = len(rows) - SHOWN
        return rows[:SHOWN] + ([f"... and {more} more differences."] if more > 0 else [])


def _short(text: str) -> str:
    row = json.loads(text)
    return f"{row.get('event')} {row.get('after', '')} at {row.get('t')} s".replace("  ", " ")
