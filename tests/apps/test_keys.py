"""Keys and the acts they become."""

from dataclasses import replace

import pytest

from pressure_coach.apps.gauge import Fresh
from pressure_coach.apps.keys import ASK_NS, NOTE_LENGTH, TOGGLE_NS, Keys
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import Inbox, View
from tests.apps.gauges import EVERY, HOLD, NOW, view


class Hand:
    """A person at the keys, in front of one view."""

    def __init__(self, shown: View = HOLD, fresh: Fresh = Fresh.YES, device: bool = False) -> None:
        self.inbox, self.offered = Inbox(), list[str]()
        self.view, self.fresh, self.now = shown, fresh, NOW

        def key(name: str) -> bool:
            self.offered.append(name)
            return device

        self.keys = Keys(self.inbox, key)

    def press(self, *names: str) -> list[str]:
        """Press keys; the kinds of the acts that came of them."""
        for name in names:
            self.keys.press(name, self.view, self.fresh, self.now)
        return [act.kind for act in self.inbox.take()]


@pytest.mark.parametrize("name", ["escape", "x", "#", "KEY_F5", "\t", "backspace", "é"])
def test_esc_and_any_key_without_a_use_stop_who_may_be_loaded(name: str) -> None:
    for shown in ("loading", "holding", "over", "grace low", "lifted", "done", "partial", "unknown", "lost", "waiting"):
        assert Hand(EVERY[shown]).press(name) == ["stop"], shown
    assert Hand(EVERY["ready"], Fresh.LATE).press(name) == ["stop"]
    assert Hand(view(State.REST, 50.0)).press(name) == ["stop"]


@pytest.mark.parametrize("name", ["escape", "x"])
def test_who_is_surely_off_is_told_instead(name: str) -> None:
    for shown in ("ready", "rest", "stopped"):
        hand = Hand(EVERY[shown])
        assert hand.press(name) == []
        assert bool(hand.keys.notice(NOW).key) is (shown != "stopped")


@pytest.mark.parametrize(
    ("name", "kind"), [("t", "target"), ("T", "target"), ("z", "tare"), ("m", "mark"), ("M", "mark"), (" ", "pause")]
)
def test_each_key_has_its_act(name: str, kind: str) -> None:
    assert Hand().press(name) == [kind]


def test_acts_carry_the_time_of_the_key() -> None:
    hand = Hand()
    hand.keys.press("m", HOLD, Fresh.YES, 77)
    assert [(act.kind, act.host_ns, act.index) for act in hand.inbox.take()] == [("mark", 77, -1)]


def test_space_pauses_and_goes_on_by_what_the_view_says() -> None:
    hand = Hand()
    assert hand.press(" ") == ["pause"]
    hand.view, hand.now = EVERY["paused by key"], NOW + TOGGLE_NS
    assert hand.press(" ") == ["resume"]
    hand.view, hand.now = HOLD, hand.now + TOGGLE_NS
    assert hand.press(" ") == ["pause"]


def test_space_pressed_again_before_the_view_shows_the_pause_goes_on() -> None:
    assert Hand().press(" ", " ", " ") == ["pause", "resume", "pause"]


def test_a_pause_by_leaving_the_band_can_still_be_paused_by_key() -> None:
    assert Hand(EVERY["paused"]).press(" ") == ["pause"]


@pytest.mark.parametrize("name", ["ready", "rest", "done", "stopped"])
def test_space_does_nothing_where_there_is_no_hold(name: str) -> None:
    assert Hand(EVERY[name]).press(" ") == []


def test_digits_rate_and_nine_also_stops() -> None:
    hand = Hand()
    hand.press("7")
    hand.keys.press("0", HOLD, Fresh.YES, NOW)
    assert [act.data for act in hand.inbox.take()] == [{"value": 0}]
    assert hand.press("8") == ["rating"]
    assert hand.press("9") == ["rating", "stop"]
    assert Hand(EVERY["ready"]).press("9") == ["rating"]


def test_enter_acknowledges_a_stop_and_nothing_else() -> None:
    assert Hand(EVERY["stopped"]).press("enter") == ["acknowledge"]
    for name in sorted(EVERY.keys() - {"stopped"}):
        assert Hand(EVERY[name]).press("enter") == []


def test_arrows_go_to_the_device_and_never_stop() -> None:
    for device in (True, False):
        hand = Hand(device=device)
        assert hand.press("up", "down", "left", "right") == []
        assert hand.offered == ["up", "down", "left", "right"]


def test_q_quits_at_once_outside_a_hold() -> None:
    for name in ("waiting", "ready", "rest", "stopped", "done"):
        hand = Hand(EVERY[name])
        hand.press("q")
        assert hand.keys.quit


def test_q_in_a_hold_asks_once_and_the_question_lapses() -> None:
    hand = Hand()
    assert hand.press("q") == []
    assert not hand.keys.quit
    assert hand.keys.notice(NOW).key == "tell.quit"
    hand.now += ASK_NS
    hand.press("q")
    assert not hand.keys.quit
    hand.press("Q")
    assert hand.keys.quit


def test_other_keys_keep_their_meaning_while_the_question_stands() -> None:
    assert Hand().press("q", "escape") == ["stop"]


def test_a_note_is_typed_and_kept_with_a_mark() -> None:
    hand = Hand()
    assert hand.press("n", *"sqre 7x", "backspace", "backspace") == []
    hand.keys.press("enter", HOLD, Fresh.YES, NOW)
    (act,) = hand.inbox.take()
    assert (act.kind, act.data) == ("mark", {"note": "sqre"})
    assert hand.keys.note is None
    assert not hand.keys.quit


def test_esc_in_a_note_drops_it_and_stops() -> None:
    hand = Hand()
    assert hand.press("n", "a", "escape") == ["stop"]
    assert hand.keys.note is None
    resting = Hand(EVERY["rest"])
    assert resting.press("n", "a", "escape") == []
    assert resting.keys.note is None


def test_an_empty_note_is_no_mark_and_a_note_has_an_end() -> None:
    hand = Hand()
    assert hand.press("n", " ", "enter") == []
    hand.press("n", *"a" * 200)
    assert hand.keys.note == "a" * NOTE_LENGTH


def test_arrows_do_not_disturb_a_note() -> None:
    hand = Hand()
    assert hand.press("n", "a", "up") == []
    assert hand.keys.note == "a"


def test_help_opens_and_closes_and_a_stop_closes_it() -> None:
    hand = Hand()
    hand.press("?")
    assert hand.keys.help
    hand.press("?")
    assert not hand.keys.help
    assert hand.press("?", "escape") == ["stop"]
    assert not hand.keys.help
    resting = Hand(EVERY["rest"])
    assert resting.press("?", "escape") == []
    assert not resting.keys.help


def test_a_notice_is_shown_for_a_while() -> None:
    hand = Hand()
    hand.press("m")
    assert hand.keys.notice(NOW).key == "tell.mark"
    assert hand.keys.notice(NOW + ASK_NS).key == ""


def test_esc_without_a_target_says_what_it_is_for() -> None:
    hand = Hand(replace(EVERY["no target"]))
    assert hand.press("escape") == ["stop"]
    assert hand.keys.notice(NOW).key == "tell.esc"


@pytest.mark.parametrize("name", ["escape", " ", "t", "z", "m", "n", "9", "enter", "x"])
def test_no_key_acts_on_a_replayed_session(name: str) -> None:
    hand = Hand(replace(HOLD, replayed=True))
    assert hand.press(name) == []
    assert hand.keys.notice(NOW).key == "tell.replayed"
    assert not hand.keys.quit


def test_a_replay_is_left_at_once() -> None:
    hand = Hand(replace(HOLD, replayed=True))
    hand.press("q")
    assert hand.keys.quit
