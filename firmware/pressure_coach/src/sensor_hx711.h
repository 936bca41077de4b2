// HX711: one bridge amplifier of 24 bits, 10 or 80 samples a second. Wire RATE high for 80: most boards tie it low.
#pragma once
#include "pc_sensor.h"

namespace pc {

class Hx711 : public Sensor {
 public:
  // gain: 128 or 64, input A. fast: which rate is thought to be wired, until it has been seen.
  Hx711(uint8_t gain, bool fast) : pulses_(gain == 64 ? 27 : 25), fast_(fast) {}

  Shape shape() const override {
    const uint16_t caps = uint16_t(kCapsEdgeTime | (hal::has_rate_pin() ? kCapsRate : 0));
    return Shape{kKindLoadCell, 1, 24, 3, fast_ ? uint32_t(80000) : uint32_t(10000), caps, 0, 0};
  }
  // Off and on again: it may hang, or stand in the middle of a reading that a restart of this board cut off.
  void begin() override {
    hal::ready_begin(false);
    hal::ready_arm(false);
    hal::rate_pin(fast_);
    hal::sck(true);
    const uint32_t began = hal::now_us();
    while (hal::now_us() - began < 100) hal::sck_wait();  // 60 us switch it off
    hal::sck(false);
    ignore_ = 1;  // the first reading is at gain 128; the pulses of each one choose the gain of the next
    odd_ = 0;
    seen_ = false;
    hal::ready_arm(true);
  }
  void poll(Sink &to) override {
    uint32_t t_us;
    uint8_t missed;
    if (!hal::ready_take(&t_us, &missed)) return;
    hal::ready_arm(false);  // the data bits make edges, too
    int32_t count;
    const bool driven = read(&count);
    hal::ready_arm(true);
    if (missed) to.missed(missed);
    if (!driven) return;
    watch_rate(t_us, to);
    if (ignore_) {
      ignore_--;
    } else {
      to.sample(t_us, &count);
    }
  }
  void set_rate(uint32_t millihertz) override {
    if (!hal::has_rate_pin()) return;
    fast_ = millihertz >= 45000;
    hal::rate_pin(fast_);
    ignore_ = 4;  // conversions until it has settled
    seen_ = false;
  }

 private:
  // Returns whether a chip is there: after the last pulse it holds the line high.
  bool read(int32_t *count) {
    uint32_t bits = 0;
    for (uint8_t i = 0; i < pulses_; i++) {
      const uint32_t state = hal::lock();  // a clock that stays high for 60 us switches the chip off
      hal::sck(true);
      hal::sck_wait();
      if (i < 24) bits = bits << 1 | uint32_t(hal::dout());
      hal::sck(false);
      hal::unlock(state);
      hal::sck_wait();
    }
    *count = (bits & 0x800000) ? int32_t(bits) - 0x1000000 : int32_t(bits);
    return hal::dout();
  }
  // Which rate is wired is seen after four intervals that do not fit the other one.
  void watch_rate(uint32_t t_us, Sink &to) {
    const bool fast = t_us - before_us_ < 40000;
    before_us_ = t_us;
    if (!seen_ || fast == fast_) {
      seen_ = true;
      odd_ = 0;
    } else if (++odd_ == 4) {
      odd_ = 0;
      fast_ = fast;
      to.reshaped();
    }
  }

  uint32_t before_us_ = 0;
  uint8_t pulses_, ignore_ = 1, odd_ = 0;
  bool fast_, seen_ = false;
};

}  // namespace pc
