"""Arrivals and acts of a session file, in order, made when they are asked for: an hour costs its bytes and no more."""

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from pressure_coach.recording import format as fmt
from pressure_coach.recording.format import Topic
from pressure_coach.recording.scan import Places
from pressure_coach.signal.chunk import Act, Arrival


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
        for start, end in zip(self._starts.tolist(), self._ends.tolist(), strict=True):
            yield self._item(start, end)

    @overload
    def __getitem__(self, index: int) -> Arrival | Act: ...

    @overload
    def __getitem__(self, index: slice) -> list[Arrival | Act]: ...

    def __getitem__(self, index: int | slice) -> Arrival | Act | list[Arrival | Act]:
        if isinstance(index, slice):
            places = zip(self._starts[index].tolist(), self._ends[index].tolist(), strict=True)
            return [self._item(start, end) for start, end in places]
        return self._item(int(self._starts[index]), int(self._ends[index]))

    def _item(self, start: int, end: int) -> Arrival | Act:
        if end < 0:
            return Arrival(fmt.ARRIVAL.unpack_from(self._buf, start + fmt.HEAD.size)[0], b"")
        if self._buf[start + fmt.PREFIX] == Topic.ARRIVALS:
            return fmt.read_arrival(self._buf, start, end)
        return fmt.read_act(self._buf, start, end)
