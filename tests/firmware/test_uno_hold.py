"""The file that a maker flashes to an Uno, run in an emulator against an amplifier, and a whole hold through it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pressure_coach.recording.reader import read_recording
from pressure_coach.signal.chunk import Arrival
from pressure_coach.signal.protocol import Caps, StatusFlag
from tests.firmware import toolchain
from tests.firmware.uno import Heard, Uno, assert_exact, listen
from tools import firmware

N_PER_COUNT = 0.001
TARGET = 200 / N_PER_COUNT
HOLD = [(0, 1000), (6, 1000), (8, TARGET), (75, TARGET), (76, 1000)]


@pytest.mark.timeout(300)  # 8 s on a machine that has little else to do
def test_a_hold_of_60_s_comes_to_done_and_every_count_is_exact(simboard: Path, uno_hex: Path, tmp_path: Path) -> None:
    record = tmp_path / "hold.mcap"
    words = [sys.executable, "-m", "pressure_coach", "live", "--scale", str(N_PER_COUNT), "--target", "200"]
    words += ["--for", "74", "--json", "--view", "none", "--record", str(record)]
    with Uno(simboard, uno_hex, tmp_path, HOLD, "--noise", 40) as uno:
        done = subprocess.run([*words, f"serial:{uno.port}"], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout.splitlines()[-1])
    assert (summary["state"], summary["credit_s"], summary["simulated"]) == ("DONE", 60.0, False)
    assert (summary["lost_frames"], summary["bad_frames"]) == (0, 0)

    heard = Heard()
    for item in read_recording(record).items:
        if isinstance(item, Arrival):
            heard.feed(item)
    assert len(heard.values) >= 74 * 80
    assert heard.lost == []
    assert heard.decoder.bad_frames == 0
    assert_exact(uno, heard)
    hello, status = heard.decoder.hello, heard.decoder.status
    assert hello is not None
    assert (hello.n_channels, hello.rate_millihertz, hello.adc_bits) == (1, 80_000, 24)
    assert Caps.EDGE_TIME in hello.caps
    assert status is not None
    assert (status.dropped, status.flags) == (0, StatusFlag.NONE)
    assert uno.facts["pulses"] == 25
    assert uno.facts["short_reads"] == uno.facts["long_reads"] == 0
    assert uno.facts["switched_off"] == 1  # on purpose, once, when it starts
    assert 60 <= uno.facts["light_changes"] <= 90  # a second on, a second off


def test_full_scale_at_gain_128(simboard: Path, uno_hex: Path, tmp_path: Path) -> None:
    ends = [(2, 0), (3, 8_388_607), (4, 8_388_607), (5, -8_388_608), (6, -8_388_608), (8, 3), (9, -3)]
    with Uno(simboard, uno_hex, tmp_path, ends) as uno:
        heard = listen(uno, 80 * 7)
    assert_exact(uno, heard)
    assert (heard.counts.min(), heard.counts.max()) == (-8_388_608, 8_388_607)
    assert heard.decoder.status is not None
    assert StatusFlag.CLIPPED in heard.decoder.status.flags or StatusFlag.STUCK in heard.decoder.status.flags


@pytest.mark.parametrize(("gain", "pulses"), [(128, 25), (64, 27)])
def test_the_gain_is_the_one_that_was_chosen(
    gain: int, pulses: int, simboard: Path, arduino_core: Path, tmp_path: Path
) -> None:
    hexfile = tmp_path / "uno.hex"
    firmware.uno(hexfile, arduino_core, options=[f"-DPC_GAIN={gain}"])
    with Uno(simboard, hexfile, tmp_path, [(0, 1_000_000)], "--noise", 1000) as uno:
        heard = listen(uno, 100)
    assert_exact(uno, heard)
    assert abs(np.mean(heard.counts) - 1_000_000 * gain / 128) < 200
    assert uno.facts["pulses"] == pulses


def test_an_amplifier_that_is_wired_for_10_a_second(simboard: Path, uno_hex: Path, tmp_path: Path) -> None:
    with Uno(simboard, uno_hex, tmp_path, [(0, 0), (100, 2_000_000)], "--rate", 10, "--noise", 9) as uno:
        heard = listen(uno, 60)
    assert_exact(uno, heard)
    assert heard.decoder.hello is not None
    assert heard.decoder.hello.rate_millihertz == 10_000


def test_four_resistors_at_the_analog_pins(simboard: Path, arduino_core: Path, tmp_path: Path) -> None:
    hexfile = tmp_path / "uno.hex"
    options = ["-DPC_SENSOR=PC_ANALOG", "-DPC_CHANNELS=4", "-DPC_RATE_HZ=100"]
    firmware.uno(hexfile, arduino_core, options=options)
    volts = [0, 1250, 2500, 5000]
    with Uno(simboard, hexfile, tmp_path, [(0, 0)], "--analog", ",".join(map(str, volts))) as uno:
        heard = listen(uno, 100)
    expected = [volt * 1023 / 5000 for volt in volts]
    assert np.abs(np.array(heard.values) - expected).max() <= 2
    gaps = np.diff(heard.t_us)
    assert abs(gaps.mean() - 10_000) < 50
    assert np.ptp(gaps) < 1000


def test_a_pad_of_256_cells(simboard: Path, arduino_core: Path, tmp_path: Path) -> None:
    hexfile = tmp_path / "uno.hex"
    firmware.uno(hexfile, arduino_core, options=["-DPC_SENSOR=PC_MATRIX", "-DPC_RATE_HZ=20"])
    with Uno(simboard, hexfile, tmp_path, [(0, 0)], "--analog", "pad") as uno:
        heard = listen(uno, 40)
    assert np.shape(heard.values) == (len(heard.values), 256)
    assert np.abs(np.array(heard.values) - np.arange(256) * 15 * 1023 / 5000).max() <= 2
    assert heard.lost == []
    assert abs(np.diff(heard.t_us).mean() - 50_000) < 100
    assert heard.decoder.info is not None
    assert heard.decoder.info.one_pad


def test_the_release_is_what_this_source_makes(uno_hex: Path) -> None:
    """One compiler makes one file, byte for byte: a maker flashes what was run here."""
    versions = firmware.versions()
    if versions != firmware.RELEASED_WITH:
        pytest.skip(f"the release is made with {firmware.RELEASED_WITH}, here is {versions}")
    assert uno_hex.read_bytes() == firmware.RELEASE.read_bytes(), "run: python -m tools.firmware release"


def test_the_same_file_comes_out_wherever_it_is_made(arduino_core: Path, uno_hex: Path, tmp_path: Path) -> None:
    import shutil

    sketch = shutil.copytree(firmware.SKETCH, tmp_path / "another place" / "pressure_coach")
    core = firmware.arduino_core(tmp_path / "another.a")
    flash, memory = firmware.uno(tmp_path / "uno.hex", core, sketch)
    assert (tmp_path / "uno.hex").read_bytes() == uno_hex.read_bytes()
    assert flash < 16_000
    assert memory < 1_600  # of 2048: the rest is for the stack


SENSORS = {"PC_NAU7802": [], "PC_ANALOG": ["-DPC_CHANNELS=6"], "PC_MATRIX": [], "PC_MPRLS": []}


@pytest.mark.parametrize(("sensor", "more"), SENSORS.items())
def test_every_sensor_fits_an_uno(sensor: str, more: list[str], arduino_core: Path, tmp_path: Path) -> None:
    options = [f"-DPC_SENSOR={sensor}", *more]
    flash, memory = firmware.uno(tmp_path / "uno.hex", arduino_core, options=options)
    assert flash < 20_000
    assert memory < 1_750


def test_what_is_needed_is_named_where_it_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.system.FIRMWARE", ((f"{__file__}/nowhere", "gcc-avr"),))
    with pytest.raises(pytest.skip.Exception, match="gcc-avr"):
        toolchain.need("gcc-avr", "g++")
