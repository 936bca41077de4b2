"""Is a sample fit to be judged? Glitches, saturation and stuck counts, told sample by sample, never looking ahead."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal.chunk import StreamInfo
from pressure_coach.signal.limits import micros, value

STUCK_US = micros("stuck_s")  # a live 24-bit converter never repeats itself for so long ...
STUCK_SAMPLES = 16  # ... and so many samples: its noise is many counts
_STUCK_BITS = 20  # coarser converters may well stand still
_TOP = value("adc_top")  # of the converter's range: above, the sensor or its amplifier no longer follows
_TOP_RUN = 3  # so many in a row are the sensor's state, fewer are glitches
SANE = 1e15  # no sensor gives more: garbage, or not a number
_TOP_24 = 8_388_607  # what an HX711 says when it is read at the wrong moment, or when it saturates
_LEAST_ONES = 255  # 2^8 - 1: smaller counts of all ones are everyday readings
_JUMP_NOISE = 10.0  # a jump is more than 10 times the usual difference of neighbours ...
_JUMP_SPEED = 3.0  # ... and more than 3 times the difference before it: a fast movement is no jump
_JUMP_STEPS = 3.0  # ... and more than 3 of the smallest steps that the sensor makes
_JUMP_N = 2.0  # ... and more than this, in N (or kPa)
_JUMP_RANGE = 1 / 4096  # ... or than this part of the converter's range
_FIRST_BLOCK, _BLOCK = 16, 128  # accepted differences from which the usual one is told
_MANY = 256  # samples, from which arrays are faster than numbers


class Verdict(IntEnum):
    """What is thought of a sample. OK and LATE are fit to be judged."""

    OK = 0
    LATE = 1  # fit, and it confirms that the suspect before it was real
    SUSPECT = 2  # jumped; the next sample will tell
    DROPPED = 3  # not a reading
    TOP = 4  # the converter is at the end of its range
    STUCK = 5  # the same count for too long


OK, LATE, SUSPECT, DROPPED, TOP, STUCK = (int(v) for v in Verdict)  # plain numbers for the loop


def limits(info: StreamInfo) -> tuple[float, float]:
    """(lowest, highest): readings must lie strictly between. ``SANE`` when the converter is unknown.

    Converters of 16 bits or more (HX711, ADS1232, ADS1115) count from -2^(bits-1); smaller ones, those inside
    microcontrollers, count from 0, where 0 is an everyday reading.
    """
    if info.unit != "counts" or not info.adc_bits:
        return -SANE, SANE
    if info.adc_bits < 16:
        return -SANE, _TOP * (2**info.adc_bits - 1)
    top = _TOP * 2 ** (info.adc_bits - 1)
    return -top, top


def least_jump(info: StreamInfo, slope: float | None, is_sum: bool = False) -> float:
    """The smallest change of one sample that can be a glitch, in the unit of the series.

    ``slope``: N (kPa) per count, None when unknown. A sum is in N (kPa) already when that is known.
    """
    if info.unit != "counts" or (is_sum and slope):
        return _JUMP_N
    by_range = 2**info.adc_bits * _JUMP_RANGE if info.adc_bits else 0.0
    return max(by_range, _JUMP_N / abs(slope) if slope else 0.0, 4.0)


class Quality:
    """Judges the samples of one series: a channel's readings, or the sum of a pad.

    An isolated jump is known by what follows it, so a sample that jumped is SUSPECT. When the next one is back it was
    a glitch; when the next one stays (LATE) it was real, and may take part in the median as if never in doubt.
    """

    def __init__(self, info: StreamInfo, slope: float | None = None, is_sum: bool = False) -> None:
        """``slope``: N (kPa) per count, None when unknown. Of a sum the range is checked by who adds up."""
        self._low, self._high = (-SANE, SANE) if is_sum else limits(info)
        self._least_jump = least_jump(info, slope, is_sum)
        self._counts = info.unit == "counts" and not is_sum
        self._checks_stuck = info.unit == "counts" and info.adc_bits >= _STUCK_BITS
        # The smallest jump follows from the usual differences; until they are known only a wild guess can be made.
        self._jump = math.inf if info.unit == "counts" and not info.adc_bits and not slope else 4.0 * self._least_jump
        self._level = math.nan  # the newest accepted value
        self._move = 0.0  # by how much it differed from the one before
        self._suspect: float | None = None
        self._top_run = 0  # samples at the end of the range, without a break
        self._same = 0  # samples that repeat the one before, without a break
        self._changed_us = 0  # time of the first sample of that run
        self._moves: list[float] = []
        self._room = _FIRST_BLOCK  # differences until the next block is complete
        self.noise: float | None = None  # sigma of the quietest stretch so far

    def shift(self, by: float) -> None:
        """From now on the whole series is higher by this: its zero was moved."""
        self._level += by
        if self._suspect is not None:
            self._suspect += by

    def feed(self, values: Sequence[float], times: Sequence[int], bad: Sequence[int] | None = None) -> list[int] | None:
        """A Verdict for each value, or None when all are OK.

        ``times`` in microseconds; ``bad``: what is already known of each sample, when it is the sum of several.
        """
        if len(values) < _MANY:
            return self._feed_each(values, times, bad)
        x = np.array(values)
        steps = np.abs(np.diff(x, prepend=x[0]))
        odd = ~((x > self._low) & (x < self._high))  # not a number is odd, too
        odd |= np.array(bad or False, np.bool_)
        some_odd = bool(odd.any())
        verdicts: list[int] | None = None
        start, n = 0, len(values)
        while start < n:
            stop = min(start + self._room, n)
            part = slice(start, stop)
            if (some_odd and odd[part].any()) or not self._plainly_ok(values[part], steps[part], times[part]):
                found = self._feed_each(values[part], times[part], bad[part] if bad else None)
                if found:
                    verdicts = verdicts or [OK] * n
                    verdicts[part] = found
            start = stop
        return verdicts

    def _plainly_ok(self, values: Sequence[float], steps: NDArray[Any], times: Sequence[int]) -> bool:
        """Take some samples of a range that is ours, the rest of a block at most, if none needs a closer look.

        ``steps``: how far each is from the one before; the first one is corrected here.
        """
        if not self._calm or math.isnan(self._level):
            return False
        steps[0] = abs(values[0] - self._level)
        if float(steps.max()) > self._jump:
            return False
        moves = steps.tolist()
        if self._checks_stuck:
            if self._same + moves.count(0) >= STUCK_SAMPLES:
                return False
            still = next((i for i, move in enumerate(reversed(moves)) if move), None)
            if still is None:
                self._same += len(moves)
            else:
                self._same, self._changed_us = still, times[-1 - still]
        self._level, self._move = values[-1], moves[-1]
        self._moves += moves
        self._room -= len(moves)
        if not self._room:
            self._learn()
            self._room = _BLOCK
        return True

    def _feed_each(self, values: Sequence[float], times: Sequence[int], bad: Sequence[int] | None) -> list[int] | None:
        verdicts: list[int] | None = None
        low, high, jump, level, move = self._low, self._high, self._jump, self._level, self._move
        calm, same, room, learn, watch = self._calm, self._same, self._room, self._moves.append, self._checks_stuck
        for i, x in enumerate(values):
            step = x - level if x > level else level - x
            if step <= jump and low < x < high and calm and not (bad and bad[i]):
                level, move = x, step
            else:
                self._level, self._move = level, move
                verdict, step = self._look_closer(x, times[i], bad[i] if bad else OK)
                level, move, calm = self._level, self._move, self._calm
                if verdict:
                    verdicts = verdicts or [OK] * len(values)
                    verdicts[i] = verdict
                    if verdict > LATE:
                        continue
            learn(step)
            room -= 1
            if room == 0:
                self._learn()
                jump, room = self._jump, _BLOCK
            if watch:
                if step:
                    same, self._changed_us = 0, times[i]
                else:
                    same += 1
                    if same >= STUCK_SAMPLES and times[i] - self._changed_us >= STUCK_US:
                        verdicts = verdicts or [OK] * len(values)
                        verdicts[i] = STUCK
        self._level, self._move, self._same, self._room = level, move, same, room
        return verdicts

    @property
    def _calm(self) -> bool:
        """Nothing hangs over from the sample before."""
        return self._suspect is None and self._top_run == 0

    def _look_closer(self, x: float, t_us: int, known: int) -> tuple[int, float]:
        """(verdict, how far it is from the accepted sample before it) of a sample that is not plainly OK."""
        level = self._level
        if known == DROPPED or not -SANE < x < SANE:
            return DROPPED, 0.0
        if known == TOP or not self._low < x < self._high:
            self._top_run += 1
            return (TOP if self._top_run >= _TOP_RUN else DROPPED), 0.0
        self._top_run = 0
        if level != level:  # the very first
            if self._counts and x == _TOP_24:
                return DROPPED, 0.0
            self._level, self._changed_us = x, t_us
            return OK, 0.0
        step, suspect = abs(x - level), self._suspect
        if step > self._jump and self._counts and _all_ones(x):
            return DROPPED, 0.0
        self._suspect = None
        if suspect is not None and (x - level) * (suspect - level) > 0.0 and 2.0 * step >= abs(suspect - level):
            self._level, self._move = x, max(abs(x - suspect), abs(suspect - level))
            return LATE, abs(x - suspect)
        if step > self._jump and step > _JUMP_SPEED * self._move:
            self._suspect = x
            return SUSPECT, 0.0
        self._level, self._move = x, step
        return OK, step

    def _learn(self) -> None:
        """From a block of differences of neighbours: what is usual, and so what is a jump."""
        moves = sorted(self._moves)
        self._moves.clear()
        usual = moves[len(moves) // 2]
        moving = bisect_right(moves, 0.0)  # where those begin that are not 0
        smallest = moves[moving] if moving < len(moves) else 0.0
        self._jump = max(self._least_jump, _JUMP_NOISE * usual, _JUMP_STEPS * smallest)
        if len(moves) == _BLOCK and (not self._checks_stuck or 8 * moving <= _BLOCK):  # not when it begins to be stuck
            # Of normal noise, neighbours differ by 0.954 sigma (median) or 1.128 sigma (mean).
            noise = usual / 0.954 if usual else sum(moves) / len(moves) / 1.128
            self.noise = noise if self.noise is None else min(self.noise, noise)


def _all_ones(x: float) -> bool:
    """2^n - 1, which a bit-banged read gives when the line hangs high, also of all bits: -1."""
    whole = int(x)
    return whole == x and (whole == -1 or (whole >= _LEAST_ONES and whole & (whole + 1) == 0))
