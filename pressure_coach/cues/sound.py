"""Sound as a function of the moment: what a person with closed eyes has to do. Pure: no clock, no device.

| cue | heard |
| --- | --- |
| LOW | slow, long, rich, low pulses: 1 to 3 a second, faster the more is missing |
| IN | one soft tone on entry and every 5 s, else silence |
| HIGH | fast, short, thin, high pulses: 4 to 6 a second, faster the more it is too much |
| OVER | 8 pulses a second, in turns on two pitches |
| DONE | three rising tones, once |
| STOP | three falling tones, again after 2 s, then every 4 s |
| UNSURE | a rough wobble every 1.2 s: nothing is known, so nothing may sound like safety |
| WAITING | the same wobble every 5 s: there was no signal yet |
| PAUSED, REST, READY, END | a short figure of its own on entry, then silence |
| SILENT | nothing |

A moment holds for half a second. If no other follows, whoever should give them is stuck, and UNSURE is heard: silence
can be trusted. Only what stays true by itself does not age: STOP, END and SILENT.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pressure_coach.cues.tones import RAMP_S, SFREQ, Frames, fade_out, phrase, pulse, silence, tone

CAP = 0.5  # of full scale: no sample is ever above, whatever the volume
HOLDS_S = 0.5  # as the views: a signal that is older is stale (coaching.md section 5, rule 9)
VOLUME_S = 0.02  # a new volume is reached in this time, without a click
DUCKED = 0.25  # of the volume, while somebody speaks

LOW_HZ, HIGH_HZ, OVER_HZ = (1.0, 3.0), (4.0, 6.0), 8.0  # pulses a second
LOW_SPAN, HIGH_SPAN = 0.5, 0.15  # of T outside of the band, at which the pulses are fastest
STEP_HZ = 0.1  # rates are rounded to it, so that few different pulses have to be made
LOW_PITCH, HIGH_PITCH = 330.0, 880.0
IN_EVERY_S, SURE_EVERY_S, WAIT_EVERY_S, STOP_EVERY_S = 5.0, 1.2, 5.0, (2.0, 4.0)

RICH = ((1.0, 1.0), (2.0, 0.5), (3.0, 0.35))
PURE = ((1.0, 1.0),)
FULL = ((1.0, 1.0), (2.0, 0.6))
ROUGH = ((1.0, 1.0), (1.04, 1.0))  # beats


class Cue(StrEnum):
    """What is to be heard."""

    LOW = "low"
    IN = "in"
    HIGH = "high"
    OVER = "over"
    DONE = "done"
    STOP = "stop"
    UNSURE = "unsure"
    WAITING = "waiting"
    PAUSED = "paused"
    REST = "rest"
    READY = "ready"
    END = "end"
    SILENT = "silent"


LASTING = frozenset({Cue.STOP, Cue.END, Cue.SILENT, Cue.UNSURE})
ANEW = frozenset({Cue.LOW, Cue.IN, Cue.READY, Cue.PAUSED, Cue.REST, Cue.WAITING})  # after these a DONE is a new one
ONCE = frozenset({Cue.DONE, Cue.PAUSED, Cue.REST, Cue.READY, Cue.END})
LEVELS = {Cue.LOW: 0.7, Cue.IN: 0.2, Cue.HIGH: 0.6, Cue.OVER: 0.8, Cue.STOP: 1.0}  # of CAP; the others 0.5


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known now. ``r`` = F / T, or None; ``half``: the half-band as a part of T."""

    cue: Cue
    r: float | None = None
    half: float = 0.1
    host_ns: int = 0  # stamp of the samples that it tells of; 0: of none


def outside(moment: Moment) -> float:
    """How far F is outside of the band, in parts of T; 0 in the band, and where that is not known."""
    if moment.r is None or not math.isfinite(moment.r):
        return 0.0
    return max(0.0, abs(moment.r - 1.0) - moment.half)


def pulse_rate(moment: Moment) -> float | None:
    """Pulses a second, never decreasing with the error; None where there are no pulses."""
    if moment.cue is Cue.OVER:
        return OVER_HZ
    if moment.cue is Cue.LOW:
        (least, most), span = LOW_HZ, LOW_SPAN
    elif moment.cue is Cue.HIGH:
        (least, most), span = HIGH_HZ, HIGH_SPAN
    else:
        return None
    above = outside(moment) if moment.r is not None and (moment.r < 1.0) == (moment.cue is Cue.LOW) else 0.0
    rate = least + (most - least) * min(1.0, above / span)
    return round(rate / STEP_HZ) * STEP_HZ


@lru_cache(maxsize=256)
def figure(cue: Cue, rate_hz: float | None = None, sfreq: int = SFREQ) -> Frames:
    """(n_frames,) of what is heard of a cue at a time, without the silence behind it; peak at most CAP.

    ``rate_hz``: for the cues that have one; see ``pulse_rate``.
    """
    frames = _figure(cue, rate_hz or 1.0, sfreq) * np.float32(CAP * LEVELS.get(cue, 0.5))
    frames.flags.writeable = False
    return frames


def _figure(cue: Cue, rate_hz: float, sfreq: int) -> Frames:
    def note(pitch_hz: float, seconds: float, ramp_s: float = 0.015) -> Frames:
        return tone(pitch_hz, seconds, PURE, ramp_s, sfreq)

    gap = silence(0.06, sfreq)
    if cue is Cue.LOW:
        return pulse(rate_hz, LOW_PITCH, 0.5, RICH, 0.04, sfreq)[: round(0.5 / rate_hz * sfreq)]
    if cue is Cue.HIGH:
        return pulse(rate_hz, HIGH_PITCH, 0.35, PURE, RAMP_S, sfreq)[: round(0.35 / rate_hz * sfreq)]
    if cue is Cue.OVER:  # two of them: the pitch changes from one to the next
        rest = silence(0.45 / rate_hz, sfreq)
        first, second = (tone(pitch, 0.55 / rate_hz, PURE, RAMP_S, sfreq) for pitch in (988.0, 740.0))
        return phrase(first, rest, second)
    if cue is Cue.IN:
        return note(523.0, 0.25, 0.08)
    if cue is Cue.DONE:
        return phrase(note(523.0, 0.16), gap, note(659.0, 0.16), gap, note(784.0, 0.5, 0.05))
    if cue is Cue.STOP:
        last = tone(392.0, 0.5, FULL, 0.05, sfreq)
        return phrase(note(784.0, 0.36, 0.03), gap, note(587.0, 0.36, 0.03), gap, last)
    if cue in (Cue.UNSURE, Cue.WAITING):
        return tone(370.0, 0.6, ROUGH, 0.03, sfreq)
    if cue is Cue.PAUSED:
        return phrase(note(440.0, 0.1), gap, note(440.0, 0.1))
    if cue is Cue.REST:
        return note(392.0, 0.6, 0.1)
    if cue is Cue.READY:
        return phrase(note(392.0, 0.1), gap, note(523.0, 0.16))
    if cue is Cue.END:
        return phrase(note(523.0, 0.12), gap, note(392.0, 0.24))
    return silence(0.0, sfreq)


def pause_s(moment: Moment, played: int) -> float | None:
    """Seconds from the beginning of one figure to that of the next, after ``played`` of them; None: there is none."""
    cue, rate = moment.cue, pulse_rate(moment)
    if rate is not None:
        return (2.0 if cue is Cue.OVER else 1.0) / rate
    if cue is Cue.STOP:
        return STOP_EVERY_S[min(played, len(STOP_EVERY_S)) - 1]
    return {Cue.IN: IN_EVERY_S, Cue.UNSURE: SURE_EVERY_S, Cue.WAITING: WAIT_EVERY_S}.get(cue)


class Synth:
    """Moments in, frames out. The frames do not depend on the sizes in which they are fetched.

    ``set`` and ``loud`` may be called from another thread than ``render``; they count from its next call on.
    """

    def __init__(self, sfreq: int = SFREQ, volume: float = 0.5) -> None:
        self.sfreq = sfreq
        self.moment = Moment(Cue.SILENT)  # that is heard, or was heard last
        self._given = self._taken = (self.moment,)
        self._frame = 0  # the next one to be made
        self._note: Frames | None = None  # that sounds, from its frame _from on
        self._from = 0
        self._began = 0  # frame of the newest figure's beginning
        self._next: int | None = None  # frame at which the next one is due
        self._played = 0  # figures since the cue began
        self._until = 0  # frame at which the moment has become too old
        self._chime = True  # the next DONE is a new one
        self._ramp = max(1, round(RAMP_S * sfreq))
        self._loud = self._loud_from = self._loud_to = _amplitude(volume)
        self._loud_at = -round(VOLUME_S * sfreq)

    def set(self, moment: Moment) -> None:
        """What is to be heard from now on."""
        self._given = (moment,)

    def loud(self, volume: float) -> None:
        """0 (nothing) .. 1 (as loud as it gets: ``CAP``); anything else is clipped."""
        self._loud = _amplitude(volume)

    @property
    def busy(self) -> bool:
        """Something sounds, or would with the next frame."""
        waits = self._given is not self._taken
        return waits or self._note is not None or (self._next is not None and self._next <= self._frame)

    def render(self, n_frames: int) -> Frames:
        """The next (n_frames,), -CAP .. CAP."""
        if self._given is not self._taken:
            self._taken = self._given  # read once: another thread may give the next one meanwhile
            self._change(self._taken[0])
            self._until = self._frame + round(HOLDS_S * self.sfreq)
        out = np.zeros(n_frames, np.float32)
        start, end = self._frame, self._frame + n_frames
        while self._frame < end:
            self._come_due()
            stop = end
            for at in (self._until if self.moment.cue not in LASTING else None, self._note_end() or self._next):
                if at is not None and at > self._frame:
                    stop = min(stop, at)
            if self._note is not None:
                at = self._frame - self._from
                out[self._frame - start : stop - start] = self._note[at : at + stop - self._frame]
            self._frame = stop
        if self._note is not None and self._note_end() == self._frame:
            self._note = None
        return out * self._loudness(start, n_frames)

    def _note_end(self) -> int | None:
        return None if self._note is None else self._from + len(self._note)

    def _come_due(self) -> None:
        """What happens at this very frame."""
        if self.moment.cue not in LASTING and self._frame >= self._until:
            self._change(Moment(Cue.UNSURE, host_ns=self.moment.host_ns))
        if self._note is not None and self._note_end() == self._frame:
            self._note = None
        if self._note is None and self._next is not None and self._frame >= self._next:
            self._note = figure(self.moment.cue, pulse_rate(self.moment), self.sfreq)
            self._from = self._began = self._frame
            self._played += 1
            self._plan()

    def _plan(self) -> None:
        pause = pause_s(self.moment, self._played)
        self._next = None if pause is None else self._began + round(pause * self.sfreq)

    def _change(self, moment: Moment) -> None:
        before, self.moment = self.moment.cue, moment
        if moment.cue is before:
            if self._played:
                self._plan()  # the pulses may have become faster
            return
        if self._note is not None:  # let go of what sounds
            left = self._note[self._frame - self._from :][: self._ramp]
            self._note, self._from = (left * fade_out(self._ramp)[: len(left)]).astype(np.float32), self._frame
        self._played, self._next = 0, self._frame
        if moment.cue is Cue.SILENT or (moment.cue is Cue.DONE and not self._chime):
            self._next = None
        elif moment.cue is Cue.DONE:
            self._chime = False
        self._chime |= moment.cue in ANEW

    def _loudness(self, start: int, n: int) -> Frames:
        """(n,) factors; a new volume is reached on a raised cosine that begins with the block."""
        steps = round(VOLUME_S * self.sfreq)
        loud = self._loud  # another thread may change it at any time
        if loud != self._loud_to:
            self._loud_from = float(self._level(np.array([start]))[0])
            self._loud_to, self._loud_at = loud, start
        if start - self._loud_at >= steps:
            return np.full(n, self._loud_to, np.float32)
        return self._level(np.arange(start, start + n)).astype(np.float32)

    def _level(self, frames: NDArray[np.int64]) -> NDArray[np.float64]:
        share = np.clip((frames - self._loud_at) / round(VOLUME_S * self.sfreq), 0.0, 1.0)
        way = 0.5 - 0.5 * np.cos(np.pi * share)
        return self._loud_from * (1.0 - way) + self._loud_to * way


def _amplitude(volume: float) -> float:
    return min(1.0, max(0.0, volume)) if math.isfinite(volume) else 0.0
