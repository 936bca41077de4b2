"""The gauge's pictures, looked at loosely: all is there, where it belongs, in its colour, and nothing is cut off."""

import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from PySide6.QtGui import QPainter

from pressure_coach.apps.gauge import Tone
from pressure_coach.apps.texts import HELP, say
from pressure_coach.apps.window import banner, dial, digits, face, lettering, stopped, words
from pressure_coach.apps.window import floor as floor_view
from pressure_coach.apps.window.dial import at
from pressure_coach.apps.window.layout import Box, plan
from pressure_coach.apps.window.lettering import cap_height, x_height
from pressure_coach.apps.window.pictures import HOLD, STATES
from pressure_coach.apps.window.theme import DARK, LIGHT, PALETTES, TEXTS, Palette, contrast
from pressure_coach.coaching.events import State
from tests.apps.window.looking import Picture

pytestmark = pytest.mark.usefixtures("qapp")
EACH = pytest.mark.parametrize("name", STATES)
PALETTE = pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
USUAL = pytest.mark.parametrize("size", [(640, 400), (400, 800), (480, 320), (900, 300), (352, 196), (624, 165)])


class Line(NamedTuple):
    """A line of text as it was painted."""

    module: str
    text: str
    em: float
    ink: str
    ground: str
    box: Box


def number_box(box: Box) -> Box:
    """Where three digits stand on a dial."""
    em = face.number_em(box, "000")
    wide, high = lettering.number_width("000", em), cap_height(True) * em
    return Box(box.cx - wide / 2, face.number_baseline(box, em) - high, wide, high)


def point(box: Box, r: float, share: float) -> tuple[int, int]:
    """The pixel at a force and a share of the dial's radius."""
    x, y = at(dial.needle_angle(r), share * box.w / 2)
    return round(box.cx + x), round(box.cy + y)


def colour_at(picture: Picture, r: float, share: float) -> str:
    x, y = point(plan(picture.gauge.width(), picture.gauge.height()).dial, r, share)
    return "#" + "".join(f"{v:02x}" for v in picture.pixels[y, x])


MIDDLE = sum(dial.SCALE) / 2


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Line]:
    """Every line of text that is painted; text is painted in one place only."""
    lines: list[Line] = []
    for module in (banner, digits, face, floor_view, stopped, words):
        monkeypatch.setattr(module, "write", spy(lines, module.__name__.rpartition(".")[2]))
    return lines


def spy(lines: list[Line], module: str) -> Callable[..., None]:
    def write(
        painter: QPainter, x: float, baseline: float, text: str, em: float, ink: str, ground: str, *,
        bold: bool = False, align: float = 0.0, narrow: float = 1.0,
    ) -> None:  # fmt: skip
        wide = lettering.width(text, em, bold) * narrow
        hanging = 0.22 * em if set(text) & set("gjpqyQ,;") else 0.02 * em
        box = Box(x - align * wide, baseline - cap_height(bold) * em, wide, cap_height(bold) * em + hanging)
        lines.append(Line(module, text, em, ink, ground, box))
        lettering.write(painter, x, baseline, text, em, ink, ground, bold=bold, align=align, narrow=narrow)

    return write


@EACH
def test_every_pixel_is_painted_and_the_edge_is_free(name: str) -> None:
    picture = Picture(STATES[name], 640, 400)
    assert picture.share("#ff00ff", near=0) == 0
    ground = "alarm" if name == "stopped" else "background"
    edges = [picture.pixels[:, :3], picture.pixels[:, -3:], picture.pixels[-3:, :]]
    picture.pixels = np.concatenate([edge.reshape(-1, 1, 3) for edge in edges])
    assert picture.share(ground) > 0.9  # the banner reaches the sides; nothing else does


@PALETTE
def test_the_band_is_an_area_around_the_target(palette: Palette) -> None:
    picture = Picture(STATES["low"], palette=palette)
    for r in (0.92, 1.0, 1.08):
        assert colour_at(picture, r, MIDDLE) == palette.band
        assert colour_at(picture, r, dial.SCALE[1] + 0.01) == palette.band  # it stands out of the scale
    for r in (0.5, 0.85, 1.15):
        assert colour_at(picture, r, MIDDLE) == palette.line


@PALETTE
def test_the_band_shines_while_the_force_is_in_it(palette: Palette) -> None:
    picture = Picture(HOLD, palette=palette)
    assert colour_at(picture, 0.93, MIDDLE) == colour_at(picture, 1.08, MIDDLE) == palette.good
    assert colour_at(picture, HOLD.force / 200, MIDDLE) == palette.background  # the pointer is a slot in it
    assert colour_at(Picture(STATES["paused"], palette=palette), 1.08, MIDDLE) == palette.band


def test_the_fill_leaves_the_outline_of_the_band_whole() -> None:
    rim = math.degrees(0.3 * dial.OUTLINE / MIDDLE) * dial.FULL_SCALE / dial.SWEEP  # within its outer half
    for r in (1.0, 1.3):
        picture = Picture(replace(HOLD, state=State.PAUSED, force=200.0 * r, over=300.0), 1920, 1200)
        for edge in (0.9 - rim, 1.1 + rim):
            assert {colour_at(picture, edge, s) for s in (dial.SCALE[0] + 0.03, MIDDLE, dial.SCALE[1] - 0.03)} == {
                LIGHT.text
            }


@pytest.mark.parametrize(("name", "colour", "other"), [("ramping", "low", "high"), ("high", "high", "low")])
@PALETTE
def test_low_is_blue_and_high_is_orange_on_dial_and_shape(name: str, colour: str, other: str, palette: Palette) -> None:
    picture = Picture(STATES[name], palette=palette)
    assert colour_at(picture, 0.3, MIDDLE) == getattr(palette, colour)
    assert picture.share(colour, plan(1280, 800).word) > 0.02
    assert picture.share(other) == 0


def test_in_the_band_nothing_is_blue_or_orange() -> None:
    picture = Picture(HOLD)
    assert picture.share("low") == picture.share("high") == 0


def test_the_force_fills_the_scale_up_to_the_pointer() -> None:
    view = replace(STATES["ramping"], force=100.0, u95=0.0)
    picture = Picture(view)
    assert colour_at(picture, 0.45, MIDDLE) == LIGHT.low
    assert colour_at(picture, 0.5, MIDDLE) == LIGHT.text
    assert colour_at(picture, 0.56, MIDDLE) == LIGHT.line


def test_the_pointer_is_as_wide_as_what_is_known() -> None:
    narrow = Picture(replace(HOLD, state=State.LOADING, force=120.0, u95=0.0))
    wide = Picture(replace(HOLD, state=State.LOADING, force=120.0, u95=5.0))
    assert colour_at(narrow, 0.62, MIDDLE) != LIGHT.text
    assert colour_at(wide, 0.62, MIDDLE) == LIGHT.text


def test_too_much_is_hatched() -> None:
    picture = Picture(STATES["low"])
    along = [colour_at(picture, 1.27 + i / 400, MIDDLE) for i in range(120)]
    dark = [contrast(colour, LIGHT.line) > 3 for colour in along]
    assert 3 <= sum(a != b for a, b in itertools.pairwise(dark)) / 2 <= 30


def test_the_ring_shows_the_credited_share() -> None:
    picture = Picture(replace(HOLD, credit_s=30.0))
    box, radius = plan(1280, 800).dial, sum(dial.RING) / 2
    ring = {}
    for angle in (60, 0, -60, -120, -240):
        x, y = at(angle, radius * box.w / 2)
        ring[angle] = "#" + "".join(f"{v:02x}" for v in picture.pixels[round(box.cy + y), round(box.cx + x)])
    assert [ring[angle] for angle in (60, 0, -60)] == [LIGHT.text] * 3
    assert [ring[angle] for angle in (-120, -240)] == [LIGHT.line] * 2


@pytest.mark.parametrize("name", ["unknown", "signal lost", "no signal"])
@PALETTE
def test_what_is_not_known_has_no_pointer_and_stands_in_a_field(name: str, palette: Palette) -> None:
    picture = Picture(STATES[name], palette=palette)
    number = number_box(plan(1280, 800).dial)
    assert colour_at(picture, 0.5, MIDDLE) == colour_at(picture, 0.1, MIDDLE) == palette.line
    assert picture.share("unsure", plan(1280, 800).word) > 0.4
    assert picture.extent("text", number)[1] < 0.4 * number.h  # dashes


def test_a_signal_that_is_late_looks_like_one_that_is_not_known() -> None:
    late = Picture(HOLD, age_s=0.7)
    assert late.share("unsure", plan(1280, 800).word) > 0.4
    assert colour_at(late, 1.0, MIDDLE) == LIGHT.band


@USUAL
@pytest.mark.parametrize("name", ["in band", "ramping", "high", "no target", "rest"])
def test_word_and_number_are_there_and_large(name: str, size: tuple[int, int]) -> None:
    picture = Picture(STATES[name], *size)
    found = plan(*size)
    number = number_box(found.dial)
    _, high = picture.extent("text", number)
    assert high >= 0.95 * number.h
    assert number.h >= 0.09 * min(size)
    word = picture.extent("text", found.word)
    assert word[0] >= 0.35 * min(found.word.w, 4 * found.word.h)
    assert word[1] >= 0.2 * found.word.h


@USUAL
@pytest.mark.parametrize("lang", ["en", "de"])
@EACH
def test_no_text_leaves_the_widget_or_its_place(
    name: str, lang: str, size: tuple[int, int], written: list[Line]
) -> None:
    Picture(STATES[name], *size, lang=lang)
    placed = [line for line in written if line.module != "digits"]  # those are painted aside first
    for line in placed:
        assert line.box.x >= -0.5, line
        assert line.box.y >= -0.5, line
        assert line.box.right <= size[0] + 0.5, line
        assert line.box.bottom <= size[1] + 0.5, line
    for one, other in itertools.combinations(placed, 2):
        a, b = one.box, other.box
        across, down = min(a.right, b.right) - max(a.x, b.x), min(a.bottom, b.bottom) - max(a.y, b.y)
        assert min(across, down) <= 1.0, f"{one} lies on {other}"


@pytest.mark.parametrize("size", [(992, 470), (512, 330), (352, 310), (400, 800)])
@pytest.mark.parametrize("lang", ["en", "de"])
def test_all_keys_of_the_help_are_there_and_none_lies_on_another(
    lang: str, size: tuple[int, int], written: list[Line]
) -> None:
    Picture(HOLD, *size, lang=lang, help=True)
    lines = [line for line in written if line.ground == LIGHT.surface]
    text = " ".join(line.text for line in lines)
    for key in HELP:
        for part in say(lang, f"help.{key}").split("|"):
            assert set(part.split()) <= set(text.split()), part
    for one, other in itertools.combinations(lines, 2):
        a, b = one.box, other.box
        across, down = min(a.right, b.right) - max(a.x, b.x), min(a.bottom, b.bottom) - max(a.y, b.y)
        assert min(across, down) <= 1.0, f"{one} lies on {other}"


@PALETTE
@pytest.mark.parametrize("floor", [False, True])
def test_text_is_painted_only_in_pairs_whose_contrast_is_tested(
    floor: bool, palette: Palette, written: list[Line]
) -> None:
    pairs = {(getattr(palette, text), getattr(palette, ground)) for text, ground in TEXTS}
    for view in STATES.values():
        Picture(view, 640, 400, palette, floor=floor, notice="Mark set.")
        Picture(view, 640, 400, palette, floor=floor, help=True)
    assert {(line.ink, line.ground) for line in written} <= pairs
    assert len(written) > 80


@EACH
def test_text_stands_on_the_ground_that_it_is_said_to_stand_on(name: str, written: list[Line]) -> None:
    picture = Picture(STATES[name], 1280, 800, notice="Mark set.")
    for line in written:
        if line.module != "digits":
            assert picture.share(line.ground, line.box) + picture.share(line.ink, line.box) > 0.5, line


@pytest.mark.parametrize("size", [(640, 400), (400, 800), (480, 320)])
@pytest.mark.parametrize("floor", [False, True])
@PALETTE
def test_simulated_and_replayed_cannot_be_overlooked(size: tuple[int, int], floor: bool, palette: Palette) -> None:
    head = plan(*size).head
    for view in (replace(HOLD, simulated=True), replace(HOLD, replayed=True), replace(HOLD, replayed=True, u95=0.0)):
        picture = Picture(view, *size, palette, floor=floor)
        assert picture.share("banner", head) > 0.4
        assert picture.share("on_banner", head) > 0.05
    if not floor:
        assert Picture(HOLD, *size, palette).share("banner", head) == 0


def test_a_mark_is_never_cut(written: list[Line]) -> None:
    view = replace(HOLD, simulated=True, replayed=True, recording="a-very-long-name-of-a-recording.mcap")
    for size in ((240, 160), (320, 640), (1280, 800)):
        for lang in ("en", "de"):
            written.clear()
            Picture(view, *size, lang=lang)
            texts = " ".join(line.text for line in written)
            assert "SIMUL" in texts
            assert ("REPLAYED" if lang == "en" else "WIEDERGABE") in texts
            assert "REC" in texts


@pytest.mark.parametrize("size", [(640, 400), (400, 800), (480, 320)])
@pytest.mark.parametrize("lang", ["en", "de"])
@EACH
def test_on_the_floor_word_and_value_are_at_least_12_percent_of_the_short_side_and_stop_25(
    name: str, lang: str, size: tuple[int, int], written: list[Line]
) -> None:
    picture = Picture(STATES[name], *size, DARK, floor=True, lang=lang)
    least = 0.12 * min(size)
    if name == "stopped":
        assert max(line.em for line in written) * cap_height(True) >= 0.25 * min(size)
        assert picture.extent("on_alarm")[1] >= 0.25 * min(size)
        return
    assert min(line.em for line in written if line.module == "floor") * x_height(True) >= least
    assert min(line.em for line in written if line.module == "digits") * cap_height(True) >= least


def test_upside_down_is_the_same_picture_turned() -> None:
    upright = Picture(HOLD, 800, 400, DARK, floor=True).pixels
    turned = Picture(HOLD, 800, 400, DARK, floor=True, upside_down=True).pixels[::-1, ::-1]
    assert np.mean(np.abs(upright.astype(int) - turned) > 80) < 0.01
    assert np.mean(np.abs(upright.astype(int) - turned[::-1, ::-1]) > 80) > 0.1


def test_the_colour_of_a_tone_is_that_of_its_word() -> None:
    assert face.ink(Tone.LOW, LIGHT) == LIGHT.low
    assert face.ink(Tone.HIGH, LIGHT) == LIGHT.high
    assert face.ink(Tone.GOOD, LIGHT) == face.ink(Tone.CALM, LIGHT) == LIGHT.text
