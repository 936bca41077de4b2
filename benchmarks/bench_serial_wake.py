"""Serial wake: from the write of a sample at 80 Hz in another process to its arrival in this one.

Ours is the serial: device on a pseudo terminal, with and without what decoding adds. Peers, measured in the same run
and in turns: a pylsl outlet and inlet; the same outlet and an mne-lsl StreamLSL with a low-pass filter, as its users
set it up. Each sample carries the sender's clock, so all are timed in the same way. A pipe is the floor.

Goals: p50 at most 0.6 of the pylsl inlet's and 0.25 of the filtered StreamLSL's.

    python benchmarks/bench_serial_wake.py [rounds]
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from statistics import median, quantiles
from time import monotonic_ns, sleep

ROUNDS, SAMPLES, WARM_UP, RATE_HZ = 3, 160, 20, 80
WRAP = 1 << 31
CHANNEL = "wake"
PIPE, WAKE, VALUE = "a pipe (floor)", "serial:, the bytes are there", "serial:, the value is decoded"
LSL, MNE = "pylsl inlet", "mne-lsl StreamLSL with a filter"


def stamp_us() -> int:
    """The computer's clock, the same in all its processes, in a number that fits 32 bits."""
    return monotonic_ns() // 1000 % WRAP


# -- the sender: a process of its own ----------------------------------------------------------------------------------


def send(kind: str) -> None:
    """Say where to listen, wait for somebody to do so, then send one sample each 12.5 ms."""
    emit = {"pipe": _to_pipe, "pty": _to_pty, "lsl": _to_lsl}[kind]()
    due = monotonic_ns()
    while True:
        emit(stamp_us())
        due += 1_000_000_000 // RATE_HZ
        sleep(max(0.0, (due - monotonic_ns()) / 1e9))


def _to_pipe() -> Callable[[int], object]:
    print("ready", flush=True)
    return lambda value: os.write(1, value.to_bytes(4, "little"))


def _to_pty() -> Callable[[int], object]:
    import tty

    from pressure_coach.signal.wire import Hello, Samples, frame

    master, slave = os.openpty()
    tty.setraw(slave)
    print(os.ttyname(slave), flush=True)
    os.read(master, 100)  # the question who we are
    os.write(master, frame(Hello(1, RATE_HZ * 1000).to_body()))
    sent = 0

    def emit(value: int) -> None:
        nonlocal sent
        body = Samples(sent & 0xFFFF, sent * 12_500 & 0xFFFFFFFF, ((value,),), 0, 4).to_body()
        os.write(master, frame(body))
        sent += 1

    return emit


def _to_lsl() -> Callable[[int], object]:
    from pylsl import StreamInfo, StreamOutlet

    info = StreamInfo(CHANNEL, "force", 2, RATE_HZ, "double64", f"{CHANNEL}-{os.getpid()}")
    labels = info.desc().append_child("channels")
    for label in ("force", "stamp"):
        labels.append_child("channel").append_child_value("label", label)
    outlet = StreamOutlet(info)
    print(CHANNEL, flush=True)
    outlet.wait_for_consumers(30)
    return lambda value: outlet.push_sample([1.0, float(value)])


@contextmanager
def sender(kind: str) -> Iterator[tuple[str, int]]:
    """A sender at work: where it sends, and the end of its pipe."""
    with subprocess.Popen((sys.executable, __file__, "--send", kind), stdout=subprocess.PIPE, bufsize=0) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().decode().strip(), process.stdout.fileno()
        finally:
            process.kill()


# -- the receivers: each gives the delays of its samples in us ---------------------------------------------------------


def delay_us(value: float) -> int:
    return (stamp_us() - int(value)) % WRAP


def pipe() -> list[int]:
    with sender("pipe") as (_, fd):
        return [delay_us(int.from_bytes(os.read(fd, 4), "little")) for _ in range(SAMPLES)]


def ours(values: list[int] | None = None) -> list[int]:
    """When the device had the bytes; into ``values``, when the decoder had made the value of them."""
    from pressure_coach.devices.serial import Serial
    from pressure_coach.signal.chunk import Arrival
    from pressure_coach.signal.wire import WireDecoder

    delays: list[int] = []
    with sender("pty") as (path, _), Serial(path, {}) as device:
        decoder = WireDecoder()
        while len(delays) < SAMPLES:
            for item in device.read():
                if isinstance(item, Arrival):
                    sent = [row[0] for chunk in decoder.feed(item) for row in chunk.values]
                    delays += [(item.host_ns // 1000 - int(value)) % WRAP for value in sent]
                    if values is not None:
                        values += map(delay_us, sent)
    return delays


def pylsl_inlet() -> list[int]:
    from pylsl import StreamInlet, resolve_byprop

    delays: list[int] = []
    with sender("lsl"):
        inlet = StreamInlet(resolve_byprop("name", CHANNEL, 1, 30)[0])
        while len(delays) < SAMPLES:
            sample, _ = inlet.pull_sample(1.0)
            if sample:
                delays.append(delay_us(sample[1]))
        inlet.close_stream()
    return delays


def mne_lsl_stream() -> list[int]:
    from mne_lsl import set_log_level
    from mne_lsl.stream import StreamLSL

    set_log_level("ERROR")
    delays: list[int] = []
    with sender("lsl"):
        stream = StreamLSL(2.0, name=CHANNEL).connect(acquisition_delay=0.001)
        stream.filter(None, 20.0, picks="force")  # the stamp stays as it is
        while len(delays) < SAMPLES:
            if stream.n_new_samples:
                data, _ = stream.get_data()
                delays.append(delay_us(data[1, -1]))  # the first time, many older ones are waiting
            else:
                sleep(0.0001)
        stream.disconnect()
    return delays


def main(rounds: int) -> None:
    receivers = {PIPE: pipe, WAKE: ours}
    if find_spec("pylsl"):
        receivers[LSL] = pylsl_inlet
        if find_spec("mne_lsl"):
            receivers[MNE] = mne_lsl_stream
    delays: dict[str, list[int]] = {name: [] for name in (PIPE, WAKE, VALUE, LSL, MNE)}
    for _ in range(rounds):
        for name, receive in receivers.items():
            values: list[int] = []
            delays[name] += (ours(values) if name == WAKE else receive())[WARM_UP:]
            delays[VALUE] += values[WARM_UP:]
    print(f"{RATE_HZ} Hz, {rounds} x {SAMPLES - WARM_UP} samples, us after the write:")
    for name, found in delays.items():
        if found:
            print(f"  {name:36s} p50 {median(found):7.0f}   p99 {quantiles(found, n=100)[98]:7.0f}")
    missed = False
    for name, goal in ((LSL, 0.6), (MNE, 0.25)):
        if not delays[name]:
            print(f"for {name}: pip install 'pressure-coach[bench]'")
            continue
        wake, value = (median(delays[ours]) / median(delays[name]) for ours in (WAKE, VALUE))
        missed |= wake > goal
        print(
            f"wake / {name}: {wake:.2f} x (goal {goal}: {'met' if wake <= goal else 'MISSED'}); decoded {value:.2f} x"
        )
    raise SystemExit(missed)


if __name__ == "__main__":
    if "--send" in sys.argv:
        send(sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
