"""Whole pictures: every state, in every size, in letters of any kind."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach.apps.cells import Canvas, Style, clip, printable, to_ascii, width_of
from pressure_coach.apps.gauge import Word, shape_for, word_for
from pressure_coach.apps.letters import big, picture_of
from pressure_coach.apps.plan import plan, word_gap
from pressure_coach.apps.scene import STYLES
from pressure_coach.apps.screen import picture
from pressure_coach.apps.texts import LANGUAGES, say
from pressure_coach.apps.wording import Look
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View
from tests.apps.gauges import EVERY, HOLD, UNSURE, drawn, scene, text_of, view

SIZES = [(80, 24), (40, 12), (100, 30), (200, 60)]
LITTLE = [(1, 1), (5, 2), (20, 5), (30, 8), (39, 24), (300, 6)]


def _shows_big(canvas: Canvas, rows: Sequence[str]) -> bool:
    """The block of characters stands somewhere on the canvas, whatever is around it."""
    lines, wanted = canvas.lines(), [row.rstrip() for row in rows]
    for y in range(canvas.height - len(rows) + 1):
        x = lines[y].find(wanted[0]) if wanted[0] else 0
        while x >= 0:
            if all(lines[y + j][x : x + len(row)] == row for j, row in enumerate(wanted)):
                return True
            x = lines[y].find(wanted[0], x + 1) if wanted[0] else -1
    return False


def _word_rows(word: Word, width: int, height: int, lang: str, ascii: bool) -> Sequence[str]:
    look = Look(lang, ascii=ascii)
    s = plan(width, height, look).word
    text = say(lang, f"word.{word}").upper()
    gap = word_gap(text, s, width)
    return [text] if gap is None or not s else big(text, s, ascii, gap)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_big_word_is_there_in_every_state_and_size(size: tuple[int, int], lang: str, ascii: bool) -> None:
    for name in EVERY:
        _has_its_word(name, size, lang, ascii)


def _has_its_word(name: str, size: tuple[int, int], lang: str, ascii: bool) -> None:
    canvas = drawn(EVERY[name], *size, lang=lang, ascii=ascii)
    word = word_for(EVERY[name])
    if word is Word.STOP:
        stop = say(lang, "word.stop").upper()
        assert any(
            _shows_big(canvas, big(stop, s, ascii, gap)) for s in (2, 3, 4, 5, 6, 8, 10) for gap in (1, 2, 3, 4, 5)
        )
    else:
        rows = _word_rows(word, *size, lang, ascii)
        assert _shows_big(canvas, rows)
        assert len(rows) > 1 or size == (40, 12)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("size", SIZES[:2])
def test_the_number_is_big_in_every_state(size: tuple[int, int], ascii: bool) -> None:
    for name in EVERY.keys() - UNSURE - {"stopped"}:
        shown = EVERY[name]
        assert _shows_big(drawn(shown, *size, ascii=ascii), big(f"{shown.force:.0f}", 2, ascii, 2)), name


def test_at_80_by_24_a_shape_stands_beside_the_number() -> None:
    for name in EVERY.keys() - {"stopped"}:
        assert _shows_big(drawn(EVERY[name]), picture_of(shape_for(word_for(EVERY[name])), 2)), name


@pytest.mark.parametrize("name", sorted(UNSURE))
def test_without_a_signal_there_is_no_number_no_pointer_and_no_countdown(name: str) -> None:
    text = text_of(EVERY[name])
    assert "203" not in text
    assert "▼" not in text
    assert say("en", "label.left") not in text
    assert Style.UNSURE in {style for row in drawn(EVERY[name]).styles for style in row}


@pytest.mark.parametrize(
    ("age", "sentence"), [(0.6, "Signal lost? No time counts now."), (3.1, "Signal lost. Come off")]
)
@pytest.mark.parametrize("replayed", [False, True])
def test_a_stale_signal_is_said_in_every_state_of_a_hold(age: float, sentence: str, replayed: bool) -> None:
    for name in ("loading", "holding", "grace low", "paused", "over", "done", "rest"):
        made = scene(EVERY[name])
        stale = replace(EVERY[name], replayed=replayed)
        made.calm.look(stale, stale.host_ns)
        made.calm.look(stale, stale.host_ns + int(age * 1e9))
        text = "\n".join(picture(replace(made, view=stale), 80, 24).lines())
        assert sentence in text
        assert "▼" not in text


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (30, 8), (20, 5)])
def test_a_simulation_and_a_replay_are_marked_in_every_picture(size: tuple[int, int]) -> None:
    for name in EVERY:
        _is_marked(name, size)


def _is_marked(name: str, size: tuple[int, int]) -> None:
    busy = replace(EVERY[name], recording="2026-11-22_154012.mcap", message="over")
    for shown, mark in ((replace(busy, simulated=True), "SIMULATED"), (replace(busy, replayed=True), "REPLAYED")):
        for help in (False, True):
            canvas = drawn(shown, *size, help=help, note="a note" if not help else None, notice="Mark set.")
            row = next(y for y, line in enumerate(canvas.lines()) if mark in line)
            at = canvas.lines()[row].index(mark)
            assert canvas.styles[row][at] is Style.BANNER


def test_a_replayed_simulation_says_both() -> None:
    assert "REPLAYED  SIMULATED" in text_of(replace(HOLD, simulated=True, replayed=True))


def test_a_live_sensor_has_no_mark() -> None:
    assert not any(Style.BANNER in row for row in drawn(HOLD).styles)


def test_stop_fills_the_view_and_is_larger_than_a_quarter_of_its_height() -> None:
    for width, height in SIZES:
        canvas = drawn(EVERY["stopped"], width, height)
        assert all(style is Style.ALARM for row in canvas.styles for style in row)
        rows = [y for y, line in enumerate(canvas.lines()) if set(line) & set("█▀▄")]
        assert max(rows) - min(rows) + 1 >= height / 4


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (None, "Stay off for 10 seconds, then press Enter."),
        (8.1, "Stay off: 9 s to go."),
        (0.0, "Press Enter to go on."),
    ],
)
def test_stop_says_how_to_go_on(left: float | None, text: str) -> None:
    assert text in text_of(replace(EVERY["stopped"], stay_off_s=left))


def test_stop_with_a_lost_signal_counts_nothing_down() -> None:
    assert "Stay off for 10 seconds" in text_of(EVERY["stopped"], age_s=5.0)


def test_without_a_target_the_force_is_shown_and_the_key_is_named() -> None:
    text = text_of(EVERY["no target"])
    assert "Press T to make this your target." in text
    assert "▒" not in text
    assert "Press until it feels right" in text_of(replace(EVERY["no target"], force=0.0))


def test_uncalibrated_levels_are_percent_and_say_that_they_are_no_newtons() -> None:
    text = text_of(replace(HOLD, unit="%", force=97.0, target=100.0, half_band=10.0, over=125.0))
    assert "target 100 %" in text
    assert "not in newtons" in text
    assert " N " not in text


def test_the_gauge_shows_credit_goal_target_and_what_is_too_much() -> None:
    text = text_of(HOLD)
    for part in ("time 23 of 60 s", "time left", "target 200 N", "250 too much", "80.0/s", "0 lost"):
        assert part in text


def test_units_are_the_persons() -> None:
    text = text_of(HOLD, unit="kgf")
    assert "target 20.4 kgf" in text
    assert "25.5 too much" in text


def test_countdowns_of_pause_and_rest_are_shown() -> None:
    assert "hold ends in" in text_of(EVERY["grace low"])
    assert _shows_big(drawn(EVERY["grace low"]), big("10", 2, gap=2))
    assert _shows_big(drawn(EVERY["rest"]), big("25", 2, gap=2))


def test_quality_notes_loss_and_a_missing_zero_are_shown() -> None:
    text = text_of(replace(HOLD, notes=("check the wiring",), zeroed=False, lost=3, bad=2))
    for part in ("! check the wiring", "! no zero yet", "3 lost", "2 bad"):
        assert part in text
    busy = text_of(replace(HOLD, notes=("check the wiring",), message="over"))
    assert "! check the wiring" in busy
    assert "Too much." in busy


def test_recording_is_shown() -> None:
    assert "• REC a.mcap" in text_of(replace(HOLD, recording="a.mcap"))


def test_an_arrow_leads_from_the_pointer_to_the_band() -> None:
    low = next(line for line in drawn(EVERY["loading"]).lines() if "▼" in line)
    assert low.index("▼") < low.index("►")
    high = next(line for line in drawn(EVERY["over"]).lines() if "▼" in line)
    assert high.index("◄") < high.index("▼")


def test_the_band_is_an_area_around_the_target() -> None:
    row = next(line for line in drawn(EVERY["loading"]).lines() if "▒" in line)
    first, last = row.index("▒"), row.rindex("▒")
    assert set(row[first : last + 1]) == {"▒"}
    middle = 2 + 75 * 200 / 320
    assert abs((first + last) / 2 - middle) <= 1
    assert row.index("/") > last


def test_help_leaves_the_word_and_lists_the_keys() -> None:
    canvas = drawn(HOLD, help=True, delay_ms=12.3)
    text = "\n".join(canvas.lines())
    assert _shows_big(canvas, _word_rows(Word.HOLD, 80, 24, "en", False))
    assert "set the zero" in text
    assert "From sample to picture: 12 ms" in text


def test_a_note_being_typed_is_shown_on_the_last_line() -> None:
    assert drawn(HOLD, note="sore spot").lines()[-1].startswith(" Note, then Enter: sore spot_")


def test_the_picture_keeps_its_places_from_state_to_state() -> None:
    def rows(name: str) -> tuple[int, int]:
        lines = drawn(EVERY[name]).lines()
        return next(y for y, s in enumerate(lines) if "target 200" in s), next(
            y for y, s in enumerate(lines) if "Q quit" in s
        )

    assert len({rows(name) for name in EVERY if EVERY[name].target and name != "stopped"}) == 1


@pytest.mark.parametrize("size", [*SIZES, *LITTLE])
def test_ascii_pictures_are_ascii_and_others_use_characters_that_every_font_has(size: tuple[int, int]) -> None:
    for lang, shown in itertools.product(LANGUAGES, EVERY.values()):
        shown = replace(shown, recording="a.mcap", notes=("check the wiring",), message="over")
        assert "".join(drawn(shown, *size, lang=lang, ascii=True).lines()).isascii()
        text = "".join(drawn(shown, *size, lang=lang).lines())
        text.translate(dict.fromkeys(map(ord, "▲▼►◄•"))).encode("cp437")  # those five are its codes below 32


@pytest.mark.parametrize("size", [*SIZES, *LITTLE])
def test_every_picture_has_exactly_the_size_of_the_terminal(size: tuple[int, int]) -> None:
    for shown in EVERY.values():
        canvas = drawn(shown, *size)
        assert (len(canvas.chars), {len(row) for row in canvas.chars}) == (size[1], {size[0]})


@pytest.mark.parametrize("size", [(40, 12), (30, 8), (20, 5), (12, 2)])
def test_word_and_number_stay_to_the_end(size: tuple[int, int]) -> None:
    canvas = drawn(HOLD, *size)
    text = "\n".join(canvas.lines())
    assert "HOLD" in text or any(_shows_big(canvas, big("HOLD", s, gap=gap)) for s in (1, 2) for gap in (1, 2))
    assert "203" in text or any(_shows_big(canvas, big("203", s, gap=gap)) for s in (1, 2) for gap in (1, 2))


views = st.builds(
    View,
    t=st.floats(0, 1e5),
    host_ns=st.sampled_from([0, 1]),
    state=st.sampled_from(State),
    force=st.one_of(st.floats(-1e7, 1e7), st.sampled_from([math.nan, math.inf, -math.inf])),
    unit=st.sampled_from(["N", "kPa", "%", "counts"]),
    target=st.one_of(st.none(), st.floats(1, 1e6)),
    half_band=st.floats(0, 1e3),
    over=st.one_of(st.none(), st.floats(1, 1e6)),
    credit_s=st.floats(0, 1e4),
    goal_s=st.floats(0, 90),
    rest_left_s=st.one_of(st.none(), st.floats(-1, 60)),
    pause_left_s=st.one_of(st.none(), st.floats(-1, 60)),
    key_paused=st.booleans(),
    stay_off_s=st.one_of(st.none(), st.floats(-1, 10)),
    device=st.text(max_size=30),
    recording=st.text(max_size=30),
    message=st.text(max_size=60),
    notes=st.lists(st.text(max_size=30), max_size=2).map(tuple),
    ended=st.sampled_from(["", "done"]),
    simulated=st.booleans(),
    valid=st.booleans(),
    link=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(views, st.integers(0, 120), st.integers(0, 40), st.booleans(), st.booleans())
def test_no_view_and_no_size_breaks_the_picture(shown: View, width: int, height: int, ascii: bool, help: bool) -> None:
    canvas = drawn(shown, width, height, ascii=ascii, help=help)
    text = "".join(canvas.lines())
    assert not any(ord(c) < 32 or c == "\x7f" or "\x80" <= c < "\xa0" for c in text)
    if ascii:
        assert text.isascii()


def test_texts_from_outside_cannot_drive_the_terminal() -> None:
    text = text_of(replace(HOLD, recording="\x1b[2Jx\n.mcap", device="a\rb\x07"))
    assert "\x1b" not in text
    assert "?[2Jx?.mcap" in text
    assert "a?b?" in text


def test_wide_characters_take_two_cells() -> None:
    assert width_of("日本") == 4
    assert clip("日本語", 5) == "日.."
    canvas = Canvas(4, 1)
    canvas.put(0, 0, "a日b")
    assert canvas.chars[0] == ["a", "日", "", "b"]
    canvas.put(3, 0, "日")  # half of it would be outside
    assert canvas.chars[0][3] == "b"


def test_ascii_forms() -> None:
    assert to_ascii("Größe é 日 ±") == "Groesse e ? +-"
    assert printable("a\tb\x9b") == "a?b?"


def test_every_tone_has_a_style_of_its_own_for_low_good_high_and_alarm() -> None:
    assert len({STYLES[tone] for tone in ("low", "good", "high", "alarm", "unsure")}) == 5  # type: ignore[index]


def test_the_end_is_said() -> None:
    assert "The session is over." in text_of(view(State.UNLOADED, 0.0, ended="the replay is at its end"))
