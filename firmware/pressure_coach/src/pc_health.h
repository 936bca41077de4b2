// Is this signal fit to be looked at? What is wrong goes into the flags of STATUS.
#pragma once
#include "pc_sensor.h"

namespace pc {

class Health {
 public:
  void begin(const Shape &shape, uint32_t now) {
    const bool is_signed = shape.adc_bits >= 16;
    top_ = shape.adc_bits == 0 ? 0x7FFFFFFF : int32_t((uint32_t(1) << (shape.adc_bits - is_signed)) - 1);
    bottom_ = is_signed ? -top_ - 1 : -0x7FFFFFFF - 1;  // an unloaded FSR reads 0: that is no end of its range
    noisy_ = shape.adc_bits >= 20;                      // only these never read the same twice for long
    for_stuck_ = uint16_t(shape.rate_millihertz / 1000 + 8);
    const uint32_t hertz = shape.rate_millihertz / 1000;
    silent_us_ = hertz >= 40 ? 1000000 : hertz >= 4 ? 2000000 : 4000000;  // longer than any amplifier takes to start
    same_ = 0;
    heard(now);
  }
  void heard(uint32_t now) {
    heard_us_ = now;
    now_ &= uint16_t(~kStatusSensorSilent);
  }
  // One count; of several channels the first tells whether the converter is stuck.
  void look(int32_t count, bool first) {
    if (count >= top_ || count <= bottom_) since_ |= kStatusClipped;
    if (!noisy_) return;
    if (count == -1) since_ |= kStatusSuspect;
    if (!first) return;
    const bool same = count == last_;
    last_ = count;
    if (!same) {
      same_ = 0;
      now_ &= uint16_t(~kStatusStuck);
    } else if (same_ < for_stuck_) {
      same_++;
    } else {
      now_ |= kStatusStuck;
    }
  }
  // Once a turn. Returns true when the sensor should be woken: it has been silent for so long again.
  bool check(uint32_t now) {
    if (now - heard_us_ < silent_us_) return false;
    heard_us_ = now;
    now_ |= kStatusSensorSilent;
    return true;
  }
  void set(uint16_t flag, bool on) { now_ = on ? uint16_t(now_ | flag) : uint16_t(now_ & ~flag); }
  uint16_t flags() const { return uint16_t(now_ | since_); }
  void told() { since_ = 0; }
  bool bad() const { return now_ & (kStatusSensorSilent | kStatusStuck | kStatusSelfTest); }

 private:
  int32_t top_ = 0, bottom_ = 0, last_ = 0;
  uint32_t heard_us_ = 0, silent_us_ = 1000000;
  uint16_t now_ = 0;    // how it is
  uint16_t since_ = 0;  // what was seen since the last STATUS
  uint16_t same_ = 0, for_stuck_ = 0;
  bool noisy_ = false;
};

}  // namespace pc
