"""Arrivals and acts of a session file, in order, made when they are asked for: an hour costs its bytes and no more."""

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from pressure_coach.recording import format as fmt
from pressure_coach.recording.format import Topic
from pressure_coach.recording.scan import Places
from pressure_coach.signal.chunk import Act, Arrival

PORTION_BYTES = 1 << 17  # of a file: about 2,000 frames of one sample, or 14,000 samples in frames of ten


class Items(Sequence[Arrival | Act]):
    """The verified ``arrivals`` and ``acts`` messages at ``starts`` .. ``ends`` of ``buf``.

    Where arrivals are missing an empty one stands, at the time of the next: a decoder that holds half a line must not
    join it with the half of another. ``breaks``: positions in ``starts`` just before which that is so.
    """

    def __init__(self, buf: bytes, starts: Places, ends: Places, breaks: Places) -> None:
        self._buf = buf
        self._starts = np.insert(starts, breaks, starts[breaks])
        self._ends = np.insert(ends, breaks, -1)

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[Arrival | Act]:
        for portion in self.portions():
            yield from portion

    def portions(self) -> Iterator[list[Arrival | Act]]:
        """All of them, in lists of a size that is quick to work on."""
        start = 0
        while start < len(self):
            stop = self.portion_end(start)
            yield self[start:stop]
            start = stop

    def portion_end(self, start: int) -> int:
        """Where the portion ends that begins with item ``start``."""
        return max(start + 1, int(np.searchsorted(self._starts, self._starts[start] + PORTION_BYTES)))

    @overload
    def __getitem__(self, index: int) -> Arrival | Act: ...

    @overload
    def __getitem__(self, index: slice) -> list[Arrival | Act]: ...

    def __getitem__(self, index: int | slice) -> Arrival | Act | list[Arrival | Act]:
        if isinstance(index, slice):
            return self._some(self._starts[index], self._ends[index])
        return self._item(int(self._starts[index]), int(self._ends[index]))

    def _some(self, starts: Places, ends: Places) -> list[Arrival | Act]:
        """Many at once: an arrival may hold one sample, and there may be a thousand of them a second."""
        buf, at = self._buf, starts + fmt.HEAD.size
        octets = np.frombuffer(buf, np.uint8)
        hosts_ns = np.ndarray((len(buf) - 7,), "<i8", buf, strides=(1,))[at]
        firsts = at + fmt.ARRIVAL.size + octets[at + fmt.ARRIVAL.size - 1]  # behind the driver's name
        data = [buf[first:end] for first, end in zip(firsts.tolist(), (ends - 4).tolist(), strict=True)]
        items: list[Arrival | Act] = list(map(Arrival, hosts_ns.tolist(), data))
        for i in np.flatnonzero((ends < 0) | (octets[starts + fmt.PREFIX] != Topic.ARRIVALS)).tolist():
            items[i] = self._item(int(starts[i]), int(ends[i]))
        return items

    def _item(self, start: int, end: int) -> Arrival | Act:
        if end < 0:
            return Arrival(fmt.ARRIVAL.unpack_from(self._buf, start + fmt.HEAD.size)[0], b"")
        if self._buf[start + fmt.PREFIX] == Topic.ARRIVALS:
            return fmt.read_arrival(self._buf, start, end)
        return fmt.read_act(self._buf, start, end)
