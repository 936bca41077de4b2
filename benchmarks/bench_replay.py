"""A recorded session of 1 kHz played as fast as it can, and the whole path of a sample: bytes -> samples -> judged.

Recordings of the simulated sensor, two minutes with a hold of 75 s: ten samples a frame, as boards send at this rate,
and one sample a frame, each frame an arrival of its own. Beside them text lines with a clock.

Peers, measured in the same run and in turns: real time (a player that shows what it plays takes 1 x), and one 1-sample
scipy.signal.sosfilt call.

Goals: ``replay --speed max`` and ``read()``, which report and export stand on, at 500 x real time or more; decode ->
calibrate -> filter -> judge at most 0.15 of a sosfilt call a sample. Shown as well: the same arrivals one by one, as a
live session takes them.

    python benchmarks/bench_replay.py
"""

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
from scipy.signal import butter, sosfilt

from pressure_coach import Session, Settings, open_device, read
from pressure_coach.devices import EndOfStream, decoder_for
from pressure_coach.judge import Judge, Options
from pressure_coach.recording.writer import Recorder
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import Arrival

ROUNDS = 5
RATE = 1000
SETTINGS = Settings(target=200.0)
PEER = "one 1-sample sosfilt call"
LEAST_SPEED, MOST_OF_A_CALL = 500.0, 0.15
LIVE = 10_000  # arrivals that are fed one by one


def simulated(batch: int) -> tuple[list[Arrival], Calibration | None]:
    """The arrivals of a whole session, ``batch`` samples each, and what a count means."""
    arrivals: list[Arrival] = []
    with open_device(f"sim:?speed=0&seed=3&cycles=1&rate={RATE}&batch={batch}") as device:
        try:
            while True:
                arrivals += [item for item in device.read() if isinstance(item, Arrival)]
        except EndOfStream:
            return arrivals, device.calibration


def printed(session: list[Arrival], calibration: Calibration | None) -> list[Arrival]:
    """The same forces as a sketch prints them: ``t_ms,force`` lines."""
    judge = Judge(decoder_for("sim", {}), SETTINGS, lambda info: calibration)
    chunks = [chunk for chunk, _ in judge.feed(session) if chunk is not None]
    forces = np.concatenate([chunk.measured for chunk in chunks]).tolist()
    return [Arrival(i * 1_000_000, b"%d,%.2f\r\n" % (i, force)) for i, force in enumerate(forces)]


def write(path: Path, arrivals: list[Arrival], driver: str, calibration: Calibration | None) -> None:
    """A session file of these arrivals."""
    meta = {
        "driver": driver,
        "options": {"unit": "N"} if driver == "lines" else {},
        "simulated": True,
        "settings": asdict(SETTINGS),
        "calibration": calibration.to_text() if calibration else None,
    }
    with Recorder(path, meta) as recorder:
        for arrival in arrivals:
            recorder.arrived(arrival)


def played(path: Path) -> None:
    """``replay --speed max`` without a view, as --json and --view none have it: so nothing is smoothed for the eye."""
    device = open_device(f"replay:{path}?speed=max")
    calibration = device.calibration
    Session(device, SETTINGS, calibrate=lambda info: calibration, options=Options(display="none")).run()


def judged(arrivals: list[Arrival], driver: str, calibration: Calibration | None, size: int) -> None:
    """Decode -> calibrate -> filter -> judge, ``size`` arrivals at once."""
    judge = Judge(decoder_for(driver, {"unit": "N"} if driver == "lines" else {}), SETTINGS, lambda info: calibration)
    for at in range(0, len(arrivals), size):
        judge.feed(arrivals[at : at + size])


def peer() -> None:
    """A thousand calls."""
    sos, state, sample = butter(2, 3.0, fs=80.0, output="sos"), np.zeros((1, 2)), np.zeros(1)
    for _ in range(1000):
        sosfilt(sos, sample, zi=state)


def best(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of each way: the best of some rounds, taken in turns."""
    times = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = perf_counter()
            way()
            times[name] = min(times[name], perf_counter() - start)
    return times


def measure(what: str, path: Path, arrivals: list[Arrival], driver: str, calibration: Calibration | None) -> bool:
    """Print how one recording fares; whether the goals are met."""
    write(path, arrivals, driver, calibration)
    n = len(read(path).t_us)
    live = arrivals[:LIVE]
    times = best(
        {
            PEER: peer,
            "read()": partial(read, path),
            "replay --speed max": partial(played, path),
            "decode -> judge": partial(judged, arrivals, driver, calibration, 2000),
            "one by one": partial(judged, live, driver, calibration, 1),
        }
    )
    call = times.pop(PEER) / 1000
    print(f"{what}: {n} samples, {n / RATE:.0f} s; one 1-sample sosfilt call {call * 1e6:.1f} us")
    for name, seconds in times.items():
        samples = n * len(live) / len(arrivals) if name == "one by one" else n
        a_sample = seconds / samples
        speed, part = 1 / RATE / a_sample, a_sample / call
        print(f"  {name:20} {speed:6.0f} x real time {a_sample * 1e6:8.2f} us {part:7.3f} of a call")
    speed = n / RATE / max(times["read()"], times["replay --speed max"])
    part = times["decode -> judge"] / n / call
    print(f"  {speed:.0f} x real time (goal {LEAST_SPEED:.0f}), {part:.3f} of a call (goal {MOST_OF_A_CALL})")
    return speed >= LEAST_SPEED and part <= MOST_OF_A_CALL


def main() -> None:
    tens, calibration = simulated(10)
    ones, _ = simulated(1)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        met = measure("ten samples a frame", place / "tens.mcap", tens, "sim", calibration)
        met &= measure("one sample a frame", place / "ones.mcap", ones, "sim", calibration)
        measure("text lines, no goal", place / "lines.mcap", printed(tens, calibration), "lines", None)
    print("all goals met" if met else "a goal was MISSED")
    raise SystemExit(not met)


if __name__ == "__main__":
    main()
