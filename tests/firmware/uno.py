"""An Uno in the emulator, with an amplifier whose load follows a profile; what was true is kept to be compared with."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pressure_coach.devices import open_device
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.wire import WireDecoder

PERIOD_US = 12_500
# An Uno's clock ticks every 4 us, and for a few more another interrupt may be at work when the converter is ready.
STAMP_SPREAD_US = 20
PATIENCE_S = 100  # of the host; the emulator needs a few on a machine that has little to do


class Uno:
    """``with Uno(...) as uno``: runs until the block ends; then ``facts`` tells what happened, ``truth`` what was."""

    def __init__(
        self,
        simboard: Path,
        hexfile: Path | None,  # what is on the chip; None: nothing
        folder: Path,
        profile: Sequence[tuple[float, float]],
        *options: object,
    ) -> None:
        (folder / "profile.csv").write_text("".join(f"{s},{counts}\n" for s, counts in profile))
        self._truth = folder / "truth.csv"
        words = ["--profile", folder / "profile.csv", "--truth", self._truth, *options]
        self._command = [str(word) for word in (simboard, *words, hexfile or "") if word != ""]
        self.facts: dict[str, Any] = {}
        self.port = ""

    def __enter__(self) -> "Uno":
        self._child = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._child.stdout is not None
        self.port = self._child.stdout.readline().strip()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.terminate()
        said, _ = self._child.communicate(timeout=20)
        if kind is None:
            self.facts = json.loads(said.splitlines()[-1])
            assert not self.facts["crashed"]

    @property
    def truth(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Of every conversion its time, us, and its count."""
        rows = np.loadtxt(self._truth, delimiter=",", ndmin=2)
        return rows[:, 0], rows[:, 1].astype(np.int64)


@dataclass
class Heard:
    """What came through our own driver."""

    decoder: WireDecoder = field(default_factory=WireDecoder)
    values: list[list[int]] = field(default_factory=list)
    t_us: list[int] = field(default_factory=list)
    lost: list[tuple[int, int]] = field(default_factory=list)  # (index of the sample behind it, frames)
    restarts: list[int] = field(default_factory=list)  # index of the first sample behind it
    cut: int = 0  # bad frames before the first good one: what was under way when the port was opened

    def feed(self, arrival: Arrival) -> None:
        """Some more bytes; one by one until a frame is good."""
        data = arrival.data
        while data and not self.decoder.good_frames:
            self._feed(Arrival(arrival.host_ns, data[:1]))
            self.cut, data = self.decoder.bad_frames, data[1:]
        if data:
            self._feed(Arrival(arrival.host_ns, data))

    def _feed(self, arrival: Arrival) -> None:
        for chunk in self.decoder.feed(arrival):
            if chunk.restart:
                self.restarts.append(len(self.values))
            if chunk.lost:
                self.lost.append((len(self.values), chunk.lost))
            self.values += chunk.values.tolist()
            self.t_us += chunk.t_us.tolist() if chunk.t_us is not None else []

    @property
    def counts(self) -> NDArray[np.int64]:
        """Of the first channel."""
        return np.array([row[0] for row in self.values], np.int64)


def listen(uno: Uno, n_samples: int, heard: Heard | None = None) -> Heard:
    """Read so many samples with the driver ``serial:``, as the program does."""
    heard = heard or Heard()
    end = monotonic() + PATIENCE_S
    with open_device(f"serial:{uno.port}") as device:
        while len(heard.values) < n_samples:
            assert monotonic() < end, f"{len(heard.values)} samples came of {n_samples}"
            for item in device.read():
                if isinstance(item, Arrival):
                    heard.feed(item)
    return heard


def place(truth: NDArray[np.int64], counts: NDArray[np.int64]) -> int:
    """Where these counts stand in the truth, all of them, in a row. Raises AssertionError when they do nowhere."""
    for at in np.flatnonzero(truth[: len(truth) - len(counts) + 1] == counts[0]):
        if np.array_equal(truth[at : at + len(counts)], counts):
            return int(at)
    raise AssertionError(f"{len(counts)} counts from {counts[:5]} on are nowhere in the truth")


def assert_exact(uno: Uno, heard: Heard, first: int = 0, last: int | None = None) -> None:
    """All that was heard between two samples was so, in a row, and the stamps stray less than STAMP_SPREAD_US."""
    times, truth = uno.truth
    counts = heard.counts[first:last]
    at = place(truth, counts)
    stamps = np.array(heard.t_us[first:last], np.float64)
    late = stamps - times[at : at + len(counts)]
    assert np.ptp(late) <= STAMP_SPREAD_US


def assert_exact_but_for_gaps(uno: Uno, heard: Heard) -> None:
    """The same when frames were lost: what is there stands as far apart as the gaps in the sequence say."""
    times, truth = uno.truth
    missing = np.zeros(len(heard.values), np.int64)
    for at, frames in heard.lost:
        if at < len(missing):
            missing[at] += frames
    apart = np.arange(len(heard.values)) + np.cumsum(missing)
    fits = [at for at in np.flatnonzero(truth == heard.counts[0]) if np.array_equal(truth[at + apart], heard.counts)]
    assert len(fits) == 1
    assert np.ptp(np.array(heard.t_us) - times[fits[0] + apart]) <= STAMP_SPREAD_US
