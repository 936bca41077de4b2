// What of the RP2040 is used here: its registers, by their addresses in the datasheet.
#pragma once
#include <stdint.h>

namespace chip {

enum : uint32_t {
  kResets = 0x4000C000, kClocks = 0x40008000, kCrystal = 0x40024000, kWatchdog = 0x40058000, kPins = 0x40014000,
  kPads = 0x4001C000, kUart0 = 0x40034000, kUart1 = 0x40038000, kTimer = 0x40054000, kSio = 0xD0000000,
  kInterrupts = 0xE000E100
};
inline volatile uint32_t &at(uint32_t address) { return *reinterpret_cast<volatile uint32_t *>(address); }

inline uint32_t lock() {
  uint32_t state;
  asm volatile("mrs %0, primask\n cpsid i" : "=r"(state)::"memory");
  return state;
}
inline void unlock(uint32_t state) { asm volatile("msr primask, %0" ::"r"(state) : "memory"); }

// Everything runs by the crystal of 12 MHz; a microsecond is 12 of its ticks.
inline void begin() {
  at(kCrystal) = 0xAA0;
  at(kCrystal + 0xC) = 47;
  at(kCrystal) = 0xFABAA0;
  while (!(at(kCrystal + 4) >> 31)) {
  }
  at(kClocks + 0x30) = 2;
  at(kClocks + 0x48) = 1 << 11;
  at(kWatchdog + 0x2C) = 12 | 1 << 9;
  const uint32_t wanted = 1u << 5 | 1u << 8 | 1u << 21 | 1u << 22 | 1u << 23;  // pins, pads, timer, both serial lines
  at(kResets + 0x3000) = wanted;
  while ((at(kResets + 8) & wanted) != wanted) {
  }
}
inline void pin(uint32_t number, uint32_t function) { at(kPins + 8 * number + 4) = function; }

// A serial line of 115200 baud; what comes is kept by its interrupt, what goes waits until pump().
class Line {
 public:
  explicit constexpr Line(uint32_t base) : base_(base) {}

  void begin() {
    at(base_ + 0x24) = 6;
    at(base_ + 0x28) = 33;
    at(base_ + 0x2C) = 0x70;
    at(base_ + 0x38) = 0x50;
    at(base_ + 0x30) = 0x301;
  }
  void interrupt() {
    while (!(at(base_ + 0x18) & 0x10)) {
      const uint8_t byte = uint8_t(at(base_));
      if (uint16_t(in_ - in_out_) < kSize) in_bytes_[in_++ % kSize] = byte;
    }
    at(base_ + 0x44) = 0x50;
  }
  int read() { return in_ == in_out_ ? -1 : in_bytes_[in_out_++ % kSize]; }
  uint16_t free() const { return uint16_t(kSize - uint16_t(out_ - out_out_)); }
  uint16_t write(const uint8_t *bytes, uint16_t n) {
    if (n > free()) n = free();
    for (uint16_t i = 0; i < n; i++) out_bytes_[out_++ % kSize] = bytes[i];
    pump();
    return n;
  }
  void pump() {
    while (out_ != out_out_ && !(at(base_ + 0x18) & 0x20)) at(base_) = out_bytes_[out_out_++ % kSize];
  }
  bool still() const { return in_ == in_out_ && out_ == out_out_; }

 private:
  static constexpr uint16_t kSize = 512;
  const uint32_t base_;
  volatile uint16_t in_ = 0;
  uint16_t in_out_ = 0, out_ = 0, out_out_ = 0;
  volatile uint8_t in_bytes_[kSize] = {};
  uint8_t out_bytes_[kSize] = {};
};

}  // namespace chip
