"""What sensors say of themselves reaches a person in plain words."""

import pytest

from pressure_coach.apps.texts import spoken
from pressure_coach.devices import _ble_words as words
from pressure_coach.devices import bookoo, decent, forceboard, godirect, progressor, weightscale, whc06
from pressure_coach.signal.monitor import TEXTS


@pytest.mark.parametrize(
    "why",
    [
        *(
            forceboard.PUSHED,
            bookoo.SWITCHED,
            whc06.STRANGE,
            whc06.HELD,
            decent.BEYOND,
            godirect.BEYOND,
            progressor.NO_NUMBER,
        ),
        *(words.LOOKING, words.CONNECTING, words.WAITING),
        *(weightscale.FAILED, weightscale.BELOW, TEXTS["battery"]),
    ],
)
def test_what_a_sensor_says_of_itself_is_said_in_every_language(why: str) -> None:
    assert spoken("en", why).endswith(".")
    assert spoken("de", why) not in (why, spoken("en", why))
