"""Which parts of the screen fit, and where: from the size of the terminal to rows. Pure.

Rich when there is room, and the word, the value and STOP stay to the very end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pressure_coach.apps.gauge import Word
from pressure_coach.apps.letters import big_height, big_width
from pressure_coach.apps.wording import Look, word_text

_SCALES = ((8, 8), (6, 6), (4, 6), (4, 4), (3, 4), (3, 3), (2, 4), (2, 3), (2, 2), (1, 2))  # of word and value
_TRIMS: tuple[tuple[str, int], ...] = (  # what goes first when rows are short
    ("gap_sentence", 0),
    ("gap_value", 0),
    ("gap_word", 0),
    ("message", 0),
    ("pointer", 0),
    ("track", 2),
    ("word", 1),
    ("info", 0),
    ("ticks", 0),
    ("track", 1),
    ("progress", 0),
    ("word", 0),
    ("keys", 0),
    ("value", 1),
    ("value", 0),
    ("track", 0),
    ("sentence", 0),
    ("top", 0),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows of each part; ``word`` and ``value`` are scales of big letters, 0 for one plain line."""

    ascii: bool = False
    top: int = 1
    gap_word: int = 1
    word: int = 2
    gap_value: int = 1
    value: int = 2
    gap_sentence: int = 1
    sentence: int = 1
    gap_gauge: int = 0
    pointer: int = 1
    track: int = 3
    ticks: int = 1
    gap_progress: int = 0
    progress: int = 1
    gap_message: int = 0
    message: int = 1
    info: int = 1
    keys: int = 1

    def rows_of(self, part: str) -> int:
        """Rows that a part takes."""
        size: int = getattr(self, part)
        if part in ("word", "value"):
            return big_height(size, self.ascii) if size else 1
        return size

    def height(self) -> int:
        """Rows of all parts together."""
        return sum(self.rows_of(part) for part in PARTS)

    def starts(self) -> Iterator[tuple[str, int]]:
        """Every part that is shown, with its first row."""
        y = 0
        for part in PARTS:
            rows = self.rows_of(part)
            if rows and not part.startswith("gap"):
                yield part, y
            y += rows


PARTS = tuple(name for name in Plan.__slots__ if name != "ascii")
_GAPS = ("gap_gauge", "gap_progress", "gap_word", "gap_value", "gap_sentence", "gap_message")


def word_gap(text: str, s: int, width: int) -> int | None:
    """The widest gap between big letters with which a word fits; None when it does not."""
    for gap in range(max(2, s // 2), 0, -1):
        if big_width(text, s, gap) <= width - (2 if s > 1 else 0):
            return gap
    return None


def _words_fit(s: int, width: int, look: Look) -> bool:
    """All words of the language in one size: the picture must not jump from state to state.

    In the smallest size the three of the hold decide; a longer one may stand there as plain text.
    """
    words = Word if s > 1 else (Word.MORE, Word.HOLD, Word.EASE)
    return s == 0 or all(word_gap(word_text(word, look).upper(), s, width) is not None for word in words)


def _value_fits(s: int, width: int) -> bool:
    """The shape, three digits, the unit, and the seconds to go."""
    return s <= 2 or 5 * s + big_width("888", s, s) + big_width("88", s, s) + 3 * s + 12 <= width


def _with(found: Plan, part: str, size: int) -> Plan:
    changed: dict[str, Any] = {part: size}
    return replace(found, **changed)


@lru_cache(maxsize=64)
def plan(width: int, height: int, look: Look) -> Plan:
    """The richest plan for a terminal of this size."""
    for word, value in _SCALES:
        rich = Plan(ascii=look.ascii, word=word, value=value)
        if rich.height() <= height and _words_fit(word, width, look) and _value_fits(value, width):
            return _spread(rich, height)
    lean = Plan(ascii=look.ascii, word=next(s for s in (2, 1, 0) if _words_fit(s, width, look)))
    for part, size in _TRIMS:
        if lean.height() <= height:
            break
        if getattr(lean, part) > size:
            lean = _with(lean, part, size)
    return _spread(lean, height)


def _spread(found: Plan, height: int) -> Plan:
    """Spare rows become air between the parts; what is still left goes above the lowest lines."""
    spare = height - found.height()
    for most in (1, 2, 3):
        for gap in _GAPS:
            if spare > 0 and getattr(found, gap) < most:
                found = _with(found, gap, getattr(found, gap) + 1)
                spare -= 1
    return replace(found, gap_message=found.gap_message + max(0, spare))
