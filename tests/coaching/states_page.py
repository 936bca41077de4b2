"""Writes docs/HOLD.md from the table of transitions: python -m tests.coaching.states_page"""

from pathlib import Path

from pressure_coach.coaching.events import State
from pressure_coach.coaching.rules import TRANSITIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "HOLD.md"
WIDE = 6  # a rule that leads from so many states is told in words, not drawn

HEAD = """# The states of a hold

Drawn from `TRANSITIONS` in `pressure_coach/coaching/rules.py` by `python -m tests.coaching.states_page`; a test
holds it up to date. F is the judged force, T the target. F_on = max(5 N, 5 % T, 6 sigma of noise), F_off = 0.6
F_on. In band: within the half-band of T. Out: more than half-band + 2.5 % T away. A timer belongs to a condition
and runs from the first sample that met it; a gap of more than 0.25 s restarts the timers that help (in band,
contact, eased, unloaded) and not those that protect. One transition a sample, in this order of priority: stop key,
limit, stop level, over for too long, loaded for too long, gap, over, lifted, pause and wall, the state's own rule.

"""


def page() -> str:
    """The whole page."""
    drawn = [row for row in TRANSITIONS if len(row[0]) < WIDE]
    told = [row for row in TRANSITIONS if len(row[0]) >= WIDE]
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> NO_SIGNAL"]
    for before, after, when in drawn:
        lines += [f"    {state} --> {after}: {when}" for state in State if state in before]
    lines += ["```", "", "From many states at once:", "", "| to | when | not from |", "| --- | --- | --- |"]
    for before, after, when in told:
        others = ", ".join(state for state in State if state not in before and state is not after)
        lines.append(f"| {after} | {when} | {others} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
