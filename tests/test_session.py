"""The loop: what is read is recorded, judged, given to every sink; silence and endings are told."""

import threading
from typing import Any, Self

import pytest

from pressure_coach import Session, Settings, open_device
from pressure_coach.errors import DeviceError
from pressure_coach.mailbox import Inbox, Mailbox
from pressure_coach.signal.chunk import Act, Arrival
from pressure_coach.signal.wire import Hello, Id, Samples, frame


class Keep:
    """A recorder and sink that keeps the order in which things came."""

    problem: str | None = None
    look: Any = None

    def __init__(self) -> None:
        self.log: list[str] = []
        self.events: list[Any] = []
        self.open = False

    def __enter__(self) -> Self:
        self.open = True
        return self

    def __exit__(self, *exc: object) -> None:
        self.open = False

    def described(self, info: Any, calibration_text: str | None) -> None:
        self.log.append("described")

    def arrived(self, arrival: Arrival) -> None:
        self.log.append("arrived")

    def acted(self, act: Act) -> None:
        self.log.append(f"acted {act.kind} {act.index}")

    def take(self, chunk: Any, events: Any) -> None:
        self.log.append("took")
        self.events += events


class Scripted:
    """A device that gives what it is told to, one item a read; an exception is raised."""

    driver, address, simulated, calibration = "lines", "lines:test", False, None

    def __init__(self, *turns: Any) -> None:
        self.options = {"unit": "N", "time": "no"}
        self._turns = list(turns)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def key(self, name: str) -> bool:
        return False

    def read(self) -> list[Any]:
        turn = self._turns.pop(0) if self._turns else DeviceError("the script has ended")
        if isinstance(turn, Exception):
            raise turn
        return turn


def session(address: str, **arguments: Any) -> Session:
    return Session(open_device(address), Settings(target=200.0), **arguments)


def test_the_main_job_from_a_script():
    assert session("sim:?speed=0&seed=1", for_s=90).run()["state"] == "DONE"


def test_for_ends_with_the_first_sample_at_that_time_of_the_sensors_clock():
    assert session("sim:?speed=0&rate=80", for_s=10).run()["samples"] == 801


def test_what_came_is_recorded_before_it_is_judged():
    keep = Keep()
    session("sim:?speed=0", recorder=keep, for_s=1).run()
    first = keep.log.index("took")
    assert "arrived" in keep.log[:first]
    assert keep.log.count("described") == 1
    assert keep.open is False


def test_keys_become_acts_with_the_index_of_the_sample_that_they_follow():
    inbox, keep = Inbox(), Keep()
    inbox.put(Act("mark", data={"note": "start"}))
    session("sim:?speed=0", recorder=keep, inbox=inbox, for_s=2).run()
    assert "acted mark 0" in keep.log


def test_three_seconds_without_a_byte_lose_the_signal_once():
    now = iter(range(100))
    quiet = Scripted([Arrival(i * 10**7, b"0.0\n") for i in range(20)], *([[]] * 8))
    one = Session(quiet, Settings(target=200.0), recorder=(keep := Keep()), clock=lambda: float(next(now)))
    with pytest.raises(DeviceError, match="script"):
        one.run()
    assert [row for row in keep.log if row.startswith("acted")] == [
        "acted signal_lost 19"
    ]  # a first line may be half of one
    assert keep.open is False


@pytest.mark.parametrize("text", [b"nan\n", b"1e99\n"])
def test_three_seconds_of_readings_that_are_of_no_use_lose_the_signal_as_well(text: bytes):
    now = iter(i / 2 for i in range(1000))
    turns = [[Arrival(i * 10**7, b"200.0\n" if i < 30 or i > 60 else text)] for i in range(80)]
    box, seen = Mailbox(), list[Any]()
    keep = Keep()
    keep.take = lambda chunk, events: seen.append(box.latest()) or keep.events.extend(events)  # type: ignore[method-assign, func-returns-value]
    one = Session(Scripted(*turns), Settings(target=200.0), recorder=keep, mailbox=box, clock=lambda: float(next(now)))
    with pytest.raises(DeviceError, match="script"):
        one.run()
    assert [row.split()[1] for row in keep.log if row.startswith("acted")] == ["signal_lost"]
    lost = [(event.after, event.why) for event in keep.events if event.after is not None and "3 s" in event.why]
    assert lost == [("NO_SIGNAL", "no reading was of use for 3 s")]


def test_a_recorder_that_cannot_write_is_told_once_and_the_session_goes_on():
    keep, sink = Keep(), Keep()
    keep.problem = "the disk is full"
    summary = session("sim:?speed=0", recorder=keep, sinks=[sink], for_s=2).run()
    assert [event.why for event in sink.events if event.event == "warning"] == ["the disk is full"]
    assert summary["samples"] == 161


def test_views_see_the_newest_state_and_why_it_ended():
    mailbox = Mailbox()
    session("sim:?speed=0&seed=1", mailbox=mailbox, for_s=30).run()
    view = mailbox.latest()
    assert (str(view.state), view.target, view.simulated, view.ended) == ("HOLDING", 200.0, True, "time is up")
    assert view.credit_s > 20
    assert view.sfreq == pytest.approx(80.0, rel=0.02)
    assert mailbox.dropped > 0


def test_a_stop_from_outside_ends_it_with_a_summary():
    stop = threading.Event()
    stop.set()
    assert session("sim:?speed=0").run(stop)["samples"] == 0


def test_a_zero_asked_for_at_the_start_is_taken_from_the_first_two_seconds():
    sink = Keep()
    session("sim:?speed=0", sinks=[sink], tare=True, for_s=5).run()
    assert [event.event for event in sink.events if event.event in ("tare", "refused")] == ["tare"]


def test_another_sensor_on_the_same_port_ends_the_session():
    def board(device_id: str, seq: int) -> bytes:
        frames = [Hello(n_channels=1, rate_millihertz=80_000), Id(device_id)]
        frames += [Samples(seq + i, (seq + i) * 12_500, ((1000 + i % 3,),)) for i in range(20)]
        return b"".join(frame(message.to_body()) for message in frames)

    device = Scripted([Arrival(1, board("00aa00aa00aa00aa", 0))], [Arrival(2, board("00bb00bb00bb00bb", 20))])
    device.driver, device.options = "serial", {}
    keep = Keep()
    with pytest.raises(DeviceError, match=r"another sensor \(00bb00bb00bb00bb\)"):
        Session(device, recorder=keep).run()
    assert keep.log.count("acted stop 40") == 1
