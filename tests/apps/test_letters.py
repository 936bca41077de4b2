"""Big letters and shapes."""

import pytest

from pressure_coach.apps.cells import PLAIN_FORMS
from pressure_coach.apps.gauge import Shape, Word
from pressure_coach.apps.letters import big, big_height, big_width, picture_of
from pressure_coach.apps.texts import LANGUAGES, say

CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ0123456789-.,?!%: "


def test_a_number_in_big_digits_can_be_read() -> None:
    assert big("20", 2) == (
        "█████▄ ▄████▄",
        "    ██ ██  ██",
        "▄████▀ ██  ██",
        "██     ██  ██",
        "▀█████ ▀████▀",
    )


@pytest.mark.parametrize("s", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("ascii", [False, True])
def test_big_letters_take_the_room_that_was_announced(s: int, ascii: bool) -> None:
    for text in (CHARS, "7", "PRESS MORE"):
        rows = big(text, s, ascii)
        assert len(rows) == big_height(s, ascii)
        assert {len(row) for row in rows} == {big_width(text, s)}


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("chars", ["ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ", "0123456789-.?%"])
def test_all_characters_look_different(chars: str, ascii: bool) -> None:
    assert len({tuple(big(c, 2, ascii)) for c in chars}) == len(chars)


def test_every_word_of_every_language_can_be_drawn() -> None:
    for lang in LANGUAGES:
        for word in Word:
            assert set(say(lang, f"word.{word}").upper()) <= set(CHARS)


def test_ascii_letters_are_ascii() -> None:
    assert set("".join(big(CHARS, 2, ascii=True))) == {"#", " "}


@pytest.mark.parametrize("s", [2, 4])
def test_shapes_differ_from_each_other_and_are_as_high_as_letters(s: int) -> None:
    for ascii in (False, True):
        pictures = [picture_of(shape, s, ascii) for shape in Shape]
        assert len({tuple(p) for p in pictures}) == len(Shape)
        assert {len(p) for p in pictures} == {big_height(s, ascii)}


def test_up_points_up_and_down_points_down() -> None:
    up = [row.count("#") for row in picture_of(Shape.UP, 4, ascii=True)]
    assert up == sorted(up)
    assert up[-1] > up[0]
    assert picture_of(Shape.DOWN, 4, ascii=True)[0].count("#") > 15


def test_all_that_is_drawn_has_a_plain_form() -> None:
    assert all(ord(c) in PLAIN_FORMS for c in "█▀▄▌░▒▲▼►◄─•·")
