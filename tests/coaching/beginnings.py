"""What leads to each state, and close to where something ends it; and what may come next."""

from typing import Any

from tests.coaching.walks import ALL_ACTS, GAPS, LEVELS

Pieces = list[tuple[Any, ...]]


def _flat(*pieces: tuple[float, str]) -> Pieces:
    return [("flat", seconds, level, 0) for seconds, level in pieces]


_HELD = _flat((0.2, "nothing"), (3.0, "target"))
# What leads to each state, and close to where something ends it.
BEGINNINGS: dict[str, Pieces] = {
    "no signal": [],
    "unloaded": _flat((0.2, "nothing")),
    "touching": _flat((0.2, "nothing"), (0.2, "light")),
    "loading": _flat((0.2, "nothing"), (0.9, "light")),
    "loading for 59 s": _flat((0.2, "nothing"), (59.0, "light")),
    "about to hold": _flat((0.2, "nothing"), (0.9, "target")),
    "holding": _HELD,
    "about to be done": _flat((0.2, "nothing"), (5.5, "target")),
    "below": [*_HELD, *_flat((0.3, "light"))],
    "above": [*_HELD, *_flat((0.3, "eased"))],
    "below for the whole grace": [*_HELD, *_flat((1.0, "light"))],
    "back in band": [*_HELD, *_flat((1.0, "light"), (0.2, "target"))],
    "most of the grace used": [*_HELD, *_flat((0.2, "light"), (0.6, "target"))],
    "paused": [*_HELD, *_flat((1.5, "light"))],
    "paused for 9 s": [*_HELD, *_flat((9.0, "light"))],
    "paused by key": [*_HELD, ("act", "pause"), *_flat((0.6, "target"))],
    "lifted": [*_HELD, *_flat((0.3, "nothing"))],
    "lifted for 9 s": [*_HELD, *_flat((9.0, "nothing"))],
    "lifted, paused by key": [*_HELD, ("act", "pause"), *_flat((0.6, "nothing"))],
    "over": [*_HELD, *_flat((0.5, "above over"))],
    "over while loading": _flat((0.2, "nothing"), (0.5, "above over")),
    "over while lifted": [*_HELD, *_flat((0.3, "nothing"), (0.35, "above over"))],
    "over for 2.9 s": [*_HELD, *_flat((2.9, "above over"))],
    "over for 5.9 s in all": [
        *_HELD,
        *_flat((2.5, "above over"), (1.2, "target"), (2.5, "above over"), (1.2, "target"), (0.9, "above over")),
    ],
    "above the stop level": [*_HELD, *_flat((0.4, "above stop"))],
    "done": _flat((0.2, "nothing"), (6.5, "target")),
    "over after done": _flat((0.2, "nothing"), (6.5, "target"), (2.5, "above over")),
    "partial": [*_HELD, *_flat((11.0, "light"))],
    "at rest": _flat((0.2, "nothing"), (6.5, "target"), (0.7, "nothing")),
    "rested": _flat((0.2, "nothing"), (6.5, "target"), (1.9, "nothing")),
    "stopped": [*_HELD, ("act", "stop")],
    "stopped, off for 9.9 s": [*_HELD, ("act", "stop"), *_flat((9.9, "nothing"))],
    "blind": [*_HELD, ("gap", 0.7), *_flat((0.05, "target"))],
    "blind while below": [*_HELD, *_flat((0.3, "light")), ("gap", 0.7), *_flat((0.05, "target"))],
    "blind while unloaded": [*_flat((0.2, "nothing")), ("gap", 0.7), *_flat((0.05, "nothing"))],
    "signal lost": [*_HELD, ("act", "signal_lost"), *_flat((0.1, "target"))],
    "signal lost after a hold": [
        *_flat((0.2, "nothing"), (6.5, "target")),
        ("act", "signal_lost"),
        *_flat((0.1, "target")),
    ],
    "the wall is near": [*_HELD, *_flat(*((9.0, "light"), (0.6, "target")) * 3, (3.5, "light"))],
}
NEXT: Pieces = [
    *(("flat", 0.7, level, nudge) for level in LEVELS for nudge in (-1, 0, 1)),
    *(
        ("flat", seconds, level, 0)
        for seconds, level in ((11.0, "nothing"), (11.0, "light"), (6.5, "target"), (3.5, "above over"))
    ),
    *(("gap", gap) for gap in GAPS if gap < 10),
    *(("act", act) for act in ALL_ACTS),
]
