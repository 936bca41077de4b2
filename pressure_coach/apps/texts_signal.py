"""What the signal chain notes of a signal: its words (``signal/monitor.py``) -> English, German.

Notes with numbers in them are known by their form; in English they stay as they are.
"""

import re

SAID = {
    "more than 5 % of the readings were unusable: check the wiring": (
        "Many readings are of no use. Check the wiring.",
        "Viele Werte taugen nichts. Prüf die Verkabelung.",
    ),
    "the sensor is at the end of its range: ease off; if nothing presses on it, check its wiring": (
        "The sensor is at its end. Ease off. If nothing presses, check its wiring.",
        "Der Sensor ist am Ende. Lass nach. Drückt nichts, prüf seine Kabel.",
    ),
    "the reading does not change at all: check the sensor's cable and supply": (
        "The reading never changes. Check the sensor's cable and supply.",
        "Der Wert ändert sich nie. Prüf Kabel und Strom des Sensors.",
    ),
    "the readings come in bursts, and no time can count in the breaks: let the sensor send each one at once": (
        "Readings come in bursts. No time counts like that. Have each one sent at once.",
        "Die Werte kommen in Schüben. So zählt keine Zeit. Lass jeden gleich senden.",
    ),
}
FORMS = (  # the numbers of a note, and what it is in German
    (r"only ([\d.]+) samples/s: coarse guidance;.*", "Nur {} Werte/s: die Führung ist grob. 40 oder mehr sind gut."),
    (r"only ([\d.]+) samples/s, too few for a hold.*", "Nur {} Werte/s: zu wenig zum Halten. Es braucht 8 oder mehr."),
    (
        r"the sensor's clock differs .* by ([+-][\d.]+) %:.*",
        "Die Uhr des Sensors geht {} % anders. Es zählt seine Zeit.",
    ),
    (r"the zero moved by (-?[\d.]+ \w+):.*", "Der Nullpunkt ist um {} gewandert. Setz ihn neu, bevor du hältst."),
)
_FORMS = tuple((re.compile(form), german) for form, german in FORMS)


def german(note: str) -> str | None:
    """A note with numbers in it, in German; None for any other text."""
    for form, words in _FORMS:
        if match := form.fullmatch(note):
            return words.format(match[1].replace(".", ","))
    return None
