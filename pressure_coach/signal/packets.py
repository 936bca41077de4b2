"""What the decoders of foreign Bluetooth sensors share: packets in, samples out, and what the host adds to the stream.

Such a sensor often does not say in its packets who it is. So the host writes a line of its own into the stream at each
connection (``told``), which is recorded with the packets: a replay then knows what the live session knew.
"""

import json
import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pressure_coach.signal.chunk import Arrival, RawChunk, StreamInfo

MARK = b"\x00\xffhost "  # what no packet begins with


class Reading(NamedTuple):
    """The samples of one packet."""

    values: NDArray[Any]  # (n_samples, n_channels) float64 in the decoder's unit, or int32 counts; NaN: not measured
    t_us: NDArray[np.uint32] | None = None  # (n_samples,) device clock; None: it has none
    lost: int = 0  # packets known to be missing before it
    restart: bool = False  # the device's clock began anew


def told(**what: Any) -> bytes:
    """A line of the host: ``name`` and ``address`` at each connection, ``again=True`` repeats the last value."""
    return MARK + json.dumps(what, ensure_ascii=False, sort_keys=True).encode()


def told_in(data: bytes) -> dict[str, Any] | None:
    """What the host wrote there; None: it is no such line."""
    if not data.startswith(MARK):
        return None
    try:
        what = json.loads(data[len(MARK) :])
    except (ValueError, RecursionError):
        return None
    return what if isinstance(what, dict) else None


class PacketDecoder:
    """Subclasses say ``name``, ``unit``, ``sfreq``, ``ch_names`` and what a packet means: ``packet(data)``."""

    name = "sensor"
    unit = "N"
    sfreq = 0.0  # Hz, nominal
    ch_names: tuple[str, ...] = ("force",)

    def __init__(self) -> None:
        self.info: StreamInfo | None = None
        self.bad_frames = 0
        self.about: dict[str, Any] = {}  # what the host has told so far
        self.device_id = ""
        self._anew = False  # the next samples come from a new connection
        self._last: Reading | None = None

    def packet(self, data: bytes) -> Reading | None:
        """The samples of a packet, or None: it has none. Raises ValueError (or struct.error): it makes no sense."""
        raise NotImplementedError

    def connected(self) -> None:
        """A new connection begins: a remainder of the old one is worth nothing."""

    def feed(self, arrival: Arrival) -> list[RawChunk]:
        """The samples of this packet."""
        what = told_in(arrival.data)
        if what is not None:
            return self._hear(what, arrival.host_ns)
        try:
            reading = self.packet(arrival.data)
        except (ValueError, struct.error):
            self.bad_frames += 1
            return []
        return [] if reading is None or not len(reading.values) else self._hand_on(reading, arrival.host_ns)

    def feed_many(self, arrivals: Sequence[Arrival]) -> list[RawChunk]:
        """The same samples in fewer chunks; one or more arrivals."""
        chunks = [chunk for arrival in arrivals for chunk in self.feed(arrival)]
        starts = [i for i, chunk in enumerate(chunks) if i == 0 or chunk.restart or chunk.lost]
        return [_joined(chunks[a:b]) for a, b in pairwise((*starts, len(chunks)))]

    def _hear(self, what: dict[str, Any], host_ns: int) -> list[RawChunk]:
        if what.get("again"):
            last = self._last
            return [] if last is None or last.t_us is not None else self._hand_on(last, host_ns)
        self.about.update(what)
        if "address" in what:
            self._anew = True
            self.connected()
        # An id that the sensor told once is kept: an answer that is lost at the next connection makes no other sensor.
        known = str(self.about.get("id") or self.about.get("address") or "")
        self.device_id = "".join(char for char in known.lower() if char.isalnum())
        if self.info is not None:
            self.info = self._describe()
        return []

    def _describe(self) -> StreamInfo:
        return StreamInfo(self.name, self.device_id, self.ch_names, self.unit, self.sfreq)

    def _hand_on(self, reading: Reading, host_ns: int) -> list[RawChunk]:
        restart = reading.restart or (self._anew and self._last is not None and reading.t_us is not None)
        lost = reading.lost
        self._anew, self._last = (
            False,
            Reading(reading.values[-1:], None if reading.t_us is None else reading.t_us[-1:]),
        )
        if self.info is None:
            self.info = self._describe()
        return [RawChunk(reading.values, reading.t_us, host_ns, lost, restart)]


def _joined(run: list[RawChunk]) -> RawChunk:
    hosts = [np.full(len(chunk.values), chunk.host_ns, np.int64) for chunk in run]
    ticks = [chunk.t_us for chunk in run if chunk.t_us is not None]
    return RawChunk(
        np.concatenate([chunk.values for chunk in run]),
        np.concatenate(ticks) if ticks else None,
        run[-1].host_ns,
        run[0].lost,
        run[0].restart,
        np.concatenate(hosts),
    )


class PieceDecoder(PacketDecoder):
    """A decoder whose packets may come in pieces: ``whole(data)`` says of each whether it is all there."""

    def __init__(self) -> None:
        super().__init__()
        self._rest = b""  # of a packet that is not whole yet

    def whole(self, data: bytes) -> bool:
        """Whether this is a packet from its first byte to its last."""
        raise NotImplementedError

    def connected(self) -> None:
        self._rest = b""

    def joined(self, data: bytes) -> bytes:
        """The data behind what had come of its packet; a whole packet proves that the rest of another was lost."""
        rest, self._rest = self._rest, b""
        if rest and self.whole(data):
            self.bad_frames += 1
            return data
        return rest + data
