"""Letters on a painter: sizes that fit, lines that break, one place where text is painted. Sizes are the em in px."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath
from PySide6.QtWidgets import QApplication

REFERENCE = 100  # px: widths are measured at this size and scaled
OUTLINED = 30.0  # px: larger letters are drawn as outlines, which come in any size
LEADING = 1.06  # from line to line of large letters, in ems
OPEN_LEADING = 1.32  # the same of small ones
HANGING = 0.2  # how far letters reach below the line, in ems
NARROWEST = 0.74  # how far letters may be pressed together where they must be tall


@dataclass(frozen=True, slots=True)
class Lines:
    """Text broken and sized to fit; ``narrow`` scales it horizontally."""

    lines: tuple[str, ...]
    em: float
    narrow: float = 1.0


def font(em: float, bold: bool = False) -> QFont:
    """The system's own face in a size, with digits of one width."""
    made = QFont(QApplication.font())
    made.setPixelSize(max(1, round(em)))
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if hasattr(made, "setFeature"):  # Qt 6.7
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


@lru_cache(maxsize=1)
def _family() -> str:
    """The system's face, asked for once: each picture measures dozens of texts."""
    return QApplication.font().toString()


def face_changed() -> None:
    """The system has another face now: measure anew."""
    _family.cache_clear()


@lru_cache(maxsize=1024)
def _reference_width(text: str, bold: bool, family: str) -> float:
    return QFontMetricsF(font(REFERENCE, bold)).horizontalAdvance(text)


def width(text: str, em: float, bold: bool = False) -> float:
    """How wide a text is, in px."""
    return _reference_width(text, bold, _family()) * em / REFERENCE


def number_width(text: str, em: float) -> float:
    """How wide a bold number may become: every digit counts as a nought, so that its size does not follow its value."""
    return width(_noughts(text), em, bold=True)


@lru_cache(maxsize=4096)
def _noughts(text: str) -> str:
    return re.sub(r"\d", "0", text)


@lru_cache(maxsize=8)
def _heights(bold: bool, family: str) -> tuple[float, float]:
    metrics = QFontMetricsF(font(REFERENCE, bold))
    return metrics.capHeight() / REFERENCE, metrics.xHeight() / REFERENCE


def cap_height(bold: bool = False) -> float:
    """Height of a capital letter or a digit, as a share of the em."""
    return _heights(bold, _family())[0]


def x_height(bold: bool = False) -> float:
    """Height of a small x, as a share of the em."""
    return _heights(bold, _family())[1]


def biggest(
    text: str,
    wide: float,
    high: float,
    most: float,
    wanted: float = 0.0,
    narrowest: float = NARROWEST,
) -> Lines:
    """Bold lines, broken between words, as big as fit ``wide`` by ``high`` px; the em is not above ``most``.

    Where the width allows less than an em of ``wanted``, the letters are pressed together, at most to ``narrowest`` of
    their width.
    """
    words, found = text.split(), Lines((text,), 0.0)
    for n in range(1, len(words) + 1):
        for lines in _broken(words, n):
            widest = max(width(line, 1.0, True) for line in lines) or 1.0
            tallest = min(most, high / (cap_height(True) + (n - 1) * LEADING + HANGING))
            em, narrow = min(wide / widest, tallest), 1.0
            if em < min(wanted, tallest):
                narrow = max(narrowest, em / min(wanted, tallest))
                em /= narrow
            if em > found.em * 1.0001:
                found = Lines(tuple(lines), em, narrow)
    return found


def _broken(words: Sequence[str], n: int) -> list[list[str]]:
    """All ways to put words on ``n`` lines."""
    if n == 1:
        return [[" ".join(words)]]
    return [[" ".join(words[:i]), *rest] for i in range(1, len(words) - n + 2) for rest in _broken(words[i:], n - 1)]


def wrapped(text: str, em: float, wide: float, high: float, bold: bool = False, least: float = 9.0) -> Lines:
    """Lines of a size that fit; made smaller down to ``least``, then cut with an ellipsis."""
    while True:
        lines = _flow(text, em, wide, bold)
        room = max(1, int((high / em - 1.0) / OPEN_LEADING + 1e-6) + 1)
        if len(lines) <= room and all(width(line, em, bold) <= wide for line in lines):
            return Lines(tuple(lines), em)
        if em <= least:
            lines = [*lines[: room - 1], " ".join(lines[room - 1 :])]
            return Lines(tuple(shortened(line, em, wide, bold) for line in lines), em)
        em = max(least, em * 0.94)


def _flow(text: str, em: float, wide: float, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", em, bold) <= wide:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def shortened(text: str, em: float, wide: float, bold: bool = False) -> str:
    """A text on one line, cut with an ellipsis where it is too long."""
    if width(text, em, bold) <= wide:
        return text
    while text and width(text + "…", em, bold) > wide:
        text = text[:-1].rstrip()
    return text + "…" if text else ""


def write(
    painter: QPainter, x: float, baseline: float, text: str, em: float, ink: str, ground: str, *,
    bold: bool = False, align: float = 0.0, narrow: float = 1.0,
) -> None:  # fmt: skip
    """Paint one line. ``align``: 0 starts at x, 0.5 is centred on it, 1 ends there; ``ground`` is what it stands on."""
    painter.save()
    painter.translate(x - align * width(text, em, bold) * narrow, baseline)
    if em >= OUTLINED:
        path = QPainterPath()
        path.addText(QPointF(0.0, 0.0), font(REFERENCE, bold), text)
        painter.scale(narrow * em / REFERENCE, em / REFERENCE)
        painter.fillPath(path, QColor(ink))
    else:
        painter.setPen(QColor(ink))
        painter.setFont(font(em, bold))
        painter.scale(narrow, 1.0)
        painter.drawText(QPointF(0.0, 0.0), text)
    painter.restore()
