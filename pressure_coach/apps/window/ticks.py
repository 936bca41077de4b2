"""Few, round numbers for axes. Pure."""

import math

SECONDS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400)


def force_ticks(full: float, at_most: int) -> list[float]:
    """Round levels from 0 on, ``at_most`` of them above 0, none above ``full``."""
    if not full > 0 or not math.isfinite(full) or at_most < 1:
        return [0.0]
    step = 10.0 ** math.floor(math.log10(full / at_most))
    step = next(m * step for m in (1, 2, 5, 10, 20) if full / (m * step) < at_most + 1 - 1e-9)
    return [i * step for i in range(int(full / step + 1e-9) + 1)]


def time_step(span_s: float, at_most: int) -> int:
    """Seconds between the marks of a time axis, so that there are ``at_most`` of them."""
    return next((step for step in SECONDS if span_s / step <= max(1, at_most)), SECONDS[-1])


def decimals(step: float) -> int:
    """How many digits behind the point tell neighbouring marks apart."""
    return max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0


def clock(seconds: float) -> str:
    """A time on the axis of a recording: 0:05, 12:30, 1:02:03."""
    whole = max(0, int(seconds + 1e-6))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
