// What a sensor says of itself, and where its samples go. One file sensor_*.h a sensor.
#pragma once
#include "pc_hal.h"
#include "pc_proto.h"

namespace pc {

struct Shape {
  uint8_t kind;              // kKind...
  uint16_t n_channels;
  uint8_t adc_bits;          // below 16: counts from 0; from 16 on: signed
  uint8_t width;             // bytes of a count on the wire
  uint32_t rate_millihertz;  // nominal
  uint16_t caps;             // kCapsRate, kCapsEdgeTime
  uint8_t rows, cols;        // 0, 0: no matrix
};

// Where samples go: the core.
class Sink {
 public:
  virtual void sample(uint32_t t_us, const int32_t *counts) = 0;  // all channels of an instant
  // Some channels of an instant, in order; the parts of one instant carry the same time.
  virtual void part(uint32_t t_us, uint16_t first, uint8_t n, const int16_t *counts) = 0;
  virtual void missed(uint16_t n) = 0;  // samples that the converter replaced before they were read
  virtual void reshaped() = 0;          // shape() says something else than before

 protected:
  ~Sink() = default;
};

class Sensor {
 public:
  virtual Shape shape() const = 0;
  virtual void begin() = 0;  // also to wake it when it has fallen silent; never waits
  virtual void poll(Sink &to) = 0;
  virtual void set_rate(uint32_t millihertz) { (void)millihertz; }  // the nearest that it can do
  virtual bool may_idle() const { return true; }  // false: it looks at the clock, so that 2 ms are too long

 protected:
  ~Sensor() = default;
};

// The one of ``n`` rates that is nearest to the wanted one, all in 1/1000 Hz.
inline uint8_t nearest(const uint32_t *rates, uint8_t n, uint32_t wanted) {
  uint8_t best = 0;
  for (uint8_t i = 1; i < n; i++) {
    const uint32_t old = wanted > rates[best] ? wanted - rates[best] : rates[best] - wanted;
    const uint32_t now = wanted > rates[i] ? wanted - rates[i] : rates[i] - wanted;
    if (now < old) best = i;
  }
  return best;
}

// Tells when the next sample is due, and how many were not taken in time.
class Beat {
 public:
  void set(uint32_t period_us, uint32_t now) {
    period_us_ = period_us;
    due_us_ = now + period_us;
  }
  bool due(uint32_t now, uint16_t *missed) {
    uint32_t late = now - due_us_;
    *missed = 0;
    if (late & 0x80000000) return false;
    due_us_ += period_us_;
    for (; late >= period_us_ && *missed != 0xFFFF; late -= period_us_) {
      due_us_ += period_us_;
      ++*missed;
    }
    return true;
  }

 private:
  uint32_t period_us_ = 1000000, due_us_ = 0;
};

}  // namespace pc
