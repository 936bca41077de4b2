import pytest

from pressure_coach.errors import UsageError
from pressure_coach.signal.channels import choose
from pressure_coach.signal.chunk import StreamInfo


def info(*names, pad=False):
    return StreamInfo("a sketch", "", names, "counts", 80.0, one_pad=pad)


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (("value",), 0),
        (("t", "force"), 1),
        (("temp_C", "load_kg"), 1),
        (("time", "value1", "value2"), 1),
        (("millis", "leftForce", "rightForce"), 1),
        (("temperature", "battery_mv"), 0),
        (("seq", "Fz (N)"), 1),
        (("dominant Fvert (N)", "non-dominant Fvert (N)"), 0),
        (("s", "N"), 1),
        (("weight", "force"), 0),
    ],
)
def test_the_first_column_that_looks_like_a_force_is_judged(names, first):
    assert choose(info(*names), None) == (first,)


def test_a_column_is_chosen_by_name_in_any_case_or_by_its_number_from_1():
    stream = info("t", "Force", "temp")
    assert choose(stream, "force") == (1,)
    assert choose(stream, " 3 ") == (2,)


def test_a_name_goes_before_a_number():
    assert choose(info("3", "2", "1"), "3") == (0,)


def test_a_pad_is_summed_unless_a_cell_is_asked_for():
    pad = info("r1c1", "r1c2", "r2c1", "r2c2", pad=True)
    assert choose(pad, None) == choose(pad, "sum") == (0, 1, 2, 3)
    assert choose(pad, "r2c1") == (2,)


def test_columns_that_are_not_one_pad_have_no_sum():
    with pytest.raises(UsageError, match=r"not the cells of one pad.*1 left, 2 right"):
        choose(info("left", "right"), "sum")


@pytest.mark.parametrize("channel", ["centre", "0", "3", "-1", ""])
def test_a_column_that_is_not_there_is_refused_with_a_list(channel):
    with pytest.raises(UsageError, match=r"no column.*1 left, 2 right"):
        choose(info("left", "right"), channel)
