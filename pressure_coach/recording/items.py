"""Arrivals and acts of a session file, in order, made when they are asked for: an hour costs its bytes and no more."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, overload

import numpy as np

from pressure_coach.recording import format as fmt
from pressure_coach.recording.format import Topic
from pressure_coach.recording.scan import Places
from pressure_coach.signal.chunk import Act, Arrival, Arrivals

RUN_BYTES = 1 << 17  # of a file: about 2,000 frames of one sample, or 14,000 samples in frames of ten


class Items(Sequence[Arrival | Act]):
    """The verified ``arrivals`` and ``acts`` messages at ``starts`` .. ``ends`` of ``buf``.

    Where arrivals are missing an empty one stands, at the time of the next: a decoder that holds half a line must not
    join it with the half of another. ``breaks``: positions in ``starts`` just before which that is so.
    """

    def __init__(self, buf: bytes, starts: Places, ends: Places, breaks: Places) -> None:
        self._buf, self._octets = buf, np.frombuffer(buf, np.uint8)
        self._starts = np.insert(starts, breaks, starts[breaks])
        self._ends = np.insert(ends, breaks, -1)
        self._whole = int(breaks[0]) if len(breaks) else len(self._starts)  # items before the first break

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[Arrival | Act]:
        start = 0
        while start < len(self):
            run = self.run(start)
            yield from run
            start += len(run)

    def runs(self) -> Iterator[Arrivals | list[Act]]:
        """All of them as they are to be judged (see ``placed``), many at once; arrivals and acts apart, in order."""
        start = 0
        while start < len(self):
            run = self.run(start)
            yield run if isinstance(run, Arrivals) else self.placed(start, run)
            start += len(run)

    def placed(self, start: int, items: Sequence[Arrival | Act]) -> list[Any]:
        """Items from ``start`` on; acts behind missing arrivals without their count of samples.

        There are fewer samples then than when they were counted, so an act belongs where it lies in the file.
        """
        return [
            replace(item, index=-1) if isinstance(item, Act) and at > self._whole else item
            for at, item in enumerate(items, start)
        ]

    def run(self, start: int) -> Arrivals | list[Act]:
        """The arrivals from item ``start`` on, up to the next act and as many as are quick to work on; or one act."""
        stop = max(start + 1, int(np.searchsorted(self._starts, self._starts[start] + RUN_BYTES)))
        starts, ends = self._starts[start:stop], self._ends[start:stop]
        acts = np.flatnonzero(self._octets[starts + fmt.PREFIX] != Topic.ARRIVALS)
        if len(acts) and not acts[0]:
            return [fmt.read_act(self._buf, int(starts[0]), int(ends[0]))]
        stop = int(acts[0]) if len(acts) else len(starts)
        return self._arrivals(starts[:stop], ends[:stop])

    @overload
    def __getitem__(self, index: int) -> Arrival | Act: ...

    @overload
    def __getitem__(self, index: slice) -> list[Arrival | Act]: ...

    def __getitem__(self, index: int | slice) -> Arrival | Act | list[Arrival | Act]:
        if isinstance(index, slice):
            places = zip(self._starts[index].tolist(), self._ends[index].tolist(), strict=True)
            return [self._item(start, end) for start, end in places]
        return self._item(int(self._starts[index]), int(self._ends[index]))

    def _arrivals(self, starts: Places, ends: Places) -> Arrivals:
        """One or more: each may hold a single sample, and there may be a thousand of them a second."""
        buf, octets, at = self._buf, self._octets, starts + fmt.HEAD.size
        hosts_ns = np.ndarray((len(buf) - 7,), "<i8", buf, strides=(1,))[at]
        firsts = at + fmt.ARRIVAL.size + octets[at + fmt.ARRIVAL.size - 1]  # behind the driver's name
        lengths = np.where(ends < 0, 0, ends - 4 - firsts)
        places = np.cumsum(lengths)
        # Where every single byte stands in the file: its place among all of them, moved with its arrival.
        every = np.arange(places[-1]) + np.repeat(firsts - (places - lengths), lengths)
        return Arrivals(hosts_ns, octets[every].tobytes(), places)

    def _item(self, start: int, end: int) -> Arrival | Act:
        if end < 0:
            return Arrival(fmt.ARRIVAL.unpack_from(self._buf, start + fmt.HEAD.size)[0], b"")
        if self._buf[start + fmt.PREFIX] == Topic.ARRIVALS:
            return fmt.read_arrival(self._buf, start, end)
        return fmt.read_act(self._buf, start, end)
