"""The gauge itself: a scale from 0 to 1.6 T, the band as an area, a bar up to the pointer, what is too much."""

from pressure_coach.apps.cells import Canvas, Style, width_of
from pressure_coach.apps.gauge import Word, arrow_for, band_columns, column, full_scale, known, over_column
from pressure_coach.apps.plan import Plan
from pressure_coach.apps.scene import Scene
from pressure_coach.apps.texts import say
from pressure_coach.apps.wording import level, target_text, unit_text

MARGIN = 2


def _pointer(scene: Scene, width: int) -> int | None:
    """The pointer's column within the scale; None when the force is not known: then there is no pointer at all."""
    if not known(scene.view, scene.calm.fresh):
        return None
    return column(scene.view.force, full_scale(scene.view, scene.calm.peak), width)


def draw_pointer(canvas: Canvas, scene: Scene, y: int, found: Plan) -> None:
    """The row above the scale: the pointer's head, and an arrow to where to go."""
    width = canvas.width - 2 * MARGIN
    at = _pointer(scene, width)
    if at is None:
        return
    canvas.put(MARGIN + at, y, "▼", scene.style)
    band = band_columns(scene.view, width)
    if band is None:
        return
    if scene.calm.word is Word.MORE and band[0] - at > 3:
        canvas.put(MARGIN + at + 2, y, "─" * (band[0] - at - 3) + "►", scene.style)
    elif arrow_for(scene.calm.word) < 0:  # down to the band, or all the way when the hold is over
        goal = band[1] if scene.calm.word is Word.EASE and at > band[1] else -1
        if at - goal > 3:
            canvas.put(MARGIN + goal + 1, y, "◄" + "─" * (at - goal - 3), scene.style)


def draw_track(canvas: Canvas, scene: Scene, y: int, found: Plan) -> None:
    """The scale."""
    width = canvas.width - 2 * MARGIN
    at, band, over = _pointer(scene, width), band_columns(scene.view, width), over_column(scene.view, width)
    lit = scene.calm.word is Word.HOLD
    for row in range(found.track):
        for i in range(width):
            inside = band is not None and band[0] <= i <= band[1]
            if at is not None and i == at:
                cell = ("█", Style.POINTER if inside and lit else scene.style)
            elif inside:
                cell = ("=" if canvas.ascii else " ", Style.BAND_LIT) if lit else ("▒", Style.BAND)
            elif at is not None and i < at:
                cell = ("█" if row == found.track // 2 else " ", scene.style)
            elif over is not None and i >= over:
                cell = ("/", Style.OVER)
            else:
                cell = ("·", Style.TRACK)
            canvas.put(MARGIN + i, y + row, *cell)


def draw_ticks(canvas: Canvas, scene: Scene, y: int, found: Plan) -> None:
    """Numbers below the scale: zero, the band's edges around the target, where it is too much."""
    view, look = scene.view, scene.look
    width = canvas.width - 2 * MARGIN
    end = canvas.put(MARGIN, y, "0", Style.QUIET)
    band = band_columns(view, width)
    if band is None or view.target is None:
        full = f"{level(full_scale(view, scene.calm.peak), view, look)} {unit_text(view, look)}"
        canvas.right(canvas.width - MARGIN, y, full, Style.QUIET)
        return
    text = say(look.lang, "label.target", target=target_text(view, look))
    x = MARGIN + (band[0] + band[1] + 1) // 2 - width_of(text) // 2
    if x > end:
        end = canvas.put(x, y, text, Style.TEXT)
    over = over_column(view, width)
    if over is not None and view.over is not None:
        text = f"{level(view.over, view, look)} {say(look.lang, 'label.over')}"
        x = MARGIN + over
        if x > end + 1 and x + width_of(text) <= canvas.width:
            canvas.put(x, y, text, Style.OVER)
