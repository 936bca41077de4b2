"""Bytes and acts in, judged chunks and events out: decoder, chain and coach joined, and nothing that touches the world.

Live and replayed sessions, reports and exports all go through here, so they cannot come to different verdicts.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pressure_coach.coaching.coach import Coach, Settings
from pressure_coach.coaching.events import Event
from pressure_coach.coaching.pace import TooSlow
from pressure_coach.errors import CalibrationError, DeviceError, UsageError
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chain import Chain
from pressure_coach.signal.chunk import Act, Arrival, Chunk, Decoder, RawChunk, StreamInfo

Step = tuple[Chunk | None, list[Event]]


@dataclass(frozen=True, slots=True)
class Options:
    """How the signal is understood: which channel is judged, and what smooths the displayed force."""

    channel: str | None = None
    display: str = "one_euro"
    auto_zero: bool = False


class Judge:
    """One session, fed with arrivals and acts in any portions.

    ``calibrate`` is asked once, when the stream has said what it is; ``simulated``: the source is. ``feed`` raises
    CalibrationError when a target was set in newtons and nothing says how many newtons a count is, or it gives kPa.
    """

    def __init__(
        self,
        decoder: Decoder,
        settings: Settings,
        calibrate: Callable[[StreamInfo], Calibration | None] = lambda info: None,
        options: Options = Options(),
        simulated: bool = False,
    ) -> None:
        self.decoder = decoder
        self.chain: Chain | None = None
        self.coach: Coach | None = None
        self.calibration: Calibration | None = None
        self.n_samples = 0
        self._settings = settings
        self._simulated = simulated
        self._calibrate = calibrate
        self._options = options
        self._acts: deque[Act] = deque()
        self._early: list[RawChunk] = []  # samples that came before the stream said what they are

    @property
    def info(self) -> StreamInfo | None:
        """What the stream says of itself; None until it is known."""
        return self.decoder.info

    @property
    def simulated(self) -> bool:
        """True when the source or the stream itself says so: either is enough."""
        return self._simulated or bool(self.info and self.info.simulated)

    def feed(self, arrivals: Sequence[Arrival], acts: Iterable[Act] = ()) -> list[Step]:
        """Judge what has come. An act waits until as many samples were decoded as its index says."""
        steps: list[Step] = []
        self._acts.extend(acts)
        self._due_acts(steps)
        for raw in self._decoded(arrivals):
            self._samples(steps, raw)
        self._due_acts(steps)
        return steps

    def finish(self) -> list[Step]:
        """No more samples will come: acts that still wait (for samples that a damaged file lost) happen now."""
        steps: list[Step] = []
        while self._acts:
            self._act(steps, self._acts.popleft())
        return steps

    def summary(self) -> dict[str, Any]:
        """What ``--json`` prints last."""
        coach = self.coach or Coach(replace(self._settings, target=None))
        return coach.summary(self.decoder.bad_frames, self.simulated)

    def _decoded(self, arrivals: Sequence[Arrival]) -> Iterator[RawChunk]:
        """One by one until the stream has said what it is, then the others at once if the decoder can do that."""
        at_once = getattr(self.decoder, "feed_many", None)
        for i, arrival in enumerate(arrivals):
            if at_once is not None and self.chain is not None and i + 1 < len(arrivals):
                yield from at_once(arrivals[i:])
                return
            yield from self.decoder.feed(arrival)

    def _samples(self, steps: list[Step], raw: RawChunk) -> None:
        if self.chain is None:
            self._early.append(raw)
            if self.info is None:
                return
            self._understand(self.info)
            steps.append((None, [self._described(self.info)]))
            early, self._early = self._early, []
            for held in early:
                self._samples(steps, held)
            return
        assert self.coach is not None
        rest: RawChunk | None = raw
        while rest is not None:
            self._due_acts(steps)
            part, rest = _split(rest, self._acts[0].index - self.n_samples) if self._acts else (rest, None)
            chunk = self.chain.feed(part)
            self.n_samples += len(part.values)
            steps.append((chunk, self.coach.feed(chunk)))
        self._due_acts(steps)

    def _understand(self, info: StreamInfo) -> None:
        self.calibration = self._calibrate(info)
        self.chain = Chain(info, self.calibration, self._options.channel, self._options.display)
        self.chain.allow_auto_zero = self._options.auto_zero
        settings = self._settings
        if settings.target is not None and self.chain.unit == "counts":
            prints = "add ?unit=N (kgf, lbf) to its address if it prints that; else "  # as many a sketch does
            raise CalibrationError(
                f"{info.name or 'this sensor'} gives counts and nothing says how many newtons a count is, so a target "
                f"of {settings.target:g} N means nothing yet; {prints if getattr(self.decoder, 'unit_open', 0) else ''}"
                "calibrate it, give --calibration FILE or --scale N_PER_COUNT, or start without --target and take a "
                "level by key."
            )
        if settings.target is not None and self.chain.unit != "N":  # no limit is known for it
            raise CalibrationError(
                f"{info.name or 'this sensor'} is calibrated in {self.chain.unit}, which is no force, so a target of "
                f"{settings.target:g} N means nothing to it; start without --target and take a level by key."
            )
        full_scale, u95 = (self.calibration.full_scale, self.calibration.u95) if self.calibration else (0.0, 0.0)
        try:
            self.coach = Coach(settings, self.chain.unit, info.sfreq, full_scale or 0.0, u95 or 0.0)
        except TooSlow as error:
            raise DeviceError(f"{info.name or 'this sensor'}: {error}") from error
        except ValueError as error:
            raise UsageError(str(error)) from error
        if settings.target is not None:
            self.chain.set_target(settings.target)

    def _described(self, info: StreamInfo) -> Event:
        """The first event: what is measured, and what makes newtons of it."""
        assert self.chain is not None
        about = {
            "name": info.name,
            "device_id": info.device_id,
            "ch_names": list(info.ch_names),
            "judged": [info.ch_names[i] for i in self.chain.channels],
            "unit": self.chain.unit,
            "sfreq": info.sfreq,
            "calibration": self.calibration.provenance if self.calibration else None,
            "simulated": self.simulated,
        }
        return Event(0, "stream", data=about)

    def _due_acts(self, steps: list[Step]) -> None:
        while self._acts and self._acts[0].index <= self.n_samples:
            self._act(steps, self._acts.popleft())

    def _act(self, steps: list[Step], act: Act) -> None:
        if self.chain is None or self.coach is None or not self.n_samples:
            return  # nothing was measured yet: there is nothing to act upon
        if act.kind == "tare":
            steps.append((None, [self._tare()]))
            return
        if act.kind == "link_lost":
            self.chain.link_lost()
        events = self.coach.act(act)
        if any(event.event == "target" for event in events) and self.coach.hold is not None:
            self.chain.set_target(self.coach.hold.target / self.coach.scale)
        if events:
            steps.append((None, events))

    def _tare(self) -> Event:
        assert self.chain is not None
        assert self.coach is not None
        if self.coach.in_hold:
            return self.coach.event("refused", "a hold is under way; come off before you set the zero")
        try:
            zero = self.chain.tare()
        except CalibrationError as error:
            return self.coach.event("refused", str(error))
        self.coach.set_noise(self.chain.noise_n)
        moved = "" if zero.moved is None else f"; it moved by {zero.moved:.1f} {zero.unit}"
        why = f"zero set, noise {zero.noise:.2g} {zero.unit}{moved}"
        return self.coach.event("tare", why, zero_counts=list(zero.counts), noise=self.chain.noise_n)


def _split(raw: RawChunk, n: int) -> tuple[RawChunk, RawChunk | None]:
    """The first ``n`` samples (at least one) and the others, if there are more."""
    if n >= len(raw.values):
        return raw, None
    values, t_us, hosts_ns = raw.values, raw.t_us, raw.hosts_ns
    head_t, tail_t = (None, None) if t_us is None else (t_us[:n], t_us[n:])
    host_ns = raw.host_ns if hosts_ns is None else int(hosts_ns[n - 1])
    head_ns, tail_ns = (None, None) if hosts_ns is None else (hosts_ns[:n], hosts_ns[n:])
    head = replace(raw, values=values[:n], t_us=head_t, host_ns=host_ns, hosts_ns=head_ns)
    return head, RawChunk(values[n:], tail_t, raw.host_ns, hosts_ns=tail_ns, why=raw.why)
