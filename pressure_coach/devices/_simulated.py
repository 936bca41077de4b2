"""The simulated sensor: a person's force as counts, as wire bytes, with loss and damage. Pure: it reads no clock.

Frame k is a function of the settings, of k and (in ``manual``) of the keys pressed before it: the same address gives
the same bytes, however they are fetched.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pressure_coach.devices._dice import Dice
from pressure_coach.devices._scenarios import SCENARIOS, Person
from pressure_coach.devices._sim_address import MAX_COUNTS, Settings
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import Floats
from pressure_coach.signal.protocol import Caps, SensorKind
from pressure_coach.signal.wire import Hello, Id, Samples, Status, frame

ADC_BITS = 24  # as the HX711 and its relatives
TOP = 2 ** (ADC_BITS - 1) - 1
LAST_BIT = 0.7  # counts rms: what even the quietest converter adds
COUNTS_PER_N = 8000.0  # so the converter ends at about 1040 N
FULL_SCALE_N = 1000.0  # of the cell, as its plate would say
JITTER_NS = 2_000_000
# What a converter gives when its clock line is disturbed: the rest of the bits read as ones.
SPIKES = np.array([2**n - 1 for n in range(17, ADC_BITS)])

_NOISE, _SPIKE, _WHICH_SPIKE, _DROP, _FLIP, _FLIP_AT, _FLIP_BY, _JITTER, _ZERO, _NAME = range(10, 20)  # streams of dice


@dataclass(frozen=True, slots=True)
class Sent:
    """One frame of the sensor: when it arrives (ns since the first sample) and what of it arrives."""

    due_ns: int
    data: bytes  # b"": lost on the way
    silent: bool  # the link is lost


class SimulatedSensor:
    """``settings`` -> bytes. ``n_frames`` is None when the person goes on for ever."""

    def __init__(self, settings: Settings) -> None:
        self._s = s = settings
        self._dice = Dice(s.seed)
        self._scenario = SCENARIOS[s.scenario]
        self._person = Person(self._scenario, s.target, s.hold, self._dice)
        self.level_n: float | None = 0.0 if s.scenario == "manual" else None  # N, set by keys
        self.n_frames = int(s.cycles * self._person.cycle_s * s.rate / s.batch) if s.cycles else None
        self._parts = [slice(i, i + MAX_COUNTS) for i in range(0, s.n_channels, MAX_COUNTS)]
        self._share = _bump(s.rows, s.cols)
        self._zero = np.rint(self._dice.uniform(_ZERO, np.arange(s.n_channels)) * 160_000 - 80_000)
        slope = 1.0 / COUNTS_PER_N
        if self._scenario.top:
            # Too much gain for this cell: the converter ends long before it, at ``top`` times the target.
            most = int(np.argmax(self._share))
            slope = float(self._scenario.top * s.target * self._share[most] / (TOP - self._zero[most]))
        self._slope = slope
        # Another gain or other cells are another sensor, with another name: a stored calibration must not fit both.
        name = Dice(self._dice.one(_NAME) ^ round(slope * 1e12) ^ s.rows << 50 ^ s.cols << 40).one(_NAME)
        self.device_id = f"{name:016x}"
        self.calibration = Calibration(
            unit="N",
            slope=(slope,),
            zero_counts=tuple(self._zero.tolist()),
            full_scale=FULL_SCALE_N,
            device_id=self.device_id,
            provenance="simulated: true by construction, nothing was measured",
            simulated=True,
        )

    def greeting(self, booted: bool) -> bytes:
        """HELLO, ID and STATUS, as a board answers when it is asked who it is."""
        s = self._s
        wide = s.n_channels > 1
        hello = Hello(
            n_channels=s.n_channels,
            rate_millihertz=round(s.rate * 1000),
            kind=SensorKind.FORCE_PAD if wide else SensorKind.LOAD_CELL,
            adc_bits=ADC_BITS,
            caps=Caps.SIMULATED | Caps.EDGE_TIME | (Caps.BOOTED if booted else Caps.NONE),
            rows=s.rows if wide else 0,
            cols=s.cols if wide else 0,
            firmware=(1, 0, 0),
        )
        return b"".join(frame(m.to_body()) for m in (hello, Id(self.device_id), Status()))

    def send(self, first: int, n: int) -> list[Sent]:
        """Frames ``first`` to ``first + n`` - 1, in order; lost and silent ones too."""
        s = self._s
        k = np.arange(first, first + n)
        index = (k[:, None] * s.batch + np.arange(s.batch)).ravel()
        t = index / s.rate
        starts, ends = t[:: s.batch], t[s.batch - 1 :: s.batch]
        rows = self._counts(t, index).tolist()
        t_us = ((np.rint(starts * 1e6).astype(np.int64) + s.clock) & 0xFFFFFFFF).tolist()
        jitter_ns = min(JITTER_NS, 0.5e9 * s.batch / s.rate) * self._dice.uniform(_JITTER, k)  # none overtakes another
        due_ns = np.rint(ends * 1e9 + jitter_ns).astype(np.int64).tolist()
        silent = self._person.silent(starts)
        away = (silent | self._person.missing(starts)).tolist()
        sent = []
        for i, quiet in enumerate(silent.tolist()):
            these = rows[i * s.batch : (i + 1) * s.batch]
            data = b"" if away[i] else self._encoded(first + i, t_us[i], these)
            sent.append(Sent(due_ns[i], data, quiet))
        return sent

    def _counts(self, t: Floats, index: NDArray[np.int64]) -> NDArray[np.int64]:
        """(n_samples, n_channels) as the converter gives them."""
        s, dice = self._s, self._dice
        force = self._person.force(t) if self.level_n is None else np.full(len(t), self.level_n)
        cells = (force + self._person.zero(t))[:, None] * self._share
        noise = dice.bell(_NOISE, index[:, None] * s.n_channels + np.arange(s.n_channels))
        # So that the sum of a pad is as noisy as one cell; and no live converter is quieter than its last bit.
        cells += noise * max(s.noise / np.sqrt(s.n_channels), LAST_BIT * abs(self._slope))
        counts = np.clip(np.rint(cells / self._slope + self._zero), -TOP - 1, TOP).astype(np.int64)
        if self._scenario.spikes[1]:
            hit = dice.uniform(_SPIKE, index) < self._person.spike_share(t)
            which = (dice.uniform(_WHICH_SPIKE, index) * len(SPIKES)).astype(np.int64)
            counts = np.where(hit[:, None], SPIKES[which][:, None], counts)
        return counts

    def _encoded(self, k: int, t_us: int, rows: list[list[int]]) -> bytes:
        """What arrives of one instant (or batch): one wire frame, or several for a wide pad."""
        s, n_parts = self._s, len(self._parts)
        dt_us = round(1e6 / s.rate) if s.batch > 1 else 0
        data = b""
        for p, part in enumerate(self._parts):
            number = k * n_parts + p
            counts = tuple(tuple(row[part]) for row in rows)
            body = Samples(number & 0xFFFF, t_us, counts, dt_us, first_channel=part.start if n_parts > 1 else None)
            data += self._damaged(number, frame(body.to_body()))
        return data

    def _damaged(self, number: int, data: bytes) -> bytes:
        """The frame as it arrives: whole, with one wrong byte, or not at all."""
        s, chance = self._s, self._dice.chance
        if s.drop and chance(_DROP, number) < s.drop:
            return b""
        if s.flip and chance(_FLIP, number) < s.flip:
            at = int(chance(_FLIP_AT, number) * len(data))
            wrong = data[at] ^ (1 + int(chance(_FLIP_BY, number) * 255))
            return data[:at] + bytes((wrong,)) + data[at + 1 :]
        return data


def _bump(rows: int, cols: int) -> Floats:
    """(rows * cols,) share of the load that each cell of a pad bears: a ball a little off its middle. Sums to 1."""
    y = (np.arange(rows) + 0.5) / rows - 0.45
    x = (np.arange(cols) + 0.5) / cols - 0.53
    share = np.exp(-8.0 * (y[:, None] ** 2 + x[None, :] ** 2)).ravel()
    return share / share.sum()
