"""The data that everything passes on: StreamInfo, Arrival, Arrivals, Act, RawChunk, Note, Chunk.

Arrays are (n_samples, n_channels).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, overload

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Micros = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What a stream says of itself."""

    name: str
    device_id: str  # lower-case hex or another lasting name of this very sensor; "" when it has none
    ch_names: tuple[str, ...]
    unit: str  # "counts", "N" or "kPa"
    sfreq: float  # Hz, nominal; 0.0 when unknown
    simulated: bool = False
    adc_bits: int = 0  # of the converter; 0 when unknown: then nothing is judged as full scale
    one_pad: bool = False  # the channels are the cells of one pad, so that their sum means something
    faster: str = ""  # how to get more samples a second out of it: "add ?rate=80 to its address"; "" when unknown


@dataclass(frozen=True, slots=True)
class Arrival:
    """The bytes of one read or one notification, as they came. Without any: bytes before the next ones are missing."""

    host_ns: int  # the host's monotonic clock
    data: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals(Sequence[Arrival]):
    """Many arrivals side by side, to be read like a list. A recording gives them so: to make one costs much more than
    to decode it."""

    hosts_ns: Micros  # (n_arrivals,)
    data: bytes  # of all of them, joined
    ends: NDArray[np.int64]  # (n_arrivals,) where the bytes of each end in ``data``

    @classmethod
    def of(cls, arrivals: Sequence[Arrival]) -> "Arrivals":
        """The same arrivals, side by side."""
        if isinstance(arrivals, Arrivals):
            return arrivals
        data = [arrival.data for arrival in arrivals]
        hosts_ns = np.array([arrival.host_ns for arrival in arrivals], np.int64)
        return cls(hosts_ns, b"".join(data), np.cumsum([len(one) for one in data], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.hosts_ns)

    @overload
    def __getitem__(self, index: int) -> Arrival: ...

    @overload
    def __getitem__(self, index: slice) -> "Arrivals": ...

    def __getitem__(self, index: int | slice) -> "Arrival | Arrivals":
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                return Arrivals.of([self[i] for i in range(start, stop, step)])
            begins, ends = self._begins(start), self.ends[start:stop]
            return Arrivals(self.hosts_ns[start:stop], self.data[begins : self._begins(stop)], ends - begins)
        at = range(len(self))[index]
        return Arrival(int(self.hosts_ns[at]), self.data[self._begins(at) : int(self.ends[at])])

    def _begins(self, at: int) -> int:
        return int(self.ends[at - 1]) if at else 0


@dataclass(frozen=True, slots=True)
class Act:
    """Whatever is not a sample: a key, a mark, a tare, a new target, the link lost or back.

    ``kind``: pause resume stop acknowledge tare target mark link_lost link_back rating.
    ``index``: how many samples had been decoded before it (the act follows sample ``index - 1``); -1: not yet stamped.
    """

    kind: str
    index: int = -1
    host_ns: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class RawChunk:
    """Samples as a decoder understood them, in the sensor's own numbers and on its own clock."""

    values: NDArray[Any]  # (n_samples, n_channels) int32 counts, or float64 in the unit of StreamInfo
    t_us: NDArray[np.uint32] | None  # (n_samples,) device clock, wraps at 2**32; None: times come from arrivals
    host_ns: int  # of the arrival that completed these samples, or the last of them
    lost: int = 0  # frames known to be missing just before these samples
    restart: bool = False  # the device said that its clock began anew just before these samples
    hosts_ns: Micros | None = None  # (n_samples,) of each sample's arrival; None: one arrival completed all of them
    why: str = (
        ""  # the sensor itself says why samples that are not a number are none: "it was switched to another unit"
    )
    low_battery: bool | None = None  # it says from here on that its battery is almost empty, or is so no more


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the quality of the signal that a person should know, from one sample on.

    ``kind``: glitches over_range stuck unmeasured battery rate drift zero_moved. An empty ``text``: it is over.
    """

    t_us: int  # session time of the sample that showed it
    kind: str
    text: str
    value: float = math.nan  # of a "rate": the measured samples/s


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Calibrated samples on the session's time line.

    ``judged`` is what the coach judges: the chosen channel (or the sum of a pad's) after zero, calibration and
    median-of-3. ``measured`` is the same before the median. ``display`` is smoothed, for the eye only. Where ``valid``
    is False ``force`` and ``judged`` are NaN, ``display`` stands still, and ``measured`` says what the sensor said.
    """

    index: int  # of the first sample, counted over the session; len(self) samples
    t_us: Micros  # (n_samples,) since the session's first sample; strictly increasing except where a clock misbehaves
    force: Floats  # (n_samples, n_channels) calibrated, median-of-3
    judged: Floats  # (n_samples,)
    measured: Floats  # (n_samples,)
    display: Floats  # (n_samples,)
    valid: NDArray[np.bool_]  # (n_samples,) fit to be judged
    raw: NDArray[Any]  # (n_samples, n_channels) as decoded
    lost: int = 0  # frames known to be missing before the first sample
    notes: tuple[Note, ...] = ()  # in the order of their times

    def __len__(self) -> int:
        return len(self.t_us)


class Decoder(Protocol):
    """Bytes in, samples out; holds its own remainder, never raises on bad bytes, counts them.

    A decoder may also have ``feed_many(arrivals: Sequence[Arrival]) -> list[RawChunk]``, for one or more arrivals: the
    same samples with the same times (``hosts_ns``), in as few chunks as can be. Recordings are decoded with it.
    """

    info: StreamInfo | None  # None until it is known; may be replaced by a fuller one later
    bad_frames: int  # frames or lines that were not understood

    def feed(self, arrival: Arrival) -> list[RawChunk]:
        """Everything that these bytes completed, in order."""
        ...
