"""What the tests of the views share: views of every state, pictures of them, and a view in a real (pseudo) terminal."""

import contextlib
import dataclasses
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pressure_coach.apps.calm import Calm
from pressure_coach.apps.cells import Canvas
from pressure_coach.apps.scene import Scene
from pressure_coach.apps.screen import picture
from pressure_coach.apps.wording import Look
from pressure_coach.coaching.events import State
from pressure_coach.mailbox import View

NOW = 10**12  # ns
HOLD = View(
    t=30.0, host_ns=NOW, state=State.HOLDING, force=203.4, target=200.0, half_band=20.0, over=250.0, credit_s=23.4,
    device="serial:/dev/ttyUSB0", sfreq=80.0, valid=True,
)  # fmt: skip


def view(state: State, force: float = 203.4, **fields: Any) -> View:
    """A live, fresh view at a target of 200 N."""
    return dataclasses.replace(HOLD, state=state, force=force, **fields)


EVERY = {
    "waiting": View(),
    "no target": view(State.UNLOADED, 131.0, target=None, over=None, half_band=0.0),
    "ready": view(State.UNLOADED, 0.3, credit_s=0.0),
    "loading": view(State.LOADING, 120.0, credit_s=0.0),
    "holding": HOLD,
    "grace low": view(State.GRACE, 171.0, pause_left_s=9.5),
    "grace high": view(State.GRACE, 229.0, pause_left_s=9.5),
    "paused": view(State.PAUSED, 150.0, pause_left_s=6.2),
    "paused by key": view(State.PAUSED, 198.0, pause_left_s=6.2, key_paused=True),
    "lifted": view(State.LIFTED, 1.0, pause_left_s=6.2),
    "over": view(State.OVER, 264.0, pause_left_s=8.0),
    "unknown": view(State.UNKNOWN),
    "lost": view(State.NO_SIGNAL, link=False),
    "done": view(State.DONE, 190.0, credit_s=60.0),
    "partial": view(State.PARTIAL, 190.0),
    "rest": view(State.REST, 1.0, rest_left_s=24.2, holds=("DONE",)),
    "stopped": view(State.STOPPED, 12.0, stay_off_s=8.1),
}
UNSURE = frozenset({"waiting", "unknown", "lost"})


def calm_for(shown: View, age_s: float = 0.0, unit: str = "N") -> Calm:
    """What a view remembers when this is the first picture."""
    calm = Calm(unit)
    calm.look(shown, (shown.host_ns or NOW) + int(age_s * 1e9))
    return calm


def scene(
    shown: View, age_s: float = 0.0, lang: str = "en", ascii: bool = False, unit: str = "N", **more: Any
) -> Scene:
    """A view as the first picture of a screen, its samples ``age_s`` old."""
    return Scene(shown, calm_for(shown, age_s, unit), Look(lang, unit, ascii), **more)


def drawn(shown: View, width: int = 80, height: int = 24, **more: Any) -> Canvas:
    """The picture of a view."""
    return picture(scene(shown, **more), width, height)


def text_of(shown: View, width: int = 80, height: int = 24, **more: Any) -> str:
    """The picture's small print."""
    return "\n".join(drawn(shown, width, height, **more).lines())


class Pty:
    """A view in a pseudo terminal of its own process, and an in-memory terminal that shows what it draws."""

    def __init__(self, module: str, options: dict[str, Any], env: dict[str, str], size: tuple[int, int]) -> None:
        import fcntl
        import pty
        import struct
        import termios

        import pyte

        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        self.master, slave = pty.openpty()
        self.claim_size = lambda columns, rows: fcntl.ioctl(
            self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0)
        )
        self.claim_size(*size)
        self.attributes = lambda: termios.tcgetattr(slave)
        self.before = self.attributes()
        orders, self._orders = os.pipe()
        self._reports, reports = os.pipe()
        names = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **env}
        kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLORTERM", "TERM", "COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("child.py")), module, json.dumps(options),
             str(orders), str(reports)],
            stdin=slave, stdout=slave, stderr=slave, pass_fds=(orders, reports), env=kept | names,
            start_new_session=True,
        )  # fmt: skip
        os.close(orders)
        os.close(reports)
        self._slave = slave
        self._heard = b""
        self.told: list[dict[str, Any]] = []

    def show(self, shown: View) -> None:
        """Put a view into the child's mailbox, to be taken as fresh however long the test takes."""
        row = dataclasses.asdict(shown)
        row["host_ns"] = 2**62 if shown.host_ns == NOW else shown.host_ns
        os.write(self._orders, (json.dumps(row) + "\n").encode())

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self.master, keys)

    def end(self) -> None:
        """Set ``ended``."""
        os.write(self._orders, b'{"end": true}\n')

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size."""
        self.screen.resize(rows, columns)
        self.claim_size(columns, rows)

    @property
    def text(self) -> str:
        """What the terminal shows."""
        return "\n".join(self.screen.display)

    def until(self, condition: Callable[[], Any], within_s: float = 8.0) -> None:
        """Let the child work until something is true of the screen or of what was told."""
        deadline = time.monotonic() + within_s
        while not condition():
            left = deadline - time.monotonic()
            assert left > 0, f"did not happen; told {self.told}; screen:\n{self.text}"
            self.turn(left)

    def turn(self, timeout_s: float) -> bool:
        """Take in what the child has written; False when nothing came in time, or it has ended."""
        ready, _, _ = select.select([self.master, self._reports], [], [], min(timeout_s, 0.2))
        got = False
        if self.master in ready:
            with contextlib.suppress(OSError):
                data = os.read(self.master, 65536)
                got = bool(data)
                self.sent += data
                self._stream.feed(data)
        if self._reports in ready:
            data = os.read(self._reports, 65536)
            got = got or bool(data)
            self._heard += data
            *lines, self._heard = self._heard.split(b"\n")
            self.told += [json.loads(line) for line in lines]
        return got

    def acts(self) -> list[str]:
        """The kinds of the acts so far."""
        return [row["act"] for row in self.told if "act" in row]

    def left(self) -> bool:
        """The view has returned, with ``ended`` set."""
        return {"left": True} in self.told

    def ends(self) -> int:
        """Wait for the child to end, taking in its last words; returns its exit status."""
        deadline = time.monotonic() + 8.0
        while self.process.poll() is None and time.monotonic() < deadline:
            self.turn(0.05)
        while self.turn(0.01):
            pass
        return self.process.wait(timeout=1.0)

    def close(self) -> None:
        """End everything."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        for descriptor in (self._orders, self._reports, *({self.master, self._slave} - {-1})):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def hang_up(self) -> None:
        """Close the terminal's window."""
        os.close(self._slave)
        os.close(self.master)
        self.master = self._slave = -1

    def until_told_left(self) -> None:
        """Wait for the view's return where there is no terminal to look at any more."""
        deadline = time.monotonic() + 8.0
        while not self.left():
            left = deadline - time.monotonic()
            assert left > 0, f"still there; told {self.told}"
            if select.select([self._reports], [], [], left)[0]:
                self.told += [json.loads(line) for line in os.read(self._reports, 65536).splitlines()]


@contextlib.contextmanager
def in_pty(
    module: str = "terminal", size: tuple[int, int] = (80, 24), env: dict[str, str] | None = None, **options: Any
) -> Iterator[Pty]:
    """A view in a pseudo terminal."""
    child = Pty(module, options, env or {}, size)
    try:
        yield child
    finally:
        child.close()
