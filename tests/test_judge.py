"""Bytes and acts in, events out: the same however the stream is cut."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach import Settings, open_device
from pressure_coach.coaching.events import Event
from pressure_coach.devices import decoder_for
from pressure_coach.errors import CalibrationError, UsageError
from pressure_coach.judge import Judge, Options
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import Act, Arrival
from pressure_coach.signal.wire import Hello, Id, Samples, frame
from tests.devices.simulated import sent_by

ADDRESS = "sim:slack?speed=0&seed=5&drop=0.02&flip=0.0005&cycles=1"
SETTINGS = Settings(target=200.0, goal_s=20.0)
ACTS = (
    Act("tare", 200),
    Act("mark", 1000, data={"note": "here"}),
    Act("pause", 1500),
    Act("resume", 1700),
    Act("link_lost", 2600, data={"why": "cable"}),
    Act("stop", 3900),
)


@cache
def recorded(address: str = ADDRESS) -> tuple[Arrival, ...]:
    return tuple(sent_by(address))


def judge(address: str = ADDRESS, settings: Settings = SETTINGS, **options: object) -> Judge:
    device = open_device(address)
    own = device.calibration
    return Judge(decoder_for(device.driver, device.options), settings, lambda info: own, Options(**options))  # type: ignore[arg-type]


def events_of(steps: list) -> list[dict]:
    events: list[Event] = [event for _, happened in steps for event in happened]
    return [event.to_dict() for event in events]


def test_a_simulated_session_is_judged_with_its_acts():
    whole = judge()
    events = events_of(whole.feed(recorded(), ACTS))
    assert events[0]["event"] == "stream"
    assert events[0]["simulated"] is True
    kinds = [row["event"] for row in events]
    assert {"tare", "mark", "link", "hold", "state"} <= set(kinds)
    assert [row["why"] for row in events if row.get("after") == "STOPPED"] == ["stop key"]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 4000), max_size=12), st.integers(3, 40))
def test_events_do_not_depend_on_how_arrivals_are_portioned_or_cut(cuts, piece):
    whole = events_of(judge().feed(recorded(), ACTS))
    arrivals = recorded()
    one, rows, waiting = judge(), [], list(ACTS)
    for a, b in pairwise([0, *sorted(cut % (len(arrivals) + 1) for cut in cuts), len(arrivals)]):
        portion = [
            Arrival(arrival.host_ns, arrival.data[at : at + piece])
            for arrival in arrivals[a:b]
            for at in range(0, len(arrival.data), piece)
        ]
        rows += events_of(one.feed(portion, waiting))
        waiting = []
    assert rows == whole
    assert one.summary() == _summary()


@cache
def _summary() -> dict:
    one = judge()
    one.feed(recorded(), ACTS)
    return one.summary()


def test_an_act_takes_effect_after_the_sample_that_it_follows():
    one = judge()
    steps = one.feed(recorded(), [Act("mark", 777)])
    before = [len(chunk) for chunk, _ in steps if chunk is not None and chunk.index < 777]
    mark = next(event for _, events in steps for event in events if event.event == "mark")
    assert sum(before) == 777
    assert mark.t_us == next(
        int(chunk.t_us[-1]) for chunk, _ in steps if chunk is not None and chunk.index + len(chunk) == 777
    )


def test_a_target_in_newtons_without_a_calibration_is_refused_with_the_remedy():
    one = Judge(decoder_for("sim", {}), SETTINGS)
    with pytest.raises(CalibrationError, match="--scale N_PER_COUNT"):
        one.feed(recorded())


def test_what_is_calibrated_in_pressure_takes_no_target_in_newtons_but_a_level_by_key():
    pressure = Calibration("kPa", (0.001,), (0.0,))
    with pytest.raises(CalibrationError, match=r"kPa, which is no force.*take a level by key"):
        Judge(decoder_for("sim", {}), SETTINGS, lambda info: pressure).feed(recorded())
    one = Judge(decoder_for("sim", {}), Settings(goal_s=20.0), lambda info: pressure)
    told = [row for row in events_of(one.feed(recorded(), [Act("target", 1000)])) if row["event"] == "target"]
    assert [row["unit"] for row in told] == ["kPa"]


def test_a_target_that_the_limits_refuse_is_a_usage_error():
    with pytest.raises(UsageError, match="ceiling"):
        judge(settings=Settings(target=400.0, ceiling_n=350.0)).feed(recorded())


def test_without_calibration_a_level_taken_by_key_is_a_hundred_percent():
    one = Judge(decoder_for("sim", {}), Settings(goal_s=20.0))
    rows = events_of(one.feed(recorded(), [Act("tare", 200), Act("target", 1000)]))
    assert next(row["target_n"] for row in rows if row["event"] == "target") == 100.0
    assert one.summary()["holds"]


def test_acts_that_wait_for_samples_that_never_come_happen_at_the_end():
    one = judge()
    one.feed(recorded(), [Act("mark", 10**9, data={"note": "late"})])
    assert [row["note"] for row in events_of(one.finish())] == ["late"]


def test_a_zero_is_refused_during_a_hold():
    rows = events_of(judge().feed(recorded(), [Act("tare", 1200)]))
    assert "a hold is under way" in next(row["why"] for row in rows if row["event"] == "refused")


def test_a_board_that_was_streaming_already_is_judged_by_its_own_id_from_its_first_sample():
    def row(seq: int) -> bytes:
        return frame(Samples(seq, seq * 12_500, ((1000 + seq % 3,),)).to_body())

    greeting = frame(Hello(n_channels=1, rate_millihertz=80_000, adc_bits=24).to_body()) + frame(
        Id("00aa00aa00aa00aa").to_body()
    )
    data = b"".join(map(row, range(40))) + greeting + b"".join(map(row, range(40, 80)))
    asked = []
    one = Judge(decoder_for("serial", {}), Settings(), lambda info: asked.append(info.device_id))
    for at in range(0, len(data), 7):
        one.feed([Arrival(at, data[at : at + 7])])
    assert asked == ["00aa00aa00aa00aa"]
    assert one.summary()["samples"] == 80
