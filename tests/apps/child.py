"""Run as a program: one view on its own standard streams, fed with pictures and orders as JSON lines through a pipe.

``child.py MODULE OPTIONS IN OUT``: numbers of the pipes' descriptors; acts and the end are reported on OUT.
"""

import importlib
import json
import os
import sys
import threading
from typing import Any

from pressure_coach.coaching.events import State
from pressure_coach.mailbox import Inbox, Mailbox, View
from pressure_coach.signal.chunk import Act


def main() -> None:
    if os.isatty(0):  # then Ctrl-C and the end of the terminal are heard, as in a shell
        import fcntl
        import termios

        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    module, options, source, sink = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    mailbox, ended = Mailbox(), threading.Event()

    def report(**row: Any) -> None:
        os.write(sink, (json.dumps(row) + "\n").encode())

    class Reporting(Inbox):
        def put(self, act: Act) -> None:
            report(act=act.kind, data=dict(act.data))

    class Broken(Mailbox):
        def latest(self) -> View:
            raise RuntimeError("a fault while drawing")

    def arrow(name: str) -> bool:
        report(arrow=name)
        return True

    def listen() -> None:
        with os.fdopen(source, encoding="utf-8") as lines:
            for line in lines:
                order = json.loads(line)
                if order.get("end"):
                    ended.set()
                else:
                    order["state"] = State(order["state"])
                    order["notes"], order["holds"] = tuple(order["notes"]), tuple(order["holds"])
                    mailbox.put(View(**order))

    threading.Thread(target=listen, daemon=True).start()
    if options.pop("broken", False):
        mailbox = Broken()
    run = importlib.import_module(f"pressure_coach.apps.{module}").run
    run(mailbox, Reporting(), ended, device_key=arrow, **options)
    report(left=ended.is_set())


main()
