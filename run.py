"""Starts pressure-coach or runs its tests; the first time it makes the virtual environment that they need.

    python3 run.py               the gauge on a simulated sensor              Windows: py run.py
    python3 run.py window        the same in a window
    python3 run.py live ADDRESS  any command of pressure-coach
    python3 run.py test          all tests; further words are for pytest      Windows: py run.py test

Standard library only. Python 3.6 must be able to read this file, so that an old Python gets a sentence and no
SyntaxError. There is no "#!" line, because ``py`` on Windows would go and search for the Unix name in it.
"""

import os
import sys

OLDEST = (3, 11)
HERE = os.path.dirname(os.path.realpath(__file__))
CHECKS = (
    ("ruff check", ["ruff", "check", "--quiet", "."]),
    ("ruff format", ["ruff", "format", "--quiet", "--diff", "."]),
    ("mypy", ["mypy"]),
    ("pytest", ["pytest"]),
)


def too_old(version: "tuple[int, ...]", executable: str, newer: str) -> str:
    """The sentence for an old Python, "" for a good one; newer: the name of a better one on this machine, or ""."""
    if version[:2] >= OLDEST:
        return ""
    text = f"pressure-coach needs Python 3.{OLDEST[1]} or newer, and {executable} is {version[0]}.{version[1]}"
    if newer:
        return f"{text}; a newer one is here, so type: {newer} run.py"
    return f"{text}: install a newer one, from python.org or with your system's packages, and run this with it."


def newer_python() -> str:
    """The name of a Python on this machine that is new enough and starts, or ""."""
    import subprocess

    for minor in range(OLDEST[1] + 9, OLDEST[1] - 1, -1):
        try:
            subprocess.check_output([f"python3.{minor}", "-c", ""], stderr=subprocess.DEVNULL)
            return f"python3.{minor}"
        except (OSError, subprocess.CalledProcessError):
            pass
    return ""


def start(python: str, arguments: "list[str]") -> int:
    """Become pressure-coach (on Windows: its parent). -P: a file where the person stands must not hide a library."""
    command = [python, "-P", "-m", "pressure_coach", *arguments]
    if sys.platform != "win32":
        os.execv(python, command)
    import signal
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the child
    return subprocess.call(command)


def test(python: str, arguments: "list[str]") -> int:
    """Run all checks, the tests last; 0 when all have passed."""
    import subprocess

    from tools.environment import writable

    variables = dict(os.environ)
    arguments = arguments or ["-n", "auto", "--maxprocesses", "4"]  # a choice of tests is quicker in one process
    if not writable(HERE):  # then the tools' own caches go where there is room
        cache = os.path.join(os.path.dirname(os.path.dirname(python)), "cache")
        variables.update(
            MYPY_CACHE_DIR=os.path.join(cache, "mypy"),
            RUFF_CACHE_DIR=os.path.join(cache, "ruff"),
            HYPOTHESIS_STORAGE_DIRECTORY=os.path.join(cache, "hypothesis"),
            PYTHONDONTWRITEBYTECODE="1",
        )
        arguments = ["-p", "no:cacheprovider", *arguments]
    failed = []
    for name, words in CHECKS:
        print("==", name, flush=True)
        if subprocess.call([python, "-m", *words, *(arguments if name == "pytest" else [])], cwd=HERE, env=variables):
            failed.append(name)
    print(f"FAILED: {', '.join(failed)}; what is wrong stands above." if failed else "All passed.", flush=True)
    return 1 if failed else 0


def main(arguments: "list[str]") -> int:
    """Returns the exit status."""
    if sys.version_info[:2] < OLDEST:
        print(too_old(sys.version_info[:2], sys.executable, newer_python()), file=sys.stderr)
        return 1
    sys.path.insert(0, HERE)
    from tools.environment import Stop, prepare, say

    try:
        if arguments[:1] == ["test"]:
            return test(prepare("test"), arguments[1:])
        return start(prepare("window" if "window" in arguments else "run"), arguments)
    except Stop as stop:
        say(str(stop))
    except OSError as error:
        say(f"The virtual environment could not be made or used: {error}. Delete it if it exists, and run this again.")
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
