"""Session files to read, cut and damage. Arrivals carry real wire bytes: one frame of one sample each."""

import numpy as np

from pressure_coach.coaching.events import Event, State
from pressure_coach.recording.writer import Present, Recorder
from pressure_coach.signal.chunk import Act, Arrival, Chunk, StreamInfo
from pressure_coach.signal.messages import Samples
from pressure_coach.signal.wire import frame

META = {
    "address": "serial:COM7?baud=115200",
    "driver": "serial",
    "options": {"baud": "115200"},
    "simulated": False,
    "settings": {"target": 200.0, "band": 0.1},
    "person": "A. Person: Übung, 7",
    "started": "2026-11-22T15:44:03.250+01:00",
}
INFO = StreamInfo("pad", "0102030405060708", ("force",), "counts", 80.0, adc_bits=24)
FULLER = StreamInfo("pad of Anna", "0102030405060708", ("force",), "counts", 80.0, adc_bits=24)
STARTED_NS = 1_795_358_643_250_000_000  # 2026-11-22 14:44:03.25 UTC
HOST0_NS = 987_654_321_000
PERIOD_US = 12_500  # 80 Hz


def arrival(i: int) -> Arrival:
    """Sample ``i`` of a stream at 80 Hz, as its board sends it."""
    body = Samples(seq=i & 0xFFFF, t_us=(i * PERIOD_US) & 0xFFFFFFFF, dt_us=0, counts=((1000 + i,),)).to_body()
    return Arrival(HOST0_NS + i * PERIOD_US * 1000, frame(body))


def chunk(i: int, n: int = 1) -> Chunk:
    """What sample ``i`` and ``n - 1`` more were judged as."""
    force = 100.0 + np.arange(i, i + n, dtype=np.float64)
    t_us = np.arange(i, i + n, dtype=np.int64) * PERIOD_US
    valid = np.ones(n, np.bool_)
    return Chunk(i, t_us, force[:, None], force, force, force, valid, force[:, None])


def act(i: int) -> Act:
    """A mark after sample ``i - 1``."""
    return Act("mark", i, HOST0_NS + i * PERIOD_US * 1000, {"note": f"{i}: ok"})


def event(i: int) -> Event:
    """A change of state at sample ``i``."""
    return Event(i * PERIOD_US, "state", State.LOADING, State.HOLDING, i / 80, "in the band", {"hold": 1})


def record(recorder: Recorder, n: int, every: int = 80) -> None:
    """``n`` samples with an act and an event every so often; the board says a fuller name in the middle."""
    recorder.look = lambda: Present("HOLDING", 1.25, 200.0, "N")
    recorder.described(INFO, "unit = 'N'")
    for i in range(n):
        recorder.arrived(arrival(i))
        recorder.take(chunk(i), [event(i)] if i % every == 2 else [])
        if i % every == 3:
            recorder.acted(act(i))
        if i == n // 2:
            recorder.described(FULLER, "unit = 'kPa'")


def items(n: int, every: int = 80) -> list[Arrival | Act]:
    """What ``record`` hands in."""
    rows: list[Arrival | Act] = []
    for i in range(n):
        rows.append(arrival(i))
        if i % every == 3:
            rows.append(act(i))
    return rows
