"""The one loop: device -> judge -> sinks. What it reads is recorded before it is judged."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Protocol, Self, TypeGuard

from pressure_coach.coaching.coach import Settings
from pressure_coach.coaching.events import Event
from pressure_coach.devices import Device, EndOfStream, decoder_for
from pressure_coach.errors import DeviceError
from pressure_coach.judge import Judge, Options, Step
from pressure_coach.mailbox import Inbox, Mailbox, View
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import Act, Arrival, Arrivals, Chunk, StreamInfo
from pressure_coach.viewer import Viewer

__all__ = ["Inbox", "Mailbox", "Recorder", "Session", "Sink", "View"]

SILENCE_S = 3.0  # without a byte for this long a live signal is lost
TARE_US = 2_100_000  # a zero needs 2 s of samples


class Sink(Protocol):
    """Anything that wants what was judged: a printer, a cue, the recorder."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def take(self, chunk: Chunk | None, events: Sequence[Event]) -> None:
        """One judged chunk (None when only something happened between samples) and what it led to."""
        ...


class Recorder(Sink, Protocol):
    """A sink that also keeps what came before the judging."""

    problem: str | None  # one sentence when nothing more can be written
    look: Callable[[], Any] | None  # asked for state and credit by the rows that viewers of the file plot

    def described(self, info: StreamInfo, calibration_text: str | None) -> None: ...

    def arrived(self, arrival: Arrival) -> None: ...

    def acted(self, act: Act) -> None: ...


class Session:
    """One person, one device, until the source ends, ``stop`` is set or ``for_s`` seconds of sensor time have passed.

    ``calibrate(info)`` says what a count means (None: nobody knows); ``sinks`` get every chunk and every event;
    ``mailbox`` gets the newest View; ``inbox`` hands in keys; ``tare`` takes the zero from the first two seconds.

    >>> from pressure_coach import Session, open_device
    >>> summary = Session(open_device("sim:?speed=0&seed=1"), Settings(target=200.0), for_s=90).run()
    >>> summary["state"]
    'DONE'
    """

    def __init__(
        self,
        device: Device,
        settings: Settings = Settings(),
        *,
        calibrate: Callable[[StreamInfo], Calibration | None] | None = None,
        options: Options = Options(),
        sinks: Sequence[Sink] = (),
        recorder: Recorder | None = None,
        mailbox: Mailbox | None = None,
        inbox: Inbox | None = None,
        for_s: float | None = None,
        tare: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.device = device
        self.inbox = inbox or Inbox()
        self.viewer = Viewer(device, mailbox) if mailbox is not None else None
        decoder = decoder_for(device.driver, device.options)
        # Asked when the stream is known: some sensors say only then how uncertain they are.
        self.judge = Judge(decoder, settings, calibrate or (lambda info: device.calibration), options, device.simulated)
        self._sinks = (*sinks, recorder) if recorder is not None else tuple(sinks)
        self._recorder = recorder
        self._recorder_problem: str | None = None  # of one that was ended before the session
        self._no_more_recording = threading.Event()
        self.recorded_in = str(getattr(recorder, "path", ""))  # the file, also after the recording was ended
        if recorder is not None:
            recorder.look = self._present
        self._for_us = None if for_s is None else round(for_s * 1e6)
        self._tare = tare  # still to come: the zero of an unloaded start
        self._clock = clock
        self._heard = 0.0
        self._silent = False
        self.opened = threading.Event()  # the device is open
        self._fit = True  # some of the newest samples were fit to be judged
        self._t_us = 0
        self.arrived_ns = 0  # host clock of the newest arrival that was handed to the judge
        self._described = False
        self._sensor = ""  # the id of the one that is judged
        self._problem_told = False
        self._doing = ""  # of the device, as it was last shown

    @property
    def problem(self) -> str | None:
        """One sentence when the recording has stopped, or could not be closed; known for sure once ``run`` is over."""
        return self._recorder.problem if self._recorder is not None else self._recorder_problem

    def end_recording(self) -> None:
        """Close the recording, whole, and go on without one; from any thread, done within a turn of the loop."""
        self._no_more_recording.set()

    def run(self, stop: threading.Event | None = None) -> dict[str, Any]:
        """Go on to the end; returns the summary. Raises CoachError for what has no remedy here."""
        stop = stop or threading.Event()
        ended = "stopped"
        with ExitStack() as stack:
            for sink in self._sinks:
                stack.enter_context(sink)
            stack.enter_context(self.device)
            self.opened.set()
            self._heard = self._clock()
            try:
                while not stop.is_set():
                    if not self._turn(self.device.read()):
                        ended = "time is up"
                        break
            except EndOfStream as end:
                ended = str(end)
                self._give(self.judge.finish())
            finally:
                if self.viewer is not None:
                    self.viewer.end(ended)
        return self.judge.summary()

    def _turn(self, items: Sequence[Arrival | Act]) -> bool:
        """Record and judge what has come; False when the time is up."""
        for act in self.inbox.take():
            self._act(act)
        self._wait()
        if self._recorder is not None and self._no_more_recording.is_set():
            self._close_recording(self._recorder)
        self._listen(items)
        exact = self._for_us is not None or self._recorder is not None or self._tare  # to the very arrival
        if not exact and _all_arrivals(items):
            return self._judge(items)
        for item in items:
            if isinstance(item, Act):
                self._act(item)
                continue
            if self._recorder is not None:
                self._recorder.arrived(item)
            if not self._judge([item]):
                return False
        return True

    def _wait(self) -> None:
        """What a device does before its first sample, told to who waits for it."""
        doing = str(getattr(self.device, "doing", ""))
        if self.viewer is not None and doing != self._doing:
            self._doing = doing
            self.viewer.note("device", doing)
            self.viewer.post(self.judge)

    def _close_recording(self, recorder: Recorder) -> None:
        recorder.__exit__(None, None, None)  # twice is fine
        self._recorder, self._recorder_problem = None, recorder.problem
        self._sinks = tuple(sink for sink in self._sinks if sink is not recorder)
        if self.viewer is not None:
            self.viewer.recording = ""
            self.viewer.post(self.judge)

    def _judge(self, arrivals: Sequence[Arrival]) -> bool:
        if arrivals:
            self.arrived_ns = arrivals[-1].host_ns
        self._give(self.judge.feed(arrivals))
        self._same_sensor()
        if not self._described and self._recorder is not None and self.judge.info is not None and self.judge.chain:
            self._described = True
            calibration = self.judge.calibration
            self._recorder.described(self.judge.info, calibration.to_text() if calibration else None)
        if self._tare and self._t_us >= TARE_US:
            self._tare = False
            self._act(Act("tare"))
        return self._for_us is None or self._t_us < self._for_us

    def _same_sensor(self) -> None:
        """Another board on the same port has another zero and another calibration: its newtons would be wrong."""
        info = self.judge.info
        if info is None or not info.device_id or info.device_id == self._sensor or self.judge.chain is None:
            return
        before, self._sensor = self._sensor, info.device_id
        if before and not getattr(self.device, "replayed", False):
            self._act(Act("stop", data={"why": "another sensor answers"}))
            raise DeviceError(
                f"another sensor ({info.device_id}) answers at {self.device.address}, where {before} was; what came "
                "before is kept: start a new session for this one."
            )

    def _act(self, act: Act) -> None:
        if act.index < 0:
            act = replace(act, index=self.judge.n_samples)
        if self._recorder is not None:
            self._recorder.acted(act)
        self._give(self.judge.feed((), (act,)))

    def _present(self) -> Any:
        from pressure_coach.recording.scribe import Present

        coach, chain = self.judge.coach, self.judge.chain
        if coach is None or chain is None:
            return Present()
        return Present(str(coach.state), coach.credit_s, coach.hold.target if coach.hold else None, chain.unit)

    def _listen(self, items: Sequence[Arrival | Act]) -> None:
        """A live source that says nothing of use for 3 s has lost its signal; a replayed one says so by its recorded
        acts."""
        if (items and self._fit) or getattr(self.device, "replayed", False):
            self._heard, self._silent = self._clock(), False
        elif not self._silent and self._clock() - self._heard > SILENCE_S:
            self._silent = True
            why = "nothing was heard for 3 s" if self._fit else "no reading was of use for 3 s"
            self._act(Act("signal_lost", data={"why": why}))

    def _give(self, steps: Sequence[Step]) -> None:
        for chunk, events in steps:
            if chunk is not None and len(chunk):
                self._t_us = int(chunk.t_us[-1])
                self._fit = bool(chunk.valid.any())
            for sink in self._sinks:
                sink.take(chunk, events)
            if self.viewer is not None:
                self.viewer.take(chunk, events, self.judge)
        if (problem := self.problem) and not self._problem_told:
            self._problem_told = True
            event = Event(self._t_us, "warning", why=problem, data={"kind": "recording"})
            for sink in self._sinks:
                sink.take(None, [event])
            if self.viewer is not None:
                self.viewer.recording = ""
                self.viewer.take(None, [event], self.judge)
        if self.viewer is not None:
            self.viewer.post(self.judge)


def _all_arrivals(items: Sequence[Arrival | Act]) -> TypeGuard[Sequence[Arrival]]:
    return type(items) is Arrivals or all(isinstance(item, Arrival) for item in items)  # isinstance() of an ABC is slow
