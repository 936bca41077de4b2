"""A machine that lives for one command, and is one process of ours."""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

INIT = Path(__file__).with_name("init.sh")
ENDED = "THE JOB ENDED WITH "  # a User-mode Linux itself ends with 0 whatever happens in it
MEMORY = "768M"


def run(kernel: Path, folder: Path, *command: str | Path, env: Mapping[str, str], patience_s: float) -> tuple[int, str]:
    """Boot, run a command as root, and halt: its exit status, and what stood on the console. ``folder``: for the job.

    The machine sees this computer's files and cannot change them. Its status is -1 when it never came to an end.
    """
    job = folder / "job"
    ours = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/run", "TMPDIR": "/run", "PYTHONDONTWRITEBYTECODE": "1"}
    words = [f"{name}={value}" for name, value in {**ours, **env}.items()]
    line = " ".join(shlex.quote(str(word)) for word in ("/usr/bin/env", "-i", *words, *command))
    job.write_text(f"cd {shlex.quote(os.getcwd())}\n{line}\n", encoding="utf-8")
    linux: list[str | Path] = [kernel, f"mem={MEMORY}", "rootfstype=hostfs", "rootflags=/", "ro"]
    linux += ["con=null", "con0=null,fd:1", "con1=null", "quiet", f'JOB="{job}"']
    linux += ["init=/bin/busybox", "--", "sh", INIT]
    with subprocess.Popen(linux, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True) as machine:
        try:
            out, _ = machine.communicate(timeout=patience_s)
        except subprocess.TimeoutExpired:
            os.killpg(machine.pid, signal.SIGKILL)  # it and all that runs in it
            out, _ = machine.communicate()
    said = out.decode("utf-8", "replace").replace("\r", "")
    _, mark, rest = said.rpartition(ENDED)
    return int(rest.split()[0]) if mark else -1, said
