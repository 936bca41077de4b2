"""Colours that everybody can tell apart, and screens that need few bytes."""

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.apps.cells import Canvas, Style
from pressure_coach.apps.paint import EIGHT, INKS, MANY, NONE, TRUE, Painter, colours_of, sgr
from pressure_coach.coaching.events import State
from tests.apps.gauges import EVERY, HOLD, drawn, view

VGA = ["000000", "AA0000", "00AA00", "AA5500", "0000AA", "AA00AA", "00AAAA", "AAAAAA"]  # the Linux console's eight
VGA_BOLD = ["555555", "FF5555", "55FF55", "FFFF55", "5555FF", "FF55FF", "55FFFF", "FFFFFF"]  # and with bold
XTERM = ["000000", "CD0000", "00CD00", "CDCD00", "0000EE", "CD00CD", "00CDCD", "E5E5E5"]  # xterm's eight


def _rgb(text: str) -> tuple[int, int, int]:
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def _of_256(index: int) -> tuple[int, int, int]:
    """The cube and the greys of the 256; the first 16 are the user's own and not used."""
    assert index >= 16
    if index >= 232:
        return (8 + 10 * (index - 232),) * 3
    steps = (0, 95, 135, 175, 215, 255)
    index -= 16
    return steps[index // 36], steps[index // 6 % 6], steps[index % 6]


def _luminance(rgb: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast of two colours as WCAG 2.2 defines it: 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_of_black_and_white_is_21() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


@pytest.mark.parametrize("style", Style)
def test_every_style_has_enough_contrast_on_the_ground_that_is_painted_with_it(style: Style) -> None:
    ink = INKS[style]
    assert contrast(_rgb(ink.fg), _rgb(ink.bg)) >= 4.5
    assert contrast(_of_256(ink.fg256), _of_256(ink.bg256)) >= 4.5
    assert contrast(_rgb(XTERM[ink.fg8]), _rgb(XTERM[ink.bg8])) >= 4.5
    bright = VGA_BOLD if ink.bold else VGA
    if style is not Style.OVER:  # the console's orange is a dark brown; it marks an area there, next to its number
        assert contrast(_rgb(bright[ink.fg8]), _rgb(VGA[ink.bg8])) >= 4.5


@pytest.mark.parametrize("colours", [EIGHT, MANY, TRUE])
@pytest.mark.parametrize("style", Style)
def test_every_style_sets_its_own_ground_so_that_a_white_terminal_is_no_worse(style: Style, colours: int) -> None:
    assert any(part in sgr(style, colours) for part in (";48;2;", ";48;5;", ";40m", ";47m"))


def test_the_areas_that_matter_stand_out_at_seven_to_one() -> None:
    for style in (Style.TEXT, Style.STRONG, Style.LOW, Style.HIGH, Style.ALARM, Style.UNSURE, Style.BANNER):
        assert contrast(_rgb(INKS[style].fg), _rgb(INKS[style].bg)) >= 7


def test_no_red_and_no_green_anywhere() -> None:
    for ink in INKS.values():
        assert ink.fg8 not in (1, 2)
        assert ink.bg8 not in (1, 2)
        for red, green, blue in (_rgb(ink.fg), _rgb(ink.bg), _of_256(ink.fg256), _of_256(ink.bg256)):
            grey = red == green == blue
            bluish, orange = blue > green > red, red > green > blue
            assert grey or bluish or orange


@pytest.mark.parametrize("kind", ["protan", "deutan"])
def test_low_and_high_differ_for_those_who_do_not_see_red_or_green(kind: str) -> None:
    # Viénot, Brettel and Mollon (1999) for dichromats, linear RGB; blue against yellow is what they see
    matrix = {
        "protan": ((0.1121, 0.8853, -0.0005), (0.1127, 0.8897, -0.0001), (0.0045, 0.0, 1.0019)),
        "deutan": ((0.2920, 0.7054, -0.0003), (0.2934, 0.7089, 0.0), (-0.0210, 0.0256, 1.0019)),
    }[kind]

    def seen(style: Style) -> list[float]:
        linear = [(c / 255) ** 2.2 for c in _rgb(INKS[style].fg)]
        return [sum(m * c for m, c in zip(row, linear, strict=True)) for row in matrix]

    low, high = seen(Style.LOW), seen(Style.HIGH)
    assert low[2] - low[0] > 0.3  # blue
    assert high[0] - high[2] > 0.3  # yellow


@pytest.mark.parametrize(
    ("env", "colours"),
    [
        ({"TERM": "xterm-256color"}, MANY),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, TRUE),
        ({"TERM": "xterm-kitty"}, TRUE),
        ({"TERM": "tmux-256color"}, MANY),
        ({"TERM": "xterm"}, EIGHT),
        ({"TERM": "linux"}, EIGHT),
        ({"TERM": "screen"}, EIGHT),
        ({"TERM": "screen", "COLORTERM": "truecolor"}, EIGHT),
        ({"TERM": "vt220"}, NONE),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, MANY),
    ],
)
def test_colours_are_those_of_the_terminal(env: dict[str, str], colours: int) -> None:
    assert colours_of(env) == colours


@pytest.mark.parametrize("style", Style)
def test_without_colours_no_colour_is_sent(style: Style) -> None:
    codes = sgr(style, NONE).removeprefix("\x1b[").removesuffix("m").split(";")
    assert set(codes) <= {"0", "1", "7"}


def test_without_colours_marks_and_stop_are_still_reversed() -> None:
    for style in (Style.BANNER, Style.ALARM, Style.UNSURE, Style.BAND_LIT):
        assert "7" in sgr(style, NONE)


def _screen(width: int, height: int) -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(width, height)
    return screen, pyte.Stream(screen)


def _cells(screen: pyte.Screen) -> list[list[tuple[str, str, str, bool]]]:
    return [
        [
            (c.data, c.fg if c.data.strip() else "", c.bg, c.bold if c.data.strip() else False)
            for c in map(row.__getitem__, range(screen.columns))
        ]
        for row in map(screen.buffer.__getitem__, range(screen.lines))
    ]


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
@pytest.mark.parametrize("colours", [NONE, EIGHT, MANY, TRUE])
def test_painting_only_what_changed_shows_the_same_as_painting_everything(colours: int, size: tuple[int, int]) -> None:
    painter = Painter(colours)
    screen, stream = _screen(*size)
    for name in (*list(EVERY)[::2], *list(EVERY)[1::2]):
        canvas = drawn(EVERY[name], *size)
        stream.feed(painter.paint(canvas))
        fresh, other = _screen(*size)
        other.feed(Painter(colours).paint(canvas))
        assert _cells(screen) == _cells(fresh), name
        assert screen.display == canvas.lines()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(0, 12), st.integers(0, 3), st.text("ab日 ", max_size=6), st.sampled_from(Style)),
            max_size=5,
        ),
        max_size=5,
    )
)
def test_any_changes_are_followed_wide_characters_too(pictures: list[list[tuple[int, int, str, Style]]]) -> None:
    painter = Painter(MANY)
    screen, stream = _screen(12, 4)
    for marks in pictures:
        canvas = Canvas(12, 4)
        for x, y, text, style in marks:
            canvas.put(x, y, text, style)
        stream.feed(painter.paint(canvas))
        fresh, other = _screen(12, 4)
        other.feed(Painter(MANY).paint(canvas))
        assert screen.display == fresh.display


def test_nothing_is_sent_when_nothing_changed() -> None:
    painter = Painter(MANY)
    assert len(painter.paint(drawn(HOLD))) > 1000
    assert painter.paint(drawn(HOLD)) == ""


def test_a_hold_costs_few_bytes_a_picture() -> None:
    painter, sent = Painter(MANY), 0
    painter.paint(drawn(HOLD))
    for i in range(150):  # 10 s at 15 pictures a second, the force wandering over the band
        shown = view(State.HOLDING, 200.0 + 15 * ((i * 7) % 20 - 10) / 10, credit_s=20 + i / 15)
        sent += len(painter.paint(drawn(shown)).encode())
    assert sent / 150 < 1500  # a full picture takes over 4000


def test_everything_is_sent_again_when_asked_without_clearing() -> None:
    painter = Painter(MANY)
    first = painter.paint(drawn(HOLD))
    painter.afresh()
    again = painter.paint(drawn(HOLD))
    assert "\x1b[2J" in first
    assert "\x1b[2J" not in again
    assert len(again) > 1000


def test_another_size_starts_with_a_clear_screen() -> None:
    painter = Painter(MANY)
    painter.paint(drawn(HOLD))
    assert "\x1b[2J" in painter.paint(drawn(HOLD, 60, 20))
