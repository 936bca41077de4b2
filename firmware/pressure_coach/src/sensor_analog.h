// Analog pins: up to 8 force-sensing resistors, each with a resistor to ground, so that more force is a higher count.
#pragma once
#include "pc_sensor.h"

#ifndef PC_ANALOG_BITS
#define PC_ANALOG_BITS 10
#endif

namespace pc {

constexpr uint8_t kMaxAnalog = 8;

class Analog : public Sensor {
 public:
  Analog(uint8_t n, uint32_t millihertz) : n_(n > kMaxAnalog ? kMaxAnalog : n) { clamp(millihertz); }

  Shape shape() const override {
    return Shape{kKindFsr, n_, PC_ANALOG_BITS, 2, millihertz_, kCapsRate, 0, 0};
  }
  void begin() override { beat_.set(1000000000 / millihertz_, hal::now_us()); }
  void set_rate(uint32_t millihertz) override {
    clamp(millihertz);
    begin();
  }
  void poll(Sink &to) override {
    uint16_t missed;
    const uint32_t t_us = hal::now_us();
    if (!beat_.due(t_us, &missed)) return;
    if (missed) to.missed(missed);
    int32_t counts[kMaxAnalog];
    for (uint8_t i = 0; i < n_; i++) counts[i] = hal::analog(i);
    to.sample(t_us, counts);
  }
  bool may_idle() const override { return false; }

 private:
  void clamp(uint32_t millihertz) {
    millihertz_ = millihertz < 1000 ? 1000 : millihertz > 200000 ? 200000 : millihertz;
  }

  Beat beat_;
  uint32_t millihertz_ = 0;
  uint8_t n_;
};

}  // namespace pc
