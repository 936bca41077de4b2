"""What a picture tells, asked again only when an answer may differ."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.window.telling import Motion, Teller, moved, tell
from pressure_coach.apps.wording import Look
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View

SECONDS = (None, 0.0, 0.4, 1.0, 1.2, 29.999, 30.0)
OF_A_VIEW: dict[str, tuple[Any, ...]] = {
    "t": (0.5, 1.0, 20.0),
    "host_ns": (1, 10**9, 4 * 10**9),
    "state": tuple(State),
    "force": (0.0, 4.0, 9.9, 179.0, 180.0, 200.4, 220.0, 251.0, 999.0, float("nan")),
    "unit": ("N", "%", "counts", "kPa"),
    "target": (None, 200.0, 180.0),
    "half_band": (10.0, 20.0),
    "over": (None, 250.0, 260.0),
    "credit_s": (0.0, 0.999999, 1.0, 1.5, 59.99, 60.0),
    "goal_s": (60.0, 0.5),
    "rest_left_s": SECONDS,
    "pause_left_s": SECONDS,
    "key_paused": (False, True),
    "stay_off_s": SECONDS,
    "simulated": (False, True),
    "replayed": (False, True),
    "recording": ("", "a.mcap"),
    "valid": (False, True),
    "unfit_s": (0.0, 0.6, 4.0),
    "link": (True, False),
    "zeroed": (True, False),
    "notes": ((), ("check the wiring",)),
    "message": ("", "time is up"),
    "ended": ("", "time is up", "the simulation is over."),
}
NOT_TOLD = {
    "u95",
    "holds",
    "device",
    "channel",
    "sfreq",
    "lost",
    "bad",
    "battery",
}  # by the gauge; the header tells most of it
BESIDE: dict[str, tuple[Any, ...]] = {
    "look": (Look(), Look(lang="de"), Look(unit="kgf")),
    "notice": ("", "Zero is set."),
    "help": (False, True),
    "now_ns": (0, 10**9, 2 * 10**9, 9 * 10**9),
}
ALL = OF_A_VIEW | BESIDE
HELD = {"t": 20.0, "host_ns": 1, "state": State.HOLDING, "force": 200.4, "target": 200.0, "half_band": 20.0}
HELD |= {"over": 250.0, "credit_s": 1.0, "valid": True}
BASES: dict[str, dict[str, Any]] = {
    "nothing yet": {},
    "a hold": HELD,
    "help in a hold": HELD | {"help": True},
    "paused": HELD | {"state": State.PAUSED, "pause_left_s": 1.2},
    "resting": HELD | {"state": State.REST, "rest_left_s": 29.999, "force": 0.0},
    "stopped": HELD | {"state": State.STOPPED, "stay_off_s": 1.2},
    "no target": HELD | {"target": None, "over": None, "state": State.UNLOADED},
    "ended": HELD | {"ended": "time is up"},
}


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
def test_nothing_that_is_told_grows_old(base: dict[str, Any]) -> None:
    for name, values in ALL.items():
        teller, calm = Teller(), Calm()
        for value in (value for pair in product(values, repeat=2) for value in pair):  # each after each other
            now = {name: values[0] for name, values in BESIDE.items()} | base | {name: value}
            view = replace(View(), **{name: value for name, value in now.items() if name not in BESIDE})
            beside = view, calm, now["look"], now["notice"], now["help"]
            calm.look(view, now["now_ns"])
            assert teller.tell(*beside) == tell(*beside), name


def test_whatever_a_view_has_is_tried_above() -> None:
    assert set(OF_A_VIEW) | NOT_TOLD == set(View.__slots__)


def test_what_only_moves_is_not_told_anew() -> None:
    teller, calm = Teller(), Calm()
    told = []
    for force, credit_s in ((200.0, 10.1), (204.5, 10.2), (196.0, 10.9)):
        view = View(t=20.0, state=State.HOLDING, force=force, target=200.0, half_band=20.0, credit_s=credit_s)
        calm.look(view, 0)
        told.append(teller.tell(view, calm, Look()))
    assert told[0] is told[1] is told[2]


STANDS = Motion("203", 1.0, 0.02, 0.5)


@pytest.mark.parametrize(
    "other",
    [
        {"number": "204"}, {"u95_r": 0.03}, {"r": None}, {"share": None}, {"r": 1.0051}, {"r": 0.9949}, {"share": 0.51},
        {"share": 0.0},
    ],
)  # fmt: skip
def test_what_a_person_could_see_is_a_move(other: dict[str, Any]) -> None:
    assert moved(STANDS, replace(STANDS, **other), 100.0, 100.0)
    assert moved(replace(STANDS, **other), STANDS, 100.0, 100.0)


def test_half_a_pixel_of_the_pointer_and_one_of_the_ring_are_the_least_that_is_seen() -> None:
    unseen = replace(STANDS, r=1.0049, share=0.5099)
    assert not moved(STANDS, unseen, 100.0, 100.0)
    assert moved(STANDS, unseen, 200.0, 100.0)
    assert moved(STANDS, unseen, 100.0, 200.0)
    assert not moved(replace(STANDS, r=None), replace(STANDS, r=None), 100.0, 100.0)
