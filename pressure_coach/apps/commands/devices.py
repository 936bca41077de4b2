"""list the sensors and ports that are there, and how to address them: devices [--watch] [--scan SECONDS] [--json]"""

import argparse
import json
import math
import sys
import time
from dataclasses import asdict
from typing import Any

from pressure_coach import devices
from pressure_coach.devices import _ports

SCAN_S = 3.0  # most sensors say who they are once or more often a second
LONGEST_S = 60.0
PAUSE_S = 1.0  # between two looks at the ports, where no radio takes its time
CLEAR = "\x1b[H\x1b[J"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Only the form."""
    parser.add_argument("--json", action="store_true", help="as JSON")
    text = f"how long to listen for Bluetooth sensors, 0: not at all (default {SCAN_S:g})"
    parser.add_argument("--watch", action="store_true", help="go on, live, until Ctrl-C; with --json a line each time")
    parser.add_argument("--scan", type=_seconds, default=SCAN_S, metavar="SECONDS", help=text)


def run(args: argparse.Namespace) -> int:
    """Run it."""
    if args.watch:
        return _watch(args)
    found = _found(args.scan)
    if args.json:
        print(json.dumps(found))
        return 0
    print("\n".join(_rows(found, args.scan)))
    print("\nkinds of address:")
    for scheme in found["schemes"]:
        print(f"  {scheme['help']}")
    return 0


def _watch(args: argparse.Namespace) -> int:
    """The list again and again: over the old one in a terminal, elsewhere only when something has come or gone."""
    before: object = None
    try:
        while True:
            found = _found(args.scan)
            there = [found["bluetooth"], *(one["address"] for one in (*found["sensors"], *found["ports"]))]
            if args.json:
                print(json.dumps(found), flush=True)
            elif sys.stdout.isatty():
                print(CLEAR + "\n".join([*_rows(found, args.scan), "", "Ctrl-C ends it."]), flush=True)
            elif there != before:
                print("\n".join([*_rows(found, args.scan), ""]), flush=True)
            before = there
            if not args.scan or found["bluetooth"]:
                time.sleep(PAUSE_S)
    except KeyboardInterrupt:
        return 0


def _found(scan_s: float) -> dict[str, Any]:
    heard = devices.nearby(scan_s) if scan_s else None
    sensors = [{**asdict(sensor), "signal": sensor.signal} for sensor in heard.sensors] if heard else []
    return {"sensors": sensors, "bluetooth": heard.why if heard else "not asked", **_ports.overview()}


def _rows(found: dict[str, Any], scan_s: float) -> list[str]:
    sensors, why = found["sensors"], found["bluetooth"]
    rows = [row for sensor in sensors for row in _sensor(sensor)]
    rows += [row for port in found["ports"] for row in _port(port)]
    if not rows:
        rows = ["no sensor is there; plug a board in, or start without one: pressure-coach live sim:"]
    return rows + ([f"\nBluetooth: {why or _summary(len(sensors), scan_s)}"] if scan_s else [])


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= LONGEST_S:
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
        about.append(f"{sensor['rssi']} dBm ({sensor['signal'].replace('weak', 'weak: bring it nearer')})")
    if sensor["battery"] is not None:
        about.append(f"battery {sensor['battery']} %")
    return [
        f"{sensor['name']}  {sensor['kind']} on Bluetooth",
        "    " + ", ".join(about),
        f"    try: pressure-coach live {sensor['address']}",
    ]


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
