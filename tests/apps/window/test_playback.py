"""Moving about in a recording: every second is as it was when it was played up to there."""

import math
from bisect import bisect_right
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.gauge import Fresh
from pressure_coach.apps.window import playback as module
from pressure_coach.apps.window.playback import SPEEDS, Playback
from pressure_coach.coaching.coach import Settings
from pressure_coach.coaching.events import State
from pressure_coach.devices import decoder_for, open_device
from pressure_coach.devices.replay import Replay
from pressure_coach.errors import RecordingError
from pressure_coach.judge import Judge
from pressure_coach.mailbox import Mailbox, View
from pressure_coach.reading import read
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import Act
from pressure_coach.viewer import Viewer
from tests.apps.window.recordings import SETTINGS, record

TROUBLE = "sim:gaps?speed=0&seed=5&cycles=1&hold=25&noise=6&drop=0.02"
ACTS = [(700, Act("mark", data={"note": "here"})), (1100, Act("pause")), (1300, Act("resume"))]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("playback") / "trouble.mcap", TROUBLE, acts=ACTS)


@pytest.fixture
def playback(path: Path) -> Playback:
    return Playback.open(path)


def played(path: Path) -> list[View]:
    """The view after every arrival of one sample and after every act, as a session would have shown it."""
    device = open_device(f"replay:{path}")
    items = device.recording.items  # type: ignore[attr-defined]
    calibration, box = device.calibration, Mailbox()
    judge = Judge(decoder_for(device.driver, device.options), SETTINGS, lambda info: calibration, simulated=True)
    viewer, views = Viewer(device, box), []
    for item in items:
        for chunk, events in judge.feed((), (item,)) if isinstance(item, Act) else judge.feed((item,)):
            viewer.take(chunk, events, judge)
        viewer.post(judge)
        views.append(box.latest())
    return views


def test_every_second_is_as_if_played_up_to_there(path: Path, playback: Playback) -> None:
    views = played(path)
    times = [view.t for view in views]
    states = set()
    for s in np.random.default_rng(1).uniform(0.2, playback.duration_s, 500).tolist():
        there, then = playback.view_at(s), views[bisect_right(times, s) - 1]
        assert (there.t, there.state, there.valid, there.target) == (then.t, then.state, then.valid, then.target), s
        assert there.force == pytest.approx(then.force, rel=1e-9, nan_ok=True)
        assert there.credit_s == pytest.approx(then.credit_s, abs=0.06)
        assert (there.replayed, there.simulated) == (True, True)
        states.add(there.state)
    assert {State.UNLOADED, State.HOLDING, State.PAUSED} <= states


def test_long_pieces_change_no_state_and_no_force(
    path: Path, playback: Playback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE_NS", 900_000_000)
    coarse = Playback.open(path)
    for s in np.arange(1.0, playback.duration_s, 0.173).tolist():
        one, other = playback.view_at(s), coarse.view_at(s)
        assert (one.t, one.state, one.force, one.valid) == (other.t, other.state, other.force, other.valid), s


def test_going_back_finds_the_very_same(playback: Playback) -> None:
    seconds = np.linspace(0, playback.duration_s, 200).tolist()
    there = [repr(playback.view_at(s)) for s in seconds]
    assert [repr(playback.view_at(s)) for s in reversed(seconds)] == there[::-1]


def test_events_and_samples_are_those_of_every_other_reader(path: Path, playback: Playback) -> None:
    judged = read(path)
    assert [event.to_dict() for event in playback.events] == judged.events
    assert playback.summary == judged.summary
    t_us, force, valid = playback.samples()
    np.testing.assert_array_equal(t_us, judged.t_us)
    np.testing.assert_array_equal(force, judged.judged)
    np.testing.assert_array_equal(valid, judged.valid)


def test_what_was_said_long_ago_is_not_said_again(playback: Playback) -> None:
    mark = next(event for event in playback.events if event.event == "mark")
    assert playback.view_at(mark.t + 1.0).message == "mark"
    assert playback.view_at(mark.t + 12.0).message == ""


def test_portions_of_samples_join_without_a_seam(playback: Playback) -> None:
    cuts = [-1.0, 0.0, 3.3, 3.31, 20.0, 1e9]
    parts = [playback.samples(a, b)[0] for a, b in pairwise(cuts)]
    np.testing.assert_array_equal(np.concatenate(parts), playback.samples()[0])
    assert parts[0].tolist() == [0]


def test_bands_and_holds_have_their_times(playback: Playback) -> None:
    (band,) = playback.bands
    assert (band.start_s, band.low, band.high) == (0.0, 180.0, 220.0)
    assert band.end_s == pytest.approx(playback.duration_s, abs=0.1)
    hold = next(event for event in playback.events if event.event == "hold")
    assert (playback.holds[0].end_s, playback.holds[0].outcome) == (hold.t, hold.data["outcome"])
    assert playback.holds[0].start_s < playback.holds[0].end_s


def test_without_calibration_it_is_in_percent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = record(tmp_path / "counts.mcap", "sim:?speed=0&seed=1&cycles=1&hold=10", Settings(), [(800, Act("target"))])
    monkeypatch.setattr(Replay, "calibration", None)
    playback = Playback.open(file)
    assert playback.view_at(5.0).unit == "counts"
    assert playback.view_at(12.0).unit == playback.unit == "%"
    _, force, _ = playback.samples(9.5, 9.9)
    assert 80 < float(np.median(force)) < 120
    assert playback.bands[0].low < 100 < playback.bands[0].high


def test_what_is_old_in_a_gap_looks_old(tmp_path: Path) -> None:
    playback = Playback.open(record(tmp_path / "gap.mcap", "sim:gaps?speed=0&seed=5&cycles=1&hold=25"))
    t_us, _, _ = playback.samples()
    at = int(np.argmax(np.diff(t_us)))
    start, end = t_us[at] / 1e6, t_us[at + 1] / 1e6
    assert end - start > 0.6
    calm = Calm()
    for s in (start, (start + end) / 2 + 0.2):
        calm.look(playback.view_at(s), playback.clock_ns(s))
    assert calm.fresh is Fresh.LATE


def test_it_plays_pauses_loops_and_stops_at_the_end(playback: Playback) -> None:
    assert playback.advance(1.5) == 1.5
    playback.speed = 4.0
    assert playback.advance(0.5) == 3.5
    playback.pause()
    assert playback.advance(10.0) == 3.5
    playback.play()
    assert playback.seek(-5) == 0.0
    assert playback.seek(1e9) == playback.duration_s
    assert playback.advance(0.1) == playback.duration_s
    assert playback.paused
    playback.play()
    assert playback.position_s == 0.0
    playback.loop = True
    playback.seek(playback.duration_s - 1.0)
    assert playback.advance(0.5) == pytest.approx(1.0)
    assert not playback.paused


def test_speeds_go_from_a_quarter_to_as_fast_as_makes_sense(playback: Playback) -> None:
    assert [playback.faster() for _ in range(7)] == [2.0, 4.0, 8.0, 16.0, math.inf, math.inf, math.inf]
    playback.seek(0.0)
    assert playback.advance(0.1) >= 1.6
    assert [playback.faster(-1) for _ in range(8)] == [16.0, 8.0, 4.0, 2.0, 1.0, 0.5, 0.25, 0.25]
    assert SPEEDS[0] == 0.25


def test_before_the_first_sample_nothing_is_known(playback: Playback) -> None:
    view = playback.view_at(-1.0)
    assert (view.state, view.replayed, view.simulated, view.valid) == (State.NO_SIGNAL, True, True, False)


def test_a_cut_file_opens_and_says_what_is_missing(path: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mcap"
    data = path.read_bytes()
    cut.write_bytes(data[: len(data) // 2])
    half = Playback.open(cut)
    assert half.damage
    assert 0.3 < half.duration_s / Playback.open(path).duration_s < 0.7
    cut.write_bytes(data[:40])
    with pytest.raises(RecordingError, match="record again"):
        Playback.open(cut)
    with pytest.raises(RecordingError, match="there is no file"):
        Playback.open(tmp_path / "none.mcap")


def test_progress_goes_from_nothing_to_all(path: Path) -> None:
    heard: list[float] = []
    Playback.open(path, progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_other_settings_judge_it_again(path: Path) -> None:
    assert Playback.open(path, Settings(target=150.0)).bands[0].high == pytest.approx(165.0)


def test_the_recorded_calibration_is_used(path: Path, playback: Playback) -> None:
    assert Calibration.from_text(playback.meta["calibration"]).simulated
    assert playback.unit == "N"
