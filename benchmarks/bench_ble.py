"""Bluetooth: from a notification that bluetoothd passes on, in another process, to the sample in a session's hands.

Ours is the ble: device. The floor is a bare bleak client with a callback, in the same run and in turns. Both go through
bleak's BlueZ backend and a D-Bus daemon of their own to the fake bluetoothd of the tests, where a board sends 80
samples/s. Each sample carries the sender's clock; the radio's own delay (up to a connection interval) comes on top.

Goals: every sample arrives, and what we add to each, from bleak's callback to the decoded value in the thread that
reads, has a p99 under 5 ms. The p99 from end to end says more of what else the computer was doing.

    python benchmarks/bench_ble.py [rounds]
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import monotonic_ns, sleep

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # for the fake bluetoothd of the tests

ROUNDS, SAMPLES, WARM_UP, RATE_HZ = 3, 400, 40, 80
WRAP = 1 << 31
GOAL_MS = 5.0
BARE, ARRIVED, READ = "a bare bleak client", "ble:, stamped on arrival", "ble:, read and decoded"


def stamp_us() -> int:
    """The computer's clock, the same in all its processes, in a number that fits 32 bits."""
    return monotonic_ns() // 1000 % WRAP


def send(address: str) -> None:
    """Be a bluetoothd with one board, until standard input ends."""
    from pressure_coach.signal.protocol import BLE_DATA
    from pressure_coach.signal.wire import Samples
    from tests.bluetooth.bluez import Bluez
    from tests.bluetooth.emulators.ble import Emulator

    class Board(Emulator):
        def step(self) -> None:
            """By its own clock only when somebody sends."""

    with Bluez(address) as bluez:
        board = Board()
        bluez.add(board)
        print("ready", flush=True)
        ended = threading.Event()
        threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
        due, sent = monotonic_ns(), 0
        while not ended.is_set():
            if board.streaming:
                body = Samples(sent & 0xFFFF, sent * 12_500 & 0xFFFFFFFF, ((stamp_us(),),), 0, 4).to_body()
                bluez.do(lambda body=body: board.notify(BLE_DATA, body))  # type: ignore[misc]
                sent += 1
            due = max(due + 1_000_000_000 // RATE_HZ, monotonic_ns() - 100_000_000)
            sleep(max(0.0, (due - monotonic_ns()) / 1e9))


@contextmanager
def room() -> Iterator[None]:
    """A bus, a bluetoothd and a board at work."""
    from tests.bluetooth.bus import private_bus

    with tempfile.TemporaryDirectory() as folder, private_bus(Path(folder)) as address:
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = address
        command = (sys.executable, __file__, "--send", address)
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdout.readline()
            yield
            process.stdin.close()


def delay_us(value: int, now_us: int) -> int:
    return (now_us - value) % WRAP


def bare() -> tuple[list[int], list[int], int]:
    """Delays (us) in the callback, twice, and samples that are missing."""
    from bleak import BleakClient, BleakScanner

    from pressure_coach.signal.messages import Samples
    from pressure_coach.signal.protocol import BLE_CONTROL, BLE_DATA, BLE_NAME, Cmd

    bodies: list[tuple[int, bytes]] = []

    async def listen() -> None:
        enough = asyncio.Event()

        def heard(_: object, data: bytearray) -> None:
            bodies.append((stamp_us(), bytes(data)))
            if len(bodies) >= SAMPLES:
                enough.set()

        device = await BleakScanner.find_device_by_filter(lambda d, told: (told.local_name or "").startswith(BLE_NAME))
        assert device is not None
        async with BleakClient(device) as client:
            await client.start_notify(BLE_DATA, heard)
            await client.write_gatt_char(BLE_CONTROL, bytes((Cmd.START,)), response=True)
            await enough.wait()

    asyncio.run(listen())
    samples = [(now, Samples.from_body(body)) for now, body in bodies]
    delays = [delay_us(sample.counts[0][0], now) for now, sample in samples]
    return delays, delays, (samples[-1][1].seq - samples[0][1].seq) % 65536 + 1 - len(samples)


def ours() -> tuple[list[int], list[int], int]:
    """Delays (us) at the stamp of the arrival, and when the value is there, and samples that are missing."""
    from pressure_coach.devices import open_device
    from pressure_coach.signal.chunk import Arrival
    from pressure_coach.signal.wire import NotificationDecoder

    stamped: list[int] = []
    read: list[int] = []
    lost = 0
    with open_device("ble:") as device:
        decoder = NotificationDecoder()
        while len(read) < SAMPLES:
            for item in device.read():
                if isinstance(item, Arrival):
                    for chunk in decoder.feed(item):
                        lost += chunk.lost
                        for value in chunk.values[:, 0].tolist():
                            stamped.append(delay_us(value, item.host_ns // 1000))
                            read.append(delay_us(value, stamp_us()))
    return stamped, read, lost


def main(rounds: int) -> None:
    from tests.bluetooth.bus import missing

    if why := missing():
        raise SystemExit(why)
    delays: dict[str, list[int]] = {BARE: [], ARRIVED: [], READ: []}
    missed = 0
    turns: tuple[tuple[Callable[[], tuple[list[int], list[int], int]], str, str], ...] = (
        (bare, BARE, BARE),
        (ours, ARRIVED, READ),
    )
    for _ in range(rounds):
        for listen, first, second in turns:
            with room():
                one, other, lost = listen()
            delays[first] += one[WARM_UP:]
            if second != first:
                delays[second] += other[WARM_UP:]
            missed += lost
    print(f"{RATE_HZ} notifications/s, {rounds} x {SAMPLES - WARM_UP}, us after they were sent:")
    for name, found in delays.items():
        print(f"  {name:28s} p50 {median(found):7.0f}   p99 {quantiles(found, n=100)[98]:7.0f}")
    added = [(after - before) / 1000 for before, after in zip(delays[ARRIVED], delays[READ], strict=True)]
    worst = quantiles(added, n=100)[98]
    ratio = median(delays[READ]) / median(delays[BARE])
    good = worst < GOAL_MS and not missed
    print(f"missing: {missed} (goal 0)")
    print(f"read and decoded / bare, p50: {ratio:.2f} x")
    verdict = "met" if good else "MISSED"
    print(f"added to each: p50 {median(added):.2f} ms, p99 {worst:.2f} ms (goal {GOAL_MS:g} ms: {verdict})")
    raise SystemExit(not good)


if __name__ == "__main__":
    if "--send" in sys.argv:
        send(sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
