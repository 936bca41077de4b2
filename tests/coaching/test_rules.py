"""The table of transitions: complete, and the page that is drawn from it is up to date."""

from pressure_coach.coaching import limits, rules
from pressure_coach.coaching.events import State
from tests.coaching.states_page import PAGE, page


def test_the_page_is_drawn_from_the_table():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.coaching.states_page"


def test_every_state_can_be_entered_and_left():
    assert {after for _, after, _ in rules.TRANSITIONS} == set(State)
    assert set().union(*(before for before, _, _ in rules.TRANSITIONS)) == set(State)


def test_every_limit_has_a_basis_and_a_default_inside_its_range():
    for limit in limits.TABLE:
        assert limit.low <= limit.default <= limit.high, limit.name
        assert limit.basis
        assert limit.unit
    assert len(limits.BY_NAME) == len(limits.TABLE)
