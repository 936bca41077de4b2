"""What is written around the dial: word and shape, sentence, countdown, marks, notices, help; and STOP over all."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from pressure_coach.apps.window import lettering
from pressure_coach.apps.window.face import ink
from pressure_coach.apps.window.layout import Box, Plan
from pressure_coach.apps.window.lettering import shortened, wrapped, write
from pressure_coach.apps.window.marks import placed
from pressure_coach.apps.window.telling import Telling
from pressure_coach.apps.window.theme import Palette

STRIPES = 3.2  # ends of the banner, in its heights


def draw_words(painter: QPainter, plan: Plan, telling: Telling, palette: Palette) -> None:
    """All of the words."""
    draw_head(painter, plan, telling, palette)
    draw_word(painter, plan.word, telling, palette, plan.beside)
    _sentence(painter, plan, telling, palette)
    _count(painter, plan, telling, palette)
    _foot(painter, plan, telling, palette)


def draw_head(painter: QPainter, plan: Plan, telling: Telling, palette: Palette) -> None:
    """What these numbers are, and whether they are kept."""
    box, em = plan.head, plan.size("small")
    margin = plan.space("m")
    baseline = box.cy + lettering.cap_height() * em / 2
    ground = palette.background
    text_ink = palette.text
    if telling.mark:
        ground, text_ink = palette.banner, palette.on_banner
        painter.fillRect(QRectF(*box), QColor(ground))
        stripes = min(STRIPES * box.h, box.w / 5)
        for x in (box.x, box.right - stripes):
            _stripes(painter, Box(x, box.y, stripes, box.h), palette)
        room = box.w - 2 * stripes - 2 * margin
        recording = telling.recording if lettering.width(telling.mark, em, True) < room / 2 else ""
        text = telling.mark if lettering.width(telling.mark, em, True) <= room else telling.mark_short
        where = box.cx - (room / 2 if recording else 0.0)
        write(
            painter, where, baseline, shortened(text, em, room, True), em, text_ink, ground, bold=True,
            align=0.0 if recording else 0.5,
        )  # fmt: skip
        if recording:
            _recording(painter, box.right - stripes - margin, box, recording, em, room / 2, text_ink, ground)
    elif telling.recording:
        _recording(painter, box.right - margin, box, telling.recording, em, box.w / 2, text_ink, ground)


def _recording(
    painter: QPainter, right: float, box: Box, text: str, em: float, room: float, text_ink: str, ground: str
) -> None:
    text = shortened(text, em, room - 1.2 * em)
    baseline = box.cy + lettering.cap_height() * em / 2
    write(painter, right, baseline, text, em, text_ink, ground, align=1.0)
    x = right - lettering.width(text, em) - 0.8 * em
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(text_ink))
    painter.drawEllipse(QPointF(x, box.cy), 0.32 * em, 0.32 * em)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _stripes(painter: QPainter, box: Box, palette: Palette) -> None:
    painter.save()
    painter.setClipRect(QRectF(*box))
    painter.setPen(QPen(QColor(palette.on_banner), 0.28 * box.h))
    x = box.x - box.h
    while x < box.right + box.h:
        painter.drawLine(QPointF(x, box.bottom + 2), QPointF(x + box.h + 4, box.y - 2))
        x += 0.8 * box.h
    painter.restore()


def draw_word(
    painter: QPainter, box: Box, telling: Telling, palette: Palette, shape_above: bool, wanted: float = 0.0
) -> None:
    """Shape and word, as large as the box allows."""
    ground, text_ink = palette.background, palette.text
    if telling.unsure:
        ground, text_ink = palette.unsure, palette.on_unsure
        path = QPainterPath()
        path.addRoundedRect(QRectF(*box), 0.06 * box.h, 0.06 * box.h)
        painter.fillPath(path, QColor(ground))
        box = box.inside(0.07 * min(box.w, box.h))
    above = shape_above and box.w < 2.2 * box.h
    side = min(0.34 * box.h, box.w) if above else min(0.9 * box.h, 0.24 * box.w)
    gap = 0.22 * side
    room = Box(box.x, box.y + side + gap, box.w, box.h - side - gap) if above else Box(
        box.x + side + gap, box.y, box.w - side - gap, box.h
    )  # fmt: skip
    fitted = lettering.biggest(telling.text, room.w, room.h, 0.62 * box.h, wanted=wanted)
    cap, leading = lettering.cap_height(True) * fitted.em, lettering.LEADING * fitted.em
    high = cap + leading * (len(fitted.lines) - 1)
    if above:
        top = box.y + (box.h - side - gap - high - 0.2 * fitted.em) / 2
        centre, y = (box.x + side / 2, top + side / 2), top + side + gap + cap
    else:
        centre, y = (box.x + side / 2, box.cy), box.cy - high / 2 + cap
    colour = text_ink if telling.unsure else ink(telling.tone, palette)
    painter.fillPath(placed(telling.shape, *centre, side), QColor(colour))
    for line in fitted.lines:
        write(painter, room.x, y, line, fitted.em, text_ink, ground, bold=True, narrow=fitted.narrow)
        y += leading


def _sentence(painter: QPainter, plan: Plan, telling: Telling, palette: Palette) -> None:
    box = plan.sentence
    fitted = wrapped(telling.sentence, plan.size("lead"), box.w, box.h)
    y = box.y + lettering.cap_height() * fitted.em * 1.4
    for line in fitted.lines:
        write(painter, box.x, y, line, fitted.em, palette.text, palette.background)
        y += 1.3 * fitted.em


def _count(painter: QPainter, plan: Plan, telling: Telling, palette: Palette) -> None:
    """The seconds that matter, what they are, and what has been done."""
    box = plan.count
    count = telling.value or telling.count
    if not count:
        return
    label = "" if telling.value else telling.count_label
    widest = 0.5 * box.w / lettering.width("00 s", 1.0, True)
    em = min(plan.size("display"), 0.8 * box.h / lettering.cap_height(True), widest)
    y = box.cy + lettering.cap_height(True) * em / 2
    write(painter, box.x, y, count, em, palette.text, palette.background, bold=True)
    x = box.x + max(lettering.width(count, em, True), lettering.width("00 s", em, True)) + plan.space("m")
    small = min(plan.size("body"), 0.4 * box.h)
    top = y - lettering.cap_height(True) * em + lettering.cap_height() * small
    for text, baseline in ((label, top), (telling.time, y)):
        if text:
            text = shortened(text, small, box.right - x)
            write(painter, x, baseline, text, small, palette.quiet, palette.background)


def _foot(painter: QPainter, plan: Plan, telling: Telling, palette: Palette) -> None:
    """What was said last, and the standing notes on the signal."""
    box, em = plan.foot, plan.size("body")
    lines = 2 if box.h > 2.5 * em else 1
    notes = "   ".join(f"! {note}" for note in telling.notes)
    y = box.bottom - 0.45 * em
    if notes and (lines > 1 or not telling.notice):
        write(painter, box.x, y, shortened(notes, em, box.w, True), em, palette.text, palette.background, bold=True)
        y -= 1.45 * em
    if telling.notice:
        write(painter, box.x, y, shortened(telling.notice, em, box.w), em, palette.text, palette.background)


def draw_help(painter: QPainter, plan: Plan, telling: Telling, palette: Palette, title: str, close: str) -> None:
    """The keys, on a field over the dial; word and number stay."""
    box = plan.dial
    painter.fillRect(QRectF(*box), QColor(palette.background))
    path = QPainterPath()
    path.addRoundedRect(QRectF(*box), plan.space("m"), plan.space("m"))
    painter.fillPath(path, QColor(palette.surface))
    inner = box.inside(plan.space("m"))
    rows = inner.rows(*[1.0] * (len(telling.help) + 2))
    em = min(plan.size("body"), 0.42 * rows[0].h)
    write(painter, inner.x, rows[0].cy + 0.3 * em, title, 1.2 * em, palette.text, palette.surface, bold=True)
    wide = max(lettering.width(key, em, True) for key, _ in telling.help)
    for (key, use), row in zip(telling.help, rows[1:], strict=False):
        write(painter, inner.x, row.y + em, key, em, palette.text, palette.surface, bold=True)
        x = inner.x + wide + plan.space("m")
        fitted = wrapped(use, em, inner.right - x, row.h, least=0.7 * em)
        for i, line in enumerate(fitted.lines):
            write(painter, x, row.y + em + 1.2 * fitted.em * i, line, fitted.em, palette.text, palette.surface)
    last = rows[-1]
    write(painter, inner.x, last.cy + 0.3 * em, close, em, palette.quiet, palette.surface)
