"""Makes the View that the pictures are drawn from, out of what was judged."""

import math
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np

from pressure_coach.coaching.events import Event, State
from pressure_coach.devices import Device
from pressure_coach.judge import Judge
from pressure_coach.mailbox import Mailbox, View
from pressure_coach.signal.chunk import Chunk

RATE_US = 2_000_000  # the measured rate is that of the last two seconds
SPOKEN = frozenset({"prompt", "warning", "refused", "tare", "target", "mark", "rating", "link", "signal"})


class Viewer:
    """Keeps what a picture needs between chunks; posts the newest View into the mailbox."""

    def __init__(self, device: Device, mailbox: Mailbox, recording: str = "") -> None:
        self.recording = recording
        self._device = device
        self._mailbox = mailbox
        self._times: deque[tuple[int, int]] = deque()  # (t_us, samples so far)
        self._notes: dict[str, str] = {}
        self._message = ""
        self._link = True
        self._force = float("nan")
        self._valid = False
        self._t_us = self._host_ns = self._fit_us = 0
        self._ended = ""

    def take(self, chunk: Chunk | None, events: Sequence[Event], judge: Judge) -> None:
        """Note what a view shows of one step."""
        if chunk is not None and len(chunk):
            self._t_us = int(chunk.t_us[-1])
            newest = float(chunk.display[-1])
            if math.isfinite(newest):
                self._force = newest
            elif (shown := np.flatnonzero(np.isfinite(chunk.display))).size:
                self._force = float(chunk.display[shown[-1]])
            self._valid = bool(chunk.valid[-1])
            if self._valid:
                self._fit_us = self._t_us
            elif (fit := np.flatnonzero(chunk.valid)).size:
                self._fit_us = int(chunk.t_us[fit[-1]])
            self._times.append((self._t_us, judge.n_samples))
            while len(self._times) > 2 and self._times[1][0] < self._t_us - RATE_US:
                self._times.popleft()
            self._host_ns = time.monotonic_ns()  # a replayed or simulated one comes now, whatever its file says
        for note in chunk.notes if chunk is not None else ():
            self.note(note.kind, note.text)
        for event in events:
            if event.event == "link":
                self._link = bool(event.data.get("link"))
            if event.event in SPOKEN and (event.why or event.event not in ("signal", "target")):
                self._message = event.why or event.event
            elif event.event == "state" and event.after in (State.STOPPED, State.PARTIAL):
                self._message = event.why  # why it ended; what was said before is over

    def note(self, kind: str, sentence: str) -> None:
        """Keep it before the person's eyes until another one of this kind comes; "": none."""
        if sentence:
            self._notes[kind] = sentence
        else:
            self._notes.pop(kind, None)

    def doubt(self, sentence: str) -> None:
        """Keep before the person's eyes what makes the numbers less than they seem."""
        self._notes[sentence] = sentence

    def tell(self, sentence: str) -> None:
        """Say it once, until something else is said."""
        self._message = sentence

    def post(self, judge: Judge) -> None:
        """Put the newest View into the mailbox."""
        self._mailbox.put(View(**self._fields(judge)))

    def end(self, why: str) -> None:
        """Say that the session has ended."""
        self._ended = why or "ended"
        last = self._mailbox.latest()
        fields: dict[str, Any] = {name: getattr(last, name) for name in View.__slots__}
        self._mailbox.put(View(**{**fields, "ended": self._ended}))

    def _fields(self, judge: Judge) -> dict[str, Any]:
        coach, chain, info = judge.coach, judge.chain, judge.info
        hold = coach.hold if coach else None
        first, newest = (self._times[0], self._times[-1]) if self._times else ((0, 0), (0, 0))
        span = (newest[0] - first[0]) / 1e6
        counts = chain is None or chain.unit == "counts"
        return {
            "t": self._t_us / 1e6,
            "host_ns": self._host_ns,
            "state": coach.state if coach else State.NO_SIGNAL,
            "force": self._force * (coach.scale if coach else 1.0),
            "unit": chain.unit if chain and not counts else "%" if hold else "counts",
            "target": hold.target if hold else None,
            "half_band": hold.band.half if hold else 0.0,
            "over": hold.over_n if hold else None,
            "u95": (judge.calibration.u95 or 0.0) if judge.calibration and not counts else 0.0,
            # Between holds the gauge is about the next one.
            "credit_s": coach.credit_s if coach and coach.state is not State.UNLOADED else 0.0,
            "goal_s": hold.goal_s if hold else 60.0,
            "rest_left_s": hold.rest_left_s if hold else None,
            "pause_left_s": hold.pause_left_s if hold else None,
            "key_paused": bool(hold and hold.key_paused),
            "stay_off_s": hold.stay_off_s if hold else None,
            "holds": tuple(h["outcome"] for h in coach.holds) if coach else (),
            "device": self._device.address,
            "channel": chain.judged_name if chain else "",
            "simulated": judge.simulated,
            "replayed": getattr(self._device, "replayed", False),
            "recording": self.recording,
            "sfreq": (newest[1] - first[1]) / span if span > 0 else (info.sfreq if info else 0.0),
            "lost": coach.lost if coach else 0,
            "bad": judge.decoder.bad_frames,
            "valid": self._valid,
            "link": self._link,
            "unfit_s": max(0, self._t_us - self._fit_us) / 1e6,
            "battery": str(getattr(judge.decoder, "battery", "")),
            "zeroed": chain.zeroed if chain else True,
            "notes": tuple(self._notes.values()),
            "message": self._message,
            "ended": self._ended,
        }
