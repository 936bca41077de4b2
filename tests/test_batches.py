"""Many arrivals at once say exactly what they say one by one: the way of a recording and the way of a live session."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressure_coach import Settings, open_device
from pressure_coach.coaching.events import Event
from pressure_coach.devices import decoder_for
from pressure_coach.judge import Judge, Options, Step
from pressure_coach.signal.chunk import Act, Arrival, Arrivals, Chunk
from pressure_coach.signal.wire import Hello, Samples, frame
from tests.devices.simulated import sent_by

MS, S = 1_000_000, 1_000_000_000
MOST = 4000  # arrivals of a stream
SETTINGS = Settings(target=200.0, goal_s=3.0)


def simulated(where: str, **options: object) -> list[Arrival]:
    """What a whole simulated session sends."""
    address = f"sim:{where}?speed=0&" + "&".join(f"{key}={value}" for key, value in options.items())
    sent = sent_by(address)
    return [replace(arrival, host_ns=arrival.host_ns - sent[0].host_ns) for arrival in sent]


def recut(arrivals: Iterable[Arrival], seed: int) -> list[Arrival]:
    """The same bytes as an operating system hands them out: several frames at once, or half of one."""
    random, waiting, out = np.random.default_rng(seed), b"", []
    for arrival in arrivals:
        waiting += arrival.data
        if random.random() < 0.6:
            keep = int(random.integers(0, 30)) if random.random() < 0.5 else 0
            out.append(Arrival(arrival.host_ns, waiting[: len(waiting) - keep]))
            waiting = waiting[len(waiting) - keep :]
    return out


def restarted() -> list[Arrival]:
    """A board that is switched off and on: its clock begins anew after 3 s."""
    first = simulated("good", seed=3, hold=12, cycles=1)[:1500]
    away = first[-1].host_ns + 3 * S
    return first + [replace(a, host_ns=a.host_ns + away) for a in simulated("good", seed=3, hold=12, cycles=1)]


def fast_clock(factor: float) -> list[Arrival]:
    """The computer's clock runs ``factor`` times as fast as the sensor's."""
    return [
        replace(a, host_ns=round(a.host_ns * factor)) for a in simulated("good", seed=4, hold=20, cycles=1, rate=200)
    ]


def glitching() -> list[Arrival]:
    """Every twelfth count is read at the wrong moment."""
    random, hello = np.random.default_rng(3), Hello(1, 100_000, adc_bits=24)
    counts = (random.normal(80_000, 800, 3000) + 1_600_000 * (np.arange(3000) > 400)).astype(int)
    counts[::12] = 2**23 - 1
    bodies = [hello, *(Samples(i, 10_000 * i, ((count,),)) for i, count in enumerate(counts.tolist()))]
    return [Arrival(10 * MS * i, frame(body.to_body())) for i, body in enumerate(bodies)]


def silent(arrivals: list[Arrival]) -> list[Arrival]:
    """Nothing for 20 minutes, then on: the computer slept, and so did the board but for the last seconds."""
    at = len(arrivals) // 3
    return arrivals[:at] + [replace(a, host_ns=a.host_ns + 1200 * S) for a in arrivals[at + 400 :]]


def lines(form: str, n: int = 5000, rate: float = 1000.0, bundle: int = 1, seed: int = 1) -> list[Arrival]:
    """A sketch that prints; some lines are damaged, one silence, one cable that was out, one clock that begins anew."""
    random, out, waiting, late = np.random.default_rng(seed), [], b"", 0
    for i in range(n):
        t = (i if i < 0.7 * n else i - round(0.6 * n)) * 1000 / rate
        force = 200 + 2 * np.sin(i / 500) + random.normal() * 0.2 if i > 0.1 * n else random.normal() * 0.2
        line = form.format(t=round(t), us=round(t * 1000), force=force, i=i).encode()
        if random.random() < 0.003:
            line = bytes(random.integers(1, 256, 7, np.uint8)) if random.random() < 0.5 else line[:-4] + b"x\n"
        waiting += line
        if i in (n // 2, n // 2 + 1):
            late += 2 * S
        if random.random() < 1 / bundle:
            keep = int(random.integers(0, 4)) if random.random() < 0.2 else 0
            host = round(i * S / rate) + late + int(random.exponential(MS))
            out.append(Arrival(max(host, out[-1].host_ns if out else 0), waiting[: len(waiting) - keep]))
            waiting = waiting[len(waiting) - keep :]
        if i == n // 4:
            out.append(Arrival(out[-1].host_ns, b""))  # a recording says so that some are missing
    return out


STREAMS: dict[str, Callable[[], list[Arrival]]] = {
    "80 Hz, lost and damaged frames": lambda: simulated("slack", seed=5, drop=0.02, flip=0.02, hold=20, cycles=1),
    "1 kHz, one sample a frame": lambda: simulated("good", seed=1, rate=1000, batch=1, hold=5, cycles=1),
    "1 kHz, ten samples a frame": lambda: simulated("spikes", seed=2, rate=1000, drop=0.01, hold=8, cycles=1),
    "as an operating system hands it out": lambda: recut(simulated("breathing", seed=2, rate=300, hold=8, cycles=1), 1),
    "glitches": glitching,
    "gaps": lambda: simulated("gaps", seed=6, rate=100, hold=20, cycles=1),
    "a link that is lost": lambda: simulated("lost", seed=7, rate=100, hold=20, cycles=1),
    "saturated": lambda: simulated("saturation", seed=8, rate=100, hold=20, cycles=1),
    "a clock that wraps": lambda: simulated("good", seed=9, clock=2**32 - 10**7, hold=20, cycles=1),
    "a wide pad": lambda: recut(simulated("good", seed=1, channels="12x12", drop=0.01, hold=8, cycles=1, rate=40), 2),
    "a small pad": lambda: simulated("good", seed=1, channels=4, drop=0.01, flip=0.01, hold=8, cycles=1, rate=200),
    "a slow sensor": lambda: simulated("good", seed=1, rate=15, hold=20, cycles=1),
    "a board that restarts": restarted,
    "a fast clock": lambda: fast_clock(1.02),
    "a slow clock": lambda: fast_clock(0.985),
    "twenty minutes without a byte": lambda: silent(simulated("good", seed=2, hold=40, cycles=1)),
    "lines: numbers": lambda: lines("{force:.2f}\r\n"),
    "lines: numbers, many at once": lambda: lines("{force:.2f}\n", bundle=40, seed=2),
    "lines: 80 Hz": lambda: lines("{force:.2f}\n", n=2000, rate=80.0, seed=3),
    "lines: time and force": lambda: lines("{t},{force:.2f}\n", bundle=5, seed=4),
    "lines: rows": lambda: lines("{force:.1f};{i};{force:.3f}\r\n", bundle=5, seed=5),
    "lines: pairs": lambda: lines("force: {force:.2f} N, temp: 21.5\n", n=2000, rate=100.0, seed=6),
}
ACTS = (
    Act("mark", 0),
    Act("tare", 230),
    Act("mark", 1000, data={"note": "here"}),
    Act("pause", 1500),
    Act("resume", 1700),
    Act("link_lost", 2600, data={"why": "cable"}),
    Act("link_back", 2600),
    Act("tare", 2950),
)


@cache
def stream(name: str) -> tuple[Arrival, ...]:
    return tuple(STREAMS[name]()[:MOST])


def told(name: str, edges: Sequence[int], options: Options = Options()) -> dict[str, Any]:
    """All that is said of a stream that is fed in portions."""
    is_text = name.startswith("lines:")
    own = None if is_text else open_device("sim:?seed=5").calibration
    decoder = decoder_for("lines", {"unit": "N"}) if is_text else decoder_for("sim", {})
    judge = Judge(decoder, SETTINGS, lambda info: own, options)
    arrivals: Sequence[Arrival] = stream(name)
    if len(edges) <= len(arrivals):
        arrivals = Arrivals.of(arrivals)
    steps: list[Step] = []
    for a, b in pairwise(edges):
        steps += judge.feed(arrivals[a:b], ACTS if a == 0 else ())
    steps += judge.finish()
    chunks: list[Chunk] = [chunk for chunk, _ in steps if chunk is not None]
    events: list[Event] = [event for _, happened in steps for event in happened]
    said = {field: np.concatenate([getattr(c, field) for c in chunks]) for field in _FIELDS}
    return {
        **{field: array.tobytes() for field, array in said.items()},
        "types": [(array.dtype, array.shape) for array in said.values()],
        "lost": [(chunk.index, chunk.lost) for chunk in chunks if chunk.lost],
        "notes": [note for chunk in chunks for note in chunk.notes],
        "events": [event.to_dict() for event in events],
        "summary": judge.summary(),
        "bad": judge.decoder.bad_frames,
        "info": judge.info,
        "chain": judge.chain and (judge.chain.drift_ppm, judge.chain.rate, judge.chain.noise_n, judge.chain.notes),
    }


_FIELDS = ("t_us", "force", "judged", "measured", "display", "valid", "raw")


@cache
def one_by_one(name: str, auto_zero: bool = False) -> dict[str, Any]:
    return told(name, range(len(stream(name)) + 1), Options(auto_zero=auto_zero))


@pytest.mark.parametrize("name", STREAMS)
def test_all_arrivals_at_once_are_judged_as_one_by_one(name: str) -> None:
    assert told(name, [0, len(stream(name))]) == one_by_one(name)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(list(STREAMS)), st.lists(st.floats(0, 1), max_size=9))
def test_batches_of_any_size_are_judged_as_one_by_one(name: str, cuts: list[float]) -> None:
    edges = sorted({0, len(stream(name)), *(int(cut * len(stream(name))) for cut in cuts)})
    assert told(name, edges) == one_by_one(name)


@pytest.mark.parametrize("name", ["a slow sensor", "lines: numbers"])
def test_a_zero_that_follows_by_itself_moves_at_the_same_sample(name: str) -> None:
    assert told(name, [0, len(stream(name))], Options(auto_zero=True)) == one_by_one(name, True)


def test_the_streams_have_the_troubles_that_they_are_meant_to_have() -> None:
    notes = {note.kind for name in STREAMS for note in one_by_one(name)["notes"]}
    assert notes >= {"glitches", "over_range", "rate", "drift"}
    outcomes = {hold["outcome"] for name in STREAMS for hold in one_by_one(name)["summary"]["holds"]}
    assert outcomes >= {"DONE", "PARTIAL", "STOPPED", "UNFINISHED"}
    assert one_by_one("a wide pad")["lost"]
    assert one_by_one("lines: numbers")["bad"]
