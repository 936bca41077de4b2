"""States and events: what the engine says. Times are integer microseconds inside, seconds outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """The states of a hold (coaching.md section 5)."""

    NO_SIGNAL = "NO_SIGNAL"
    UNLOADED = "UNLOADED"
    LOADING = "LOADING"
    HOLDING = "HOLDING"
    GRACE = "GRACE"
    PAUSED = "PAUSED"
    LIFTED = "LIFTED"
    OVER = "OVER"
    UNKNOWN = "UNKNOWN"
    DONE = "DONE"
    PARTIAL = "PARTIAL"
    REST = "REST"
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; ``event`` says which: state, warning, prompt, tare, target, mark, link, signal, hold."""

    t_us: int
    event: str
    before: State | None = None
    after: State | None = None
    credit_s: float | None = None
    why: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def t(self) -> float:
        """Seconds since the session's first sample."""
        return self.t_us / 1_000_000

    def to_dict(self) -> dict[str, Any]:
        """The form that ``--json`` prints: only what applies to this kind of event."""
        row: dict[str, Any] = {"t": self.t, "event": self.event}
        if self.before is not None:
            row["before"] = str(self.before)
        if self.after is not None:
            row["after"] = str(self.after)
        if self.credit_s is not None:
            row["credit_s"] = self.credit_s
        if self.why:
            row["why"] = self.why
        row.update(self.data)
        return row
