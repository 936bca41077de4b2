"""Replay: the recorded spacing, at any speed, without drift."""

from pathlib import Path

import pytest

from pressure_coach.devices import EndOfStream, open_device
from pressure_coach.devices.replay import Replay
from pressure_coach.errors import RecordingError, UsageError
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Act, Arrival, StreamInfo

INFO = StreamInfo("x", "", ("force",), "N", 10.0)


@pytest.fixture
def hour(tmp_path: Path) -> Path:
    """An hour of arrivals every 100 ms, with a mark in the middle."""
    path = tmp_path / "hour.mcap"
    with Recorder(path, {"driver": "lines", "options": {"unit": "N"}, "simulated": False}) as recorder:
        recorder.described(INFO, None)
        for i in range(36_001):
            recorder.arrived(Arrival(5 * 10**9 + i * 10**8, b"%d\n" % i))
            if i == 18_000:
                recorder.acted(Act("mark", i + 1, 5 * 10**9 + i * 10**8))
    return path


class Clock:
    """Time that only sleeping moves on; a sleeper that is always 1 ms late."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 0.1
        self.now += seconds + 0.001


def play(device: Replay, clock: Clock) -> list[tuple[float, Arrival | Act]]:
    given = []
    with device:
        try:
            while True:
                items = device.read()
                given += [(clock.now, item) for item in items]
        except EndOfStream:
            return given


def test_an_hour_keeps_its_spacing_within_five_milliseconds(hour):
    clock = Clock()
    given = play(Replay(str(hour), 1.0, clock=clock, sleep=clock.sleep), clock)
    late = [at - 1000.0 - (item.host_ns - 5 * 10**9) / 1e9 for at, item in given]
    assert len(given) == 36_002
    assert 0 <= min(late) <= max(late) < 0.005


def test_four_times_as_fast_takes_a_quarter_of_the_time(hour):
    clock = Clock()
    play(Replay(str(hour), 4.0, clock=clock, sleep=clock.sleep), clock)
    assert clock.now - 1000.0 == pytest.approx(900.0, abs=0.01)


def test_what_lies_before_from_is_given_at_once(hour):
    clock = Clock()
    given = play(Replay(str(hour), 1.0, from_s=3590.0, clock=clock, sleep=clock.sleep), clock)
    assert len(given) == 36_002
    assert clock.now - 1000.0 == pytest.approx(10.0, abs=0.01)


def test_at_full_speed_nobody_sleeps_and_acts_keep_their_place(hour):
    def never(seconds: float) -> None:
        raise AssertionError("nobody waits at full speed")

    given = [item for _, item in play(Replay(str(hour), 0.0, sleep=never), Clock())]
    acts = [i for i, item in enumerate(given) if isinstance(item, Act)]
    assert acts == [18_001]
    assert given[18_001].index == 18_001


def test_it_can_be_played_again(hour):
    device = Replay(str(hour), 0.0)
    assert len(play(device, Clock())) == len(play(device, Clock()))


def test_it_speaks_for_the_recorded_driver(hour):
    device = open_device(f"replay:{hour}?speed=max")
    assert (device.driver, dict(device.options), device.simulated) == ("lines", {"unit": "N"}, False)


@pytest.mark.parametrize(
    "bad", ["replay:", "replay:x.mcap?speed=fast", "replay:x.mcap?speed=-1", "replay:x.mcap?loop=1"]
)
def test_what_cannot_be_meant_is_refused(bad):
    with pytest.raises(UsageError):
        open_device(bad)


def test_a_file_that_is_not_there_is_said_in_one_sentence(tmp_path):
    with pytest.raises(RecordingError, match=r"nothing\.mcap"), open_device(f"replay:{tmp_path / 'nothing.mcap'}"):
        pass
