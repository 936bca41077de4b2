"""The whole picture as text cells: View in, Canvas out. Pure: no terminal, no clock, no words of its own."""

from pressure_coach.apps import letters
from pressure_coach.apps.cells import Canvas, Style, clip, width_of
from pressure_coach.apps.dial import draw_pointer, draw_ticks, draw_track
from pressure_coach.apps.gauge import Shape, Tone, Word, done_share, in_a_hold, shape_for, tone_for
from pressure_coach.apps.plan import Plan, plan, word_gap
from pressure_coach.apps.scene import Scene, draw_top, fit
from pressure_coach.apps.stopped import draw_stop
from pressure_coach.apps.texts import HELP, say, spoken
from pressure_coach.apps.wording import (
    countdown,
    force_text,
    info_parts,
    mark_text,
    quality_notes,
    sentence,
    time_text,
    unit_text,
    word_text,
)

SIGNS = {Shape.UP: "▲", Shape.DOWN: "▼", Shape.QUESTION: "?", Shape.DISC: "•"}  # where there is only one line


def picture(scene: Scene, width: int, height: int) -> Canvas:
    """The screen for one moment."""
    canvas = Canvas(width, height, scene.look.ascii)
    if width < 1 or height < 1:
        return canvas
    if scene.calm.word is Word.STOP:
        draw_stop(canvas, scene)
    else:
        _running(canvas, scene)
    if scene.note is not None:
        canvas.fill(height - 1, 1, Style.UNSURE)
        ask = say(scene.look.lang, "note.ask", note="")
        canvas.put(1, height - 1, ask + scene.note[-max(1, width - width_of(ask) - 3) :] + "_", Style.UNSURE)
    return canvas


def _running(canvas: Canvas, scene: Scene) -> None:
    found = plan(canvas.width, canvas.height, scene.look)
    draw = {
        "top": lambda canvas, scene, y, found: draw_top(canvas, scene, y),
        "word": _word,
        "value": _value,
        "sentence": _sentence,
        "pointer": draw_pointer,
        "track": draw_track,
        "ticks": draw_ticks,
        "progress": _progress,
        "message": _message,
        "info": _info,
        "keys": _keys,
    }
    rows = dict(found.starts())
    if not found.top:
        _corner_mark(canvas, scene)
    for part, y in rows.items():
        hidden = (scene.help and y > rows["word"]) or (part == "value" and _one_field(scene, found))
        if not hidden:
            draw[part](canvas, scene, y, found)
    if scene.help:
        below = rows.get("value", 1)
        _help(canvas, scene, below)
    if scene.notice and not found.message:
        canvas.fill(canvas.height - 1, 1, Style.TEXT)
        canvas.centre(canvas.height - 1, scene.notice, Style.STRONG)


def _corner_mark(canvas: Canvas, scene: Scene) -> None:
    """Where there is no room for a first line: the mark is written over the start of the last one."""
    canvas.put(0, canvas.height - 1, mark_text(scene.view, scene.look, short=True), Style.BANNER)


def _one_field(scene: Scene, found: Plan) -> bool:
    """Little room, and no number that could be shown: the word gets the number's place too."""
    return scene.style is Style.UNSURE and not found.gap_word and not scene.help


def _word(canvas: Canvas, scene: Scene, y: int, found: Plan) -> None:
    text = word_text(scene.calm.word, scene.look).upper()
    style = scene.style
    if _one_field(scene, found):
        field = found.rows_of("word") + found.gap_value + found.rows_of("value")
        canvas.fill(y, field, style)
        y += (field - found.rows_of("word")) // 2
    elif style is Style.UNSURE:  # a white field: from afar it cannot be taken for "hold"
        canvas.fill(y, found.rows_of("word"), style)
        if found.gap_word and found.gap_value and not scene.look.ascii:
            canvas.fill(y - 1, 1, Style.STRONG, "▄")
            canvas.fill(y + found.rows_of("word"), 1, Style.STRONG, "▀")
    gap = word_gap(text, found.word, canvas.width) if found.word else None
    if gap is None:
        sign = SIGNS.get(shape_for(scene.calm.word), "")
        y += (found.rows_of("word") - 1) // 2
        canvas.centre(y, f"{sign} {text} {sign}".strip(), style)
        return
    rows = letters.big(text, found.word, scene.look.ascii, gap)
    canvas.block((canvas.width - len(rows[0])) // 2, y, rows, style)


def _value(canvas: Canvas, scene: Scene, y: int, found: Plan) -> None:
    """Shape, number and unit on the left, the seconds that matter on the right."""
    text, unit = force_text(scene.calm, scene.view, scene.look), unit_text(scene.view, scene.look)
    running = countdown(scene.view, scene.calm.fresh)
    if not found.value:
        left = "" if running is None else f"  {running[1]} {say(scene.look.lang, 'label.seconds')}"
        canvas.centre(y, f"{text} {unit}{left}", Style.STRONG)
        return
    ascii, s = scene.look.ascii, found.value
    gap = max(1, s)
    right = _count(canvas, scene, y, s, running)
    x = 3 if canvas.width > 60 else 1
    room = min(right - 1, canvas.width - width_of(unit) - 3) - x
    while s > 1 and letters.big_width(text, s, gap) > room:
        s, gap = s - 1, max(1, s - 1)
    if letters.big_width(text, s, gap) > room:
        canvas.put(x, y, f"{text} {unit}", Style.STRONG)
        return
    number = letters.big(text, s, ascii, gap)
    shape = letters.picture_of(shape_for(scene.calm.word), s, ascii)
    wide = max(len(number[0]), letters.big_width("888", s, gap))
    style = Style.STRONG if scene.style is Style.UNSURE else scene.style
    if len(shape[0]) + 2 * s + wide + width_of(unit) + 2 <= room:
        canvas.block(x, y, shape, style)
        x += len(shape[0]) + 2 * s
    else:
        wide = len(number[0])
    canvas.block(x + wide - len(number[0]), y, number, style)
    canvas.put(x + wide + 1, y + len(number) - 1, unit, Style.STRONG)


def _count(canvas: Canvas, scene: Scene, y: int, found_s: int, running: tuple[str, int] | None) -> int:
    """The countdown at the right edge; returns the column where it begins."""
    if running is None:
        return canvas.width
    key, seconds = running
    label = say(scene.look.lang, key)
    s = found_s - (found_s > 2)  # the force comes first
    rows = letters.big(str(seconds), s, scene.look.ascii, max(1, s))
    y += letters.big_height(found_s, scene.look.ascii) - len(rows)
    end = canvas.width - 3
    start = end - max(width_of(label) + 2, letters.big_width("88", s, max(1, s)) + 2)
    if start < letters.big_width("888", s, max(1, s)) + 10:  # narrow: in words
        canvas.right(canvas.width - 1, y, label, Style.QUIET)
        canvas.right(canvas.width - 1, y + 1, f"{seconds} {say(scene.look.lang, 'label.seconds')}", Style.STRONG)
        return canvas.width - max(width_of(label), 5) - 2
    canvas.block(end - 2 - len(rows[0]), y, rows, Style.STRONG)
    canvas.put(end - 1, y + len(rows) - 1, say(scene.look.lang, "label.seconds"), Style.STRONG)
    if y > 1:
        canvas.right(end, y - 1, label, Style.QUIET)
    return start


def _sentence(canvas: Canvas, scene: Scene, y: int, found: Plan) -> None:
    text = sentence(scene.view, scene.calm.fresh, scene.look)
    style = Style.UNSURE if tone_for(scene.calm.word) is Tone.UNSURE else Style.STRONG
    text = fit(text, canvas.width - 2)
    canvas.centre(y, f" {text} " if style is Style.UNSURE else text, style)


def _progress(canvas: Canvas, scene: Scene, y: int, found: Plan) -> None:
    view, look = scene.view, scene.look
    if view.target is None:
        return
    label = f"{say(look.lang, 'time.counts')} {time_text(view, look)}"
    x = canvas.put(2, y, label, Style.TEXT) + 2
    width = canvas.width - 2 - x
    if width < 4:
        return
    halves = int(done_share(view) * 2 * width)
    bar = "█" * (halves // 2) + ("▌" if halves % 2 else "")
    canvas.put(x, y, "░" * width if not look.ascii else "-" * width, Style.QUIET)
    canvas.put(x, y, bar, Style.STRONG)


def _message(canvas: Canvas, scene: Scene, y: int, found: Plan) -> None:
    text = scene.notice or spoken(scene.look.lang, scene.calm.message)
    strong = bool(scene.notice)
    if not text:
        text, strong = _notes(scene), True
    canvas.centre(y, fit(text, canvas.width - 4), Style.STRONG if strong else Style.TEXT)


def _notes(scene: Scene) -> str:
    return "  ".join(f"! {note}" for note in quality_notes(scene.view, scene.look))


def _info(canvas: Canvas, scene: Scene, y: int, found: Plan) -> None:
    notes = _notes(scene)
    x = 2
    if notes and (scene.notice or scene.calm.message or not found.message):
        x = canvas.put(x, y, clip(notes, canvas.width - 4), Style.STRONG) + 3
    canvas.put(x, y, clip(" · ".join(info_parts(scene.view, scene.look)), max(0, canvas.width - x - 2)), Style.QUIET)


def _keys(canvas: Canvas, scene: Scene, y: int, found: Plan) -> None:
    lang = scene.look.lang
    key = "keys.hold" if in_a_hold(scene.view) or scene.calm.word is Word.OFF else "keys.free"
    if scene.view.replayed:
        key = "keys.replayed"
    text = say(lang, key)
    if width_of(text) > canvas.width - 3 and not scene.view.replayed:
        text = say(lang, f"{key}.short")
    canvas.put(2, y, clip(text, canvas.width - 3), Style.QUIET)


def _help(canvas: Canvas, scene: Scene, y: int) -> None:
    """The keys, below the word, which stays."""
    lang = scene.look.lang
    canvas.put(2, y, say(lang, "help.title"), Style.STRONG)
    lines = [say(lang, f"help.{key}").partition("|") for key in HELP]
    wide = max(width_of(key) for key, _, _ in lines)
    for i, (key, _, text) in enumerate(lines):
        canvas.put(2, y + 1 + i, key, Style.STRONG)
        canvas.put(4 + wide, y + 1 + i, clip(text, max(0, canvas.width - wide - 5)), Style.TEXT)
    known = scene.delay_ms is not None
    delay = say(lang, "help.delay", ms=f"{scene.delay_ms:.0f}") if known else say(lang, "help.delay.none")
    canvas.put(2, y + 2 + len(lines), f"{say(lang, 'help.close')}  {delay}", Style.QUIET)
