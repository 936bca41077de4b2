"""The virtual environment of this checkout: which one to use, whether it is complete, and making it so.

For run.py. Standard library only; what takes time to import is imported where it is needed, because a second start
must not be felt. A folder's *stamp* says what an environment is fit for; it is written last, so that whatever was
interrupted is done again.
"""

import os
import sys
from io import TextIOWrapper

from tools import system

HERE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
STAMP = "pressure-coach.stamp"  # lines: its key, then the kinds that were installed, and "made" (by us)
UNFINISHED = ["unfinished", "made"]  # the stamp while an environment of ours is made or changed
LOCK = "pressure-coach.lock"  # held meanwhile
EXTRAS = {"run": [], "window": ["window"], "test": ["window", "test"]}  # what each kind of start needs besides


class Stop(Exception):
    """It cannot go on: the text says why, and what to do."""


def say(text: str) -> None:
    """To standard error: standard output belongs to what is started."""
    print(text, file=sys.stderr, flush=True)


# Decisions: they look, and leave everything as it is


def python_of(env: str, windows: bool = sys.platform == "win32") -> str:
    """The interpreter of an environment."""
    return os.path.join(env, "Scripts", "python.exe") if windows else os.path.join(env, "bin", "python")


def libraries_of(env: str, windows: bool = sys.platform == "win32") -> str:
    """Where an environment keeps its libraries, if it is one of the running Python's version."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return os.path.join(env, "Lib", "site-packages") if windows else os.path.join(env, "lib", version, "site-packages")


def has_pip(env: str) -> bool:
    """Whether an environment has an interpreter and, for the running Python's version, pip."""
    return os.path.exists(python_of(env)) and os.path.exists(os.path.join(libraries_of(env), "pip", "__init__.py"))


def writable(folder: str) -> bool:
    """Found by trying: permission bits mean little to root, on read-only disks and on Windows."""
    probe = os.path.join(folder, f".pressure-coach-{os.getpid()}")
    try:
        os.close(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.unlink(probe)
    except OSError:
        return False
    return True


def key_of(here: str) -> str:
    """What an environment must be made for: this system, Python and folder and, the last word, this pyproject.toml."""
    import hashlib

    with open(os.path.join(here, "pyproject.toml"), "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    return f"{sys.platform} {sys.version_info[0]}.{sys.version_info[1]} {here!a} {wanted}"


def stamp_of(env: str) -> list[str]:
    """The lines of an environment's stamp; [] without one."""
    try:
        with open(os.path.join(env, STAMP), encoding="ascii", errors="replace") as file:
            return file.read().splitlines()
    except OSError:
        return []


def ready(env: str, kind: str, key: str) -> bool:
    """Whether all that ``kind`` ("run", "window" or "test") needs is installed in an environment."""
    stamp = stamp_of(env)
    return stamp[:1] == [key] and kind in stamp and os.path.exists(python_of(env))


def must_be_made(env: str, key: str) -> bool:
    """Whether there is no environment, or one of ours that is half-made, broken, or for another Python or folder."""
    stamp = stamp_of(env)
    if "made" not in stamp:
        return not has_pip(env)
    return stamp[0].rpartition(" ")[0] != key.rpartition(" ")[0] or not os.path.exists(python_of(env))


def may_take(env: str) -> bool:
    """Whether a folder may be our environment. One that a person made is used if it will do, but never deleted."""
    import glob

    if not os.path.isdir(env):
        return writable(os.path.dirname(env))
    ours = "made" in stamp_of(env) or not set(os.listdir(env)) - {STAMP, LOCK}
    libraries = glob.glob(os.path.join(glob.escape(env), "[Ll]ib", "**", "*.dist-info"), recursive=True)
    hollow = os.path.exists(os.path.join(env, "pyvenv.cfg")) and not libraries  # Debian leaves these without pip
    return (ours or hollow or has_pip(env)) and writable(env)


def user_cache(platform: str, home: str, variables: dict[str, str]) -> str:
    """The user's folder for things that can be made again."""
    if platform == "win32":
        return variables.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    if platform == "darwin":
        return os.path.join(home, "Library", "Caches")
    return variables.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")


def choose(kind: str, key: str, here: str, running: str, cache: str) -> str:
    """The environment to use: the running one ("" for none), else .venv beside this file, else one in the cache."""
    import zlib

    if running and (ready(running, kind, key) or (has_pip(running) and writable(running))):
        return running
    beside = os.path.join(here, ".venv")
    if ready(beside, kind, key) or may_take(beside):
        return beside
    return os.path.join(cache, "pressure-coach", f"venv-{zlib.crc32(os.fsencode(here)):08x}")


def way_to_pip(ensurepip: bool, pip: bool, apt: bool, root: bool, sudo: bool) -> str:
    """How a new environment gets pip: "venv", "pip" (this Python lends its own), "apt", "sudo" (apt), "ask", "none"."""
    if ensurepip:
        return "venv"
    if pip:
        return "pip"
    if not apt:
        return "none"
    return "apt" if root else "sudo" if sudo else "ask"


# Deeds


def run(command: list[str], problem: str, **variables: str) -> None:
    """Run a command in silence. Raises Stop with ``problem`` and the command's last lines if it fails."""
    import subprocess

    with subprocess.Popen(
        command,
        cwd=HERE,
        env=dict(os.environ, **variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as child:
        said = child.communicate()[0].decode("utf-8", "replace")
    if child.returncode:
        raise Stop("\n    ".join([problem, *[line for line in said.splitlines() if line.strip()][-6:]]))


def lock(env: str) -> TextIOWrapper:
    """Wait until no other start changes this environment; the lock ends when the file is closed."""
    file = open(os.path.join(env, LOCK), "a", encoding="ascii")  # noqa: SIM115 - the caller closes it
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another start is setting up {env}: waiting for it ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            pass  # a disk without locks: most people start one at a time
    return file


def write_stamp(env: str, lines: list[str]) -> None:
    """Replace an environment's stamp."""
    with open(os.path.join(env, STAMP), "w", encoding="ascii") as file:
        file.write("\n".join(lines))


def find_way_to_pip() -> str:
    """way_to_pip() of this machine."""
    from importlib.metadata import PackageNotFoundError, version
    from importlib.util import find_spec

    try:
        pip = [int(part) for part in version("pip").split(".")[:2]] >= [22, 3]  # since then it knows --python
    except (PackageNotFoundError, ValueError):
        pip = False
    way = system.way_to_install()
    ensurepip = find_spec("ensurepip") is not None
    return way_to_pip(ensurepip, pip, apt=way != "none", root=way == "apt", sudo=way == "sudo")


def get_ensurepip(way: str) -> None:
    """Install what Debian keeps apart from Python. Raises Stop with the line to type if it may not, or cannot."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if way == "none":
        raise Stop(
            f"{sys.executable} cannot make a virtual environment, because its module ensurepip is missing: "
            "install that with your system's packages, and run this again."
        )
    if way == "ask":
        line = system.line_to_type([package])
        raise Stop(f"The package {package} is missing; type this, then run this again: {line}")
    say(f"Installing {package}, which Debian keeps apart from Python ...")
    install_packages([package], way)


def install_packages(packages: list[str], way: str) -> None:
    """Install Debian's packages, ``way`` "apt" or "sudo". Raises Stop with what apt-get said if that fails."""
    names = " ".join(packages)
    apt = ["sudo", "-n"] if way == "sudo" else []
    apt += ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    install = [*apt, "install", "--no-install-recommends", *packages]
    try:
        run(install, "")
    except Stop:  # a fresh machine has no lists of packages yet, an old one has lists that are out of date
        run([*apt, "update"], f"{names}: needed; with a network, run this again. apt-get update said:")
        run(install, f"{names}: needed and could not be installed. apt-get said:")


def get_packages(missing: list[str], who: str, otherwise: str) -> None:
    """See to Debian packages that ``who`` needs; it goes on without them, so only say what is then (``otherwise``)."""
    if not missing:
        return
    way = system.way_to_install()
    if way in ("apt", "sudo"):
        say(f"Installing {' '.join(missing)}, for {who} ...")
        try:
            install_packages(missing, way)
        except Stop as stop:
            say(f"{otherwise} {stop}")
    elif way == "ask":
        say(f"More of the system is needed for {who}; to have it, type: {system.line_to_type(missing)}")
    else:
        say(f"What Debian calls {' '.join(missing)} is needed for {who}: install yours.")


def get_system(kind: str) -> None:
    """What a kind of start needs besides Python: Qt's libraries, compilers for the firmware's tests, and programs."""
    if kind != "run":
        get_packages(system.missing_for_qt(x11=kind == "window"), "the window", "The window cannot be shown here.")
    if kind == "test" and sys.platform.startswith("linux"):
        get_packages(system.missing_for_firmware(), "the firmware's tests", "The firmware's tests will be skipped.")
        get_packages(system.missing_for_tests(), "other tests", "Some tests will be skipped.")


def make(env: str) -> None:
    """Make an environment from nothing, in a folder that is locked."""
    import shutil

    for name in set(os.listdir(env)) - {STAMP, LOCK}:
        path = os.path.join(env, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)
    write_stamp(env, UNFINISHED)
    way = find_way_to_pip()
    if way not in ("venv", "pip"):
        get_ensurepip(way)
    python = getattr(sys, "_base_executable", "") or sys.executable  # not that of an environment: it may be this one
    options = ["--without-pip"] if way == "pip" else []
    run([python, "-m", "venv", *options, env], f"The virtual environment {env} could not be made. Python said:")


def install(env: str, kind: str) -> None:
    """Install the project and what it needs into an environment; a project that is read-only is linked by hand."""
    pip = [python_of(env), "-m", "pip"]
    if not has_pip(env):
        pip = [sys.executable, "-m", "pip", "--python", python_of(env)]
    pip += ["install", "--quiet", "--no-input", "--disable-pip-version-check", "--retries", "2"]
    metadata = os.path.join(HERE, "pressure_coach.egg-info")
    if writable(HERE) and (writable(metadata) or not os.path.exists(metadata)):
        extras = ",".join(EXTRAS[kind])
        pip += ["--editable", f".[{extras}]" if extras else "."]
    else:
        import tomllib

        with open(os.path.join(HERE, "pyproject.toml"), "rb") as file:
            project = tomllib.load(file)["project"]
        besides = [project["optional-dependencies"][name] for name in EXTRAS[kind]]
        pip += sum(besides, project["dependencies"])
        with open(os.path.join(libraries_of(env), "pressure_coach.pth"), "w", encoding="ascii") as file:
            file.write(f"import sys; sys.path.append({HERE!a})\n")
    problem = "What pressure-coach needs could not be installed; with a network, run this again. pip said:"
    run(pip, problem, PIP_USER="0")


def fill(env: str, kind: str, key: str, anew: bool) -> None:
    """Make a locked environment fit for ``kind``, from nothing if ``anew``; the stamp comes last."""
    say(f"Setting up what pressure-coach needs in {env} (once, about a minute) ...")
    if anew:
        make(env)
    stamp = stamp_of(env)
    made = ["made"] if "made" in stamp else []
    before = [one for one in EXTRAS if one in stamp and stamp[0] == key]
    write_stamp(env, UNFINISHED if made else [])
    install(env, kind)
    get_system(kind)
    # What was there for another kind stays installed; a window of a person needs more of the system than the tests.
    kinds = {"run": ["run"], "window": ["run", "window"], "test": ["run", "test"]}[kind]
    write_stamp(env, [key, *kinds, *before, *made])


def prepare(kind: str) -> str:
    """Choose an environment, see to it that it holds what ``kind`` needs, and return its interpreter."""
    key = key_of(HERE)
    running = sys.prefix if sys.prefix != sys.base_prefix else ""
    env = choose(kind, key, HERE, running, user_cache(sys.platform, os.path.expanduser("~"), dict(os.environ)))
    if ready(env, kind, key):
        return python_of(env)
    os.makedirs(env, exist_ok=True)
    with lock(env):
        if not ready(env, kind, key):  # another start may have done it meanwhile
            fill(env, kind, key, env != running and must_be_made(env, key))
    return python_of(env)
