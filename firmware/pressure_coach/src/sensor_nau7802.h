// NAU7802: one bridge amplifier of 24 bits on I2C, 10 to 320 samples a second. Wire DRDY for exact times.
// Registers and bits: Nuvoton, NAU7802 data sheet.
#pragma once
#include "pc_sensor.h"

namespace pc {

constexpr uint32_t kNauRates[5] = {10000, 20000, 40000, 80000, 320000};
constexpr uint8_t kNauCodes[5] = {0, 1, 2, 3, 7};

class Nau7802 : public Sensor {
 public:
  // gain: 1 to 128, a power of two. ready_line: DRDY is wired to the pin that a HX711 would have for its data.
  Nau7802(uint8_t gain, uint32_t millihertz, bool ready_line)
      : rate_(nearest(kNauRates, 5, millihertz)), ready_line_(ready_line) {
    for (gain_ = 0; gain_ < 7 && (1 << gain_) < gain; gain_++) {
    }
  }

  Shape shape() const override {
    const uint16_t caps = uint16_t(kCapsRate | (ready_line_ ? kCapsEdgeTime : 0));
    return Shape{kKindLoadCell, 1, 24, 3, kNauRates[rate_], caps, 0, 0};
  }
  void begin() override {
    step_ = Step::kReset;
    if (!ready_line_) return;
    hal::ready_begin(true);
    hal::ready_arm(true);
  }
  void set_rate(uint32_t millihertz) override {
    rate_ = nearest(kNauRates, 5, millihertz);
    begin();
  }
  // The amplifier needs 0.6 s and eight samples to start: a step a turn, so that nothing waits.
  void poll(Sink &to) override {
    uint8_t value;
    switch (step_) {
      case Step::kReset:
        next(set(kPower, 0x01) && set(kPower, 0x02), Step::kPowered);  // reset; digital part on
        break;
      case Step::kPowered:
        if (!get(kPower, &value, 1) || !(value & 0x08)) break;
        since_us_ = hal::now_us();
        next(supply(), Step::kSupplied);
        break;
      case Step::kSupplied:  // its zero would be that of a supply that still rises
        if (hal::now_us() - since_us_ >= kRise) next(calibrate(), Step::kCalibrated);
        break;
      case Step::kCalibrated:
        if (!get(kControl2, &value, 1) || (value & 0x04)) break;  // still at it
        ignore_ = 4;                                              // conversions until it has settled
        next(!(value & 0x08), Step::kRunning);
        break;
      case Step::kRunning: take(to); break;
      case Step::kFailed: break;  // begin() comes again when it has been silent for a while
    }
  }

 private:
  enum : uint8_t { kAddress = 0x2A, kPower = 0x00, kControl1 = 0x01, kControl2 = 0x02, kData = 0x12, kAdc = 0x15,
                   kPga = 0x1C };
  enum class Step : uint8_t { kReset, kPowered, kSupplied, kCalibrated, kRunning, kFailed };
  static constexpr uint32_t kRise = 250000;  // us, until the supply of the bridge stands

  void next(bool good, Step step) { step_ = good ? step : Step::kFailed; }
  bool supply() {
    return set(kPower, 0x86)                           // analog part on, its supply from inside ...
           && set(kControl1, uint8_t(5 << 3 | gain_))  // ... of 3.0 V
           && set(kAdc, 0x30)                          // no chopper: the data sheet wants it off
           && set(kPga, 0x80);                         // the capacitor at its output is used
  }
  bool calibrate() {
    return set(kPower, 0x96)                                          // convert
           && set(kControl2, uint8_t(kNauCodes[rate_] << 4 | 0x04));  // rate; calibrate its own zero
  }
  void take(Sink &to) {
    uint32_t t_us = hal::now_us();
    uint8_t missed = 0, b[3];
    if (ready_line_) {
      if (!hal::ready_take(&t_us, &missed)) return;
    } else if (!get(kPower, b, 1) || !(b[0] & 0x20)) {
      return;
    }
    if (!get(kData, b, 3)) return;
    if (missed) to.missed(missed);
    const uint32_t bits = uint32_t(b[0]) << 16 | uint32_t(b[1]) << 8 | b[2];
    const int32_t count = (bits & 0x800000) ? int32_t(bits) - 0x1000000 : int32_t(bits);
    if (ignore_) {
      ignore_--;
    } else {
      to.sample(t_us, &count);
    }
  }
  static bool set(uint8_t address, uint8_t value) {
    const uint8_t bytes[2] = {address, value};
    return hal::i2c_write(kAddress, bytes, 2);
  }
  static bool get(uint8_t address, uint8_t *bytes, uint8_t n) {
    return hal::i2c_write(kAddress, &address, 1) && hal::i2c_read(kAddress, bytes, n);
  }

  Step step_ = Step::kReset;
  uint32_t since_us_ = 0;
  uint8_t gain_, rate_, ignore_ = 0;
  bool ready_line_;
};

}  // namespace pc
