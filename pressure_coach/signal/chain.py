"""RawChunk -> Chunk: time, validity, zero, calibration, median for the judge, smoothing for the eye; nothing more."""

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.errors import CalibrationError
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.channels import choose
from pressure_coach.signal.chunk import Chunk, RawChunk, StreamInfo
from pressure_coach.signal.filters.median import Median
from pressure_coach.signal.filters.one_euro import OneEuro
from pressure_coach.signal.timeline import Timeline

_GAP_US = 250_000  # a longer gap restarts the filters
_TARE_US = 2_000_000


@dataclass(frozen=True, slots=True)
class Zero:
    """What a tare found: ``counts`` per channel, and by how much the judged value moved (None: no zero before)."""

    t_us: int
    counts: tuple[float, ...]
    noise: float
    moved: float | None
    unit: str


class Chain:
    """Feed it what a decoder makes, in order; it returns what a person may be coached by."""

    def __init__(
        self, info: StreamInfo, calibration: Calibration | None, channel: str | None = None, display: str = "one_euro"
    ) -> None:
        self.info = info
        self.channels = choose(info, channel)
        self.unit = calibration.unit if calibration else info.unit
        n = len(info.ch_names)
        self._calibration = calibration
        self._zero, self._slope = calibration.per_channel(n) if calibration else (np.zeros(n), np.ones(n))
        self.zeroed = bool(calibration and calibration.zero_counts) or info.unit != "counts"
        self.noise_n: float | None = None
        self.allow_auto_zero = False
        self._timeline = Timeline(info.sfreq)
        self._median = Median(n + 1)
        self._smooth = OneEuro(1, 1.0, 6.0, 1.0, 200.0)
        self._index = self._lost = 0
        self._last_t: int | None = None
        self._shown = np.nan
        self._ring: deque[tuple[NDArray[np.int64], NDArray[Any]]] = deque()

    def feed(self, raw: RawChunk) -> Chunk:
        t, lost = self._timeline.feed(raw)
        x = raw.values
        picked = list(self.channels)
        valid = np.isfinite(x[:, picked]).all(axis=1)
        force = (x - self._zero) * self._slope + 0.0
        measured = np.add.reduce(np.ascontiguousarray(force[:, picked]), axis=1)
        out = np.full((len(t), force.shape[1] + 1), np.nan)
        display = np.empty(len(t))
        for i in range(len(t)):
            if valid[i]:
                if self._last_t is not None and t[i] - self._last_t > _GAP_US:
                    self._median.reset()
                    self._smooth.reset()
                self._last_t = int(t[i])
                row = np.append(force[i], measured[i])[None]
                out[i] = self._median.feed(row, t[i : i + 1])[0]
                self._shown = self._smooth.feed(out[i : i + 1, -1:], t[i : i + 1])[0, 0]
            display[i] = self._shown
        if len(t):
            self._ring.append((t[valid], x[valid]))
            while len(self._ring) > 1 and self._ring[1][0].size and self._ring[1][0][0] < t[-1] - _TARE_US:
                self._ring.popleft()
        chunk = Chunk(self._index, t, out[:, :-1], out[:, -1], measured, display, valid, x, lost)
        self._index += len(t)
        return chunk

    def tare(self) -> Zero:
        """Take the median of the last 2 s as the zero of this session."""
        if not self._ring or self._last_t is None:
            raise CalibrationError("there is no reading to take as zero yet; wait 2 s with the sensor unloaded.")
        t = np.concatenate([t for t, _ in self._ring])
        x = np.concatenate([x for _, x in self._ring])[t >= self._last_t - _TARE_US].astype(np.float64)
        zero = np.median(x, axis=0)
        picked = list(self.channels)
        moved = float(((zero - self._zero) * self._slope)[picked].sum()) if self.zeroed else None
        self.noise_n = float((x.std(axis=0) * abs(self._slope))[picked].max())
        self._zero, self.zeroed = zero, True
        self._median.reset()
        return Zero(self._last_t, tuple(zero.tolist()), self.noise_n, moved, self.unit)

    def set_target(self, target: float | None) -> None:
        """T in ``unit``: smoothing works on F / T."""
        self._smooth.scale = target or 200.0

    def link_lost(self) -> None:
        """The link was lost after the newest sample."""
        self._timeline.link_lost()
