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
LOW_PCT = 15  # of a battery: from here down a person is told


class Reading(NamedTuple):
    """The samples of one packet."""

    values: NDArray[Any]  # (n_samples, n_channels) float64 in the decoder's unit, or int32 counts; NaN: not measured
    t_us: NDArray[np.uint32] | None = None  # (n_samples,) device clock; None: it has none
    lost: int = 0  # packets known to be missing before it
    restart: bool = False  # the device's clock began anew
    why: str = ""  # why those that are NaN are: "it was switched to another unit: switch it back"


def told(**what: Any) -> bytes:
    """A line of the host: ``name`` and ``address`` at each connection, ``again=True`` repeats the last value;
    ``battery`` as the sensor told it when it was asked, ``low=True`` when it says itself that it is almost empty."""
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
    faster = ""  # how to get more samples a second out of it

    def __init__(self) -> None:
        self.info: StreamInfo | None = None
        self.bad_frames = 0
        self.about: dict[str, Any] = {}  # what the host has told so far
        self.device_id = ""
        self._anew = False  # the next samples come from a new connection
        self._last: Reading | None = None
        self._low = False  # what was last said of its battery

    @property
    def battery(self) -> str:
        """As the sensor told it: "87 %", "3.91 V"; "" when it did not."""
        return str(self.about.get("battery") or "")

    @property
    def firmware(self) -> str:
        """Which it said that it runs; "" when it did not."""
        return str(self.about.get("version") or "")

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
        if reading is None or not len(reading.values):
            return self._about_battery(arrival.host_ns)
        return self._hand_on(reading, arrival.host_ns)

    def feed_many(self, arrivals: Sequence[Arrival]) -> list[RawChunk]:
        """The same samples in fewer chunks; one or more arrivals."""
        chunks = [chunk for arrival in arrivals for chunk in self.feed(arrival)]
        starts = [i for i, chunk in enumerate(chunks) if i == 0 or not _goes_on(chunks[i - 1], chunk)]
        return [_joined(chunks[a:b]) for a, b in pairwise((*starts, len(chunks)))]

    def _hear(self, what: dict[str, Any], host_ns: int) -> list[RawChunk]:
        if what.get("again"):
            last = self._last
            return [] if last is None or last.t_us is not None else self._hand_on(last, host_ns)
        if "address" in what:
            self._anew = True
            self.about.pop("low", None)  # it may have been charged meanwhile
            self.connected()
        self.about.update(what)
        # An answer about its id that is lost at one connection makes no other sensor of it: an id that it told once is
        # kept, and one that goes by its address keeps that.
        own_id, address = (_plain(str(self.about.get(known) or "")) for known in ("id", "address"))
        if self.info is None or self.device_id != address:
            self.device_id = own_id or address
        if self.info is not None:
            self.info = self._describe()
        return self._about_battery(host_ns)

    def _describe(self) -> StreamInfo:
        return StreamInfo(self.name, self.device_id, self.ch_names, self.unit, self.sfreq, faster=self.faster)

    def _about_battery(self, host_ns: int) -> list[RawChunk]:
        """No sample, but perhaps news of the battery: said at once, since a sensor may switch itself off after it."""
        news = self._news()
        none = np.empty((0, len(self.ch_names)))
        return [] if news is None else [RawChunk(none, None, host_ns, low_battery=news)]

    def _news(self) -> bool | None:
        low = bool(self.about.get("low")) or is_low(self.battery)
        news, self._low = (None if low == self._low else low), low
        return news

    def _hand_on(self, reading: Reading, host_ns: int) -> list[RawChunk]:
        restart = reading.restart or (self._anew and self._last is not None and reading.t_us is not None)
        lost = reading.lost
        self._anew, self._last = (
            False,
            Reading(reading.values[-1:], None if reading.t_us is None else reading.t_us[-1:], why=reading.why),
        )
        if self.info is None:
            self.info = self._describe()
        return [RawChunk(reading.values, reading.t_us, host_ns, lost, restart, None, reading.why, self._news())]


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def is_low(battery: str) -> bool:
    """Whether a sensor's battery is as good as empty; of a voltage nobody knows that but the sensor itself."""
    number, _, unit = battery.partition(" ")
    return unit == "%" and number.isdecimal() and int(number) <= LOW_PCT


def _goes_on(before: RawChunk, chunk: RawChunk) -> bool:
    """Both may be one chunk."""
    news = before.low_battery is not None or chunk.low_battery is not None
    return not (chunk.restart or chunk.lost or news or before.why != chunk.why)


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
        run[0].why,
        run[0].low_battery,
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
