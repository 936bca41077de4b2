"""What a person should know about the signal: notes that stand until they are over, and the measured rate."""

import math
from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from operator import sub

from pressure_coach.signal.chunk import Note
from pressure_coach.signal.limits import micros, value
from pressure_coach.signal.quality import DROPPED, LATE, STUCK, SUSPECT, TOP

COARSE_HZ, REFUSED_HZ = value("coarse_hz"), value("refused_hz")
GLITCH_PART, _GLITCH_SECONDS = value("glitch_share"), round(value("glitch_s"))
MAX_DRIFT_PPM = 10_000
_RATE_SECONDS = 5
_SETTLED_US = 2_000_000  # before, rates and parts say little
_LEAST_US = 500_000  # of intervals make a rate
_SECOND = 1_000_000
_FASTER = "set the sensor to 10 or more, 40 are recommended"
BREAK_US = micros("step_s")  # over a longer one no time counts
_BURSTS = 3  # seconds in a row, each with a break: the readings come in bursts
APART_US = 1_000_000  # samples further apart than this are not neighbours at any rate, but a gap

TEXTS = {
    "glitches": "more than 5 % of the readings were unusable: check the wiring",
    "over_range": "the sensor is at the end of its range: ease off; if nothing presses on it, check its wiring",
    "stuck": "the reading does not change at all: check the sensor's cable and supply",
    "battery": "the sensor's battery is almost empty: charge it or change it soon",
    "coarse": "only {rate} samples/s: coarse guidance; 40 or more are recommended{hint}",
    "refused": "only {rate} samples/s, too few for a hold, which needs 8: {faster}",
    "bursts": "the readings come in bursts, and no time can count in the breaks: let the sensor send each one at once",
    "drift": "the sensor's clock differs from this computer's by {percent:+.1f} %: times are the sensor's own",
    "zero_moved": "the zero moved by {moved:.1f} {unit}: let the sensor warm up, and set the zero again before a hold",
}
_WHILE_UNFIT = ("over_range", "stuck", "unmeasured")  # over when samples were fit for a second


class Monitor:
    """Counts by whole seconds of session time, so what it says does not depend on how the stream was cut."""

    def __init__(self, faster: str = "") -> None:
        """``faster``: how to get more samples a second out of this sensor."""
        self._faster = faster
        self.standing: dict[str, str] = {}  # kind -> text
        self.rate: float | None = None  # samples/s over the last 5 s with samples; None at first
        self._said: list[Note] = []
        self._edge = _SECOND  # session time at which the present second is full
        self._past: deque[tuple[int, int]] = deque(maxlen=_GLITCH_SECONDS)  # samples and glitches of each second
        self._rates: deque[tuple[int, int]] = deque(maxlen=_RATE_SECONDS)  # intervals and their sum in us
        self._samples = self._glitches = self._intervals = self._time = 0
        self._broken = False  # a break in the present second
        self._breaks: deque[bool] = deque(maxlen=_BURSTS)  # in the seconds before
        self._last: int | None = None
        self._fit_since: int | None = None  # how long samples have been fit without a break
        self._why = ""  # of the samples that are being looked at
        self._pace = ""  # what stands of the rate: "", "coarse" or "refused"

    def take(self) -> tuple[Note, ...]:
        """What began or ended since the last call."""
        if not self._said:
            return ()
        said, self._said = tuple(sorted(self._said, key=lambda note: note.t_us)), []
        return said

    def say(self, t_us: int, kind: str, text: str, value: float = math.nan) -> None:
        """From now on this stands; "" ends it. Nothing happens when it stands already."""
        if self.standing.get(kind, "") != text:
            self._said.append(Note(t_us, kind, text, value))
            if text:
                self.standing[kind] = text
            else:
                del self.standing[kind]

    def feed(self, times: Sequence[int], verdicts: Sequence[int] | None, why: str = "") -> None:
        """One or more samples: microseconds of session time, and a Verdict each (None: all OK).

        ``why``: the sensor itself says why those are none that were DROPPED.
        """
        first = 0
        self._why = why
        while self._edge <= times[-1]:
            cut = next(i for i in range(first, len(times)) if times[i] >= self._edge)
            if cut > first:
                self._count(times[first:cut], verdicts[first:cut] if verdicts else None)
            self._turn(times[cut])
            first = cut
        if first:
            times, verdicts = times[first:], verdicts[first:] if verdicts else None
        self._count(times, verdicts)

    def drifts(self, t_us: int, ppm: float) -> None:
        """An estimate of the device's clock against the host's."""
        if abs(ppm) < 0.9 * MAX_DRIFT_PPM:
            self.say(t_us, "drift", "")
        elif abs(ppm) > MAX_DRIFT_PPM and "drift" not in self.standing:
            self.say(t_us, "drift", TEXTS["drift"].format(percent=ppm / 1e4))

    def zero_moved(self, t_us: int, moved: float, unit: str) -> None:
        """The zero is ``moved`` from where it was; 0.0: not so far that it matters."""
        self.say(t_us, "zero_moved", TEXTS["zero_moved"].format(moved=moved, unit=unit) if moved else "")

    def battery(self, t_us: int, is_low: bool) -> None:
        """What the sensor says of its battery."""
        self.say(t_us, "battery", TEXTS["battery"] if is_low else "")

    def _count(self, times: Sequence[int], verdicts: Sequence[int] | None) -> None:
        """Samples of one second."""
        self._samples += len(times)
        now = times[-1]
        before = times[0] if self._last is None else self._last
        span = now - before
        if 0 <= span <= APART_US:
            self._intervals += len(times) - (self._last is None)
            self._time += span
        else:
            steps = [b - a for a, b in pairwise((before, *times)) if b - a <= APART_US]
            self._intervals += len(steps) - (self._last is None)
            self._time += sum(steps)
        if span > BREAK_US and not self._broken:
            marks = (before, *times[15::16], now)  # where these are near each other there is no break in between
            if max(map(sub, marks[1:], marks)) > BREAK_US:
                self._broken = any(BREAK_US < b - a <= APART_US for a, b in pairwise((before, *times)))
        self._last = now
        if verdicts or self.standing:
            self._watch(times, verdicts or [0] * len(times))

    def _watch(self, times: Sequence[int], verdicts: Sequence[int]) -> None:
        """Sample by sample, when something is or was wrong."""
        for t, verdict in zip(times, verdicts, strict=True):
            if verdict == DROPPED and self._why:
                self.say(t, "unmeasured", self._why)  # no glitch: nobody need look at the wiring
            elif verdict in (SUSPECT, DROPPED):
                self._glitches += 1
            elif verdict == LATE:
                self._glitches -= 1  # the suspect was real
            if verdict == TOP:
                self.say(t, "over_range", TEXTS["over_range"])
            elif verdict == STUCK:
                self.say(t, "stuck", TEXTS["stuck"])
            if verdict > LATE:
                self._fit_since = None
            elif self._fit_since is None:
                self._fit_since = t
            elif t - self._fit_since >= _SECOND and verdict <= LATE:
                for kind in _WHILE_UNFIT:
                    self.say(t, kind, "")

    def _turn(self, now: int) -> None:
        """A sample of a later second came: judge what is behind it."""
        self._past.append((self._samples, self._glitches))
        if self._intervals:
            self._rates.append((self._intervals, self._time))
        self._breaks.append(self._broken)
        self._samples = self._glitches = self._intervals = self._time = 0
        self._broken = False
        skipped = (now - self._edge) // _SECOND
        for _ in range(min(skipped, _GLITCH_SECONDS)):
            self._past.append((0, 0))
        self._edge += (skipped + 1) * _SECOND
        if now < _SETTLED_US:
            return
        samples, glitches = (sum(numbers) for numbers in zip(*self._past, strict=True))
        if samples:
            worth = 0.5 * GLITCH_PART if "glitches" in self.standing else GLITCH_PART  # it does not come and go
            self.say(now, "glitches", TEXTS["glitches"] if glitches > worth * samples else "")
        intervals, time = (sum(numbers) for numbers in zip(*self._rates, strict=True)) if self._rates else (0, 0)
        if time >= _LEAST_US:
            self.rate = intervals * 1e6 / time
            self._judge_rate(now, self.rate)
        self._judge_breaks(now)

    def _judge_breaks(self, now: int) -> None:
        if not any(self._breaks) or self._pace == "refused":  # few samples are far apart by nature
            self.say(now, "bursts", "")
        elif len(self._breaks) == _BURSTS and all(self._breaks):
            self.say(now, "bursts", TEXTS["bursts"])

    def _judge_rate(self, now: int, rate: float) -> None:
        stands, slack = self._pace, 1.05  # a rate at the very limit does not flicker
        if rate >= COARSE_HZ * (slack if stands else 1.0):
            pace = ""
        else:
            pace = "coarse" if rate >= REFUSED_HZ * (slack if stands == "refused" else 1.0) else "refused"
        if pace != stands:
            self._pace = pace
            more = {"faster": self._faster or _FASTER, "hint": f": {self._faster}" if self._faster else ""}
            self.say(now, "rate", TEXTS[pace].format(rate=_exact(rate), **more) if pace else "", rate)


def _exact(rate: float) -> str:
    """A rate that is refused never reads like one that is not."""
    return f"{rate:.0f}" if rate >= REFUSED_HZ + 0.5 else f"{math.floor(rate * 10) / 10:.1f}"
