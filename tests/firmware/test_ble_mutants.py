"""The tests of the firmware's Bluetooth have teeth: each of these faults, put into it one at a time, is found."""

from pathlib import Path

import pytest

from tests.firmware import checks_att, checks_ble
from tests.firmware.mutants import AIR, ATT, BLE, GATT, LINK, Mutant, built, survives

CHECKS = (*checks_att.CHECKS, *checks_ble.CHECKS)
MUTANTS = {
    "the name ends in another part of the id": Mutant(GATT, "i = 2 * kIdBytes - 4;", "i = 2 * kIdBytes - 5;"),
    "the MTU of the last link stays": Mutant(ATT, "    mtu_ = kMtuLeast;\n    agreed_", "    agreed_"),
    "the subscription of the last link stays": Mutant(ATT, "agreed_ = listening_ =", "agreed_ ="),
    "an answer is a byte too long": Mutant(ATT, "end + before + length > mtu_", "end + before + length > mtu_ + 1"),
    "a search answers a byte too long": Mutant(ATT, "end + 2 + n > mtu_", "end + 2 + n > mtu_ + 9"),
    "there is a handle 0": Mutant(GATT, "return handle && (has", "return (has"),
    "commands may be read": Mutant(GATT, "handle != kControl && handle", "handle"),
    "a blob is read from behind its end": Mutant(ATT, "if (from > n) return", "if (from > n + 1) return"),
    "a write without an answer is answered": Mutant(
        ATT, "if (n >= 3) write(first, in + 3, uint16_t(n - 3));\n        return 0;",
        "if (n >= 3) write(first, in + 3, uint16_t(n - 3));\n        out[0] = 0x13;\n        return 1;",
    ),
    "unsubscribing goes unnoticed": Mutant(ATT, "if (before && !listening) handle", "if (false && before) handle"),
    "a confirmation is refused": Mutant(ATT, "      case 0x1E: return 0;  // a confirmation\n", ""),
    "there is always a battery": Mutant(GATT, "(has_battery_ || handle < kPower)", "true"),
    "the longest command is not taken": Mutant(LINK, "if (n > kLongestPdu - have_)", "if (n >= kLongestPdu - have_)"),
    "PDUs run together": Mutant(LINK, "if ((head >> 12 & 3) != 1) have_ = 0;\n    else if", "if"),
    "a PDU that is too long is kept": Mutant(LINK, "if (have_ == whole) heard(", "heard("),
    "the radio's room is not looked at": Mutant(LINK, "handle_ != kNobody && credits_)", "handle_ != kNobody)"),
    "room comes back twice": Mutant(LINK, "uint16_t(credits_ + number); }", "uint16_t(credits_ + 2 * number); }"),
    "pieces are longer than the radio takes": Mutant(LINK, "if (n > piece_) n = piece_;", ""),
    "all pieces are first ones": Mutant(LINK, "it.sent ? 0x1000u : 0u", "it.sent ? 0x0000u : 0u"),
    "notifications go before answers": Mutant(LINK, "= answer_.n ? &", "= answer_.n && !notice_.n ? &"),
    "an answer breaks into a notification": Mutant(LINK, "if (!under_way_) under_way_ =", "under_way_ ="),
    "a second request ruins the answer to the first": Mutant(LINK, "if (answer_.n) return;", ""),
    "a notification overwrites the one before": Mutant(LINK, "handle_ != kNobody && notice_.n == 0;", "true;"),
    "another link's data are taken": Mutant(LINK, "if ((head & 0x0FFF) != handle_) return;", ""),
    "pairing is left unanswered": Mutant(LINK, "channel == kToPairing && n", "channel == kToPairing && n > 99"),
    "the stream goes on without a listener": Mutant(LINK, "if (heard) servant_.left();", "(void)heard;"),
    "it advertises only once": Mutant(BLE, "        leave();\n        next_ = kAdvertise;\n", "        leave();\n"),
    "a link that failed ends it": Mutant(BLE, "else next_ = kAdvertise;", "else next_ = kNone;"),
    "a silent radio is waited for": Mutant(BLE, "now - asked_us_ > kPatience", "now - asked_us_ > 4000000000"),
    "a faulty radio is let be": Mutant(BLE, "case 0x10: return restart();", "case 0x10: return;"),
    "a line out of step stays so": Mutant(BLE, "sizeof in_) return restart();", "sizeof in_) return (void)(n_ = 0);"),
    "commands are sent without leave": Mutant(BLE, "may_ask_ = more > 0;", "may_ask_ = true; (void)more;"),
    "the address is no random one": Mutant(BLE, "address_[5] |= 0xC0;", "address_[5] &= 0x3F;"),
    "buffers for LE alone are believed in": Mutant(BLE, "else if (!all) next_ = kBuffersOfAll;", ""),
    "an old key is waited for": Mutant(BLE, "      refuse_key_ = true;", "      refuse_key_ = false;"),
    "the end of another's link counts": Mutant(BLE, "at[0] || get_u16(at + 1) != link_.handle())", "at[0])"),
    "a body is taken while one waits": Mutant(AIR, "while (taken < n && n_ == 0)", "while (taken < n)"),
    "a wide frame's first channel is forgotten": Mutant(AIR, "uint16_t(first + channel)}", "channel}"),
    "pieces of a frame share its number": Mutant(AIR, "if (at_) seq_++;", ""),
    "a gap is closed": Mutant(AIR, "uint16_t(seq_ + uint16_t(number - before_))", "uint16_t(seq_ + 1)"),
    "the samples of a frame have one time": Mutant(AIR, "+ sample * dt_us", "+ 0 * sample * dt_us"),
    "a flat battery is full": Mutant(AIR, "if (now <= mv[0]) return 0;", "if (now <= mv[0]) return 100;"),
}  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_a_fault_of_the_radio_is_found(mutant: Mutant, tmp_path: Path) -> None:
    assert not survives(built(mutant, tmp_path, "ble.cpp"), CHECKS)
