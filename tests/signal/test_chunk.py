"""Many arrivals side by side are the same arrivals."""

from hypothesis import given
from hypothesis import strategies as st

from pressure_coach.signal.chunk import Arrival, Arrivals

ARRIVALS = st.lists(st.builds(Arrival, st.integers(-(2**63), 2**63 - 1), st.binary(max_size=5)), max_size=8)
PLACES = st.none() | st.integers(-9, 9)


@given(ARRIVALS, PLACES, PLACES, st.none() | st.sampled_from([-2, -1, 1, 2]))
def test_arrivals_side_by_side_are_read_like_a_list(arrivals, start, stop, step):
    many, part = Arrivals.of(arrivals), slice(start, stop, step)
    assert list(many) == arrivals
    assert [many[i] for i in range(-len(arrivals), len(arrivals))] == arrivals * 2
    assert list(many[part]) == arrivals[part]
    assert list(many[part][1:]) == arrivals[part][1:]
    assert b"".join(arrival.data for arrival in arrivals[part]) == many[part].data


@given(ARRIVALS)
def test_what_is_side_by_side_already_is_left_alone(arrivals):
    many = Arrivals.of(arrivals)
    assert Arrivals.of(many) is many
