"""A D-Bus daemon for ourselves: no root, no systemd, gone after the tests."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/>
  </policy>
</busconfig>
"""


def missing() -> str | None:
    """Why there can be no such bus here; None: there can."""
    return None if which("dbus-daemon") else "dbus-daemon is not installed (on Debian: apt install dbus-daemon)"


@contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """A daemon at work; gives its address."""
    config = folder / "bus.conf"
    config.write_text(CONFIG.format(socket=folder / "bus"), encoding="utf-8")
    command = ("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()
