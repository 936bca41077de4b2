"""pressure-coach: helps you hold a steady pressure that you chose yourself, for a time you chose.

The public names are open_device, Session, Settings, read, Calibration, Band and Hold; each is imported when it is used.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pressure_coach.coaching.band import Band
    from pressure_coach.coaching.coach import Settings
    from pressure_coach.coaching.hold import Hold
    from pressure_coach.devices import open_device
    from pressure_coach.reading import read
    from pressure_coach.session import Session
    from pressure_coach.signal.calibration import Calibration

__version__ = "0.1.0"
__all__ = ["Band", "Calibration", "Hold", "Session", "Settings", "open_device", "read"]

_WHERE = {
    "Band": "coaching.band",
    "Calibration": "signal.calibration",
    "Hold": "coaching.hold",
    "Session": "session",
    "Settings": "coaching.coach",
    "open_device": "devices",
    "read": "reading",
}


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
