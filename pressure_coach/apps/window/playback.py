"""A recording to move about in. It is judged once, from its beginning, like any replay; every later look-up finds what
was judged then, so going back gives what playing up to there gave. Pure but for reading the file; no Qt, no clock.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pressure_coach.apps.calm import SAID_NS
from pressure_coach.coaching.coach import Settings
from pressure_coach.coaching.events import Event, State
from pressure_coach.devices import decoder_for
from pressure_coach.devices.replay import Replay
from pressure_coach.judge import Judge, Options, Step
from pressure_coach.mailbox import Mailbox, View
from pressure_coach.reading import recorded
from pressure_coach.signal.chunk import Arrivals, Floats, Micros
from pressure_coach.viewer import SPOKEN, Viewer

PIECE_NS = 50_000_000  # a view is kept for each piece of a recording ...
MOST_PIECES = 10_000  # ... longer pieces where there would be more; states and samples are exact in between
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, math.inf)
MAX_S = 5.0  # at the highest speed the whole recording takes no longer


@dataclass(frozen=True, slots=True)
class BandSpan:
    """A target and its band while it was set, in ``Playback.unit``."""

    start_s: float
    end_s: float
    low: float
    high: float
    over: float | None


@dataclass(frozen=True, slots=True)
class HoldSpan:
    """A hold, from the first moment in the band to its end."""

    start_s: float
    end_s: float
    outcome: str  # DONE, PARTIAL or STOPPED
    credited_s: float


class Playback:
    """``view_at`` any second, ``advance`` by the wall clock's.

    Whoever shows the views gives ``Calm.look`` the time ``clock_ns(s)``: what is old in the recording then looks old.
    After a seek begin with a new Calm: ``calm.look(view, clock_ns(view.t))``, then ``calm.look(view, clock_ns(s))``.
    """

    @classmethod
    def open(
        cls, path: str | Path, settings: Settings | None = None, progress: Callable[[float], None] = lambda share: None
    ) -> "Playback":
        """Read and judge a recording; ``settings`` None: as it was recorded. ``progress`` hears 0 to 1, often.

        Takes seconds where a recording is long: it may run in a thread. Raises RecordingError and CalibrationError,
        as every reader of recordings does; damage that is no error stands in ``damage``.
        """
        return cls(Replay(str(path)), settings, progress)

    def __init__(self, source: Replay, settings: Settings | None, progress: Callable[[float], None]) -> None:
        recording, calibration = source.recording, source.calibration
        self.path, self.damage, self.simulated = source.path, recording.damage, recording.simulated
        self.meta: dict[str, Any] = recording.meta
        self.events: list[Event] = []
        self.position_s, self.speed, self.loop, self.paused = 0.0, 1.0, False, False
        self._views: list[View] = []
        self._scales: list[float] = []  # judged force -> the view's, one a view
        decoder = decoder_for(source.driver, source.options)
        chosen = settings or recorded(Settings, recording)
        judge = Judge(decoder, chosen, lambda info: calibration, recorded(Options, recording), source.simulated)
        box = Mailbox()
        viewer = Viewer(source, box)
        parts: tuple[list[Any], list[Any], list[Any]] = [], [], []
        for steps, share in _judged(source, judge):
            for chunk, events in steps:
                viewer.take(chunk, events, judge)
                self.events += events
                if chunk is not None and len(chunk):
                    for part, new in zip(parts, (chunk.t_us, chunk.judged, chunk.display), strict=True):
                        part.append(new)
            if steps:
                viewer.post(judge)
                self._views.append(box.latest())
                self._scales.append(judge.coach.scale if judge.coach is not None else 1.0)
                progress(share)
        times = _joined(parts[0], np.int64)
        self._t_us: Micros = np.maximum.accumulate(times, out=times)
        self._force: Floats = _joined(parts[1], np.float64)
        self._display: Floats = _joined(parts[2], np.float64)
        self._view_us = [round(view.t * 1e6) for view in self._views]
        self._states = [event for event in self.events if event.event == "state"]
        self._state_us = [event.t_us for event in self._states]
        self._spoken_us = [event.t_us for event in self.events if event.event in SPOKEN]
        self.summary = judge.summary()

    # What was recorded

    @property
    def duration_s(self) -> float:
        """From the first sample to the last."""
        return float(self._t_us[-1]) / 1e6 if len(self._t_us) else 0.0

    @property
    def sfreq(self) -> float:
        """Samples a second, on the whole; 0 when there are too few to tell."""
        return (len(self._t_us) - 1) / self.duration_s if self.duration_s > 0 else 0.0

    @property
    def unit(self) -> str:
        """Of ``samples`` and ``bands``: the unit of the last view."""
        return self._views[-1].unit if self._views else "N"

    def samples(self, from_s: float = -1.0, to_s: float = math.inf) -> tuple[Micros, Floats, np.ndarray]:
        """(t_us, force, valid), each (n,): judged force after ``from_s``, up to and with ``to_s``; NaN: not valid."""
        a = int(np.searchsorted(self._t_us, _micros(from_s), "right"))
        b = max(a, int(np.searchsorted(self._t_us, _micros(to_s), "right")))
        force = self._force[a:b]
        if self._scales and self._scales[-1] != 1.0:
            force = force * self._scales[-1]
        return self._t_us[a:b], force, np.isfinite(force)

    def view_at(self, s: float) -> View:
        """What a live view would have shown at that second; without any sample before it: nothing is known yet."""
        at_us = _micros(s)
        i = int(np.searchsorted(self._t_us, at_us, "right")) - 1
        k = bisect_right(self._view_us, at_us) - 1
        if i < 0 or k < 0:
            first = self._views[0] if self._views else View()
            return View(device=first.device, simulated=self.simulated, replayed=True)
        view, t_us = self._views[k], int(self._t_us[i])
        fields: dict[str, Any] = {
            "t": t_us / 1e6,
            "host_ns": self.clock_ns(t_us / 1e6),
            "force": float(self._display[i]) * self._scales[k],
            "valid": bool(np.isfinite(self._force[i])),
            "replayed": True,
        }
        stands = view.state is State.STOPPED or not view.link
        if view.message and not stands and at_us - self._said_us(at_us) > SAID_NS // 1000:
            fields["message"] = ""  # said long ago; who comes here by a seek did not hear it
        j = bisect_right(self._state_us, at_us) - 1
        if j >= 0 and self._state_us[j] > self._view_us[k]:
            event = self._states[j]
            fields["state"], fields["credit_s"] = event.after, event.credit_s or 0.0
        elif view.state is State.HOLDING and k + 1 < len(self._views):
            most = max(0.0, self._views[k + 1].credit_s - view.credit_s)
            fields["credit_s"] = view.credit_s + min(most, (t_us - self._view_us[k]) / 1e6)
        return replace(view, **fields)

    def _said_us(self, at_us: int) -> int:
        """When something was said last before that time."""
        k = bisect_right(self._spoken_us, at_us) - 1
        return self._spoken_us[k] if k >= 0 else at_us

    @property
    def bands(self) -> list[BandSpan]:
        """Where the band was, in order."""
        spans: list[BandSpan] = []
        before_s = 0.0
        for view, scale in zip(self._views, self._scales, strict=True):
            if view.target is not None:
                factor = self._scales[-1] / scale
                low, high = ((view.target + sign * view.half_band) * factor for sign in (-1, 1))
                over = None if view.over is None else view.over * factor
                if spans:
                    spans[-1] = replace(spans[-1], end_s=view.t)
                if not spans or (spans[-1].low, spans[-1].high, spans[-1].over) != (low, high, over):
                    spans.append(BandSpan(before_s, view.t, low, high, over))
            before_s = view.t
        return spans

    @property
    def holds(self) -> list[HoldSpan]:
        """The holds that ended, in order."""
        return [
            HoldSpan(event.data["t_start"], event.t, event.data["outcome"], event.data["credited_s"])
            for event in self.events
            if event.event == "hold"
        ]

    # Moving about

    @staticmethod
    def clock_ns(s: float) -> int:
        """A second of the recording on the clock of its views' ``host_ns``."""
        return round(s * 1e9) + 1

    @property
    def at_end(self) -> bool:
        """Nothing is left to play."""
        return self.position_s >= self.duration_s

    def seek(self, s: float) -> float:
        """Go to a second; returns where that is."""
        self.position_s = min(max(s, 0.0), self.duration_s)
        return self.position_s

    def play(self) -> None:
        """Go on; from the beginning when the end was reached."""
        self.paused = False
        if self.at_end:
            self.position_s = 0.0

    def pause(self) -> None:
        """Stand still."""
        self.paused = True

    def faster(self, steps: int = 1) -> float:
        """The next of ``SPEEDS``, or with -1 the one before; returns it. ``math.inf``: as fast as makes sense."""
        at = min(range(len(SPEEDS)), key=lambda i: abs(min(SPEEDS[i], 1e9) - min(self.speed, 1e9)))
        self.speed = SPEEDS[min(max(at + steps, 0), len(SPEEDS) - 1)]
        return self.speed

    def advance(self, dt_s: float) -> float:
        """``dt_s`` of the wall clock have passed; returns the position. At the end it pauses, or begins again."""
        if self.paused or dt_s <= 0:
            return self.position_s
        speed = max(16.0, self.duration_s / MAX_S) if math.isinf(self.speed) else self.speed
        s = self.position_s + dt_s * speed
        if s >= self.duration_s:
            if self.loop and self.duration_s > 0:
                s = math.fmod(s, self.duration_s)
            else:
                s, self.paused = self.duration_s, True
        self.position_s = s
        return s


def _joined(parts: list[Any], kind: type) -> Any:
    """One array; the parts are let go, since together they are as large."""
    whole = np.concatenate(parts) if parts else np.empty(0, kind)
    parts.clear()
    return whole


def _micros(s: float) -> int:
    return round(min(max(s, -1.0), 1e12) * 1e6)


def _judged(source: Replay, judge: Judge) -> Iterator[tuple[list[Step], float]]:
    """The steps of each piece, and the share that is done."""
    items = source.recording.items
    total = len(items)
    span_ns = items[-1].host_ns - items[0].host_ns if total else 0
    piece_ns, done = max(PIECE_NS, span_ns // MOST_PIECES), 0
    for run in items.runs():
        if not isinstance(run, Arrivals):
            done += len(run)
            yield judge.feed((), run), done / total
            continue
        cuts = np.flatnonzero(np.diff(run.hosts_ns // piece_ns)) + 1
        bounds = [0, *cuts.tolist(), len(run)]
        for a, b in pairwise(bounds):
            done += b - a
            yield judge.feed(run[a:b]), done / total
    yield judge.finish(), 1.0
