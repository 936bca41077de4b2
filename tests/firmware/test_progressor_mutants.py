"""The tests of the Progressor-compatible mode have teeth: each of these faults, put in one at a time, is found."""

from pathlib import Path

import pytest

from tests.firmware import checks_app, checks_progressor
from tests.firmware.mutants import AIR, ATT, BLE, CORE, GATT, Mutant, built, survives

CHECKS = (*checks_progressor.CHECKS, *checks_app.CHECKS)
MODE = "pc_progressor.h"
MUTANTS = {
    "there is no last handle": Mutant(GATT, "return progressor_ && handle <= kGuestControl;", "return progressor_;"),
    "an app's commands may be read": Mutant(GATT, "!= kGuestData && handle != kGuestControl", "!= kGuestData"),
    "a guest's subscription of the last link stays": Mutant(ATT, " = guest_listening_ = false", " = false"),
    "it never shows that it has changed": Mutant(BLE, "void renew() { stale_ = true; }", "void renew() {}"),
    "a change breaks a link": Mutant(BLE, "may_ask_ && link_.handle() == kNobody) restart();", "may_ask_) restart();"),
    "a link from before the reset stays": Mutant(BLE, "    if (op == kReset) leave();", "    //"),
    "with other services it has the same address": Mutant(BLE, "if (table.progressor()) address_[0] ^= 1;", ""),
    "the name stands only in the scan response": Mutant(
        BLE, "progressor ? put_name(at) : put_service(at, kBleService)", "put_service(at, kBleService)"
    ),
    "an app does not find its service told": Mutant(
        BLE, "progressor ? put_service(at, kProgressorService) : put_name(at)", "put_name(at)"
    ),
    "the length of an advertisement is wrong": Mutant(
        BLE, "*from = uint8_t(at - from - 1);\n        at = from + 32;\n        break;\n      }",
        "*from = uint8_t(at - from);\n        at = from + 32;\n        break;\n      }",
    ),
    "the mode is offered without an invitation": Mutant(
        AIR, "if (core_.invite(mode_)) mode_", "core_.invite(mode_), mode_"
    ),
    "a change is not passed on": Mutant(AIR, "if (mode_.changed()) ble_.renew();", ""),
    "what nobody hears is kept for the next app": Mutant(AIR, "else mode_.hush();", ""),
    "weights go out as our own data": Mutant(AIR, "Gatt::kGuestData, packet", "Gatt::kData, packet"),
    "an app that has left is still served": Mutant(AIR, "override { mode_.left(); }", "override {}"),
    "a name's end is cut": Mutant(GATT, "i < kNameBytes && it->name[i]", "i < kNameBytes - 1 && it->name[i]"),
    "there is always a Progressor": Mutant(GATT, "progressor_ = it != nullptr;", "progressor_ = true;"),
    "several channels have one weight": Mutant(CORE, "n_channels == 1 ? &guest", "n_channels ? &guest"),
    "it can be a Progressor without a memory": Mutant(CORE, "guest_ && guest_->able()", "guest_"),
    "half a command is obeyed": Mutant(CORE, "guest_ && n >= kProgressorBody) keep", "guest_) keep"),
    "what was seen late has the wrong time": Mutant(CORE, "began > 1000) sensor_.begin();", "began > 1000) return;"),
    "that nothing could be kept is not told": Mutant(CORE, "health_.set(kStatusMemoryFault, true);", "(void)0;"),
    "what is kept is not answered": Mutant(CORE, "        owed_ |= kOwesProgressor;\n", ""),
    "an app gets nothing unless the host streams": Mutant(
        CORE, "if (guest_) guest_->sample", "if (guest_ && streaming_) guest_->sample"
    ),
    "the light is blind to an app": Mutant(CORE, "streaming_ || (guest_ && guest_->streams()) ?", "streaming_ ?"),
    "whatever stands in memory is a scale": Mutant(MODE, "able_ && same(it, again) && good(read)", "able_"),
    "the CRC of what is kept is not looked at": Mutant(MODE, "i < kRecord; i++)", "i < kRecord - 2; i++)"),
    "a scale that is no number is kept": Mutant(MODE, "|| exponent >= 127 + 10", ""),
    "a scale that is next to nothing is kept": Mutant(MODE, "exponent < 127 - 40 ||", ""),
    "a negative scale is refused": Mutant(MODE, "uint8_t exponent = uint8_t(", "uint16_t exponent = uint16_t("),
    "a zero that overflows is kept": Mutant(MODE, "|| it.zero_counts > 1L << 30", ""),
    "a name with a hole is kept": Mutant(MODE, "(ended || letter < ", "(letter < "),
    "a name with a space is kept": Mutant(MODE, "letter < '!'", "letter < ' '"),
    "nonsense switches it off": Mutant(
        MODE, "(!off && !good(wanted))) return true;", "false) return true;\n    const bool bad = !good(wanted);"
    ),
    "the memory is written again and again": Mutant(MODE, "if (same(now, then)) return true;", ""),
    "a failing memory is believed": Mutant(MODE, "return done && same(now, then);", "return (void)done, true;"),
    "what was wanted counts, not what is kept": Mutant(
        MODE, "begin();  // what counts is what can be read", "kept_ = off ? Progressor{} : wanted, left();"
    ),
    "it cannot be switched off": Mutant(MODE, "seal(off ? Progressor{} : ", "seal(off ? kept_ : "),
    "the zero is forgotten": Mutant(MODE, "zero_ = kept_.zero_counts;", "zero_ = 0;"),
    "the zero has the wrong sign": Mutant(MODE, "uint32_t(count) - uint32", "uint32_t(count) + uint32"),
    "a weight in newtons": Mutant(MODE, "* scale();", "* scale() * 9.80665f;"),
    "weights are rounded": Mutant(MODE, "* scale();", "* scale() + 1e3f - 1e3f;"),
    "the clock goes on from power-up": Mutant(MODE, "it.us = t_us - start_us_;", "it.us = t_us;"),
    "the clock begins anew only once": Mutant(MODE, "        timed_ = false;\n", ""),
    "it streams without being asked": Mutant(MODE, "if (!streams_) return;", ""),
    "stop is not obeyed": Mutant(MODE, "      case kStop:\n        streams_ = false;", "      case kStop:"),
    "a full queue is written over": Mutant(MODE, "if (uint8_t(in_ - out_) == kWaiting) return;", ""),
    "a packet is longer than agreed": Mutant(MODE, "n = uint8_t((most - 2) / 8);", "n = uint8_t(most / 8);"),
    "a packet's length counts its head": Mutant(MODE, "to[1] = uint8_t(8 * n);", "to[1] = uint8_t(8 * n + 2);"),
    "a tare is for ever": Mutant(MODE, "    zero_ = kept_.zero_counts;\n", ""),
    "a tare is the last reading": Mutant(MODE, "zero_ = int32_t(sum / n);", "zero_ = last_[(n_last_ + 7) % kTared];"),
    "a tare is the mean of too many": Mutant(MODE, "kTared = 8;", "kTared = 16;"),
    "a tare ends the stream": Mutant(MODE, "kTare: tare(); break;", "kTare: tare(), streams_ = false; break;"),
    "what is not known ends the stream": Mutant(
        MODE, "default: break;\n    }\n  }\n  // Nobody", "default: streams_ = false;\n    }\n  }\n  // Nobody"
    ),
    "what is not known is answered": Mutant(MODE, "      case kId:\n", "      case kId:\n      case 0x72:\n"),
    "an app can erase the scale": Mutant(
        MODE, "case kTare: tare(); break;", "case kTare: tare(); break;\n      case 0x74: keep(Progressor{}); break;"
    ),
    "orders are obeyed while it is off": Mutant(MODE, "if (!on()) return;", ""),
    "answers come in another order": Mutant(MODE, "asked_[i] = asked_[i + 1];", "asked_[i] = asked_[n_asked_ - i];"),
    "too many questions overflow": Mutant(MODE, "n_asked_ < sizeof asked_", "n_asked_ < 12"),
    "the id is shown the wrong way round": Mutant(MODE, "*end++ = id[i - 1];", "*end++ = id[kIdBytes - i];"),
    "a low battery is told again and again": Mutant(MODE, "if (warned_ || now", "if (now"),
    "a battery that is not known is low": Mutant(MODE, "mv != kBatteryUnknown && mv", "mv"),
    "a low battery is told to the first app only": Mutant(MODE, "streams_ = warned_ = false;", "streams_ = false;"),
}  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_a_fault_of_the_mode_is_found(mutant: Mutant, tmp_path: Path) -> None:
    assert not survives(built(mutant, tmp_path, "ble.cpp"), CHECKS)
