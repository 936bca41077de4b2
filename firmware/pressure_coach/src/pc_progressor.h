// The Progressor-compatible mode: to other people's apps the board is a Tindeq Progressor, which says kgf.
// Off until the host has written how many kgf a count is: that is kept for ever. Nothing is made up; no app changes it.
#pragma once
#include "pc_core.h"

namespace pc {

class ProgressorMode : public Guest {
 public:
  // What was kept. Without a memory, or with bytes in it that nobody wrote, there is no such mode.
  void begin() {
    uint8_t it[kRecord] = {0};
    able_ = hal::recall(it, kRecord);
    kept_ = Progressor{};
    const Progressor read = progressor(it);
    uint8_t again[kRecord];
    seal(read, again);
    if (able_ && same(it, again) && good(read)) kept_ = read;
    changed_ = true;
    left();
  }
  bool able() const override { return able_; }
  const Progressor &kept() const override { return kept_; }
  bool on() const { return kept_.kgf_per_count != 0; }
  // From here on. What makes no sense changes nothing. Returns false when it could not be kept.
  bool keep(const Progressor &wanted) override {
    const bool off = (wanted.kgf_per_count << 1) == 0;
    if (!able_ || (!off && !good(wanted))) return true;
    uint8_t now[kRecord], then[kRecord];
    seal(kept_, now);
    seal(off ? Progressor{} : wanted, then);
    if (same(now, then)) return true;  // such memory wears out
    const bool done = hal::keep(then, kRecord);
    begin();  // what counts is what can be read
    seal(kept_, now);
    return done && same(now, then);
  }
  bool streams() const override { return streams_; }
  // Whether the mode was switched on or off, or is another one, since this was last asked.
  bool changed() {
    const bool was = changed_;
    changed_ = false;
    return was;
  }

  void sample(uint32_t t_us, int32_t count) override {
    last_[n_last_++ % kTared] = count;
    if (n_last_ == 2 * kTared) n_last_ = kTared;
    if (!streams_) return;
    if (!timed_) start_us_ = t_us;
    timed_ = true;
    if (uint8_t(in_ - out_) == kWaiting) return;  // the air is too slow: what is lost shows in the times
    Weight &it = waiting_[in_++ % kWaiting];
    it.kgf = float(int32_t(uint32_t(count) - uint32_t(zero_))) * scale();
    it.us = t_us - start_us_;
  }
  // What a guest wants. Calibration, sleep and whatever is not known change nothing and are not answered.
  void order(uint8_t opcode) {
    if (!on()) return;
    switch (opcode) {
      case kTare: tare(); break;
      case kStart:
        streams_ = true;
        timed_ = false;
        out_ = in_;
        break;
      case kStop:
        streams_ = false;
        out_ = in_;
        break;
      case kVersion:
      case kBattery:
      case kId:
        if (n_asked_ < sizeof asked_) asked_[n_asked_++] = opcode;
        break;
      default: break;
    }
  }
  // Nobody listens any more: a tare and a stream are one guest's.
  void left() {
    streams_ = warned_ = false;
    zero_ = kept_.zero_counts;
    hush();
  }
  // What was to be said is not.
  void hush() {
    out_ = in_;
    n_asked_ = 0;
  }
  // The next packet, ``most`` bytes (20 or more) at the most; returns its length, 0: there is nothing to say.
  uint8_t say(uint8_t *to, uint16_t most) {
    if (n_asked_) return answer(to);
    if (on() && running_low()) return to[0] = kLowPower, to[1] = 0, uint8_t(2);
    uint8_t n = uint8_t(in_ - out_);
    if (n > (most - 2) / 8) n = uint8_t((most - 2) / 8);
    if (n == 0) return 0;
    to[0] = kWeights;
    to[1] = uint8_t(8 * n);
    uint8_t *end = to + 2;
    for (; n; n--) {
      const Weight &it = waiting_[out_++ % kWaiting];
      uint32_t bits;
      __builtin_memcpy(&bits, &it.kgf, sizeof bits);
      end = put_bytes(put_bytes(end, bits, 4), it.us, 4);
    }
    return uint8_t(end - to);
  }

 private:
  enum Opcode : uint8_t { kTare = 0x64, kStart, kStop, kVersion = 0x6B, kBattery = 0x6F, kId };
  enum Packet : uint8_t { kAnswer = 0x00, kWeights = 0x01, kLowPower = 0x04 };
  static constexpr uint8_t kRecord = kProgressorBody + kCrcBytes;
  static constexpr uint8_t kWaiting = 32;  // samples; a power of two
  static constexpr uint8_t kTared = 8;     // a tare is the mean of so many: 0.1 s
  static constexpr uint32_t kLookEvery = 1000000;  // us
  struct Weight {
    float kgf;
    uint32_t us;
  };

  // A scale from 2^-40 to 2^10, whose products are numbers, too; a zero that cannot overflow; a name that can be said.
  static bool good(const Progressor &it) {
    const uint8_t exponent = uint8_t(it.kgf_per_count >> 23);
    if (exponent < 127 - 40 || exponent >= 127 + 10) return false;
    if (it.zero_counts < -(1L << 30) || it.zero_counts > 1L << 30) return false;
    bool ended = false;
    for (uint8_t letter : it.name) {
      if (letter && (ended || letter < '!' || letter > '~')) return false;
      ended = letter == 0;
    }
    return true;
  }
  // As it is kept: as it is answered, and the CRC of that.
  static void seal(const Progressor &it, uint8_t *to) {
    uint8_t *const end = put(to, it);
    put_bytes(end, crc16(to, kProgressorBody), kCrcBytes);
  }
  static bool same(const uint8_t *one, const uint8_t *other) {
    for (uint8_t i = 0; i < kRecord; i++) {
      if (one[i] != other[i]) return false;
    }
    return true;
  }
  float scale() const {
    float value;
    __builtin_memcpy(&value, &kept_.kgf_per_count, sizeof value);
    return value;
  }
  void tare() {
    const uint8_t n = n_last_ < kTared ? n_last_ : kTared;
    int64_t sum = 0;
    for (uint8_t i = 0; i < n; i++) sum += last_[i];
    if (n) zero_ = int32_t(sum / n);
  }
  uint8_t answer(uint8_t *to) {
    uint8_t *end = to + 2;
    switch (asked_[0]) {
      case kVersion:
        static_assert(kFirmware[0] < 10 && kFirmware[1] < 10 && kFirmware[2] < 10, "one digit each");
        for (uint8_t part : kFirmware) {
          if (end != to + 2) *end++ = '.';
          *end++ = uint8_t('0' + part);
        }
        break;
      case kBattery: end = put_bytes(end, hal::battery_mv(), 4); break;  // 0: unknown
      default: {
        uint8_t id[kIdBytes];
        hal::device_id(id);
        for (uint8_t i = kIdBytes; i; i--) *end++ = id[i - 1];
      }
    }
    n_asked_--;
    for (uint8_t i = 0; i < n_asked_; i++) asked_[i] = asked_[i + 1];
    to[0] = kAnswer;
    to[1] = uint8_t(end - to - 2);
    return uint8_t(end - to);
  }
  // Once a guest.
  bool running_low() {
    const uint32_t now = hal::now_us();
    if (warned_ || now - looked_us_ < kLookEvery) return false;
    looked_us_ = now;
    const uint16_t mv = hal::battery_mv();
    return warned_ = mv != kBatteryUnknown && mv < PC_LOW_BATTERY_MV;
  }

  Progressor kept_ = {};
  Weight waiting_[kWaiting];
  int32_t last_[kTared], zero_ = 0;
  uint32_t start_us_ = 0, looked_us_ = 0;
  uint8_t asked_[4];
  uint8_t n_asked_ = 0, n_last_ = 0, in_ = 0, out_ = 0;
  bool able_ = false, changed_ = false, streams_ = false, timed_ = false, warned_ = false;
};

}  // namespace pc
