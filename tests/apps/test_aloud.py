"""Where nobody watches, what is wrong is said all the same."""

from pressure_coach.apps import cli
from pressure_coach.apps.aloud import MANY, Aloud, judged_channel
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


def test_of_several_channels_the_one_that_is_judged_is_named(tmp_path, capsys):
    table, file = tmp_path / "t.csv", tmp_path / "s.mcap"
    table.write_text("t_s,left_n,right_n,grip_n\n" + "".join(f"{i / 50},{i % 3},{200 + i % 5},1\n" for i in range(200)))
    assert cli.main(["import", str(table), str(file)]) == 0
    sentence = "the channel 'grip' is judged, not left, right; live and report take another with --channel."
    for words in (["report"], ["live", "--view", "none"]):
        capsys.readouterr()
        address = f"replay:{file}?speed=max" if words[0] == "live" else str(file)
        assert cli.main([words[0], address, *words[1:], "--target", "200"]) == 0
        assert sentence in capsys.readouterr().err
    assert cli.main(["report", str(file), "--target", "200", "--channel", "right"]) == 0
    assert "is judged" not in capsys.readouterr().err


def test_a_long_list_of_channels_is_cut():
    names = [f"c{i}" for i in range(64)]
    assert f"c{MANY - 1}, c{MANY}, ...; live" in judged_channel({"ch_names": names, "judged": ["c1"]})
    assert judged_channel({"ch_names": names, "judged": names}) == ""


def test_a_session_without_trouble_says_nothing(capsys):
    words = ["live", "sim:?speed=0&seed=1", "--target", "200", "--view", "none", "--for", "9"]
    assert cli.main(words) == 0
    assert capsys.readouterr().err == ""
