// Bytes that wait to be sent: a frame goes in whole or not at all, and leaves as fast as the line takes it.
#pragma once
#include "pc_hal.h"
#include "pc_proto.h"

#ifndef PC_OUTBOX_BYTES
#define PC_OUTBOX_BYTES 512  // at 115200 baud 44 ms; a power of two
#endif

namespace pc {

class Outbox {
 public:
  bool put(const uint8_t *bytes, uint16_t n) {
    if (n > kSize - waiting()) return false;
    for (uint16_t i = 0; i < n; i++) ring_[(in_ + i) % kSize] = bytes[i];
    in_ = uint16_t(in_ + n);
    return true;
  }
  // Hands on what the line takes now; never waits. A line that takes nothing for so long has nobody at its end: whoever
  // comes wants to know how it is now, and what has waited is forgotten. Returns whether; ``frames``: of samples.
  bool pump(uint32_t now, uint16_t *frames) {
    while (waiting()) {
      const uint16_t from = out_ % kSize;
      uint16_t n = waiting();
      if (n > kSize - from) n = uint16_t(kSize - from);
      const uint16_t taken = hal::tx(ring_ + from, n);
      if (taken == 0 && now - moved_us_ >= kPatience) return *frames = forget(now), true;
      if (taken == 0) return false;
      out_ = uint16_t(out_ + taken);
      moved_us_ = now;
    }
    moved_us_ = now;
    return false;
  }
  uint16_t waiting() const { return uint16_t(in_ - out_); }

 private:
  static constexpr uint16_t kSize = PC_OUTBOX_BYTES;
  static constexpr uint32_t kPatience = 3000000;  // us
  static_assert(kSize >= 256 && (kSize & (kSize - 1)) == 0, "PC_OUTBOX_BYTES: 256 or more, a power of two");

  uint16_t forget(uint32_t now) {
    uint16_t frames = 0;
    uint8_t before = ring_[uint16_t(out_ - 1) % kSize];  // the last byte that has left; not 0: a frame is under way
    for (uint16_t at = out_; at != in_; at++) {
      const uint8_t byte = ring_[at % kSize], type = ring_[uint16_t(at + 1) % kSize] & 0xF0;
      if (before == 0 && byte && (type == kSamplesBase || type == kWideBase)) frames++;
      before = byte;
    }
    out_ = in_;
    ring_[in_++ % kSize] = 0;  // ends what is under way
    moved_us_ = now;
    return frames;
  }

  uint8_t ring_[kSize] = {0};
  uint16_t in_ = 0, out_ = 0;  // run on and wrap; their difference is what waits
  uint32_t moved_us_ = 0;      // when the line last took something, or nothing waited
};

}  // namespace pc
