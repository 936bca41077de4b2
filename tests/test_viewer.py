"""The View that is made out of what was judged."""

from types import SimpleNamespace
from typing import Any

import pytest

from pressure_coach.mailbox import Mailbox
from pressure_coach.viewer import Viewer


def judged(unit: str, u95: float | None) -> Any:
    """A judge that has seen a stream and no target."""
    return SimpleNamespace(
        coach=None, info=None, chain=SimpleNamespace(unit=unit, zeroed=True), simulated=False,
        calibration=SimpleNamespace(u95=u95), decoder=SimpleNamespace(bad_frames=0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "u95", "shown"), [("N", 2.5, 2.5), ("kPa", 1.0, 1.0), ("N", None, 0.0), ("counts", 2.5, 0.0)]
)
def test_the_uncertainty_of_the_calibration_is_shown_in_its_own_unit(
    unit: str, u95: float | None, shown: float
) -> None:
    mailbox = Mailbox()
    Viewer(SimpleNamespace(address="sim:", replayed=False), mailbox).post(judged(unit, u95))  # type: ignore[arg-type]
    assert mailbox.latest().u95 == shown


def test_without_a_calibration_the_uncertainty_is_not_known() -> None:
    mailbox = Mailbox()
    judge = judged("N", None)
    judge.calibration = None
    Viewer(SimpleNamespace(address="sim:", replayed=False), mailbox).post(judge)  # type: ignore[arg-type]
    assert mailbox.latest().u95 == 0.0
