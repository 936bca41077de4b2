"""Our wire, from bytes to samples: WireDecoder for a serial line, NotificationDecoder for BLE notifications.

The one door to the wire: framing (COBS, CRC) and messages (what the bodies say) are offered here too.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np

from pressure_coach.signal import protocol
from pressure_coach.signal.chunk import Arrival, Arrivals, Micros, RawChunk, StreamInfo
from pressure_coach.signal.framing import Deframer, frame
from pressure_coach.signal.messages import (
    SAMPLES_TYPES,
    Command,
    Hello,
    Id,
    Message,
    Progressor,
    Samples,
    Status,
    parse,
)
from pressure_coach.signal.protocol import Caps, Frame, SensorKind
from pressure_coach.signal.samples import SampleReader

__all__ = [
    "Command", "Deframer", "Hello", "Id", "Message", "NotificationDecoder", "Progressor", "Samples", "Status",
    "WireDecoder", "frame", "parse", "stream_info",
]  # fmt: skip

_NAMES: dict[int, str] = {
    SensorKind.LOAD_CELL: "load cell",
    SensorKind.FSR: "force-sensing resistor",
    SensorKind.AIR_PRESSURE: "air cushion",
    SensorKind.FORCE_PAD: "force pad",
}
_TYPE = itemgetter(0)
# SAMPLES frames without a HELLO after which a board is taken as it is. Until then the answer to our IDENTIFY may be on
# its way behind samples of a stream that was running already, and with it the id that finds the calibration.
PATIENCE = 100


def stream_info(hello: Hello, device_id: str = "") -> StreamInfo:
    """What a board's HELLO and ID say, in the program's own words."""
    n = hello.n_channels
    one_pad = n > 1 and hello.rows * hello.cols == n
    what = "pressure" if hello.kind == SensorKind.AIR_PRESSURE else "force"
    if one_pad:
        names = tuple(f"r{row + 1}c{col + 1}" for row in range(hello.rows) for col in range(hello.cols))
    else:
        names = (what,) if n == 1 else tuple(f"{what}{i + 1}" for i in range(n))
    return StreamInfo(
        name=_NAMES.get(hello.kind, "sensor"),
        device_id=device_id,
        ch_names=names,
        unit="counts",
        sfreq=hello.rate_millihertz / 1000,
        simulated=bool(hello.caps & Caps.SIMULATED),
        adc_bits=hello.adc_bits,
        one_pad=one_pad,
    )


def _runs(bodies: list[bytes]) -> Iterator[list[bytes]]:
    """Neighbours of one type and one length, together."""
    if len(bodies) == 1 or (len(set(map(len, bodies))) == 1 and len(set(map(_TYPE, bodies))) == 1):
        yield bodies
    else:
        for _, run in groupby(bodies, key=lambda body: (body[0], len(body))):
            yield list(run)


class _BodyDecoder:
    """What both decoders share: bodies -> chunks, and what the board says of itself."""

    def __init__(self) -> None:
        self.info: StreamInfo | None = None  # from HELLO and ID; of a board that never says them, from its samples
        self.hello: Hello | None = None  # look at its ``version``: of another one no sample is understood
        self.status: Status | None = None  # the last one
        self.progressor: Progressor | None = None  # what the board keeps, as it last answered
        self.device_id = ""
        self.good_frames = 0  # understood
        self.bad_frames = 0  # damaged, or whole with contents that make no sense
        self.unknown_frames = 0  # whole, but of a type that this version does not know
        self._samples = SampleReader()
        self._good = self._bad = 0
        self._low = False  # what was last said of the battery

    @property
    def battery(self) -> str:
        """As the board told it: "3.91 V"; "" when it did not."""
        millivolts = self.status.battery_mv if self.status else None
        return f"{millivolts / 1000:.2f} V" if millivolts else ""

    @property
    def firmware(self) -> str:
        """Which the board said that it runs: "1.2.0"; "" when it did not."""
        return ".".join(map(str, self.hello.firmware)) if self.hello and any(self.hello.firmware) else ""

    def _decode(
        self, bodies: list[bytes], damaged: int, host_ns: int, hosts_ns: Micros | None = None
    ) -> list[RawChunk]:
        """``damaged``: frames that came so far and of which no body is left.

        ``host_ns`` of the arrival, or of the last of several; then ``hosts_ns`` (n_bodies,) of each body's.
        """
        done = 0
        chunks: list[RawChunk] = []
        for run in _runs(bodies):
            first, done = done, done + len(run)
            if run[0][0] not in SAMPLES_TYPES:
                for body in run:
                    self._hear(body)
                    if (low := self._is_low()) is not self._low:
                        self._low = low
                        chunks += [*self._samples.take(host_ns), _battery(host_ns, low)]
            elif self.hello and self.hello.version != protocol.VERSION:
                self._bad += len(run)
            else:
                self._samples.feed(run, None if hosts_ns is None else hosts_ns[first:done])
                if self.info is None and self._samples.n_channels and self._samples.good >= PATIENCE:
                    self.info = stream_info(Hello(n_channels=self._samples.n_channels), self.device_id)
        self.good_frames = self._good + self._samples.good
        self.bad_frames = damaged + self._bad + self._samples.bad
        return chunks + self._samples.take(host_ns)

    def _is_low(self) -> bool:
        return bool(self.status and self.status.flags & protocol.StatusFlag.LOW_BATTERY)

    def _hear(self, body: bytes) -> None:
        try:
            if body[0] == Frame.HELLO:
                self._greet(Hello.from_body(body))
            elif body[0] == Frame.ID:
                self.device_id = Id.from_body(body).device_id
                self._describe()
            elif body[0] == Frame.STATUS:
                self.status = Status.from_body(body)
            elif body[0] == Frame.PROGRESSOR:
                self.progressor = Progressor.from_body(body)
            else:
                self.unknown_frames += 1
                return
            self._good += 1
        except ValueError:
            self._bad += 1

    def _greet(self, hello: Hello) -> None:
        self.hello = hello
        if hello.caps & Caps.BOOTED:
            self._samples.restart()
        if hello.version == protocol.VERSION:
            self._samples.n_channels = hello.n_channels
        self._describe()

    def _describe(self) -> None:
        if self.hello and self.hello.version == protocol.VERSION:
            self.info = stream_info(self.hello, self.device_id)


def _battery(host_ns: int, low: bool) -> RawChunk:
    """No sample, but news of the battery."""
    return RawChunk(np.empty((0, 1), np.int32), np.empty(0, np.uint32), host_ns, low_battery=low)


class WireDecoder(_BodyDecoder):
    """Bytes of a serial line -> chunks, however they are cut. A damaged frame costs that frame and is counted."""

    def __init__(self) -> None:
        super().__init__()
        self._deframer = Deframer()

    def feed(self, arrival: Arrival) -> list[RawChunk]:
        """Everything that these bytes completed: one chunk as long as nothing is missing. An empty one is a gap."""
        if not arrival.data:
            self._deframer.cut()
        bodies = self._deframer.feed(arrival.data)
        return self._decode(bodies, self._deframer.bad_frames, arrival.host_ns)

    def feed_many(self, arrivals: Sequence[Arrival]) -> list[RawChunk]:
        """The same samples in fewer chunks, much quicker; one or more arrivals."""
        many = Arrivals.of(arrivals)
        gaps = np.flatnonzero(np.diff(many.ends, prepend=0) == 0).tolist()
        if not gaps:
            return self._feed_together(many)
        chunks: list[RawChunk] = []
        for start, stop in pairwise([-1, *gaps, len(many)]):
            if start >= 0:
                chunks += self.feed(many[start])
            if start + 1 < stop:
                chunks += self._feed_together(many[start + 1 : stop])
        return chunks

    def _feed_together(self, many: Arrivals) -> list[RawChunk]:
        bodies, places = self._deframer.feed_many(many.data)
        hosts_ns = many.hosts_ns[np.searchsorted(many.ends, places, side="right")]
        return self._decode(bodies, self._deframer.bad_frames, int(many.hosts_ns[-1]), hosts_ns)


class NotificationDecoder(_BodyDecoder):
    """BLE notifications -> chunks; each arrival is one bare body. One that came twice in a row counts once: some radios
    and their drivers do that, and no two SAMPLES of a board are the same."""

    def __init__(self) -> None:
        super().__init__()
        self.doubled = 0
        self._empty = 0
        self._before = b""

    def feed(self, arrival: Arrival) -> list[RawChunk]:
        """The samples of this notification."""
        before, self._before = self._before, arrival.data
        self._empty += not arrival.data
        new = arrival.data and self._is_new(arrival.data, before)
        return self._decode([arrival.data] if new else [], self._empty, arrival.host_ns)

    def feed_many(self, arrivals: Sequence[Arrival]) -> list[RawChunk]:
        """The same samples in fewer chunks, much quicker; one or more arrivals."""
        before = [self._before, *(arrival.data for arrival in arrivals)]
        self._before = before[-1]
        self._empty += sum(not arrival.data for arrival in arrivals)
        whole = [one for one, data in zip(arrivals, before, strict=False) if one.data and self._is_new(one.data, data)]
        hosts_ns = np.array([arrival.host_ns for arrival in whole], np.int64)
        return self._decode([arrival.data for arrival in whole], self._empty, arrivals[-1].host_ns, hosts_ns)

    def _is_new(self, data: bytes, before: bytes) -> bool:
        again = data == before and data[0] in SAMPLES_TYPES
        self.doubled += again
        return not again
