"""The View that is made out of what was judged."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pressure_coach.apps.texts import spoken
from pressure_coach.coaching import coach, machine
from pressure_coach.coaching.coach import Settings
from pressure_coach.coaching.events import Event, State
from pressure_coach.judge import Judge, Options
from pressure_coach.mailbox import Mailbox
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.lines import LineDecoder
from pressure_coach.viewer import Viewer


def judged(unit: str, u95: float | None) -> Any:
    """A judge that has seen a stream and no target."""
    return SimpleNamespace(
        coach=None, info=None, chain=SimpleNamespace(unit=unit, zeroed=True, judged_name=""), simulated=False,
        calibration=SimpleNamespace(u95=u95), decoder=SimpleNamespace(bad_frames=0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "u95", "shown"), [("N", 2.5, 2.5), ("kPa", 1.0, 1.0), ("N", None, 0.0), ("counts", 2.5, 0.0)]
)
def test_the_uncertainty_of_the_calibration_is_shown_in_its_own_unit(
    unit: str, u95: float | None, shown: float
) -> None:
    mailbox = Mailbox()
    Viewer(SimpleNamespace(address="sim:", replayed=False), mailbox).post(judged(unit, u95))  # type: ignore[arg-type]
    assert mailbox.latest().u95 == shown


def test_without_a_calibration_the_uncertainty_is_not_known() -> None:
    mailbox = Mailbox()
    judge = judged("N", None)
    judge.calibration = None
    Viewer(SimpleNamespace(address="sim:", replayed=False), mailbox).post(judge)  # type: ignore[arg-type]
    assert mailbox.latest().u95 == 0.0


@pytest.mark.parametrize(
    ("lines", "channel", "named"),
    [
        ("raw:{i} force:{i}\n", None, "force"),
        ("raw:{i} force:{i}\n", "raw", "raw"),
        ("force:{i}\n", None, ""),
        ("5{i}\n", None, ""),
    ],
)
def test_of_several_channels_the_judged_one_is_named(lines: str, channel: str | None, named: str) -> None:
    mailbox = Mailbox()
    judge = Judge(LineDecoder("N"), Settings(), options=Options(channel))
    judge.feed([Arrival(i * 10**7, lines.format(i=i).encode()) for i in range(20)])
    assert judge.n_samples
    Viewer(SimpleNamespace(address="lines:", replayed=False), mailbox).post(judge)  # type: ignore[arg-type]
    assert mailbox.latest().channel == named


@pytest.mark.parametrize("after", [State.STOPPED, State.PARTIAL])
def test_the_reason_of_an_end_takes_the_place_of_what_was_said_before(after: State) -> None:
    mailbox = Mailbox()
    judge = judged("N", None)
    viewer = Viewer(SimpleNamespace(address="sim:", replayed=False), mailbox)  # type: ignore[arg-type]
    viewer.take(None, [Event(0, "refused", why="a hold is under way")], judge)
    viewer.take(None, [Event(1, "state", State.HOLDING, State.PAUSED, 1.0, "lifted off")], judge)
    viewer.post(judge)
    assert mailbox.latest().message == "a hold is under way"
    viewer.take(None, [Event(2, "state", State.PAUSED, after, 1.0, "stop key")], judge)
    viewer.post(judge)
    assert mailbox.latest().message == "stop key"


def test_every_reason_that_the_engine_gives_for_an_end_is_in_plain_words() -> None:
    source = (Path(machine.__file__).read_text("utf-8"), Path(coach.__file__).read_text("utf-8"))
    reasons = set(re.findall(r'S\.(?:STOPPED|PARTIAL), "([^"]+)"|give_up\("([^"]+)"\)', "".join(source)))
    found = {a or b for a, b in reasons}
    assert len(found) >= 9
    assert {why for why in found if spoken("de", why) == why} == set()
