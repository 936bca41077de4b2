"""What a person chose on the command line, checked. What was not said stays open: it is the command's or the file's."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from pressure_coach import plugins
from pressure_coach.apps import logs, units
from pressure_coach.calibrations import chooser
from pressure_coach.coaching.coach import Settings
from pressure_coach.coaching.limits import BY_NAME, value
from pressure_coach.devices import Device
from pressure_coach.errors import UsageError
from pressure_coach.judge import Options
from pressure_coach.signal import filters
from pressure_coach.signal.calibration import Calibration
from pressure_coach.signal.chunk import StreamInfo

if TYPE_CHECKING:
    from pressure_coach.recording.reader import Recording

DEFAULTS = Settings(ceiling_n=value("ceiling_n"))  # of a live session
SHORTEST_S = 1.0  # of a goal: settling alone takes so long
LONGEST_S = 86_400.0  # a day's rest is an answer, an endless one is a slip


def settings(args: argparse.Namespace, longest_s: float | None = None) -> dict[str, Any]:
    """The fields of Settings that the words name, a goal of ``longest_s`` at most. Raises UsageError."""
    said = vars(args)
    found: dict[str, Any] = {
        "target": None if said.get("target") is None else units.force(args.target),
        "band": None if said.get("band") is None else units.fraction(args.band),
        "goal_s": said.get("goal"),
        "ceiling_n": None if said.get("ceiling") is None else units.force(args.ceiling),
        "grace_s": said.get("grace"),
        "strict": said.get("strict"),
        "rest_s": said.get("rest"),
    }
    found = {name: item for name, item in found.items() if item is not None}
    for word, limit in (("--ceiling", BY_NAME["ceiling_n"]), ("--grace", BY_NAME["grace_s"])):
        number = found.get(limit.name, limit.default)
        if not limit.low <= number <= limit.high:
            raise UsageError(f"{word} is {number:g} {limit.unit}; choose {limit.low:g} to {limit.high:g} {limit.unit}.")
    _check_goal(found.get("goal_s"), longest_s)
    if "rest_s" in found and not value("rest_s") <= found["rest_s"] <= LONGEST_S:
        raise UsageError(f"--rest is {found['rest_s']:g} s; rest {value('rest_s'):g} s or more between holds.")
    return found


def _check_goal(goal_s: float | None, longest_s: float | None) -> None:
    limit = BY_NAME["goal_s"]
    most = limit.high if longest_s is None else longest_s
    if goal_s is not None and not SHORTEST_S <= goal_s <= most:
        raise UsageError(
            f"--goal is {goal_s:g} s; holds of {limit.low:g} to {limit.high:g} s were studied and shorter ones are "
            f"good for trying: choose {SHORTEST_S:g} to {most:g}."
        )


def options(args: argparse.Namespace) -> dict[str, Any]:
    """The fields of judge.Options that the words name. Raises UsageError."""
    said = vars(args)
    if (wanted := said.get("filter")) is not None and wanted not in (there := plugins.names(filters)):
        raise UsageError(f"--filter {wanted} is not known; choose one of {', '.join(there)}.")
    found = {"channel": said.get("channel"), "display": said.get("filter"), "auto_zero": said.get("auto_zero")}
    return {name: item for name, item in found.items() if item is not None}


def for_live(args: argparse.Namespace, recording: "Recording | None") -> tuple[Settings, Options]:
    """How a live session is judged: what was said, else what was recorded, else the defaults. Raises UsageError."""
    own, how = settings(args), options(args)
    if recording is None:
        return replace(DEFAULTS, **own), Options(**how)
    from pressure_coach.reading import recorded

    return recorded(Settings, recording, **own), recorded(Options, recording, **how)


def calibrate(
    args: argparse.Namespace, device: Device, warn: Callable[[str], None]
) -> Callable[[StreamInfo], Calibration | None]:
    """What a Judge asks: the calibration that was named, else that of the recording, the stored or the driver's own."""
    logs.tell(device)
    if getattr(device, "replayed", False) and not args.calibration and args.scale is None:
        own = device.calibration
        return lambda info: own  # the one of then, whatever is stored for this sensor today
    choose = chooser(args.calibration, args.scale, None, warn)
    return lambda info: choose(info) or device.calibration  # some sensors say it only once they are connected


def in_words(used: Settings, how: Options, recording: "Recording") -> str:
    """How the settings in use differ from a live session's defaults, and from the recorded ones; "" if in nothing."""
    from pressure_coach.reading import recorded

    now = {**asdict(used), **asdict(how)}
    usual = {**asdict(DEFAULTS), **asdict(Options())}
    then = {**asdict(recorded(Settings, recording)), **asdict(recorded(Options, recording))}
    kept = [_word(name, now) for name in now if now[name] == then[name] != usual[name]]
    own = [f"{_word(name, now)} instead of {_value(name, then)}" for name in now if now[name] != then[name]]
    parts = [f"judged as recorded: {', '.join(kept)}"] if kept else []
    parts += [f"changed by you: {', '.join(own)}"] if own else []
    return "; ".join(parts) + "." if parts else ""


_NAMES = {"display": "filter", "ceiling_n": "ceiling", "goal_s": "goal", "grace_s": "grace", "rest_s": "rest"}
_UNITS = {"target": " N", "ceiling_n": " N", "goal_s": " s", "grace_s": " s", "rest_s": " s"}


def _word(name: str, values: Mapping[str, Any]) -> str:
    return f"{_NAMES.get(name, name).replace('_', '-')} {_value(name, values)}"


def _value(name: str, values: Mapping[str, Any]) -> str:
    item = values[name]
    if item is None:
        return "none"
    if isinstance(item, bool):
        return "on" if item else "off"
    if name == "band":
        return f"{100 * item:g} %"
    return f"{item:g}{_UNITS.get(name, '')}" if isinstance(item, float | int) else str(item)
