"""The tests of the firmware have teeth: each of these faults, put into it one at a time, makes one of them fail.

A fault that shows without a board is looked for on this machine; where times, pins and the chip itself matter, the
faulty sketch runs in the emulated Uno.
"""

from pathlib import Path

import pytest

from tests.firmware import checks_core, checks_frames, checks_sensors
from tests.firmware.mutants import CORE, Mutant, built, infected, survives
from tests.firmware.uno import Uno, assert_exact, listen
from tools import firmware

CHECKS = (*checks_core.CHECKS, *checks_frames.CHECKS, *checks_sensors.CHECKS)
FRAME, HX711, HEALTH, BOX = "pc_frame.h", "sensor_hx711.h", "pc_health.h", "pc_outbox.h"
ON_THIS_MACHINE = {
    "the CRC begins at 0": Mutant(FRAME, "crc = kCrcInit;", "crc = 0;"),
    "the CRC is sent high byte first": Mutant(
        FRAME,
        "crc16(body(), uint8_t(n)), kCrcBytes);",
        "__builtin_bswap16(crc16(body(), uint8_t(n))), kCrcBytes);",
    ),
    "a zero stays in a frame": Mutant(
        FRAME, "for (uint8_t i = 1; i <= last; i++)", "for (uint8_t i = 2; i <= last; i++)"
    ),
    "a body of 251 bytes is refused": Mutant(FRAME, "n > kMaxBody", "n >= kMaxBody"),
    "a frame too long is kept": Mutant(FRAME, "n_ == kMaxEncoded)", "n_ == kMaxEncoded - 1)"),
    "what follows a frame too long is lost": Mutant(FRAME, "    skipping_ = false;\n", ""),
    "a walk that leaves the frame is forgiven": Mutant(FRAME, "if (at != n) return 0;", ""),
    "the CRC is not looked at": Mutant(FRAME, "== sent ? length : 0", "== sent ? length : length"),
    "damaged frames are not counted": Mutant(FRAME, "if (!length) count_bad();", ""),
    "what the line did not take is lost": Mutant(BOX, "out_ + taken);", "out_ + n);"),
    "a full outbox takes half a frame": Mutant(BOX, "if (n > kSize - waiting()) return false;", ""),
    "the outbox forgets its end": Mutant(BOX, "if (n > kSize - from) n = uint16_t(kSize - from);", ""),
    "a dropped frame leaves no gap": Mutant(
        CORE,
        "seq_++;\n    if (!send_to(end)) drop(1);",
        "if (send_to(end)) seq_++; else drop(1);",
    ),
    "a dropped frame is not counted": Mutant(CORE, "if (!send_to(end)) drop(1);", "send_to(end);"),
    "what nobody took is told long afterwards": Mutant(BOX, "now - moved_us_ >= kPatience", "false"),
    "what was forgotten is not counted": Mutant(CORE, "drop(forgotten);", ""),
    "what was forgotten are more than samples": Mutant(BOX, "(type == kSamplesBase || type == kWideBase)", "true"),
    "a board that was forgotten does not greet": Mutant(
        CORE, "owed_ |= kOwesHello | kOwesId;  // they may", "// they may"
    ),
    "a frame that was forgotten half is not ended": Mutant(BOX, "ring_[in_++ % kSize] = 0;  // ends", "// ends"),
    "a line that stands still for a moment is forgotten": Mutant(BOX, "kPatience = 3000000", "kPatience = 1000000"),
    "START begins the numbers anew": Mutant(CORE, "        streaming_ = true;", "        streaming_ = true, seq_ = 0;"),
    "START does not end booted": Mutant(CORE, "        booted_ = false;\n", ""),
    "it streams without being asked": Mutant(CORE, "bool streaming_ = false,", "bool streaming_ = true,"),
    "IDENTIFY is answered without the id": Mutant(
        CORE, "case kCmdIdentify: owed_ |= kOwesHello | kOwesId", "case kCmdIdentify: owed_ |= kOwesHello"
    ),
    "an answer without room is lost": Mutant(
        CORE, "(owed_ & kOwesHello) && hello())", "(owed_ & kOwesHello) && (hello(), true))"
    ),
    "RATE without its field is obeyed": Mutant(CORE, "if (n < kRateBody) break;", ""),
    "no zero before the first frame": Mutant(CORE, "outbox_.put(&end_of_noise, 1);", "(void)end_of_noise;"),
    "replaced samples are not told": Mutant(HX711, "if (missed) to.missed(missed);", ""),
    "STATUS never comes unasked": Mutant(CORE, "    report(now);\n", ""),
    "a low battery is not told": Mutant(CORE, "mv < PC_LOW_BATTERY_MV", "false"),
    "flags are told once and for ever": Mutant(CORE, "    health_.told();\n", ""),
    "the light never changes": Mutant(CORE, "hal::light(lit(mood, now));", ""),
    "an unkept id is not told": Mutant(CORE, "health_.set(kStatusMemoryFault, !kept);", "(void)kept;"),
    "full scale is one count too high": Mutant(HEALTH, "count >= top_", "count > top_"),
    "the lowest count is not the end": Mutant(HEALTH, "count <= bottom_", "count < bottom_"),
    "-1 is not suspect": Mutant(HEALTH, "if (count == -1) since_ |= kStatusSuspect;", ""),
    "stuck is never told": Mutant(HEALTH, "now_ |= kStatusStuck;", ""),
    "stuck for ever": Mutant(HEALTH, "      now_ &= uint16_t(~kStatusStuck);\n", ""),
    "silence is not told": Mutant(HEALTH, "now_ |= kStatusSensorSilent;", ""),
    "silence is told too soon": Mutant(HEALTH, "hertz >= 40 ? 1000000", "hertz >= 40 ? 300000"),
    "a silent converter is not woken": Mutant(CORE, "if (health_.check(now)) sensor_.begin();", "health_.check(now);"),
    "26 pulses: another input": Mutant(HX711, "? 27 : 25", "? 27 : 26"),
    "25 pulses for gain 64": Mutant(HX711, "? 27 : 25", "? 25 : 25"),
    "23 bits": Mutant(HX711, "if (i < 24)", "if (i < 23)"),
    "no sign": Mutant(HX711, "(bits & 0x800000) ? int32_t(bits) - 0x1000000 : int32_t(bits)", "int32_t(bits)"),
    "the first reading, at the wrong gain, is told": Mutant(
        HX711, "ignore_ = 1;  // the first", "ignore_ = 0;  // the first"
    ),
    "data bits make edges": Mutant(HX711, "hal::ready_arm(false);  // the data", "// the data"),
    "pulses are not shielded": Mutant(HX711, "const uint32_t state = hal::lock();", "const uint32_t state = 0;"),
    "all pulses are shielded together": Mutant(
        HX711, "      hal::unlock(state);\n", "      if (i + 1 == pulses_) hal::unlock(state);\n"
    ),
    "a line without a chip is read": Mutant(HX711, "if (!driven) return;", "(void)driven;"),
    "the time of reading is told": Mutant(HX711, "to.sample(t_us, &count)", "to.sample(hal::now_us(), &count)"),
    "the wired rate is not found out": Mutant(HX711, "      fast_ = fast;\n", ""),
    "a NAU7802's first samples are told": Mutant("sensor_nau7802.h", "ignore_ = 4;", "ignore_ = 0;"),
    "a NAU7802 is calibrated at once": Mutant("sensor_nau7802.h", "kRise = 250000", "kRise = 0"),
    "a slow amplifier is woken while it starts": Mutant(HEALTH, "hertz >= 4 ? 2000000", "hertz >= 4 ? 1000000"),
    "a NAU7802 at half the gain": Mutant("sensor_nau7802.h", "gain_ < 7 &&", "gain_ < 6 &&"),
    "air pressure begins at 0": Mutant("sensor_mprls.h", "| b[3]) - 0x800000;", "| b[3]);"),
    "an air sensor's bad memory is forgiven": Mutant("sensor_mprls.h", "kBusy | kMemoryBad))", "kBusy))"),
    "a late sample is late for ever": Mutant(
        "pc_sensor.h", "    due_us_ += period_us_;\n    for", "    due_us_ = now + period_us_;\n    for"
    ),
    "parts of a pad all begin at 0": Mutant("sensor_matrix.h", "    first_ = uint16_t(first_ + n_);\n", ""),
    "parts of a pad have their own times": Mutant("sensor_matrix.h", "to.part(t_us_,", "to.part(hal::now_us(),"),
}
ON_THE_UNO = {
    "the time is taken in the loop": Mutant("board_arduino.h", "*t_us = board::edge_us;", "*t_us = now_us();"),
    "one stamp in a hundred is late": Mutant(
        HX711, "to.sample(t_us, &count)", "static uint8_t k; to.sample(t_us + (++k % 100 ? 0 : 100), &count)"
    ),
    "data bits make edges": Mutant("board_arduino.h", "if (armed) edge();", "edge();"),
    "26 pulses: another input": Mutant(HX711, "? 27 : 25", "? 27 : 26"),
    "a clock that stays high for too long": Mutant(
        HX711,
        "      hal::sck_wait();\n      if (i < 24)",
        "      delayMicroseconds(i == 9 ? 70 : 1);\n      if (i < 24)",
    ),
    "the id is another one after each start": Mutant("board_avr.h", "eeprom_update_block(kept, at, sizeof kept);", ""),
    "the watchdog is not fed": Mutant("board_avr.h", "  wdt_reset();\n#endif", "#endif"),
}


@pytest.mark.parametrize("mutant", ON_THIS_MACHINE.values(), ids=ON_THIS_MACHINE)
def test_a_fault_is_found_on_this_machine(mutant: Mutant, tmp_path: Path) -> None:
    assert not survives(built(mutant, tmp_path, "main.cpp"), CHECKS)


def run_on_the_uno(simboard: Path, hexfile: Path, folder: Path) -> None:
    """Whatever a faulty sketch may do wrong there: counts, gain, times, id, restarts. Raises AssertionError."""
    memory = folder / "eeprom"
    for _ in range(2):
        with Uno(simboard, hexfile, folder, [(0, -9_000), (20, 900_000)], "--noise", 300, "--eeprom", memory) as uno:
            heard = listen(uno, 500)
        assert heard.lost == []
        assert heard.restarts == []
        assert heard.decoder.bad_frames == heard.cut <= 1
        assert_exact(uno, heard)
        assert uno.facts["pulses"] == 25
        assert (uno.facts["short_reads"], uno.facts["switched_off"], uno.facts["resets"]) == (0, 1, 0)
    assert memory.read_bytes()[-10:-2].hex() == heard.decoder.device_id


@pytest.mark.parametrize("mutant", ON_THE_UNO.values(), ids=ON_THE_UNO)
def test_a_fault_is_found_on_the_uno(mutant: Mutant, simboard: Path, arduino_core: Path, tmp_path: Path) -> None:
    hexfile = tmp_path / "uno.hex"
    firmware.uno(hexfile, arduino_core, infected(mutant, tmp_path))
    with pytest.raises(AssertionError):
        run_on_the_uno(simboard, hexfile, tmp_path)


def test_without_a_fault_all_of_it_passes(board_program: Path, simboard: Path, uno_hex: Path, tmp_path: Path) -> None:
    assert survives(board_program, CHECKS)
    run_on_the_uno(simboard, uno_hex, tmp_path)
