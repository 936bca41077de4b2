"""The texts of the summary that is printed when a session is over; ``texts.say`` gives them like all others.

In English outcomes and states have the names that ``--json`` has for them.
"""

from pressure_coach.apps import texts_window
from pressure_coach.coaching.events import State

_NAMES = [f"state.{state}" for state in State]
_NAMES += [f"outcome.{outcome}" for outcome in ("DONE", "PARTIAL", "STOPPED", "UNFINISHED")]

EN = {
    "summary.simulated": "SIMULATED session: {text}",
    "summary.samples": "{n} samples, {lost} frames lost, {bad} bad",
    "summary.hold": "hold {n}: {outcome}, {credit} s of {goal} s at {target} +-{band} %",
    "summary.in_band": "in band {share} % of the time, mean {mean}",
    "summary.spread": "CV {cv} % ({steadiness}), peak {peak}",
    "summary.steady": "steady",
    "summary.moderate": "moderate",
    "summary.unsteady": "unsteady",
    "summary.indicative": "indicative only: samples are missing",
    "summary.none": "no hold; state {state}",
} | {f"summary.{name}": name.partition(".")[2] for name in _NAMES}
DE = {
    "summary.simulated": "SIMULIERTE Sitzung: {text}",
    "summary.samples": "{n} Messwerte, {lost} Pakete verloren, {bad} kaputt",
    "summary.hold": "Halten {n}: {outcome}, {credit} s von {goal} s bei {target} +-{band} %",
    "summary.in_band": "{share} % der Zeit im Band, Mittel {mean}",
    "summary.spread": "CV {cv} % ({steadiness}), Spitze {peak}",
    "summary.steady": "ruhig",
    "summary.moderate": "mäßig",
    "summary.unsteady": "unruhig",
    "summary.indicative": "nur ein Anhalt: es fehlen Messwerte",
    "summary.none": "nichts gehalten; Stand: {state}",
} | {f"summary.{name}": texts_window.DE[f"window.{name}"] for name in _NAMES}
