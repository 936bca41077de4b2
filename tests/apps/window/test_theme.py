"""Colours that everybody can read and tell apart."""

import itertools
from dataclasses import fields

import pytest

from pressure_coach.apps.window.theme import AREAS, DARK, LIGHT, PALETTES, SIZES, SPACE, TEXTS, Palette, contrast

EACH = pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#123456", "#123456") == pytest.approx(1.0)
    assert contrast("#777777", "#ffffff") == contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.01)


@EACH
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_stands_out_by_seven_to_one(palette: Palette, text: str, ground: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 7.0


@EACH
@pytest.mark.parametrize(("area", "ground"), AREAS)
def test_coloured_areas_stand_out_by_three_to_one(palette: Palette, area: str, ground: str) -> None:
    assert contrast(getattr(palette, area), getattr(palette, ground)) >= 3.0


@EACH
def test_the_outlined_band_and_the_scale_can_be_told_apart(palette: Palette) -> None:
    """Their greys are near; the line around the band is what tells them apart for weak eyes."""
    assert contrast(palette.band, palette.line) >= 1.4
    assert contrast(palette.text, palette.line) >= 4.5


@EACH
def test_only_low_high_and_alarm_have_a_colour(palette: Palette) -> None:
    for field in fields(palette):
        value = getattr(palette, field.name)
        if field.name == "dark" or field.name in ("low", "high", "alarm"):
            continue
        channels = [int(value[i : i + 2], 16) for i in (1, 3, 5)]
        assert max(channels) - min(channels) <= 16, f"{field.name} {value} is no grey"


def test_low_and_high_are_the_blue_and_orange_of_okabe_and_ito() -> None:
    assert (LIGHT.low, DARK.low, DARK.high) == ("#0072b2", "#56b4e9", "#e69f00")


def test_sizes_and_distances_grow_by_steps_that_can_be_seen() -> None:
    for scale in (SIZES, SPACE):
        steps = list(scale.values())
        assert all(b / a >= 1.2 for a, b in itertools.pairwise(steps))
