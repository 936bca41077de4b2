"""``pressure-coach diagnose`` of a board whose boot loader speaks before the firmware does, as that of an ESP32."""

import pytest

from pressure_coach.apps.cli import main
from tests.ptyboard import Plugged, WireBoard
from tests.ptyboard import pty_board as pty_board

BOOT_LOADER = b"""ets Jul 29 2019 12:21:46\r
\r
rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r
configsip: 0, SPIWP:0xee\r
clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00\r
mode:DIO, clock div:1\r
load:0x3fff0030,len:1184\r
entry 0x400805e4\r
"""


class Esp32(WireBoard):
    """Starts anew when its port is opened: its boot loader speaks, a zero byte ends that, and HELLO comes."""

    booted = False
    damage = False  # one frame in the stream, further on than a line can hold

    def step(self) -> None:
        if not self.booted and self.hear():
            self.booted = True
            self.send(BOOT_LOADER + b"\0")
            self.boot()
        if self.damage and self.sent > 4500:
            self.damage = False
            self.send(b"\x07damage\0")
        super().step()


@pytest.mark.parametrize("damage", [False, True])
def test_what_a_boot_loader_says_is_no_damaged_frame(
    damage: bool, pty_board: Plugged, capsys: pytest.CaptureFixture[str]
) -> None:
    board = pty_board(Esp32)
    board.damage = damage
    with board.serving():
        assert main(["diagnose", f"serial:{board.path}", "--seconds", "60"]) == 0
    said = capsys.readouterr().out
    assert f", {int(damage)} bad" in said
    assert ("damaged frames" in said) == damage
