"""print every number of the coaching with its range and its basis: limits [--json]"""

import argparse
import json
from dataclasses import asdict

from pressure_coach.coaching.limits import TABLE, Limit


def arguments(parser: argparse.ArgumentParser) -> None:
    """Only the form."""
    parser.add_argument("--json", action="store_true", help="as JSON")


def _range(limit: Limit) -> str:
    return "fixed" if limit.low == limit.high else f"{limit.low:g} to {limit.high:g}"


def run(args: argparse.Namespace) -> int:
    """Run it."""
    if args.json:
        print(json.dumps([asdict(limit) for limit in TABLE]))
        return 0
    print(f"{'name':18} {'default':>8} {'range':>12}  {'unit':14} basis (J: a judgement without a source)")
    for limit in TABLE:
        print(f"{limit.name:18} {limit.default:>8g} {_range(limit):>12}  {limit.unit:14} {limit.basis}")
    return 0
