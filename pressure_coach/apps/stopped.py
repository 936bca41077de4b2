"""STOP fills the view: one word, and what to do."""

from pressure_coach.apps import letters
from pressure_coach.apps.cells import Canvas, Style, width_of
from pressure_coach.apps.gauge import Word
from pressure_coach.apps.plan import word_gap
from pressure_coach.apps.scene import Scene, draw_top, fit
from pressure_coach.apps.texts import say, spoken
from pressure_coach.apps.wording import force_text, mark_text, stop_text, target_text, unit_text, word_text


def draw_stop(canvas: Canvas, scene: Scene) -> None:
    """STOP fills the view: one word, and what to do."""
    view, look = scene.view, scene.look
    canvas.fill(0, canvas.height, Style.ALARM)
    top = 0
    if mark_text(view, look) or view.recording:
        draw_top(canvas, scene, 0)
        top = 1
    room = canvas.height - top - 2  # the last rows are for the reason, the number and the keys
    text = word_text(Word.STOP, look).upper()
    lines = [say(look.lang, "stop.come_off"), stop_text(view, scene.calm.fresh, look)]
    for s, medium in ((10, 1), (8, 1), (6, 1), (5, 1), (4, 1), (3, 1), (6, 0), (4, 0), (3, 0), (2, 0), (1, 0), (0, 0)):
        rows = _big_or_plain(text, s, canvas)
        advice = _big_or_plain(lines[0].upper() if medium else lines[0], medium, canvas)
        advice += ([""] if medium else []) + [fit(lines[1], canvas.width)]
        if rows and len(advice) > 2 * medium + 1 and len(rows) + len(advice) + 1 + 2 * medium <= room:
            break
    y = top + max(0, room - len(rows) - len(advice)) // 3
    for row in rows:
        canvas.centre(y, row, Style.ALARM)
        y += 1
    y += 1 if len(rows) + len(advice) < room else 0
    for row in advice:
        canvas.centre(y, row, Style.ALARM)
        y += 1
    why = scene.notice or spoken(look.lang, scene.calm.message)
    if why and y < canvas.height - 1:
        canvas.centre(canvas.height - 2, fit(why, canvas.width), Style.ALARM)
    if y < canvas.height:
        value = f"{force_text(scene.calm, view, look)} {unit_text(view, look)}"
        target = target_text(view, look)
        end = canvas.put(2, canvas.height - 1, value + (f"  /  {target}" if target else ""), Style.ALARM)
        keys = say(look.lang, "keys.replayed" if view.replayed else "keys.stopped")
        if end + width_of(keys) + 4 < canvas.width:
            canvas.right(canvas.width - 2, canvas.height - 1, keys, Style.ALARM)


def _big_or_plain(text: str, s: int, canvas: Canvas) -> list[str]:
    """A line in big letters of scale ``s``, or as it is with 0; nothing when it does not fit."""
    if not s:
        return [fit(text, canvas.width)]
    gap = word_gap(text, s, canvas.width)
    return [] if gap is None else list(letters.big(text, s, canvas.ascii, gap))
