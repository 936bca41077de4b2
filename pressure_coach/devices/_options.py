"""The options of an address, checked the same way by every device file."""

import math
from collections.abc import Iterable, Mapping

from pressure_coach.errors import UsageError

_NONE: Mapping[str, float] = {}


def refuse_unknown(scheme: str, options: Mapping[str, str], known: Iterable[str]) -> None:
    """Raise UsageError for an option that a kind of device does not have; it lists those that it has."""
    known = sorted(known)
    for key in options:
        if key not in known:
            have = f"the known ones are {', '.join(known)}" if known else "it has none"
            raise UsageError(f"{scheme}: has no option '{key}'; {have}.")


def number(
    scheme: str,
    options: Mapping[str, str],
    key: str,
    default: float,
    lowest: float = 0.0,
    highest: float = math.inf,
    words: Mapping[str, float] = _NONE,
) -> float:
    """A finite number within its range, or one that a word stands for, said either way; else UsageError."""
    if key not in options:
        return default
    if (word := options[key].strip().lower()) in words:
        return words[word]
    try:
        value = float(options[key])
    except ValueError:
        value = math.nan
    if value not in words.values() and not (math.isfinite(value) and lowest <= value <= highest):
        span = f"from {lowest:.12g} to {highest:.12g}" if math.isfinite(highest) else f"of {lowest:.12g} or more"
        also = "".join(f"{word} or " for word in words)
        raise UsageError(f"{key}={options[key]} makes no sense to {scheme}:; give {also}a number {span}.")
    return value


def choice(scheme: str, options: Mapping[str, str], key: str, default: str, allowed: Iterable[str]) -> str:
    """One of a few words, any case, given back as it stands in ``allowed``; or UsageError."""
    if key not in options:
        return default
    for word in (words := list(allowed)):
        if options[key].casefold() == word.casefold():
            return word
    raise UsageError(f"{key}={options[key]} makes no sense to {scheme}:; give one of {', '.join(words)}.")
