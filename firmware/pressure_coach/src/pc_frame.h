// Bodies on a serial line: CRC-16, COBS, one zero byte at the end. PROTOCOL.md explains, vectors.json decides.
#pragma once
#include "pc_proto.h"

namespace pc {

inline uint16_t crc16(const uint8_t *bytes, uint8_t n) {
  uint16_t crc = kCrcInit;
  while (n--) {
    crc = uint16_t(crc ^ uint16_t(*bytes++) << 8);
    for (uint8_t bit = 0; bit < 8; bit++) {
      crc = uint16_t((crc & 0x8000) ? uint16_t(crc << 1) ^ kCrcPoly : crc << 1);
    }
  }
  return crc;
}

// A frame that is made in place: write the body, then close().
class Frame {
 public:
  uint8_t *body() { return bytes_ + 1; }
  const uint8_t *bytes() const { return bytes_; }
  // The body ends at ``end``: append its CRC, take out the zeros. Returns the number of bytes to send, or 0 when the
  // body is empty or too long.
  uint8_t close(const uint8_t *end) {
    const uint16_t n = uint16_t(end - body());
    if (n == 0 || n > kMaxBody) return 0;
    const uint8_t last = uint8_t(n + kCrcBytes + 1);  // where the closing zero stands
    put_bytes(bytes_ + n + 1, crc16(body(), uint8_t(n)), kCrcBytes);
    bytes_[last] = 0;
    uint8_t at = 0;
    for (uint8_t i = 1; i <= last; i++) {
      if (bytes_[i]) continue;
      bytes_[at] = uint8_t(i - at);  // every zero becomes the distance to the next one
      at = i;
    }
    return uint8_t(last + 1);
  }

 private:
  uint8_t bytes_[1 + kMaxBody + kCrcBytes + 1];
};

// Bytes in, bodies out. What is damaged is counted and forgotten; no length from the line is trusted.
class Deframer {
 public:
  uint16_t bad = 0;  // stays at 65535

  // Returns the length of the body that this byte completed, else 0; it stands at body() until the next byte comes.
  uint8_t feed(uint8_t byte) {
    if (byte == 0) return end();
    if (skipping_) return 0;
    if (n_ == kMaxEncoded) {  // too long to be a frame: one bad one, whatever else comes before the next zero
      skipping_ = true;
      count_bad();
    } else {
      bytes_[n_++] = byte;
    }
    return 0;
  }
  const uint8_t *body() const { return bytes_ + 1; }

 private:
  uint8_t end() {
    const uint8_t n = n_;
    const bool ignored = skipping_ || n == 0;
    n_ = 0;
    skipping_ = false;
    if (ignored) return 0;
    const uint8_t length = unwrap(n);
    if (!length) count_bad();
    return length;
  }
  uint8_t unwrap(uint8_t n) {
    if (n < 1 + 1 + kCrcBytes) return 0;
    uint16_t at = 0;
    while (at < n) {  // from code byte to code byte, leaving a zero behind; none is zero, so that it comes to an end
      const uint8_t step = bytes_[at];
      bytes_[at] = 0;
      at = uint16_t(at + step);
    }
    if (at != n) return 0;
    const uint8_t length = uint8_t(n - 1 - kCrcBytes);
    const uint16_t sent = uint16_t(bytes_[n - 2] | uint16_t(bytes_[n - 1]) << 8);
    return crc16(bytes_ + 1, length) == sent ? length : 0;
  }
  void count_bad() {
    if (bad != 0xFFFF) bad++;
  }

  uint8_t bytes_[kMaxEncoded];
  uint8_t n_ = 0;
  bool skipping_ = false;
};

}  // namespace pc
