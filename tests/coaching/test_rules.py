"""The table of transitions: complete, and the page that is drawn from it is up to date."""

import re
from pathlib import Path

from pressure_coach.coaching import limits, rules
from pressure_coach.coaching.events import State
from pressure_coach.coaching.hold import Hold
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


def test_every_number_of_the_table_is_the_one_that_the_code_works_with():
    """A second copy in the code would go its own way."""
    files = [file for file in Path(limits.__file__).parents[1].rglob("*.py") if file.name != "limits.py"]
    asked = re.compile(r'(?:value|micros)\("(\w+)"\)|BY_NAME\["(\w+)"\]')
    used = {a or b for file in files for a, b in asked.findall(file.read_text(encoding="utf-8"))}
    follows_from_the_others = {"target_n"}  # see test_safety.py
    assert set(limits.BY_NAME) - used == follows_from_the_others


def test_a_hold_by_itself_has_the_levels_of_the_table():
    hold, n = Hold(200.0, noise_n=5.0), limits.value
    assert (hold.over_n, hold.stop_n) == (n("over_factor") * 200, n("stop_factor") * 200)
    assert (hold.f_on, Hold(200.0).f_on, Hold(60.0).f_on) == (30.0, n("contact_share") * 200, n("contact_n"))
    assert hold.f_off == n("off_share") * hold.f_on
