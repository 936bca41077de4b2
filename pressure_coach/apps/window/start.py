"""How the window makes a session: as the command line said, with what was chosen in the window instead."""

import argparse
import math
from typing import TYPE_CHECKING, Any

from pressure_coach.errors import UsageError
from pressure_coach.mailbox import Inbox, Mailbox

if TYPE_CHECKING:
    from pressure_coach.apps.window.work import Build
    from pressure_coach.coaching.coach import Settings
    from pressure_coach.session import Session, Sink


class Start:
    """``address`` is the one in use, "" before one was chosen."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._args = args
        address = getattr(args, "address", None) or ""
        file = getattr(args, "file", None) if not address else None  # of the command 'replay'
        scheme, _, where = address.partition(":")
        self.replayed = file or (where.partition("?")[0] if scheme.lower() == "replay" else "")
        self.address = "" if self.replayed else address
        self.from_s = float(getattr(args, "from_s", 0.0))
        speed = str(getattr(args, "speed", None) or "1")
        try:
            self.speed = math.inf if speed in ("max", "0") else float(speed)
        except ValueError:
            self.speed = 0.0
        if not self.speed > 0.0:
            raise UsageError(f"--speed {speed} is no speed; write 1, 4, ... or max.")

    def settings_for(self, path: str) -> "Settings | None":
        """How a recording is judged: as it was recorded, but for what the command line says. None: just as recorded."""
        from pressure_coach.apps import chosen

        own = chosen.settings(self._args)
        if not own:
            return None
        from pressure_coach.coaching.coach import Settings
        from pressure_coach.reading import recorded
        from pressure_coach.recording.reader import read_recording

        settings: Settings = recorded(Settings, read_recording(path), **own)
        return settings

    def again(self, address: str, target_n: float | None = None, record: bool = False) -> "Build":
        """A Build for another session; whatever is wrong with it is raised when it is called, on its own thread."""
        self.address = address
        said = {**_usual(address), **vars(self._args)}
        said.update(address=address, record="" if record else None, view="window")
        if target_n is not None:
            said["target"] = f"{target_n!r}"
        elif not said.get("target") and address.startswith("sim:") and not address.startswith("sim:manual"):
            said["target"] = _simulated_target(address)  # a simulated person has a target in mind
        args = argparse.Namespace(**said)

        def build(sinks: "list[Sink]", mailbox: Mailbox | None, inbox: Inbox | None) -> "Session":
            from pressure_coach.apps.commands import live

            session: Session = live.builder(args)(sinks, mailbox, inbox)
            return session

        return build


def _simulated_target(address: str) -> str:
    from pressure_coach.devices import parse_address

    return parse_address(address).options.get("target", "200")


def _usual(address: str) -> dict[str, Any]:
    """What the command 'live' has where nothing is said."""
    from pressure_coach.apps.commands import live

    parser = argparse.ArgumentParser()
    live.arguments(parser)
    return vars(parser.parse_args([address]))
