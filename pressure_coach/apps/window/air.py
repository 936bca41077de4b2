"""Which Bluetooth sensors are near, listened for in a thread of its own while one chooses. No Qt in it."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pressure_coach.devices._nearby import Nearby, Sensor

LISTEN_S = 2.0
FORGET_S = 15.0  # sensors that sleep between their calls do not come and go in the list


def _nearby(seconds: float) -> "Nearby":
    from pressure_coach.devices import nearby

    return nearby(seconds)


class Air:
    """``sensors``, and ``why`` there are none ("" when the radio works or is not known yet): to be read at any time."""

    def __init__(
        self, listen: Callable[[float], "Nearby"] = _nearby, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.why = ""
        self._listen, self._clock = listen, clock
        self._heard: dict[str, tuple[float, Sensor]] = {}
        self._stop = threading.Event()
        self._stop.set()

    @property
    def sensors(self) -> "list[Sensor]":
        """By name: their strength changes all the time."""
        since = self._clock() - FORGET_S
        heard = [sensor for when, sensor in list(self._heard.values()) if when >= since]
        return sorted(heard, key=lambda sensor: (sensor.name, sensor.address))

    def start(self) -> None:
        """Listen until ``stop``."""
        if self._stop.is_set():
            self._stop = threading.Event()
            threading.Thread(target=self._run, args=(self._stop,), name="air", daemon=True).start()

    def stop(self) -> None:
        """Hear no more; a last look may go on for some seconds, and is forgotten."""
        self._stop.set()

    def look(self) -> None:
        """Listen once."""
        found = self._listen(LISTEN_S)
        now = self._clock()
        self.why = found.why
        self._heard |= {sensor.address: (now, sensor) for sensor in found.sensors}

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.look()
            stop.wait(FORGET_S if self.why else LISTEN_S)  # a radio that is off is asked again later
