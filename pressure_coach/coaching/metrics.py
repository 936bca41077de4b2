"""Figures of a finished hold (coaching.md section 6).

Every mean is weighted by time: the interval between two samples belongs to the later one, and an interval of more than
0.25 s weighs nothing. Force is the judged force; r = force / target. The window runs from the first HOLDING sample to
DONE, or else to the last HOLDING sample; samples in LIFTED and UNKNOWN are left out.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.coaching import rules
from pressure_coach.coaching.events import State
from pressure_coach.coaching.limits import value

# What a figure of a hold that never came to HOLDING is: unknown.
NAMES = (
    "time_in_band_pct",
    "longest_in_band_s",
    "rmse_pct",
    "mae_pct",
    "bias_pct",
    "cv_pct",
    "cv_detrended_pct",
    "drift_pct_per_min",
    "dwell_out_median_s",
    "mean_n",
    "impulse_ns",
    "completeness_pct",
)


def compute(
    t_us: Sequence[int],
    force: Sequence[float],
    measured: Sequence[float],
    states: Sequence[State],
    *,
    target: float,
    half: float,
    over_n: float,
    u95: float = 0.0,
) -> dict[str, Any]:
    """Figures of one attempt from contact to its end.

    ``t_us`` (n_samples,) increasing, ``force`` judged, ``measured`` before the median, ``states`` after each sample;
    ``u95`` of the calibration in the unit of the force, 0.0 when unknown. Figures that the samples do not allow are
    None; "indicative" ones were measured too sparsely or too uncertainly to be relied upon.
    """
    t = np.asarray(t_us, dtype=np.int64)
    f = np.asarray(force, dtype=np.float64)
    code = np.asarray([_CODE[s] for s in states], dtype=np.int8)
    figures: dict[str, Any] = dict.fromkeys(NAMES)
    figures.update(_entries(code, f, target))
    figures["over_s"] = _over_s(t, f, over_n)
    peak = np.asarray(measured, dtype=np.float64)
    figures["peak_n"] = float(np.nanmax(peak)) if np.isfinite(peak).any() else None
    figures["ramp_n_per_s"] = _ramp(t, f, target)
    holding = np.flatnonzero(code == _HOLDING)
    if holding.size:
        done = np.flatnonzero(code == _CODE[State.DONE])
        first, last = int(holding[0]), int(done[0] if done.size else holding[-1])
        _window(figures, t[first : last + 1], f[first : last + 1], code[first : last + 1], target, half)
    complete = figures["completeness_pct"]
    figures["indicative"] = (
        complete is None or complete < value("indicative_pct") or u95 > value("indicative_u95") * target
    )
    figures["steadiness"] = _steadiness(figures["cv_pct"])
    return figures


def cut_out(
    t: NDArray[np.int64],
    force: NDArray[np.float64],
    measured: NDArray[np.float64],
    changes: Sequence[tuple[int, State]],
    end_us: int,
    f_on: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], list[State]]:
    """The samples of one attempt, from the first of the contact that led to LOADING on, and the state after each.

    Arrays are (n_samples,) of more than the attempt; ``changes`` are its (us, state after), LOADING first.
    """
    # A clock that misbehaved: what the engine dropped has no place in the figures either.
    kept = (t <= end_us) & (t > np.concatenate(([-1], np.maximum.accumulate(t)[:-1])))
    t, force, measured = t[kept], force[kept], measured[kept]
    first = int(np.searchsorted(t, changes[0][0]))
    # Three samples, which a new signal needs, or 0.3 s of contact: no longer than this, so no more history decides.
    earliest = changes[0][0] - 3 * rules.STEP_US
    while (
        0 < first < len(t)
        and f_on <= force[first - 1]
        and t[first] - t[first - 1] <= rules.STEP_US
        and t[first - 1] >= earliest
    ):
        first -= 1
    at = np.searchsorted([us for us, _ in changes], t[first:], side="right")
    states = [State.UNLOADED if i == 0 else changes[i - 1][1] for i in at.tolist()]
    return t[first:], force[first:], measured[first:], states


_CODE = {state: i for i, state in enumerate(State)}
_HOLDING = _CODE[State.HOLDING]


def _window(
    figures: dict[str, Any],
    t: NDArray[np.int64],
    f: NDArray[np.float64],
    code: NDArray[np.int8],
    target: float,
    half: float,
) -> None:
    step = np.diff(t, prepend=t[0])
    out = (code == _CODE[State.LIFTED]) | (code == _CODE[State.UNKNOWN])
    if len(t) > 1:
        period = float(np.median(step[1:]))
        expected = np.maximum(1, np.rint(step[1:][~out[1:]] / period))  # what would have fitted into each interval
        if expected.size:
            figures["completeness_pct"] = 100.0 * len(expected) / float(expected.sum())
    us = np.where((step > rules.STEP_US) | out, 0, step)  # integers: shares of time come out exact
    dt, total = us / 1e6, int(us.sum()) / 1e6
    inside = np.abs(f - target) <= half + rules.EDGE * target
    # Excursions are over when HOLDING comes again, or with the window.
    figures["dwell_out_median_s"] = _dwell(t, code)
    if total <= 0:
        return
    r = f / target
    mean = float((f * dt).sum() / total)
    variance = float(((f - mean) ** 2 * dt).sum() / total)
    figures["time_in_band_pct"] = 100.0 * int(us[inside].sum()) / int(us.sum())
    figures["longest_in_band_s"] = _longest(us, inside & ~out) / 1e6
    figures["rmse_pct"] = 100.0 * float(np.sqrt(((r - 1.0) ** 2 * dt).sum() / total))
    figures["mae_pct"] = 100.0 * float((np.abs(r - 1.0) * dt).sum() / total)
    figures["bias_pct"] = 100.0 * float(((r - 1.0) * dt).sum() / total)
    figures["mean_n"] = mean
    figures["impulse_ns"] = float((f * dt).sum())
    if mean > 0:
        figures["cv_pct"] = 100.0 * variance**0.5 / mean
    seconds = (t - t[0]) / 1e6
    middle = float((seconds * dt).sum() / total)
    spread = float(((seconds - middle) ** 2 * dt).sum() / total)
    if spread > 0:
        slope = float(((seconds - middle) * (f - mean) * dt).sum() / total) / spread
        figures["drift_pct_per_min"] = slope * 60.0 / target * 100.0
        if mean > 0:
            figures["cv_detrended_pct"] = 100.0 * max(0.0, variance - slope**2 * spread) ** 0.5 / mean


def _entries(code: NDArray[np.int8], f: NDArray[np.float64], target: float) -> dict[str, int]:
    """Entries to GRACE or OVER, by side."""
    before = np.concatenate(([-1], code[:-1])) if len(code) else code
    entered = (code != before) & ((code == _CODE[State.GRACE]) | (code == _CODE[State.OVER]))
    high = int(np.count_nonzero(entered & (f > target)))
    return {"excursions_low": int(np.count_nonzero(entered)) - high, "excursions_high": high}


def _dwell(t: NDArray[np.int64], code: NDArray[np.int8]) -> float | None:
    away = (code != _HOLDING) & (code != _CODE[State.DONE])
    edges = np.flatnonzero(np.diff(np.concatenate(([False], away, [False])).astype(np.int8)))
    spans = [(t[min(b, len(t) - 1)] - t[a]) / 1e6 for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return float(np.median(spans)) if spans else None


def _longest(us: NDArray[np.int64], inside: NDArray[np.bool_]) -> int:
    """Longest unbroken run of samples in band; an interval that weighs nothing breaks it."""
    longest = run = 0
    for ok, step in zip(inside.tolist(), us.tolist(), strict=True):
        run = run + step if ok and step > 0 else 0
        longest = max(longest, run)
    return longest


def _over_s(t: NDArray[np.int64], f: NDArray[np.float64], over_n: float) -> float:
    over = f > over_n
    step = np.diff(t)
    return float(step[over[1:] & over[:-1] & (step <= rules.STEP_US)].sum()) / 1e6 if len(t) > 1 else 0.0


def _ramp(t: NDArray[np.int64], f: NDArray[np.float64], target: float) -> float | None:
    """Mean rate between 10 % and 90 % of the target, from contact."""
    high = np.flatnonzero(f >= 0.9 * target)
    if not high.size:
        return None
    low = np.flatnonzero(f[: high[0] + 1] < 0.1 * target)
    start = int(low[-1]) + 1 if low.size else 0
    span = (int(t[high[0]]) - int(t[start])) / 1e6
    return float(f[high[0]] - f[start]) / span if span > 0 else None


def _steadiness(cv_pct: float | None) -> str | None:
    if cv_pct is None:
        return None
    if cv_pct <= value("steady_cv_pct"):
        return "steady"
    return "moderate" if cv_pct <= value("moderate_cv_pct") else "unsteady"
