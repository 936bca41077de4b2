"""measure the zero of an unloaded sensor: tare ADDRESS [--json]

A zero belongs to a session: during one press Z, or start it with --tare. This command shows whether the sensor is
steady enough for a zero, where the zero lies and how large the noise is.
"""

import argparse

from pressure_coach.apps import chosen, jsonlines, meant, running, units
from pressure_coach.coaching.coach import Settings
from pressure_coach.devices import Device, open_device
from pressure_coach.errors import CalibrationError, DeviceError
from pressure_coach.session import Session
from pressure_coach.signal.zeroing import Zero

SECONDS = 3.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """Address, calibration, form."""
    parser.add_argument("address", metavar="ADDRESS", help="scheme:where, such as serial:/dev/ttyUSB0")
    parser.add_argument("--calibration", metavar="FILE", help="how many newtons a count is; default: the stored one")
    parser.add_argument("--scale", type=float, metavar="N_PER_COUNT", help="newtons a count, instead of a calibration")
    parser.add_argument("--unit", choices=tuple(units.NEWTONS), default="N", help="unit on display (default N)")
    parser.add_argument("--json", action="store_true", help="as one line of JSON")


def measure(args: argparse.Namespace, device: Device) -> Zero:
    """The zero of a sensor. Raises CalibrationError when it does not hold still, DeviceError when nothing comes."""
    choose = chosen.calibrate(args, device, running.say)
    session = Session(device, Settings(), calibrate=choose, for_s=SECONDS)
    session.run()
    chain = session.judge.chain
    if chain is None:
        raise DeviceError(f"no sample came from {args.address}; check the cable and the address, then try again.")
    try:
        return chain.tare()
    except CalibrationError as error:
        raise CalibrationError(f"no zero: {error}") from error


def run(args: argparse.Namespace) -> int:
    """Run it. Raises what ``measure`` raises."""
    args.address = meant.sensor(args.address, running.say)
    device = open_device(args.address)
    zero = measure(args, device)
    row = {
        "event": "tare",
        "zero_counts": list(zero.counts),
        "noise": zero.noise,
        "unit": zero.unit,
        "moved": zero.moved,
    }
    if args.json:
        print(jsonlines.line({**row, "simulated": device.simulated}))
        return 0
    mark = "SIMULATED sensor: " if device.simulated else ""
    counts = ", ".join(f"{count:.0f}" for count in zero.counts)
    print(f"{mark}steady; zero at {counts} counts, noise {zero.noise:.3g} {zero.unit} (1 sigma)")
    if zero.moved is not None:
        print(f"the zero lies {zero.moved:+.2f} {zero.unit} from that of the calibration")
    print("use it with: live --tare, or press Z while nothing is on the sensor")
    return 0
