"""tools/environment.py: what it decides on machines that this one is not; nothing is installed here."""

import os
import sys
from pathlib import Path

import pytest

from tools import environment

ROOT = Path(environment.HERE)
KEY = "linux 3.11 '/here' abc"
Commands = list[list[str]]


def make_env(env: Path, *stamp: str, pip: bool = True) -> Path:
    """A folder that looks like a virtual environment of this Python, with pip or without, with a stamp or none."""
    python = Path(environment.python_of(str(env)))
    libraries = Path(environment.libraries_of(str(env)))
    for folder in (python.parent, libraries):
        folder.mkdir(parents=True)
    python.touch()
    (env / "pyvenv.cfg").touch()
    if pip:
        (libraries / "pip").mkdir()
        (libraries / "pip" / "__init__.py").touch()
    if stamp:
        (env / environment.STAMP).write_text("\n".join(stamp))
    return env


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The commands that would have run."""
    kept: Commands = []
    monkeypatch.setattr(environment, "run", lambda command, problem, **variables: kept.append(command))
    return kept


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Folders that cannot be written, whoever runs the tests."""
    closed: list[str] = []
    real = environment.writable
    monkeypatch.setattr(environment, "writable", lambda folder: str(folder) not in closed and real(folder))
    return closed


# Which environment


def test_the_interpreter_is_where_each_system_keeps_it() -> None:
    assert environment.python_of("e", windows=True) == os.path.join("e", "Scripts", "python.exe")
    assert environment.python_of("e", windows=False) == os.path.join("e", "bin", "python")


def test_the_cache_is_where_each_system_keeps_it() -> None:
    assert environment.user_cache("win32", "h", {"LOCALAPPDATA": "L"}) == "L"
    assert environment.user_cache("darwin", "h", {}) == os.path.join("h", "Library", "Caches")
    assert environment.user_cache("linux", "h", {}) == os.path.join("h", ".cache")
    assert environment.user_cache("linux", "h", {"XDG_CACHE_HOME": "X"}) == "X"


def test_the_running_environment_is_used(tmp_path: Path) -> None:
    running = str(make_env(tmp_path / "mine"))
    assert environment.choose("run", KEY, str(tmp_path), running, "cache") == running


def test_a_running_environment_without_pip_is_left_alone(tmp_path: Path) -> None:
    running = str(make_env(tmp_path / "mine", pip=False))
    assert environment.choose("run", KEY, str(tmp_path), running, "cache") == str(tmp_path / ".venv")


def test_a_running_environment_that_is_read_only_is_used_only_when_complete(
    tmp_path: Path, read_only: list[str]
) -> None:
    running = make_env(tmp_path / "mine")
    read_only.append(str(running))
    assert environment.choose("run", KEY, str(tmp_path), str(running), "cache") == str(tmp_path / ".venv")
    (running / environment.STAMP).write_text(f"{KEY}\nrun")
    assert environment.choose("run", KEY, str(tmp_path), str(running), "cache") == str(running)


def test_a_read_only_project_gets_its_environment_in_the_cache(tmp_path: Path, read_only: list[str]) -> None:
    read_only.append(str(tmp_path))
    chosen = environment.choose("run", KEY, str(tmp_path), "", "cache")
    assert Path(chosen).parent == Path("cache", "pressure-coach")
    assert chosen != environment.choose("run", KEY, str(tmp_path / "other"), "", "cache")


def test_a_complete_environment_of_somebody_else_is_used_though_it_is_read_only(
    tmp_path: Path, read_only: list[str]
) -> None:
    made = make_env(tmp_path / ".venv", KEY, "run", "made")
    read_only += [str(tmp_path), str(made)]
    assert environment.choose("run", KEY, str(tmp_path), "", "cache") == str(made)
    assert environment.choose("test", KEY, str(tmp_path), "", "cache") != str(made)


def test_an_environment_that_a_person_made_is_never_deleted(tmp_path: Path) -> None:
    theirs = make_env(tmp_path / ".venv")
    assert environment.may_take(str(theirs))
    assert not environment.must_be_made(str(theirs), KEY)
    other = make_env(tmp_path / "other", pip=False)
    (other / "lib" / "python3.1" / "site-packages" / "numpy-2.dist-info").mkdir(parents=True)
    assert not environment.may_take(str(other))


def test_what_debian_leaves_behind_without_ensurepip_is_made_again(tmp_path: Path) -> None:
    hollow = make_env(tmp_path / ".venv", pip=False)
    assert environment.may_take(str(hollow))
    assert environment.must_be_made(str(hollow), KEY)


@pytest.mark.parametrize(
    ("stamp", "again"),
    [
        (environment.UNFINISHED, True),
        ([KEY, "run", "made"], False),
        ([KEY.replace("3.11", "3.12"), "run", "made"], True),
        ([KEY.replace("/here", "/moved"), "run", "made"], True),
        ([KEY.replace("abc", "other"), "run", "made"], False),
    ],
)
def test_an_environment_of_ours_is_made_again_when_half_made_or_for_another_python_or_folder(
    tmp_path: Path, stamp: list[str], again: bool
) -> None:
    assert environment.must_be_made(str(make_env(tmp_path / ".venv", *stamp)), KEY) is again


def test_an_environment_whose_python_is_gone_is_made_again(tmp_path: Path) -> None:
    env = make_env(tmp_path / ".venv", KEY, "run", "made")
    Path(environment.python_of(str(env))).unlink()
    assert not environment.ready(str(env), "run", KEY)
    assert environment.must_be_made(str(env), KEY)


def test_ready_means_this_python_this_folder_this_pyproject_and_this_kind(tmp_path: Path) -> None:
    env = str(make_env(tmp_path / ".venv", KEY, "run", "made"))
    assert environment.ready(env, "run", KEY)
    assert not environment.ready(env, "test", KEY)
    assert not environment.ready(env, "run", KEY + "d")
    assert not environment.ready(str(tmp_path / "nothing"), "run", KEY)


def test_a_changed_pyproject_changes_the_key(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("a")
    before = environment.key_of(str(tmp_path))
    (tmp_path / "pyproject.toml").write_text("b")
    after = environment.key_of(str(tmp_path))
    assert before != after
    assert before.rpartition(" ")[0] == after.rpartition(" ")[0]
    assert environment.key_of(str(tmp_path)).isascii()


# Making it


@pytest.mark.parametrize(
    ("ensurepip", "pip", "apt", "root", "sudo", "way"),
    [
        (True, False, True, False, False, "venv"),
        (False, True, True, False, False, "pip"),
        (False, False, True, True, False, "apt"),
        (False, False, True, False, True, "sudo"),
        (False, False, True, False, False, "ask"),
        (False, False, False, True, False, "none"),
    ],
)
def test_pip_comes_from_where_it_can(
    ensurepip: bool, pip: bool, apt: bool, root: bool, sudo: bool, way: str
) -> None:  # fmt: skip
    assert environment.way_to_pip(ensurepip, pip, apt, root, sudo) == way


def test_without_rights_the_line_to_type_is_told(commands: Commands) -> None:
    with pytest.raises(environment.Stop, match=r"type this.*apt-get install -y python3\.\d+-venv"):
        environment.get_ensurepip("ask")
    with pytest.raises(environment.Stop, match="ensurepip is missing"):
        environment.get_ensurepip("none")
    assert commands == []


@pytest.mark.parametrize(("way", "first"), [("apt", "env"), ("sudo", "sudo")])
def test_with_rights_the_missing_package_is_installed(commands: Commands, way: str, first: str) -> None:
    environment.get_ensurepip(way)
    assert commands[0][0] == first
    assert commands[0][-1] == f"python3.{sys.version_info[1]}-venv"


def test_a_machine_without_package_lists_gets_them_first(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: Commands = []

    def fails_once(command: list[str], problem: str, **variables: str) -> None:
        kept.append(command)
        if len(kept) == 1:
            raise environment.Stop("no such package")

    monkeypatch.setattr(environment, "run", fails_once)
    environment.get_ensurepip("apt")
    assert [("update" in command) for command in kept] == [False, True, False]


def test_a_failing_command_ends_in_its_last_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "HERE", os.getcwd())
    with pytest.raises(environment.Stop) as caught:
        environment.run([sys.executable, "-c", "print('\\n'.join('abcdefgh'), flush=True); exit(3)"], "It failed:")
    assert str(caught.value).split() == ["It", "failed:", *"cdefgh"]


@pytest.mark.parametrize(("kind", "what"), [("run", "."), ("window", ".[window]"), ("test", ".[window,test]")])
def test_the_project_is_installed_editable_with_what_is_needed(
    tmp_path: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch, kind: str, what: str
) -> None:
    monkeypatch.setattr(environment, "HERE", str(tmp_path))
    environment.install(str(make_env(tmp_path / ".venv")), kind)
    assert commands[0][-2:] == ["--editable", what]
    assert commands[0][0] == environment.python_of(str(tmp_path / ".venv"))


def test_an_environment_without_pip_borrows_this_python_s(tmp_path: Path, commands: Commands) -> None:
    env = str(make_env(tmp_path / ".venv", pip=False))
    environment.install(env, "run")
    assert commands[0][:5] == [sys.executable, "-m", "pip", "--python", environment.python_of(env)]


def test_a_read_only_project_is_linked_whatever_its_path_is_called(
    tmp_path: Path, commands: Commands, read_only: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "mein Übungs'ordner"
    here.mkdir()
    Path(here, "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), "utf-8")
    read_only.append(str(here))
    monkeypatch.setattr(environment, "HERE", str(here))
    env = make_env(tmp_path / "env")
    environment.install(str(env), "run")
    assert "--editable" not in commands[0]
    assert any(word.startswith("numpy") for word in commands[0])
    link = Path(environment.libraries_of(str(env)), "pressure_coach.pth").read_bytes()
    path: list[str] = []
    monkeypatch.setattr(sys, "path", path)
    exec(link.decode("ascii"))
    assert path == [str(here)]


def test_an_interrupted_start_leaves_an_environment_that_is_made_again(
    tmp_path: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(env: str, kind: str) -> None:
        raise KeyboardInterrupt

    env = tmp_path / ".venv"
    env.mkdir()
    (env / "rubbish").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(environment, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            environment.fill(str(env), "run", KEY, anew=True)
    assert not (env / "rubbish").exists()
    assert environment.must_be_made(str(env), KEY)
    assert environment.may_take(str(env))
    monkeypatch.setattr(environment, "install", lambda env, kind: make_env(Path(env)))
    environment.fill(str(env), "test", KEY, anew=True)
    assert environment.ready(str(env), "run", KEY)
    assert environment.ready(str(env), "test", KEY)


def test_an_environment_that_a_person_made_stays_theirs_after_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(env: str, kind: str) -> None:
        raise environment.Stop("no network")

    env = str(make_env(tmp_path / ".venv", KEY, "run"))
    monkeypatch.setattr(environment, "install", fails)
    with pytest.raises(environment.Stop):
        environment.fill(env, "test", KEY, anew=False)
    assert not environment.must_be_made(env, KEY)
    assert not environment.ready(env, "run", KEY)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock")
def test_two_starts_do_not_change_one_environment_at_once(tmp_path: Path) -> None:
    import fcntl

    with open(tmp_path / environment.LOCK, "w") as second:
        with environment.lock(str(tmp_path)), pytest.raises(BlockingIOError):
            fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
