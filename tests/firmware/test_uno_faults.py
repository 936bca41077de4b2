"""What can go wrong with a board on a cable, made to go wrong: the firmware says so and never sends a wrong count."""

import os
import random
import select
import shutil
from binascii import crc_hqx
from pathlib import Path

import numpy as np

from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.protocol import Cmd, StatusFlag
from pressure_coach.signal.wire import Command, Status, WireDecoder, frame
from tests.firmware.uno import Heard, Uno, assert_exact, assert_exact_but_for_gaps, listen
from tools import firmware

RAMP = [(0, -3_000_000), (60, 3_000_000)]


def ask_status(uno: Uno, heard: Heard) -> Status:
    """STATUS, asked for after all that was heard."""
    heard.decoder.status = None
    port = os.open(uno.port, os.O_RDWR | os.O_NOCTTY)
    try:
        os.write(port, frame(Command(Cmd.STATUS).to_body()))
        return wait_for(port, heard)
    finally:
        os.close(port)


def wait_for(port: int, heard: Heard) -> Status:
    """Reads on until STATUS comes."""
    while heard.decoder.status is None:
        assert select.select((port,), (), (), 20)[0], "the board is silent"
        heard.feed(Arrival(0, os.read(port, 4096)))
    return heard.decoder.status


def test_more_samples_than_the_line_can_carry_are_dropped_counted_and_seen(
    simboard: Path, uno_hex: Path, tmp_path: Path
) -> None:
    """900 a second are 16,200 bytes; 115,200 baud carry 11,520."""
    with Uno(simboard, uno_hex, tmp_path, RAMP, "--rate", 900, "--noise", 500) as uno:
        heard = listen(uno, 1500)
        status = ask_status(uno, heard)
    lost = sum(frames for _, frames in heard.lost)
    assert lost > 200
    assert abs(status.dropped + status.overflow - lost) < 100  # those behind the last sample are not seen yet
    assert status.dropped > 200
    assert heard.decoder.bad_frames == heard.cut <= 1
    assert_exact_but_for_gaps(uno, heard)
    assert uno.facts["short_reads"] == uno.facts["long_reads"] == 0


def test_samples_that_are_replaced_before_they_are_read_are_counted(
    simboard: Path, uno_hex: Path, tmp_path: Path
) -> None:
    with Uno(simboard, uno_hex, tmp_path, RAMP, "--rate", 6000, "--noise", 500) as uno:
        heard = listen(uno, 800)
        status = ask_status(uno, heard)
    assert status.overflow > 100
    assert uno.facts["unread"] > 100
    assert set(heard.counts.tolist()) <= set(uno.truth[1].tolist())


def test_an_amplifier_that_freezes_is_told_and_read_again_when_it_wakes(
    simboard: Path, uno_hex: Path, tmp_path: Path
) -> None:
    with Uno(simboard, uno_hex, tmp_path, RAMP, "--noise", 50, "--freeze", 4, "--thaw", 7) as uno:
        flags: list[StatusFlag] = []
        heard = listen(uno, 500, Heard(Noted(flags)))
        status = ask_status(uno, heard)
    assert StatusFlag.SENSOR_SILENT in flags
    assert status.flags == StatusFlag.NONE
    gap = int(np.argmax(np.diff(heard.t_us))) + 1
    assert 2_900_000 < heard.t_us[gap] - heard.t_us[gap - 1] < 4_500_000
    assert_exact(uno, heard, last=gap)
    assert_exact(uno, heard, first=gap)
    assert heard.restarts == []


class Noted(WireDecoder):
    """Keeps the flags of every STATUS."""

    def __init__(self, flags: list[StatusFlag]) -> None:
        super().__init__()
        self._flags = flags

    def _hear(self, body: bytes) -> None:
        super()._hear(body)
        if self.status is not None:
            self._flags.append(self.status.flags)


def test_an_amplifier_that_says_the_same_for_ever_is_told(simboard: Path, uno_hex: Path, tmp_path: Path) -> None:
    with Uno(simboard, uno_hex, tmp_path, RAMP, "--noise", 50, "--stuck", 3) as uno:
        heard = listen(uno, 300)
        status = ask_status(uno, heard)
    assert status.flags == StatusFlag.STUCK
    assert_exact(uno, heard)


def test_a_reset_in_mid_stream_is_seen_and_the_id_stays(simboard: Path, uno_hex: Path, tmp_path: Path) -> None:
    with Uno(simboard, uno_hex, tmp_path, RAMP, "--noise", 50, "--reset", 5) as uno:
        heard = listen(uno, 500)
    assert len(heard.restarts) == 1
    at = heard.restarts[0]
    assert heard.t_us[at] < heard.t_us[at - 1]
    assert len(heard.decoder.device_id) == 16
    assert_exact(uno, heard, last=at)
    assert_exact(uno, heard, first=at)


def test_the_id_is_made_once_and_kept_over_power_cycles(simboard: Path, uno_hex: Path, tmp_path: Path) -> None:
    ids = []
    memory = tmp_path / "eeprom"
    for _ in range(2):
        with Uno(simboard, uno_hex, tmp_path, RAMP, "--eeprom", memory) as uno:
            ids.append(listen(uno, 5).decoder.device_id)
    kept = bytearray(memory.read_bytes())
    assert kept[-10:-2].hex() == ids[0] == ids[1] != ""
    other = random.Random(1).randbytes(8)
    kept[-10:] = other + crc_hqx(other, 0xFFFF).to_bytes(2, "little")
    memory.write_bytes(kept)
    with Uno(simboard, uno_hex, tmp_path, RAMP, "--eeprom", memory) as uno:
        assert listen(uno, 5).decoder.device_id == other.hex()


def test_damaged_bytes_cost_their_frames_and_nothing_else(simboard: Path, uno_hex: Path, tmp_path: Path) -> None:
    with Uno(simboard, uno_hex, tmp_path, RAMP, "--noise", 50, "--flip", 0.004) as uno:
        heard = listen(uno, 1200)
    assert uno.facts["flipped"] > 20
    assert heard.decoder.bad_frames > 10
    assert_exact_but_for_gaps(uno, heard)


def test_garbage_from_the_host_changes_nothing(simboard: Path, uno_hex: Path, tmp_path: Path) -> None:
    dice = random.Random(3)
    with Uno(simboard, uno_hex, tmp_path, RAMP, "--noise", 50) as uno:
        port = os.open(uno.port, os.O_RDWR | os.O_NOCTTY)
        try:
            for n in (1, 40, 700):
                os.write(port, dice.randbytes(n))
            os.write(port, b"\0")
            heard = listen(uno, 200)
            os.write(port, dice.randbytes(300).replace(b"\0", b"x"))
            os.write(port, b"\0")
        finally:
            os.close(port)
        status = ask_status(uno, heard)
    assert status.dropped == 0
    assert heard.lost == []
    assert_exact(uno, heard)


def test_a_board_that_hangs_is_started_anew_by_its_watchdog(simboard: Path, arduino_core: Path, tmp_path: Path) -> None:
    sketch = shutil.copytree(firmware.SKETCH, tmp_path / "pressure_coach")
    ino = sketch / "pressure_coach.ino"
    hangs = "while (micros() > 5000000UL) {} core.poll();"
    ino.write_text(ino.read_text().replace("core.poll();", hangs))
    ends = []
    for watchdog in (1, 0):  # 0: for boards with the old boot loader
        firmware.uno(tmp_path / "uno.hex", arduino_core, sketch, [f"-DPC_WATCHDOG={watchdog}"])
        with Uno(simboard, tmp_path / "uno.hex", tmp_path, RAMP, "--noise", 50, "--for", 12) as uno:
            heard = listen(uno, 400 if watchdog else 200)
        ends.append((len(heard.restarts), uno.facts["resets"]))
    assert ends[0][0] >= 1
    assert ends[0][1] >= 1
    assert ends[1] == (0, 0)
