// MPRLS class (Honeywell MPR): an air-pressure sensor of 24 bits on I2C, for a closed ball with a tube.
// Its counts begin at 0 and the wire's are signed, so 2^23 is taken away: 10 % of its range is -6710886, 90 % 6710886.
#pragma once
#include "pc_sensor.h"

namespace pc {

class Mprls : public Sensor {
 public:
  explicit Mprls(uint32_t millihertz) { clamp(millihertz); }

  Shape shape() const override {
    return Shape{kKindAirPressure, 1, 24, 3, millihertz_, kCapsRate, 0, 0};
  }
  void begin() override {
    converting_ = false;
    beat_.set(1000000000 / millihertz_, hal::now_us());
  }
  void set_rate(uint32_t millihertz) override {
    clamp(millihertz);
    begin();
  }
  void poll(Sink &to) override {
    const uint32_t now = hal::now_us();
    uint16_t missed = 0;
    if (!converting_) {
      const uint8_t measure[3] = {0xAA, 0, 0};
      if (!beat_.due(now, &missed)) return;
      if (missed) to.missed(missed);
      converting_ = hal::i2c_write(kAddress, measure, 3);
      t_us_ = now;
    } else if (now - t_us_ >= kConversion) {
      take(to, now);
    }
  }
  bool may_idle() const override { return false; }

 private:
  enum : uint8_t { kAddress = 0x18, kPowered = 0x40, kBusy = 0x20, kMemoryBad = 0x04, kSaturated = 0x01 };
  static constexpr uint32_t kConversion = 5000;  // us

  void take(Sink &to, uint32_t now) {
    uint8_t b[4];
    const bool answered = hal::i2c_read(kAddress, b, 4) && (b[0] & kPowered);
    if (answered && (b[0] & kBusy) && now - t_us_ < 4 * kConversion) return;
    converting_ = false;
    if (!answered || (b[0] & (kBusy | kMemoryBad))) return;
    int32_t count = int32_t(uint32_t(b[1]) << 16 | uint32_t(b[2]) << 8 | b[3]) - 0x800000;
    if (b[0] & kSaturated) count = count < 0 ? -0x800000 : 0x7FFFFF;
    to.sample(t_us_, &count);
  }
  void clamp(uint32_t millihertz) {
    millihertz_ = millihertz < 1000 ? 1000 : millihertz > 150000 ? 150000 : millihertz;
  }

  Beat beat_;
  uint32_t t_us_ = 0, millihertz_ = 100000;
  bool converting_ = false;
};

}  // namespace pc
