"""What the address of a simulated sensor can say: its options, their ranges and their defaults."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pressure_coach.devices._options import number, refuse_unknown
from pressure_coach.devices._scenarios import SCENARIOS
from pressure_coach.errors import UsageError
from pressure_coach.signal.protocol import MAX_CHANNELS

OPTIONS = {
    "target": "N that the simulated person aims at (default 200)",
    "hold": "s that a hold lasts (default 75)",
    "cycles": "end after so many holds; 0: never (default)",
    "speed": "times real time, 0.01 or more; 0: as fast as it can (default 1)",
    "noise": "of the sensor, N rms (default 0.3)",
    "drop": "share of frames that get lost (default 0)",
    "flip": "share of frames with a wrong byte (default 0)",
    "seed": "another person, another sensor, other trouble (default 1)",
    "rate": "samples/s (default 80)",
    "batch": "samples a frame (default: so many that at most 100 frames/s are sent)",
    "channels": "cells of the pad, such as 4 or 8x8 (default 1)",
    "clock": "us that the device clock shows at the first sample; it wraps at 4294967296 (default 0)",
}
SLOWEST = 0.01  # times real time: slower looks like a sensor that is dead
MAX_COUNTS = 79  # counts that fit a frame of either kind


@dataclass(frozen=True, slots=True)
class Settings:
    """What an address can say."""

    scenario: str = "good"
    target: float = 200.0  # N
    hold: float = 75.0  # s
    noise: float = 0.3  # N rms
    drop: float = 0.0  # probability of a frame
    flip: float = 0.0  # probability of a frame
    seed: int = 1
    speed: float = 1.0  # times real time; 0: as fast as it can
    rate: float = 80.0  # Hz
    batch: int = 1  # samples a frame
    rows: int = 1
    cols: int = 1
    clock: int = 0  # us, the device clock at the first sample
    cycles: int = 0  # 0: for ever

    @property
    def n_channels(self) -> int:
        """Cells of the pad; 1 for a load cell."""
        return self.rows * self.cols


def settings(where: str, options: Mapping[str, str]) -> Settings:
    """What an address says, checked. Raises UsageError with the range or the known names."""
    name = where.strip().lower() or "good"
    if name not in SCENARIOS:
        raise UsageError(f"sim: knows no scenario '{where}'; the known ones are {', '.join(SCENARIOS)}.")
    refuse_unknown("sim", options, OPTIONS)

    def real(key: str, default: float, lowest: float, highest: float) -> float:
        return number("sim", options, key, default, lowest, highest)

    def whole(key: str, default: int, lowest: int, highest: int) -> int:
        value = real(key, default, lowest, highest)
        if value != int(value):
            raise UsageError(f"{key}={options[key]} makes no sense to sim:; give a whole number.")
        return int(value)

    rate = real("rate", 80.0, 1.0, 4000.0)
    speed = number("sim", options, "speed", 1.0, SLOWEST, 1000.0, {"0": 0.0})
    rows, cols = _cells(options.get("channels", "1"))
    most = max(1, MAX_COUNTS // (rows * cols))
    return Settings(
        scenario=name,
        target=real("target", 200.0, 20.0, 600.0),
        hold=real("hold", 75.0, 5.0, 600.0),
        noise=real("noise", 0.3, 0.0, 100.0),
        drop=real("drop", 0.0, 0.0, 0.9),
        flip=real("flip", 0.0, 0.0, 0.9),
        seed=whole("seed", 1, 0, 2**32 - 1),
        speed=speed,
        rate=rate,
        batch=whole("batch", min(most, max(1, round(rate / 100))), 1, most),
        rows=rows,
        cols=cols,
        clock=whole("clock", 0, 0, 2**32 - 1),
        cycles=whole("cycles", 0, 0, 1_000_000),
    )


def _cells(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(?:(\d{1,3})[xX])?(\d{1,3})", text.strip())
    rows, cols = (int(match[1] or 1), int(match[2])) if match else (0, 0)
    if not (1 <= rows <= 255 and 1 <= cols <= 255 and rows * cols <= MAX_CHANNELS):
        raise UsageError(
            f"channels={text} makes no sense to sim:; give a number from 1 to 255, "
            f"or rows and columns as in 8x8 ({MAX_CHANNELS} cells at most)."
        )
    return rows, cols
