"""Section 6 of coaching.md a second time: plain loops over a list of samples. What Coach reports is compared with it.

Reading: shares, means and longest run belong to the window; entries, peak, time over and ramp to the whole attempt,
from its first contact to its end, so that what ended a hold is not left out of its figures.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

S = 1_000_000
MEASURED = S // 4  # a longer interval has no weight
LEFT_OUT = {"LIFTED", "UNKNOWN"}


@dataclass(frozen=True)
class Seen:
    """One accepted sample: when, the judged force, the force before the median, and the state that it led to."""

    t: int
    force: float
    measured: float
    state: str


def figures(samples: list[Seen], target: float, half_n: float, over_n: float) -> dict[str, Any]:
    """Of one attempt from its first contact to its end; what it does not allow is None."""
    found: dict[str, Any] = {
        "excursions_low": entries(samples, lambda force: force <= target),
        "excursions_high": entries(samples, lambda force: force > target),
        "peak_n": max(s.measured for s in samples),
        "over_s": sum(b.t - a.t for a, b in pairwise(samples) if a.force > over_n < b.force and b.t - a.t <= MEASURED)
        / S,
        "ramp_n_per_s": ramp(samples, target),
    }
    window = in_window(samples)
    if window:
        found |= {"dwell_out_median_s": dwell(window), "completeness_pct": completeness(window)}
        found |= shares(window, target, half_n + 1e-9 * target)
    return found


def in_window(samples: list[Seen]) -> list[Seen]:
    """From the first HOLDING sample to DONE, or to the last HOLDING sample."""
    held = [i for i, s in enumerate(samples) if s.state in {"HOLDING", "DONE"}]
    return samples[held[0] : held[-1] + 1] if held else []


def shares(window: list[Seen], target: float, inner: float) -> dict[str, float | None]:
    """Everything that is weighted with time: the interval between two samples belongs to the later one."""
    rows = []  # (s since the window began, N, weight in s)
    longest = run = 0.0
    for a, b in pairwise(window):
        weight = (b.t - a.t) / S if b.t - a.t <= MEASURED and b.state not in LEFT_OUT else 0.0
        rows.append(((b.t - window[0].t) / S, b.force, weight))
        run = run + weight if weight and abs(b.force - target) <= inner else 0.0
        longest = max(longest, run)
    total = sum(w for _, _, w in rows)
    if not total:
        return {}

    def mean(values: list[float]) -> float:
        return sum(v * w for v, (_, _, w) in zip(values, rows, strict=True)) / total

    seconds, force = [t for t, _, _ in rows], [f for _, f, _ in rows]
    level, middle = mean(force), mean(seconds)
    spread = mean([(t - middle) ** 2 for t in seconds])
    slope = mean([(t - middle) * (f - level) for t, f in zip(seconds, force, strict=True)]) / spread if spread else 0.0
    left = [f - level - slope * (t - middle) for t, f in zip(seconds, force, strict=True)]
    return {
        "time_in_band_pct": 100 * mean([float(abs(f - target) <= inner) for f in force]),
        "longest_in_band_s": longest,
        "rmse_pct": 100 * math.sqrt(mean([(f / target - 1) ** 2 for f in force])),
        "mae_pct": 100 * mean([abs(f / target - 1) for f in force]),
        "bias_pct": 100 * mean([f / target - 1 for f in force]),
        "cv_pct": 100 * math.sqrt(mean([(f - level) ** 2 for f in force])) / level,
        "cv_detrended_pct": 100 * math.sqrt(mean([x * x for x in left])) / level if spread else None,
        "drift_pct_per_min": slope * 60 / target * 100 if spread else None,
        "mean_n": level,
        "impulse_ns": level * total,
    }


def entries(samples: list[Seen], side: Any) -> int:
    return sum(b.state != a.state and b.state in {"GRACE", "OVER"} and side(b.force) for a, b in pairwise(samples))


def dwell(window: list[Seen]) -> float | None:
    """Reading: an excursion lasts from the first sample that is not HOLDING to the next one that is."""
    lengths: list[float] = []
    left: int | None = None
    for s in window:
        if s.state in {"HOLDING", "DONE"}:
            lengths += [] if left is None else [(s.t - left) / S]
            left = None
        elif left is None:
            left = s.t
    return median(lengths) if lengths else None


def completeness(window: list[Seen]) -> float | None:
    """Received / expected: each interval should have brought as many samples as median intervals fit into it."""
    counted = [b.t - a.t for a, b in pairwise(window) if b.state not in LEFT_OUT]
    if not counted:
        return None
    usual = median(b.t - a.t for a, b in pairwise(window))
    return 100 * len(counted) / sum(max(1, round(step / usual)) for step in counted)


def ramp(samples: list[Seen], target: float) -> float | None:
    """Newtons gained per second on the way that led from 10 to 90 % of T."""
    high = next((i for i, s in enumerate(samples) if s.force >= 0.9 * target), None)
    if high is None:
        return None
    low = high
    while low > 0 and samples[low - 1].force >= 0.1 * target:
        low -= 1
    span = samples[high].t - samples[low].t
    return (samples[high].force - samples[low].force) / (span / S) if span else None
