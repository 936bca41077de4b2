"""What is written around the dial: word and shape, sentence, countdown, marks, notices, help; and STOP over all."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from pressure_coach.apps.window import lettering
from pressure_coach.apps.window.banner import draw_head
from pressure_coach.apps.window.face import ink
from pressure_coach.apps.window.layout import Box, Plan
from pressure_coach.apps.window.lettering import Lines, wrapped, write
from pressure_coach.apps.window.marks import placed
from pressure_coach.apps.window.telling import Telling
from pressure_coach.apps.window.theme import Palette

LONGEST_EMS = 37.0  # the longest sentence on one line
SMALLEST = 10.0  # px
COUNT_UNIT = 0.55  # the size of "s" beside the seconds
HELP_LEADING = 1.25
HELP_SMALLEST = 8.0  # px
WORD_HIGH = 0.44  # of its box: the em of the word at most


def draw_words(painter: QPainter, plan: Plan, telling: Telling, palette: Palette) -> None:
    """All of the words."""
    draw_head(painter, plan.head, telling, palette)
    draw_word(painter, plan.word, telling, palette, plan.beside)
    _sentence(painter, plan, telling, palette)
    _count(painter, plan, telling, palette)
    _foot(painter, plan, telling, palette)


def draw_word(painter: QPainter, box: Box, telling: Telling, palette: Palette, shape_above: bool) -> None:
    """Shape and word, as large as the box allows."""
    ground, text_ink = palette.background, palette.text
    if telling.unsure:
        ground, text_ink = palette.unsure, palette.on_unsure
        path = QPainterPath()
        path.addRoundedRect(QRectF(*box), 0.06 * box.h, 0.06 * box.h)
        painter.fillPath(path, QColor(ground))
        box = box.inside(0.07 * min(box.w, box.h))
    above = shape_above and box.w < 2.2 * box.h
    side = min(0.3 * box.h, box.w) if above else min(0.9 * box.h, 0.24 * box.w)
    gap = 0.26 * side
    room = Box(box.x + side + gap, box.y, box.w - side - gap, 0.94 * box.h)
    most = 0.8 * box.h
    if above:
        room, most = Box(box.x, box.y + side + gap, box.w, box.h - side - gap), WORD_HIGH * box.h
    fitted = lettering.biggest(telling.text, room.w, room.h, most)
    cap, leading = lettering.cap_height(True) * fitted.em, lettering.LEADING * fitted.em
    high = cap + leading * (len(fitted.lines) - 1)
    hanging = lettering.HANGING * fitted.em
    if above:
        top = box.y + (box.h - side - gap - high - hanging) / 2
        centre, y = (box.x + side / 2, top + side / 2), top + side + gap + cap
    else:
        y = box.cy - (high + 0.5 * hanging) / 2 + cap
        centre = (box.x + side / 2, box.cy)
    colour = text_ink if telling.unsure else ink(telling.tone, palette)
    painter.fillPath(placed(telling.shape, *centre, side), QColor(colour))
    for line in fitted.lines:
        write(painter, room.x, y, line, fitted.em, text_ink, ground, bold=True, narrow=fitted.narrow)
        y += leading


def _sentence(painter: QPainter, plan: Plan, telling: Telling, palette: Palette) -> None:
    """What to do now. The size is that of the longest sentence, so that it does not change from one to the next."""
    box = plan.sentence
    fits = max(min(n * box.w / (LONGEST_EMS + 2 * n), box.h / (1.3 * n)) for n in (1, 2, 3))
    em = max(SMALLEST, min(plan.size("title"), fits))
    _lines(painter, box, wrapped(telling.sentence, em, box.w, box.h), palette.text, palette)


def _lines(painter: QPainter, box: Box, fitted: Lines, text_ink: str, palette: Palette, bold: bool = False) -> None:
    """Lines from the top of a box."""
    y = box.y + lettering.cap_height(bold) * fitted.em
    for line in fitted.lines:
        write(painter, box.x, y, line, fitted.em, text_ink, palette.background, bold=bold)
        y += lettering.OPEN_LEADING * fitted.em


def _count(painter: QPainter, plan: Plan, telling: Telling, palette: Palette) -> None:
    """The seconds that matter, what they are, and what has been done."""
    box = plan.count
    count = telling.value or telling.count
    if not count:
        return
    cap = lettering.cap_height(True)
    number, _, unit = count.partition(" ")
    widest = lettering.number_width(max(number, "00", key=len), 1.0)
    beyond = lettering.width(f" {unit}", COUNT_UNIT)
    em = min(plan.size("display"), 0.72 * box.h / cap, 0.55 * box.w / (widest + beyond))
    y = box.y + cap * em
    write(painter, box.x, y, number, em, palette.text, palette.background, bold=True)
    x = box.x + lettering.number_width(number, em)
    write(painter, x, y, f" {unit}", COUNT_UNIT * em, palette.text, palette.background)
    x = box.x + (widest + beyond) * em + plan.space("l")
    room = Box(x, y - cap * em, box.right - x, cap * em)
    label, time = ("", "") if telling.value else (telling.count_label, telling.time)
    small = max(SMALLEST, min(plan.size("body"), 0.42 * cap * em / lettering.cap_height()))
    low = label and time and room.h < 1.9 * small  # no room for two lines, one below the other
    if low or max(lettering.width(text, small) for text in (label, time)) > room.w:  # only what the seconds are
        small = max(SMALLEST, 0.8 * small)
        _lines(painter, room, wrapped(label, small, room.w, 2.4 * small), palette.quiet, palette)
        return
    top = room.y + lettering.cap_height() * small
    for text, baseline in ((label, top), (time, y)):
        write(painter, x, baseline, text, small, palette.quiet, palette.background)


def _foot(painter: QPainter, plan: Plan, telling: Telling, palette: Palette) -> None:
    """What was said last; the standing notes on the signal, which give way to it but never leave."""
    box = plan.foot
    em = max(SMALLEST, min(plan.size("body"), box.h / 2.5))
    line = lettering.OPEN_LEADING * em
    notes = "   ".join(telling.notes)
    below = box
    if telling.notice and notes and box.h < line + em:  # a low window: both on one line
        notes = f"{telling.notice}   {notes}"
    elif telling.notice:
        high = box.h - (line if notes else 0.0)
        _said(painter, Box(box.x, box.y, box.w, high), "i", telling.notice, em, False, palette)
        below = Box(box.x, box.bottom - lettering.cap_height() * em, box.w, em)
    if notes:
        _said(painter, below, "!", notes, em, True, palette)


def _said(painter: QPainter, box: Box, sign: str, text: str, em: float, bold: bool, palette: Palette) -> None:
    """A text behind a sign on a disc."""
    area = Box(box.x + 1.7 * em, box.y, box.w - 1.7 * em, box.h)
    fitted = wrapped(text, em, area.w, area.h, bold, least=0.8 * em)
    middle = QPointF(box.x + 0.58 * em, box.y + lettering.cap_height(bold) * fitted.em / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.unsure))
    painter.drawEllipse(middle, 0.58 * em, 0.58 * em)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    small = 0.8 * em
    y = middle.y() + lettering.cap_height(True) * small / 2
    write(painter, middle.x(), y, sign, small, palette.on_unsure, palette.unsure, bold=True, align=0.5)
    _lines(painter, area, fitted, palette.text, palette, bold)


def draw_help(painter: QPainter, plan: Plan, telling: Telling, palette: Palette, title: str, close: str) -> None:
    """The keys, on a field over the dial; word and number stay. As large as all of them fit, one below the other."""
    box = plan.dial
    if plan.beside:  # as high as the words are
        box = Box(box.x, plan.word.y, box.w, plan.foot.bottom - plan.word.y)
    painter.fillRect(QRectF(*box), QColor(palette.background))
    path = QPainterPath()
    path.addRoundedRect(QRectF(*box), plan.space("m"), plan.space("m"))
    painter.fillPath(path, QColor(palette.surface))
    inner = box.inside(plan.space("m"))
    em, indent, uses = _help_lines(telling, inner, plan.size("body"), plan.space("m"))
    line = HELP_LEADING * em
    free = max(0.0, inner.h - line * (sum(map(len, uses)) + 2.3))
    gap = min(free / (len(uses) + 1), line)
    y = inner.y + 1.2 * lettering.cap_height(True) * em
    write(painter, inner.x, y, title, 1.2 * em, palette.text, palette.surface, bold=True)
    y += 1.3 * line + gap
    for (key, _), lines in zip(telling.help, uses, strict=True):
        if y > inner.bottom:
            return
        write(painter, inner.x, y, key, em, palette.text, palette.surface, bold=True)
        for text in lines:
            write(painter, inner.x + indent, y, text, em, palette.text, palette.surface)
            y += line
        y += gap
    if y <= inner.bottom:
        write(painter, inner.x, y, close, em, palette.quiet, palette.surface)


def _help_lines(telling: Telling, inner: Box, most: float, space: float) -> tuple[float, float, list[tuple[str, ...]]]:
    """The largest em at which all keys fit, where their uses begin, and the lines of these."""
    em = most
    while True:
        indent = max(lettering.width(key, em, True) for key, _ in telling.help) + space
        wide = inner.w - indent
        uses = [wrapped(use, em, wide, inner.h, least=em).lines for _, use in telling.help]
        if HELP_LEADING * em * (sum(map(len, uses)) + 2.3) <= inner.h:
            return em, indent, uses
        if em <= HELP_SMALLEST:
            return em, indent, [(lettering.shortened(use, em, wide),) for _, use in telling.help]
        em = max(HELP_SMALLEST, 0.96 * em)
