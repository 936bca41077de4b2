"""run.py: an old Python, the words that it passes on, and what it says of a failure; nothing is installed here."""

import ast
import os
import sys
from pathlib import Path

import pytest

import run
from tools import environment


def test_an_old_python_can_read_the_script() -> None:
    source = ast.parse(Path(run.__file__).read_text(encoding="utf-8"), feature_version=(3, 6))
    for node in ast.walk(source):
        if isinstance(node, ast.FunctionDef):  # annotations are evaluated: list[str] and str | None are too new
            notes = [argument.annotation for argument in node.args.args] + [node.returns]
            assert all(isinstance(note, ast.Name | ast.Constant) for note in notes), node.name
        assert not (isinstance(node, ast.ImportFrom) and node.module == "__future__"), "annotations came with 3.7"


def test_the_script_has_no_unix_line_for_windows_to_stumble_over() -> None:
    assert not Path(run.__file__).read_bytes().startswith(b"#!")


def test_the_oldest_python_is_the_one_that_the_package_asks_for() -> None:
    pyproject = Path(run.HERE, "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={run.OLDEST[0]}.{run.OLDEST[1]}"' in pyproject


def test_an_old_python_is_told_in_one_sentence_what_to_do() -> None:
    assert run.too_old((3, 11), "python3", "") == run.too_old((3, 14), "python3", "") == ""
    assert "3.11 or newer" in run.too_old((3, 9), "python3", "")
    assert run.too_old((3, 9), "python3", "python3.12").endswith("type: python3.12 run.py")


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of environments that were asked for; this Python is all of them."""
    kinds: list[str] = []

    def prepare(kind: str) -> str:
        kinds.append(kind)
        return sys.executable

    monkeypatch.setattr(environment, "prepare", prepare)
    return kinds


@pytest.mark.skipif(sys.platform == "win32", reason="Windows starts a child instead")
def test_words_are_passed_on_to_the_program(monkeypatch: pytest.MonkeyPatch, prepared: list[str]) -> None:
    started: list[list[str]] = []

    def execv(path: str, command: list[str]) -> None:
        started.append(command)
        raise OSError("stop here")

    monkeypatch.setattr(os, "execv", execv)
    assert run.main(["live", "sim:", "--for", "3"]) == 1
    assert started == [[sys.executable, "-P", "-m", "pressure_coach", "live", "sim:", "--for", "3"]]
    assert prepared == ["run"]


def test_every_check_runs_and_the_one_that_failed_is_named(
    monkeypatch: pytest.MonkeyPatch, prepared: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "CHECKS", (("broken", ["no_such_module"]), ("pytest", ["this"])))
    assert run.main(["test", "-c", "x"]) == 1
    assert capfd.readouterr().out.splitlines()[-1].startswith("FAILED: broken")
    assert prepared == ["test"]


def test_a_stop_is_one_sentence_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(kind: str) -> str:
        raise environment.Stop("type this")

    monkeypatch.setattr(environment, "prepare", stop)
    assert run.main([]) == 1
    assert capsys.readouterr().err == "type this\n"
