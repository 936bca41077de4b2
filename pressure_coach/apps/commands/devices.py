"""list the sensors and ports that are there, and how to address them: devices [--json]"""

import argparse
import json
from typing import Any

from pressure_coach.devices import _ports


def arguments(parser: argparse.ArgumentParser) -> None:
    """Only the form."""
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """Run it."""
    found = _ports.overview()
    if args.json:
        print(json.dumps(found))
        return 0
    if not found["ports"]:
        print("no serial port is there; plug a board in, or start without one: pressure-coach live sim:")
    for port in found["ports"]:
        print("\n".join(_lines(port)))
    print("\nkinds of address:")
    for scheme in found["schemes"]:
        print(f"  {scheme['help']}")
    return 0


def _lines(port: dict[str, Any]) -> list[str]:
    about = (f"usb {port['usb']}" if port["usb"] else "", port["maker"], port["serial_number"])
    lines = [f"{port['device']}  {port['guess'] or port['description'] or 'serial port'}"]
    lines += ["    " + ", ".join(filter(None, about))] if any(about) else []
    if port["busy"]:
        lines.append(f"    in use by {port['used_by']}; close that program first")
    if port["may_open"] is False:
        lines.append("    you may not open it; opening it tells how to get the permission")
    lines += [f"    {port['note']}"] if port["note"] else []
    return [*lines, f"    try: pressure-coach live {port['address']}   or: pressure-coach live lines:{port['device']}"]
