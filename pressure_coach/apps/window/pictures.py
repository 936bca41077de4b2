"""Pictures of the gauge in every state: ``python -m pressure_coach.apps.window.pictures FOLDER`` makes them all."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.wording import Look
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View

NOW = 10**12  # ns; no clock is read
HOLD = View(
    t=30.0, host_ns=NOW, state=State.HOLDING, force=203.4, target=200.0, half_band=20.0, over=250.0, u95=3.0,
    credit_s=23.4, device="serial:/dev/ttyUSB0", sfreq=80.0, valid=True,
)  # fmt: skip
STATES = {
    "no signal": View(),
    "no target": replace(HOLD, state=State.UNLOADED, force=131.0, target=None, over=None, half_band=0.0),
    "low": replace(HOLD, state=State.UNLOADED, force=0.4, credit_s=0.0),
    "ramping": replace(HOLD, state=State.LOADING, force=120.0, credit_s=0.0),
    "in band": HOLD,
    "high": replace(HOLD, state=State.GRACE, force=229.0, pause_left_s=9.5),
    "over": replace(HOLD, state=State.OVER, force=281.0, pause_left_s=8.0, message="over"),
    "paused": replace(HOLD, state=State.PAUSED, force=198.0, pause_left_s=6.2, key_paused=True),
    "lifted": replace(HOLD, state=State.LIFTED, force=1.0, pause_left_s=6.2),
    "unknown": replace(HOLD, state=State.UNKNOWN),
    "signal lost": replace(HOLD, state=State.NO_SIGNAL, link=False),
    "done": replace(HOLD, state=State.DONE, force=194.0, credit_s=60.0),
    "partial": replace(HOLD, state=State.PARTIAL, force=171.0, credit_s=41.0),
    "rest": replace(HOLD, state=State.REST, force=1.0, rest_left_s=24.2, credit_s=60.0, holds=("DONE",)),
    "stopped": replace(HOLD, state=State.STOPPED, force=12.0, stay_off_s=8.1, message="stop key"),
    "simulated": replace(HOLD, simulated=True, recording="2026-11-22-183000.mcap"),
    "noted": replace(
        HOLD,
        zeroed=False,
        recording="2026-11-22-183000.mcap",
        replayed=True,
        simulated=True,
        notes=("check the wiring: 6 % of the samples were thrown away",),
        message="over",
    ),
    "in percent": replace(HOLD, unit="%", target=100.0, half_band=10.0, force=93.2, over=125.0, u95=0.0),
    "ended": replace(HOLD, state=State.REST, force=0.2, ended="the recording is at its end"),
}


def looked(view: View, unit: str = "N") -> Calm:
    """A ``Calm`` that sees this view as its first, fresh."""
    calm = Calm(unit)
    calm.look(view, view.host_ns or NOW)
    return calm


def main(folder: Path) -> None:
    """Make all pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from pressure_coach.apps.window.gauge import GaugeWidget
    from pressure_coach.apps.window.theme import PALETTES

    app = QApplication.instance() or QApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    for theme, palette in PALETTES.items():
        for width, height in ((1280, 800), (1920, 1080), (400, 800), (480, 320)):
            for floor in (False, True):
                widget = GaugeWidget()
                widget.resize(width, height)
                widget.set_palette(palette)
                widget.set_floor(floor)
                for name, view in STATES.items():
                    widget.show_view(view, looked(view), Look())
                    stem = f"{theme}-{'floor-' if floor else ''}{width}x{height}-{name.replace(' ', '-')}"
                    widget.grab().save(str(folder / f"{stem}.png"))
    del app


if __name__ == "__main__":
    main(Path(sys.argv[1]))
