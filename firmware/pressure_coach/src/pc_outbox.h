// Bytes that wait to be sent: a frame goes in whole or not at all, and leaves as fast as the line takes it.
#pragma once
#include "pc_hal.h"

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
  // Hands on what the line takes now; never waits.
  void pump() {
    while (waiting()) {
      const uint16_t from = out_ % kSize;
      uint16_t n = waiting();
      if (n > kSize - from) n = uint16_t(kSize - from);
      const uint16_t taken = hal::tx(ring_ + from, n);
      if (taken == 0) return;
      out_ = uint16_t(out_ + taken);
    }
  }
  uint16_t waiting() const { return uint16_t(in_ - out_); }

 private:
  static constexpr uint16_t kSize = PC_OUTBOX_BYTES;
  static_assert(kSize >= 256 && (kSize & (kSize - 1)) == 0, "PC_OUTBOX_BYTES: 256 or more, a power of two");
  uint8_t ring_[kSize];
  uint16_t in_ = 0, out_ = 0;  // run on and wrap; their difference is what waits
};

}  // namespace pc
