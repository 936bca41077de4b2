"""Simulated devices with a watch in place of the clock, and what came out of them."""

import numpy as np

from pressure_coach.devices import EndOfStream
from pressure_coach.devices.sim import Simulator, decoder
from pressure_coach.signal.chunk import Act, Arrival, RawChunk


class Watch:
    """A watch that only moves when somebody sleeps."""

    def __init__(self, now_ns: int = 5_000_000_000) -> None:
        self.now_ns = now_ns
        self.slept: list[float] = []

    def clock(self) -> int:
        return self.now_ns

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_ns += round(seconds * 1e9) + 1000


def simulator(address: str, watch: Watch | None = None) -> Simulator:
    where, _, query = address.removeprefix("sim:").partition("?")
    options = dict(pair.split("=") for pair in query.split("&") if pair)
    watch = watch or Watch()
    return Simulator(where, options, watch.clock, watch.sleep)


def everything(address: str, seconds: float = 0.0, watch: Watch | None = None) -> list[Arrival | Act]:
    """All items of the first seconds, or to the end."""
    items: list[Arrival | Act] = []
    with simulator(address, watch) as device:
        start = None
        while True:
            try:
                items += device.read()
            except EndOfStream:
                return items
            start = items[0].host_ns if start is None and items else start
            if seconds and items and items[-1].host_ns - (start or 0) >= seconds * 1e9:
                return [item for item in items if item.host_ns - (start or 0) < seconds * 1e9]


def sent_by(address: str) -> list[Arrival]:
    """All bytes to the end."""
    return [item for item in everything(address) if isinstance(item, Arrival)]


def decoded(items: list[Arrival | Act]) -> list[RawChunk]:
    """All of it as if it had come at once."""
    return decoder({}).feed(Arrival(0, b"".join(item.data for item in items if isinstance(item, Arrival))))


def by_time(chunks: list[RawChunk]) -> dict[int, int]:
    return {int(t): int(v) for c in chunks if c.t_us is not None for t, v in zip(c.t_us, c.values[:, 0], strict=True)}


def series(address: str, seconds: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """(t in s, force in N) of what came through, calibrated by the sensor's own calibration."""
    chunks = decoded(everything(address, seconds))
    calibration = simulator(address).calibration
    t = np.concatenate([c.t_us for c in chunks if c.t_us is not None]) / 1e6
    return t, np.concatenate([calibration.apply(c.values).sum(axis=1) for c in chunks])
