"""Where nobody watches, what is wrong is said all the same."""

from pressure_coach.apps import cli
from pressure_coach.apps.aloud import Aloud
from pressure_coach.coaching.events import Event


def test_what_was_refused_or_is_wrong_is_told_and_nothing_else():
    told: list[str] = []
    kinds = ["refused", "state", "warning", "link", "signal", "hold", "mark"]
    with Aloud(told.append) as aloud:
        aloud.take(None, [Event(1_500_000, kind, why=f"why {kind}") for kind in kinds] + [Event(0, "signal")])
    assert told == [f"at 1.5 s: why {kind}" for kind in ("refused", "warning", "link", "signal")]


def test_troubles_of_the_signal_are_told_with_their_time(capsys):
    words = ["live", "sim:saturation?speed=0&seed=1", "--target", "200", "--view", "none", "--for", "40"]
    assert cli.main(words) == 0
    assert "s: the sensor is at the end of its range" in capsys.readouterr().err


def test_a_session_without_trouble_says_nothing(capsys):
    words = ["live", "sim:?speed=0&seed=1", "--target", "200", "--view", "none", "--for", "9"]
    assert cli.main(words) == 0
    assert capsys.readouterr().err == ""
