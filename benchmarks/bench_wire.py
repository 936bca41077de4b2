"""Decoding the wire, per sample: 1, 16 and 256 channels of 24 bits, a backlog at once and frame by frame.

Peers, measured in the same run and in turns: one 1-sample scipy.signal.sosfilt call; a loop by hand over the same
frames with the cobs library (its C extension, or its pure Python), binascii.crc_hqx and struct.

Goals: a sample of a backlog costs at most 0.06 of a sosfilt call (1 us where that takes 18 us: half of what replay may
spend at 500 x real time and 1 kHz), and at most what the loop with C costs; 10 MB of random bytes take at most 2 s.

    python benchmarks/bench_wire.py
"""

import os
import struct
from binascii import crc_hqx
from collections.abc import Callable
from random import Random
from time import perf_counter

import numpy as np
from cobs import cobs
from cobs.cobs import _cobs_py
from scipy.signal import butter, sosfilt

from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.wire import Hello, Samples, WireDecoder, frame

HAND = "by hand, cobs in " + ("Python" if cobs.decode is _cobs_py.decode else "C")
COUNTS_A_FRAME = 79  # of 24 bits, the most that a frame of a wide pad can carry


def stream(n_channels: int, n_samples: int) -> list[bytes]:
    """Frames of one sample each; a wide pad takes several frames for a sample."""
    random = Random(1)
    frames: list[bytes] = []
    wide = n_channels > COUNTS_A_FRAME
    for i in range(n_samples):
        row = tuple(random.randrange(-(2**20), 2**20) for _ in range(n_channels))
        for first in range(0, n_channels, COUNTS_A_FRAME):
            samples = Samples(
                len(frames) & 0xFFFF, 1_000 * i, (row[first : first + COUNTS_A_FRAME],), 0, 3, first if wide else None
            )
            frames.append(frame(samples.to_body()))
    return frames


def ours(n_channels: int, arrivals: list[Arrival]) -> int:
    decoder = WireDecoder()
    decoder.feed(Arrival(0, frame(Hello(n_channels).to_body())))
    return sum(len(chunk.values) for arrival in arrivals for chunk in decoder.feed(arrival))


def by_hand(decode: Callable[[bytes], bytes], n_channels: int, data: bytes) -> int:
    """What a program of one page would do, without loss, damage or wide pads that stay incomplete."""
    header, counts, last, whole = struct.Struct("<BHIHBB"), [], -1, 0
    for piece in data.split(b"\0")[:-1]:
        body = decode(piece)
        if crc_hqx(body[:-2], 0xFFFF) != body[-2] | body[-1] << 8:
            continue
        kind, last, _t_us, _, _, n = header.unpack_from(body)
        at = 13 if kind & 0x20 else 11
        counts += [int.from_bytes(body[i : i + 3], "little", signed=True) for i in range(at, at + 3 * n, 3)]
        if len(counts) == n_channels:
            whole, counts = whole + 1, []
    return whole if last >= 0 else 0


def best(runs: dict[str, Callable[[], object]], rounds: int = 9) -> dict[str, float]:
    """The shortest time of each in s, taken in turns, so that a noisy moment hits all of them."""
    times: dict[str, float] = {}
    for _ in range(rounds):
        for name, run in runs.items():
            start = perf_counter()
            run()
            times[name] = min(times.get(name, 9e9), perf_counter() - start)
    return times


def measure(n_channels: int, n_samples: int) -> bool:
    """Print what a sample costs each way; whether the goals for a backlog are met."""
    sos, sample, zi = butter(2, 3, fs=80, output="sos"), np.ones(1), np.zeros((1, 2))
    frames = stream(n_channels, n_samples)
    data = b"".join(frames)
    backlog, live = [Arrival(0, data)], [Arrival(0, one) for one in frames]
    assert ours(n_channels, backlog) == ours(n_channels, live) == by_hand(cobs.decode, n_channels, data) == n_samples
    times = best(
        {
            "sosfilt": lambda: [sosfilt(sos, sample, zi=zi) for _ in range(500)],
            "backlog": lambda: ours(n_channels, backlog),
            "frame by frame": lambda: ours(n_channels, live),
            HAND: lambda: by_hand(cobs.decode, n_channels, data),
            "by hand, pure Python": lambda: by_hand(_cobs_py.decode, n_channels, data),
        }
    )
    call = times.pop("sosfilt") / 500
    print(f"{n_channels} channels, {len(frames) // n_samples} frames a sample; one sosfilt call {call * 1e6:.1f} us")
    for name, seconds in times.items():
        print(f"  {name:24} {seconds / n_samples * 1e6:8.2f} us  {seconds / n_samples / call:7.3f} x")
    ratio, against = times["backlog"] / n_samples / call, times["backlog"] / times[HAND]
    print(f"  a backlog against {HAND}: {against:.2f} x (goal 1)")
    return against <= 1 and (n_channels > 1 or ratio <= 0.06)


def main() -> None:
    print("us a sample, and as a multiple of one 1-sample sosfilt call (goal for a backlog of 1 channel: 0.06)")
    met = all([measure(1, 4_000), measure(16, 2_000), measure(256, 250)])
    noise = os.urandom(10_000_000)
    pieces = [Arrival(0, noise[i : i + 4096]) for i in range(0, len(noise), 4096)]
    seconds = best({"noise": lambda: ours(1, pieces)}, 2)["noise"]
    print(f"10 MB of random bytes: {seconds:.2f} s (goal 2)")
    met &= seconds <= 2
    print("all goals met" if met else "a goal was MISSED")
    raise SystemExit(not met)


if __name__ == "__main__":
    main()
