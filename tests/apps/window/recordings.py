"""Recordings for the tests of the window: of simulated sessions, with whatever trouble an address asks for."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from pressure_coach import open_device
from pressure_coach.coaching.coach import Settings
from pressure_coach.devices import EndOfStream, decoder_for
from pressure_coach.judge import Judge
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.chunk import Act, Arrival

SETTINGS = Settings(target=200.0, goal_s=20.0)


def record(path: Path, address: str, settings: Settings = SETTINGS, acts: Sequence[tuple[int, Act]] = ()) -> Path:
    """Write what a simulated sensor says; ``acts`` happen after so many samples."""
    device, waiting = open_device(address), list(acts)
    assert device.calibration is not None
    meta = {
        "driver": device.driver,
        "options": dict(device.options),
        "simulated": True,
        "settings": asdict(settings),
        "calibration": device.calibration.to_text(),
    }
    judge = Judge(decoder_for(device.driver, device.options), Settings())  # only to count samples
    with Recorder(path, meta) as recorder, device:
        try:
            while True:
                for item in device.read():
                    if isinstance(item, Act):
                        recorder.acted(replace(item, index=judge.n_samples))
                        continue
                    recorder.arrived(item)
                    judge.feed([Arrival(item.host_ns, item.data)])
                    while waiting and waiting[0][0] <= judge.n_samples:
                        recorder.acted(replace(waiting.pop(0)[1], index=judge.n_samples))
        except EndOfStream:
            return path
