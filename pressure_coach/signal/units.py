"""Units of force, pressure and time as boards and tables write them (lower case), and what they are in ours."""

import re

KGF_N = 9.80665  # N; standard gravity, CGPM 1901
LBF_N = 0.45359237 * KGF_N  # N; the international pound of 1959 times that

FORCE_N = {
    **dict.fromkeys(("n", "newton", "newtons"), 1.0),
    **dict.fromkeys(("kn",), 1000.0),
    **dict.fromkeys(("mn",), 0.001),
    **dict.fromkeys(("kgf", "kg", "kp", "kgs"), KGF_N),
    **dict.fromkeys(("gf", "g", "gram", "grams"), KGF_N / 1000),
    **dict.fromkeys(("lbf", "lb", "lbs"), LBF_N),
    **dict.fromkeys(("ozf", "oz"), LBF_N / 16),
}
PRESSURE_KPA = {"kpa": 1.0, "pa": 0.001, "hpa": 0.1}
TIME_S = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("ms", "msec", "millis", "millisecond", "milliseconds"), 1e-3),
    **dict.fromkeys(("us", "µs", "μs", "usec", "micros", "microsecond", "microseconds"), 1e-6),
}
COUNTS = frozenset(("count", "counts", "cnt", "raw", "adc", "lsb", "ticks"))
_ELECTRICAL = ("v", "mv", "a", "ma", "ohm", "kohm")
OTHER = frozenset(  # known to be units, never converted
    (*_ELECTRICAL, "%", "c", "°c", "degc", "f", "°f", "hz", "mm", "cm", "m", "psi", "bar", "mbar", "mmhg", "deg", "°")
)
ALL = (*FORCE_N, *PRESSURE_KPA, *TIME_S, *COUNTS, *OTHER)

_BRACKETED = re.compile(r"(.*?)\s*[\[(]\s*([^\[\]()]{1,16}?)\s*[\])]")
_SUFFIXED = re.compile(r"(.+?)_([a-zA-Zµμ]+)")
_TIME_NAMES = frozenset(("t", "time", "timestamp", "elapsed", "uptime", "clock"))


def split_name(head: str) -> tuple[str, str]:
    """The name and the unit (lower case, "" when none is known) in ``force [N]``, ``t_ms``, ``millis``."""
    head = head.strip()
    if match := _BRACKETED.fullmatch(head):
        return match[1] or head, match[2].lower()
    if (match := _SUFFIXED.fullmatch(head)) and match[2].lower() in ALL and match[2].lower() not in COUNTS:
        return match[1], match[2].lower()
    if len(head) > 1 and head.lower() in TIME_S:
        return head, head.lower()
    return head, ""


def is_time_name(name: str) -> bool:
    """Whether a column of this name is a clock: ``t``, ``time``, ``Timestamp 1``, ``millis``."""
    words = re.split(r"[\s_.-]+", name.strip().lower())
    return words[0] in _TIME_NAMES or (len(words[0]) > 1 and words[0] in TIME_S)
