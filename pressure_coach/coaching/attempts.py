"""The attempts of a session: what was pressed during each, and the figures of those that have ended."""

from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np

from pressure_coach.coaching import metrics
from pressure_coach.coaching.events import Event, State
from pressure_coach.coaching.hold import Hold
from pressure_coach.coaching.limits import micros
from pressure_coach.signal.chunk import Floats, Micros

S = State
TAKE_US = micros("take_s")
KEEP_US = 2 * TAKE_US  # history kept outside a hold: for taking a level, and the contact that begins an attempt
ENDS = frozenset({S.DONE, S.PARTIAL, S.STOPPED})


class Attempts:
    """Follows a hold by its events. ``unit`` of the forces, ``u95`` of the calibration (0 when unknown)."""

    def __init__(self, unit: str, u95: float) -> None:
        self.holds: list[dict[str, Any]] = []  # figures of the attempts that have ended
        self._unit, self._u95 = unit, u95
        self._past: deque[tuple[Micros, Floats, Floats]] = deque()
        self._changes: list[tuple[int, State]] | None = None  # transitions of the attempt under way

    @property
    def under_way(self) -> bool:
        """From contact to the end of a hold."""
        return self._changes is not None

    def add(self, t: Micros, force: Floats, measured: Floats) -> None:
        """Valid samples, before their events are followed."""
        self._past.append((t, force, measured))

    def forget(self, now_us: int) -> None:
        """Outside an attempt little of the past is needed."""
        while self._changes is None and len(self._past) > 1 and int(self._past[1][0][0]) < now_us - KEEP_US:
            self._past.popleft()

    def clear(self) -> None:
        """The samples so far are on another scale."""
        self._past.clear()

    def drop(self) -> None:
        """The attempt under way leads to nothing."""
        self._changes = None

    def level(self, now_us: int) -> float | None:
        """Median of the last second of samples, up to ``now_us``; None when there are none."""
        recent = [f[t > now_us - TAKE_US] for t, f, _ in self._past]
        joined = np.concatenate(recent) if recent else np.empty(0)
        return float(np.median(joined)) if joined.size else None

    def follow(self, hold: Hold, events: Sequence[Event], by_act: bool = False) -> list[Event]:
        """The same events; behind one that ends an attempt comes an event with its figures."""
        out: list[Event] = []
        for event in events:
            out.append(event)
            if event.event != "state" or event.after is None:
                continue
            if event.before is S.UNLOADED and event.after is S.LOADING:
                self._changes = [(event.t_us, S.LOADING)]
            elif self._changes is not None:
                # An act comes after its sample, which keeps the state that it led to itself.
                self._changes.append((event.t_us + by_act, event.after))
                if event.after in ENDS:
                    figures = self.figures(hold, str(event.after), event.t_us, event.credit_s or 0.0)
                    self.holds.append(figures)
                    out.append(Event(event.t_us, "hold", why=event.why, data=figures))
                    self._changes = None
                elif event.after in (S.UNLOADED, S.REST):
                    self._changes = None  # never came to HOLDING
        return out

    def figures(self, hold: Hold, outcome: str, end_us: int, credit_s: float) -> dict[str, Any]:
        """Of the attempt under way, as if it ended at ``end_us`` (coaching.md section 6)."""
        changes = self._changes or []
        t, force, measured = (np.concatenate([part[i] for part in self._past]) for i in range(3))
        t, force, measured, states = metrics.cut_out(t, force, measured, changes, end_us, hold.f_on)
        holding = [c[0] for c in changes if c[1] is S.HOLDING]
        return {
            "outcome": outcome,
            "t_start": (holding[0] if holding else changes[0][0]) / 1e6,
            "unit": self._unit,
            "target_n": hold.target,
            "band": hold.band.half / hold.target,
            "goal_s": hold.goal_s,
            "credited_s": credit_s if holding else 0.0,
            **metrics.compute(
                t.tolist(),
                force.tolist(),
                measured.tolist(),
                states,
                target=hold.target,
                half=hold.band.half,
                over_n=hold.over_n,
                u95=self._u95,
            ),
        }
