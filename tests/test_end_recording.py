"""A recording that ends before its session, and the battery of a board."""

import threading

from pressure_coach import Settings, open_device, read
from pressure_coach.mailbox import Mailbox, View
from pressure_coach.recording.writer import Recorder
from pressure_coach.session import Session
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.wire import Hello, Id, Samples, Status, WireDecoder, frame
from pressure_coach.viewer import Viewer


class Ending(Mailbox):
    """Does something once, when the session has come so far."""

    def __init__(self, at_s: float) -> None:
        super().__init__()
        self.at_s, self.session, self.recording = at_s, None, []

    def put(self, view: View) -> None:
        super().put(view)
        self.recording.append(view.recording)
        if view.t > self.at_s and self.session is not None:
            self.session.end_recording()


def test_the_file_is_whole_and_the_session_goes_on_without_it(tmp_path) -> None:
    path = tmp_path / "kept.mcap"
    device, box = open_device("sim:?speed=0&seed=1"), Ending(20.0)
    meta = {"driver": "sim", "options": dict(device.options), "simulated": True}
    session = Session(device, Settings(target=200.0), recorder=Recorder(path, meta), mailbox=box, for_s=60)
    assert session.viewer is not None
    session.viewer.recording = path.name
    box.session = session
    summary = session.run(threading.Event())
    assert summary["samples"] > 4700
    assert session.problem is None
    assert session.recorded_in == str(path)
    assert box.recording[0] == path.name
    assert box.recording[-1] == ""
    kept = read(path)
    assert 20.0 < kept.t_us[-1] / 1e6 < 23.0


class Silent:
    """A device that nobody reads."""

    address = "serial:x"


def test_the_view_tells_the_battery_once_a_board_has_told_it() -> None:
    from pressure_coach.judge import Judge

    judge, box = Judge(WireDecoder(), Settings()), Mailbox()
    viewer = Viewer(Silent(), box)  # type: ignore[arg-type]

    def hear(*messages: object) -> str:
        data = b"".join(frame(message.to_body()) for message in messages)  # type: ignore[attr-defined]
        for chunk, events in judge.feed([Arrival(1, data)]):
            viewer.take(chunk, events, judge)
        viewer.post(judge)
        return box.latest().battery

    hello = Hello(n_channels=1, rate_millihertz=80_000, adc_bits=24)
    assert hear(hello, Id("00112233445566aa"), Samples(0, 0, ((5,),), 0)) == ""
    assert hear(Status(battery_mv=3720)) == "3.72 V"
    assert hear(Status(battery_mv=0)) == ""
