"""``pressure-coach board`` with the firmware itself at the other end: what was typed is what an app gets."""

import contextlib
import os
import select
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressure_coach.apps.cli import main
from pressure_coach.errors import DeviceError
from pressure_coach.signal.messages import Progressor
from pressure_coach.signal.units import KGF_N
from tests.firmware.hostapp import BEGIN, App, kept, kgf, shown
from tests.firmware.hostradio import NAME, RadioBoard
from tests.firmware.test_ble_stack import program as program
from tests.firmware.uno import Uno

SCALE_N = 0.00098


@contextlib.contextmanager
def cable(board: RadioBoard, path: Path) -> Iterator[str]:
    """A port behind which the board lives as long as the block lasts; its load is near 1000 counts."""
    import tty  # not on Windows

    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    path.symlink_to(os.ttyname(slave))
    over = threading.Event()

    def live() -> None:
        turns = 0
        while not over.is_set():
            if select.select((master,), (), (), 0.001)[0]:
                board.ask(f"rx {os.read(master, 1000).hex()}")
            board.convert(997 + turns % 7)
            turns += 1
            with contextlib.suppress(BlockingIOError):  # nobody reads
                os.write(master, bytes.fromhex(board.ask("say")[:-1]))

    thread = threading.Thread(target=live, name="board")
    thread.start()
    try:
        yield str(path)
    finally:
        over.set()
        thread.join()
        path.unlink()
        os.close(slave)
        os.close(master)


@pytest.mark.parametrize(("zero", "expected"), [(["--zero", "-44"], -44), (["--tare"], 1000)])
def test_what_was_typed_is_what_an_app_gets(
    program: Path, tmp_path: Path, zero: list[str], expected: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with RadioBoard(program) as board:
        with cable(board, tmp_path / "ttyBOARD") as port:
            words = ["board", f"serial:{port}", "--progressor"]
            assert main([*words, "Progressor_ours", "--scale", str(SCALE_N), *zero]) == 0
        assert "on, as Progressor_ours. A count is 0.00098 N" in capsys.readouterr().out
        board.serial()
        assert kept(board) == Progressor(SCALE_N / KGF_N, expected, "_ours")
        board.power()
        assert shown(board)[1][5:] == b"Progressor_ours"
        app = App(board)
        board.convert(0)
        app.orders(BEGIN)
        assert app.weights(5, 500_000)[0] == kgf(5, 500_000, zero=expected, scale=SCALE_N / KGF_N)
        with cable(board, tmp_path / "ttyBOARD") as port:
            assert main(["board", f"serial:{port}", "--progressor", "off"]) == 0
        assert "apps: off." in capsys.readouterr().out
        board.heard.clear()
        board.leave()
        assert shown(board)[2][2:] == NAME


def test_an_uno_says_that_it_cannot(
    simboard: Path, uno_hex: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Uno(simboard, uno_hex, tmp_path, [(0, 0), (60, 100_000)], "--noise", 50) as uno:
        assert main(["board", f"serial:{uno.port}"]) == 0
        with pytest.raises(DeviceError, match="An Uno has no radio"):
            main(["board", f"serial:{uno.port}", "--progressor", "--scale", "0.001", "--zero", "0"])
    assert "It cannot be a Progressor" in capsys.readouterr().out
