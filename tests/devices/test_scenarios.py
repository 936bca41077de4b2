"""Every simulated scenario ends as its help says, judged by the hold engine; the numbers behind it do not mind cuts."""

from itertools import pairwise

import numpy as np
import pytest

from pressure_coach.coaching.band import Band
from pressure_coach.coaching.hold import Hold
from pressure_coach.devices._dice import Dice
from pressure_coach.devices._scenarios import SCENARIOS, Person
from pressure_coach.devices.sim import decoder
from pressure_coach.signal.chunk import Act, Arrival
from tests.devices.simulated import everything, simulator

TOP = 2**23 - 1
SCRIPTED = [name for name, scenario in SCENARIOS.items() if scenario.ending]


@pytest.mark.parametrize(("seed", "target"), [(1, 200), (2, 40), (3, 297)])
@pytest.mark.parametrize("name", SCRIPTED)
def test_a_scenario_ends_as_its_help_says(name, seed, target):
    ending = SCENARIOS[name].ending
    assert SCENARIOS[name].help.endswith(f"ends {ending}")
    address = f"sim:{name}?speed=0&cycles=1&seed={seed}&target={target}"
    items, calibration = everything(address), simulator(address).calibration
    acts = [i for i, item in enumerate(items) if isinstance(item, Act)]
    hold, understand, states = Hold(target, Band.around(target)), decoder({}), []
    for start, end in pairwise([0, *acts, len(items)]):
        first = items[start]
        if isinstance(first, Act) and first.kind == "link_lost":
            states += hold.signal_lost()
        data = b"".join(item.data for item in items[start:end] if isinstance(item, Arrival))
        for chunk in understand.feed(Arrival(0, data)):
            counts = chunk.values[:, 0]
            fit = (counts < 0.98 * TOP) & (counts & (counts + 1) != 0)  # not at the top, no 2^n - 1
            states += hold.feed(chunk.t_us[fit] / 1e6, calibration.apply(chunk.values)[fit, 0])
    endings = [e.after for e in states if e.after in ("DONE", "PARTIAL", "STOPPED") and e.before != "UNKNOWN"]
    assert endings == [ending]
    assert hold.state == ("STOPPED" if ending == "STOPPED" else "UNLOADED")
    paused = [e for e in states if e.after == "PAUSED" and e.before == "GRACE"]
    assert len(paused) >= 1 or name != "slack" or target == 40  # there the band is 5 N wide, more than 10 %


@pytest.mark.parametrize("name", SCRIPTED)
def test_force_is_the_same_however_time_is_cut(name):
    t = np.arange(8000) / 80
    person = Person(SCENARIOS[name], 200.0, 75.0, Dice(5))
    whole = person.force(t)
    assert whole.min() > -1e-9
    parts = [person.force(t[i:j]) for i, j in pairwise([0, 1, 8, 3000, 3001, 8000])]
    assert np.allclose(whole, np.concatenate(parts), rtol=0, atol=1e-9)


def test_dice_fall_alike_alone_and_together_and_fill_their_range():
    dice = Dice(7)
    together = dice.uniform(3, np.arange(20_000))
    assert [dice.chance(3, i) for i in range(50)] == together[:50].tolist()
    assert together.min() >= 0
    assert together.max() < 1
    assert abs(together.mean() - 0.5) < 0.01
    assert abs(np.corrcoef(together[1:], together[:-1])[0, 1]) < 0.03
    assert abs(np.corrcoef(together, dice.uniform(4, np.arange(20_000)))[0, 1]) < 0.03


def test_the_bell_has_mean_0_and_deviation_1():
    bell = Dice(7).bell(1, np.arange(50_000))
    assert abs(bell.mean()) < 0.02
    assert abs(bell.std() - 1) < 0.02
    assert abs(bell).max() <= 3.5
