"""list the sensors and ports that are there, and how to address them: devices [--scan SECONDS] [--json]"""

import argparse
import json
import math
from dataclasses import asdict
from typing import Any

from pressure_coach import devices
from pressure_coach.devices import _ports

SCAN_S = 3.0  # most sensors say who they are once or more often a second
LONGEST_S = 60.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """Only the form."""
    parser.add_argument("--json", action="store_true", help="as JSON")
    text = f"how long to listen for Bluetooth sensors, 0: not at all (default {SCAN_S:g})"
    parser.add_argument("--scan", type=_seconds, default=SCAN_S, metavar="SECONDS", help=text)


def run(args: argparse.Namespace) -> int:
    """Run it."""
    heard = devices.nearby(args.scan) if args.scan else None
    sensors = [asdict(sensor) for sensor in heard.sensors] if heard else []
    found: dict[str, Any] = {"sensors": sensors, "bluetooth": heard.why if heard else "not asked", **_ports.overview()}
    if args.json:
        print(json.dumps(found))
        return 0
    for sensor in sensors:
        print("\n".join(_sensor(sensor)))
    for port in found["ports"]:
        print("\n".join(_port(port)))
    if not sensors and not found["ports"]:
        print("no sensor is there; plug a board in, or start without one: pressure-coach live sim:")
    if heard:
        print(f"\nBluetooth: {heard.why or _summary(len(sensors), args.scan)}")
    print("\nkinds of address:")
    for scheme in found["schemes"]:
        print(f"  {scheme['help']}")
    return 0


def _seconds(text: str) -> float:
    seconds = float(text)
    if not (math.isfinite(seconds) and 0 <= seconds <= LONGEST_S):
        raise argparse.ArgumentTypeError(f"{text} makes no sense; give 0 to {LONGEST_S:g} s")
    return seconds


def _summary(n_sensors: int, seconds: float) -> str:
    if n_sensors:
        return f"{n_sensors} heard within {seconds:g} s."
    return (
        f"no sensor was heard within {seconds:g} s; switch it on, and close apps on telephones that may be connected "
        "to it."
    )


def _sensor(sensor: dict[str, Any]) -> list[str]:
    where = sensor["address"].partition(":")[2]
    about = [where]
    if sensor["rssi"] is not None:
        about.append(f"{sensor['rssi']} dBm ({_strength(sensor['rssi'])})")
    if sensor["battery"] is not None:
        about.append(f"battery {sensor['battery']} %")
    return [
        f"{sensor['name']}  {sensor['kind']} on Bluetooth",
        "    " + ", ".join(about),
        f"    try: pressure-coach live {sensor['address']}",
    ]


def _strength(rssi: int) -> str:
    return "strong" if rssi >= -65 else "good" if rssi >= -80 else "weak: bring it nearer"


def _port(port: dict[str, Any]) -> list[str]:
    about = (f"usb {port['usb']}" if port["usb"] else "", port["maker"], port["serial_number"])
    lines = [f"{port['device']}  {port['guess'] or port['description'] or 'serial port'}"]
    lines += ["    " + ", ".join(filter(None, about))] if any(about) else []
    if port["busy"]:
        lines.append(f"    in use by {port['used_by']}; close that program first")
    if port["may_open"] is False:
        lines.append("    you may not open it; opening it tells how to get the permission")
    lines += [f"    {port['note']}"] if port["note"] else []
    return [*lines, f"    try: pressure-coach live {port['address']}   or: pressure-coach live lines:{port['device']}"]
