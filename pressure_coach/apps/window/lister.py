"""What could be opened: ports, simulated persons, recordings. Asked every second, in a thread, while one chooses."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from pressure_coach.apps.texts import CATALOGUE, say, spoken
from pressure_coach.apps.window.air import Air

EVERY_S = 1.0
NEWEST = 4  # recordings that are offered by name


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be chosen. ``address`` "" heads a group; ``FILE`` asks for a file."""

    title: str
    address: str = ""
    detail: str = ""
    likely: bool = False  # a board on USB with nothing in the way: chosen for who has not chosen yet


FILE = "replay:"
SIM = "window.sim."  # the texts name the scenarios, so that the list is there before the simulator is


def entries(lang: str, air: Air | None = None) -> list[Entry]:
    """Everything, in groups; looks at ports, at what was heard on the air, and at the folder of recordings."""
    return [*_ports(lang), *(_heard(lang, air) if air is not None else ()), *simulated(lang), *_recordings(lang)]


def at_first(lang: str) -> list[Entry]:
    """What can be shown before anything was looked at."""
    waiting = Entry("", "", say(lang, "window.pick.looking"))
    return [Entry(say(lang, "window.pick.ports")), waiting, *simulated(lang), *_files(lang, [])]


def simulated(lang: str) -> list[Entry]:
    """The simulated persons, by what they do."""
    keys = [key for key in CATALOGUE["en"] if key.startswith(SIM)]
    named = [(say(lang, key), f"sim:{key.removeprefix(SIM)}") for key in keys]
    return [Entry(say(lang, "window.pick.sims")), *(Entry(title, address, address) for title, address in named)]


def _ports(lang: str) -> list[Entry]:
    from pressure_coach.devices._ports import list_ports

    found = [Entry(say(lang, "window.pick.ports"))]
    for port in list_ports():
        name = port.guess or port.description or port.device
        state = ""
        if port.busy:
            state = say(lang, "window.pick.busy", by=port.used_by)
        elif port.may_open is False:
            state = say(lang, "window.pick.locked")
        for scheme, kind in (("serial", "window.pick.wire"), ("lines", "window.pick.lines")):
            address = f"{scheme}:{port.device}"
            detail = ", ".join(part for part in (address, say(lang, kind), state) if part)
            found.append(Entry(name, address, detail, scheme == "serial" and bool(port.usb) and not state))
    if len(found) == 1:
        found.append(Entry("", "", say(lang, "window.pick.none")))
    return found


def _heard(lang: str, air: Air) -> list[Entry]:
    """Bluetooth sensors; without any, only why there can be none."""
    found = []
    for sensor in air.sensors:
        signal = say(lang, f"window.pick.{sensor.signal}") if sensor.signal else ""
        battery = say(lang, "info.battery", level=f"{sensor.battery} %") if sensor.battery is not None else ""
        detail = ", ".join(filter(None, (sensor.kind, sensor.address, signal, battery)))
        found.append(Entry(sensor.name, sensor.address, detail))
    if not found and not air.why:
        return []
    why = spoken(lang, air.why.partition(";")[0])  # in one line; the command 'devices' says the remedy as well
    return [
        Entry(say(lang, "window.pick.air")),
        *(found or [Entry("", "", f"{why[:1].upper()}{why[1:].rstrip('.')}.")]),
    ]


def _recordings(lang: str) -> list[Entry]:
    from pressure_coach import places
    from pressure_coach.errors import RecordingError

    try:
        newest = places.listed()[:NEWEST]
    except RecordingError:  # a folder that may not be read: any other can be opened all the same
        newest = []
    return _files(lang, newest)


def _files(lang: str, newest: Sequence[Path]) -> list[Entry]:
    head = Entry(say(lang, "window.pick.files"))
    named = [Entry(path.stem.replace("_", "  "), f"{FILE}{path}", path.name) for path in newest]
    return [head, *named, Entry(say(lang, "window.pick.file"), FILE, "")]


class Lister(QObject):
    """Calls ``show(entries)`` on the Qt thread when there is something else to choose, from ``start`` to ``stop``."""

    _found = Signal(object)

    def __init__(
        self, look: Callable[[], list[Entry]], show: Callable[[list[Entry]], None], air: Air | None = None
    ) -> None:
        super().__init__()
        self._look, self._air = look, air
        self._last: list[Entry] | None = None
        self._stop: threading.Event | None = None
        self._thread: threading.Thread | None = None
        self._found.connect(show, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Look now, and every second from now on."""
        if self._stop is None:
            if self._air is not None:
                self._air.start()
            self._stop = threading.Event()
            self._thread = threading.Thread(target=self._run, args=(self._stop,), name="lister", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """No more calls, apart from one that may be on its way."""
        if self._stop is not None and self._thread is not None:
            if self._air is not None:
                self._air.stop()
            self._stop.set()
            self._thread.join(EVERY_S)
            self._stop = self._thread = None

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                found = self._look()
            except OSError:  # a port that vanished while it was looked at: the next look is better
                found = self._last or []
            if found != self._last and not stop.is_set():
                self._last = found
                self._found.emit(found)
            stop.wait(EVERY_S)
