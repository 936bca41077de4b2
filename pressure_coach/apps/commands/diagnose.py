"""look at a sensor for ten seconds and say what it is good for: diagnose ADDRESS [--seconds 10] [--latency] [--json]

--latency measures instead how long a sample takes to be seen and heard. An arrival counts from the quickest one: what
even that took is not known. The picture is the text gauge, drawn but not sent to a screen; the sound is muted, and
counted until it leaves the device's buffer. The filters' delay is that for a force that moves by 10 % of the target a
second: smoothing is slower at rest, quicker when the force moves quickly.
"""

import argparse
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Self

import numpy as np

from pressure_coach.apps import chosen, jsonlines, meant, running
from pressure_coach.apps.units import counted
from pressure_coach.coaching.coach import Settings
from pressure_coach.coaching.events import Event
from pressure_coach.devices import Device, open_device
from pressure_coach.errors import DeviceError, UsageError
from pressure_coach.judge import Options
from pressure_coach.session import Session
from pressure_coach.signal.chunk import Chunk
from pressure_coach.signal.diagnosis import Diagnosis, diagnose

PATIENCE_S = 5.0  # more than was asked for, on the wall's clock
FIRST_S = 30.0  # to the first sample: a port must be opened, its board begin
FIRST_BY_RADIO_S = 45.0  # a sensor must be found and connected, a scale stepped on; what is in the way it says before


class _Keep:
    """A sink that keeps every chunk and what was said of the signal."""

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.said: list[str] = []
        self.first: Callable[[], object] = lambda: None  # called with the first sample
        self.damaged: Callable[[], int] = lambda: 0  # frames so far
        self.before = 0  # of those before the first sample: what a boot loader says, or half a frame under way

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is held open."""

    def take(self, chunk: Chunk | None, events: Sequence[Event]) -> None:
        if chunk is not None and len(chunk):
            if not self.chunks:
                self.first()
                self.before = self.damaged()
            self.chunks.append(chunk)
        self.said += [event.why for event in events if event.event in ("signal", "link") and event.why]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Address, time, form."""
    parser.add_argument("address", metavar="ADDRESS", help="scheme:where, such as serial:/dev/ttyUSB0")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to look (default 10)")
    parser.add_argument("--calibration", metavar="FILE", help="how many newtons a count is; default: the stored one")
    parser.add_argument("--scale", type=float, metavar="N_PER_COUNT", help="newtons a count, instead of a calibration")
    parser.add_argument("--channel", help="name or number (from 1) of the channel to look at, or sum")
    parser.add_argument("--latency", action="store_true", help="measure the delay from a sample to picture and sound")
    parser.add_argument("--json", action="store_true", help="as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Run it. Raises DeviceError when nothing comes."""
    if not 0 < args.seconds <= 3600:
        raise UsageError(f"--seconds is {args.seconds:g}; choose more than 0 and 3600 at most.")
    args.address = meant.sensor(args.address, running.say)
    if args.latency:
        return _latency(args)
    device, keep = open_device(args.address), _Keep()
    choose = chosen.calibrate(args, device, running.say)
    how = Options(channel=args.channel)
    session = Session(device, Settings(), calibrate=choose, options=how, sinks=[keep], for_s=args.seconds)
    keep.damaged = lambda: session.judge.decoder.bad_frames
    if not args.json:
        running.say(f"looking at {args.address} for {args.seconds:g} s; leave it unloaded, or hold still.")
    _run(session, keep, args.seconds)
    judge = session.judge
    if judge.chain is None or not keep.chunks or judge.info is None:
        wireless = getattr(device, "wireless", False)
        what = "wake it, press on it" if wireless else "check the cable and the address"
        raise DeviceError(f"no sample came from {args.address}; {what}, then try again.")
    first = judge.chain.channels[0]
    found = diagnose(
        np.concatenate([c.t_us for c in keep.chunks]),
        np.concatenate([c.measured for c in keep.chunks]),
        np.concatenate([c.raw[:, first] for c in keep.chunks]),
        np.concatenate([c.valid for c in keep.chunks]),
        nominal_hz=judge.info.sfreq,
        lost_frames=sum(c.lost for c in keep.chunks),
        bad_frames=judge.decoder.bad_frames - keep.before,
        clock_ppm=judge.chain.drift_ppm,
        unit=judge.chain.unit,
        text=device.driver == "lines",
        wireless=getattr(device, "wireless", False),
        own_clock=judge.chain.own_clock,
        faster=judge.info.faster,
    )
    battery, firmware = (str(getattr(judge.decoder, told, "")) for told in ("battery", "firmware"))
    if args.json:
        print(
            jsonlines.line(
                {
                    **asdict(found),
                    "name": judge.info.name,
                    "id": judge.info.device_id or None,
                    "firmware": firmware or None,
                    "unit": judge.chain.unit,
                    "battery": battery or None,
                    "simulated": device.simulated,
                }
            )
        )
        return 0
    mark = "SIMULATED " if device.simulated else ""
    about = [f"{mark}{judge.info.name}", f"id {judge.info.device_id or 'unknown'}"]
    about += [f"firmware {firmware}"] if firmware else []
    print(", ".join([*about, f"channel {judge.info.ch_names[first]}"]))
    print("\n".join(_rows(found, judge.chain.unit, battery)))
    for sentence in (*found.verdicts, *dict.fromkeys(keep.said)):
        print(f"- {sentence}")
    return 0


def first_s(device: Device) -> float:
    """How long the first sample of a device is waited for."""
    return FIRST_BY_RADIO_S if getattr(device, "wireless", False) else FIRST_S


def _run(session: Session, keep: _Keep, seconds: float) -> None:
    """The sensor's own clock says when it is over; when it stands still, the wall's."""
    stop = threading.Event()
    enough = threading.Timer(seconds + PATIENCE_S, stop.set)
    never = threading.Timer(first_s(session.device), stop.set)

    def first() -> None:
        never.cancel()
        enough.start()

    keep.first = first
    never.start()
    try:
        session.run(stop)
    finally:
        enough.cancel()
        never.cancel()


def _latency(args: argparse.Namespace) -> int:
    from pressure_coach.apps import stopwatch
    from pressure_coach.apps.latency import Latency, rows
    from pressure_coach.cues.player import NO_DEVICE

    device = open_device(args.address)
    if getattr(device, "replayed", False):
        raise UsageError(f"{args.address} is a recording, which arrives from a file; give the address of a sensor.")
    if device.simulated and device.options.get("speed", "1") not in ("1", "1.0"):
        raise UsageError("a delay can only be measured in real time; leave speed= out of the address.")
    choose, how = chosen.calibrate(args, device, running.say), Options(channel=args.channel)
    if not args.json:
        running.say(f"measuring delays at {args.address} for {args.seconds:g} s.")
    latency = Latency(how.display, keep=10_000_000)
    session, no_sound = stopwatch.measure(
        lambda sinks, mailbox: Session(
            device, Settings(), calibrate=choose, options=how, sinks=sinks, mailbox=mailbox, for_s=args.seconds
        ),
        latency,
    )
    table, info = latency.table(), session.judge.info
    if table.judged is None or info is None:
        raise DeviceError(f"no sample came from {args.address}; check the cable and the address, then try again.")
    if args.json:
        about = {"name": info.name, "simulated": device.simulated, "no_sound": no_sound, "unit": "ms"}
        print(jsonlines.line({**asdict(table), **about}))
        return 0
    print(f"{'SIMULATED ' if device.simulated else ''}{info.name}, id {info.device_id or 'unknown'}")
    print("\n".join(rows(table, "no sound device" if no_sound == NO_DEVICE else no_sound)))
    return 0


def _rows(found: Diagnosis, unit: str, battery: str) -> list[str]:
    def show(value: float | None, form: str, name: str) -> str:
        return "unknown" if value is None else f"{value:{form}} {name}".rstrip()

    return [
        f"rate      {show(found.rate_hz, '.2f', 'samples/s')} (nominal {show(found.nominal_hz, 'g', '')})",
        f"samples   {found.samples} in {found.seconds:.1f} s, {found.lost_pct:.2f} % lost, {found.bad_frames} bad",
        f"jitter    {show(found.jitter_us, '.0f', 'us')} (p95), longest gap {show(found.longest_gap_s, '.3f', 's')}",
        f"noise     {show(found.noise, '.3g', unit)} (1 sigma), span {show(found.span, '.3g', unit)}",
        f"drift     {show(found.drift_per_min, '+.3g', unit + '/min')}, clock {show(found.clock_ppm, '+.0f', 'ppm')}",
        f"values    {counted(found.distinct, 'different one')}, {found.invalid_pct:.2f} % unfit to be judged, "
        f"smallest step {show(found.step, '.3g', unit)}",
        *([f"battery   {battery}"] if battery else []),
    ]
