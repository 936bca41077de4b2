"""What ten seconds of an unloaded or loaded sensor tell: rate, loss, jitter, noise, drift, stuck bits."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal.chunk import Floats, Micros
from pressure_coach.signal.monitor import APART_US, BREAK_US

_COARSE_N = 1.0


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Figures of one stretch of one channel; None where the samples do not allow them."""

    seconds: float
    samples: int
    rate_hz: float | None  # measured, from the sensor's own times
    nominal_hz: float | None
    lost_pct: float
    bad_frames: int
    invalid_pct: float  # glitches, saturation
    jitter_us: float | None  # 95th percentile of |interval - median interval|
    longest_gap_s: float | None
    noise: float | None  # robust sigma of successive differences / sqrt 2, in the unit of the force
    drift_per_min: float | None  # in the unit of the force
    span: float | None  # largest minus smallest valid value
    distinct: int  # different raw values: 1 is a stuck sensor
    stuck_bits: tuple[int, ...]  # bits of the raw counts below the noise that never change
    step: float | None  # the smallest difference of two values, in the unit of the force: its resolution
    clock_ppm: float | None  # sensor's clock against this computer's
    verdicts: tuple[str, ...]  # what it is good for, what to look at


def diagnose(
    t_us: Micros,
    force: Floats,
    raw: NDArray[Any],
    valid: NDArray[np.bool_],
    *,
    nominal_hz: float = 0.0,
    lost_frames: int = 0,
    bad_frames: int = 0,
    clock_ppm: float | None = None,
    unit: str = "N",
    text: bool = False,
    wireless: bool = False,
    own_clock: bool = False,
    faster: str = "",
) -> Diagnosis:
    """Judge a sensor by ``t_us`` (n_samples,), ``force``, ``raw`` and ``valid`` of one channel, all (n_samples,).

    ``text``: the sensor prints lines; then ``bad_frames`` are lines without a reading, which may be meant so.
    ``wireless``: it has no cable. ``own_clock``: the times are the sensor's own, so a gap in them is a loss even where
    nothing is numbered. ``faster``: how to get more samples a second out of it.
    """
    n = len(t_us)
    steps = np.diff(t_us)
    steps = steps[steps > 0]
    period = float(np.median(steps)) if steps.size else None
    span_s = float(t_us[-1] - t_us[0]) / 1e6 if n else 0.0
    in_bursts = int(((steps > BREAK_US) & (steps <= APART_US)).sum()) > 0.8 * span_s
    # Gaps tell of loss, not of the rate; but what comes in bursts was measured in the breaks.
    longest = APART_US if in_bursts else 5 * period if period else 0.0
    usual = steps[steps < longest] if period else steps
    rate = 1e6 / float(usual.mean()) if usual.size else None
    x = force[valid]
    if own_clock and period and not lost_frames:
        lost_frames = int((np.rint(steps / period) - 1).clip(0).sum())
    fields: dict[str, Any] = {
        "seconds": span_s,
        "samples": n,
        "rate_hz": rate,
        "nominal_hz": nominal_hz or None,
        "lost_pct": 100.0 * lost_frames / (n + lost_frames) if n else 0.0,
        "bad_frames": bad_frames,
        "invalid_pct": 100.0 * (1.0 - float(valid.mean())) if n else 0.0,
        "jitter_us": float(np.percentile(np.abs(steps - period), 95)) if period else None,
        "longest_gap_s": float(steps.max()) / 1e6 if steps.size else None,
        "noise": _noise(x),
        "drift_per_min": _drift(t_us[valid], x),
        "span": float(x.max() - x.min()) if x.size else None,
        "distinct": len(np.unique(raw)),
        "stuck_bits": _stuck_bits(raw),
        "step": _step(x),
        "clock_ppm": clock_ppm,
    }
    place = Place(text, wireless, faster)
    return Diagnosis(**fields, verdicts=tuple(_verdicts(fields, unit, place, in_bursts)))


class Place(NamedTuple):
    """What kind of sensor it is: that decides what can be done about its faults."""

    text: bool
    wireless: bool
    faster: str

    @property
    def connection(self) -> str:
        """Where to look when samples are missing."""
        if self.wireless:
            return "bring it nearer, take what is in between away, switch off what else is on Bluetooth"
        return "check the cable, or other programs on its port"

    @property
    def damage(self) -> str:
        """Where to look when they come in pieces."""
        return self.connection if self.wireless else "check cable, ground and baud rate"

    @property
    def sensor(self) -> str:
        """Where to look when they make no sense."""
        return "see whether it is overloaded, and charge it" if self.wireless else "check the wiring"

    @property
    def rate(self) -> str:
        """Where to look when they are too few."""
        return self.faster or (self.connection if self.wireless else "check the board's rate pin or its settings")


def _noise(x: Floats) -> float | None:
    """White noise from successive differences (their median is deaf to a person's slow movements)."""
    return float(np.median(np.abs(np.diff(x)))) / 0.6745 / 2**0.5 if x.size > 10 else None


def _step(x: Floats) -> float | None:
    """Of the differences between the values that were seen; with little noise nothing is known of it."""
    seen = np.unique(np.round(x, 6))
    return float(np.diff(seen).min()) if seen.size > 1 else None


def _drift(t_us: Micros, x: Floats) -> float | None:
    if x.size < 10 or t_us[-1] - t_us[0] < 1_000_000:
        return None
    minutes = (t_us - t_us[0]) / 6e7
    return float(np.polyfit(minutes, x, 1)[0])


def _stuck_bits(raw: NDArray[Any]) -> tuple[int, ...]:
    if raw.dtype.kind != "i" or len(raw) < 50:
        return ()
    changed = int(np.bitwise_or.reduce(raw ^ raw[0]))
    top = changed.bit_length()
    return tuple(bit for bit in range(top) if not changed >> bit & 1)


def _verdicts(f: dict[str, Any], unit: str, place: Place, in_bursts: bool) -> list[str]:
    said: list[str] = []
    rate, nominal = f["rate_hz"], f["nominal_hz"]
    if nominal and nominal < 8:
        said.append("it gives single readings: good to compare another sensor with, not for holds")
    if rate is None:
        what = "switch it on again" if place.wireless else "check the cable and the board"
        return [*said, f"no rate can be told: too few samples came; {what}"]
    if f["invalid_pct"] > 50:
        said.append(f"{f['invalid_pct']:.0f} % of the samples cannot be used: no holds before that is mended")
    elif rate < 8:
        said.append(f"{rate:.1f} samples a second are too few for holds (8 or more), good for spot readings only")
    elif in_bursts:
        said.append(f"again and again nothing comes for up to {f['longest_gap_s']:.2f} s: no hold can count over that")
    elif rate < 20:
        said.append(f"{rate:.1f} samples a second allow the coarse mode (bands of 15 % or more)")
    else:
        said.append(f"{rate:.1f} samples a second are enough for holds")
    whole = rate / (1.0 - f["lost_pct"] / 100.0) if f["lost_pct"] < 100 else rate  # so many it measured
    if nominal and nominal >= 8 and whole / nominal < 0.95:
        said.append(f"it promises {nominal:g} samples a second: {place.rate}")
    elif nominal and nominal >= 8 and whole / nominal > 1.05:
        said.append(f"it promises {nominal:g} samples a second and gives more, which does no harm")
    if f["lost_pct"] > 1:
        said.append(f"{f['lost_pct']:.1f} % of the frames are lost: {place.connection}")
    if f["bad_frames"] and place.text:
        what = "1 line holds" if f["bad_frames"] == 1 else f"{f['bad_frames']} lines hold"
        said.append(f"{what} no reading: messages of the sketch do no harm; else check cable, ground and baud rate")
    elif f["bad_frames"]:
        said.append(f"damaged frames: {f['bad_frames']}; {place.damage}")
    if 5 < f["invalid_pct"] <= 50:
        said.append(f"{f['invalid_pct']:.1f} % of the samples are glitches or out of range: {place.sensor}")
    if f["distinct"] == 1:
        said.append(
            "the value never changes: that is well if its steps are coarse and nothing touches it; else it is stuck"
            if place.wireless
            else "the value never changes: the sensor is stuck or not connected"
        )
    if f["stuck_bits"]:
        said.append(f"bits {', '.join(map(str, f['stuck_bits']))} never change: the resolution is coarser")
    if unit == "N" and f["step"] is not None and f["step"] >= _COARSE_N:
        # Half a band of 10 % must hold a few of its steps.
        said.append(f"its steps of {f['step']:.1f} N are too coarse for targets below {20 * f['step']:.0f} N")
    if f["clock_ppm"] is not None and abs(f["clock_ppm"]) > 10_000:
        said.append(f"its clock is {f['clock_ppm'] / 1e4:+.1f} % off this computer's: holds are timed by it")
    if f["noise"] is not None and unit == "N" and f["noise"] * 6.6 * 3 > 5.0:
        said.append(f"the noise of {f['noise']:.2f} N widens bands to {f['noise'] * 6.6 * 3:.0f} N or more")
    return said
