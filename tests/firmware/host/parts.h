// The parts that the firmware talks to, as seen from its pins, for tests on the host. What a part would not forgive ends
// the program: a clock pulse that may be interrupted.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <deque>
#include <vector>

inline void refuse(const char *why) {
  fprintf(stderr, "refused: %s\n", why);
  exit(3);
}

// The world around the board.
struct World {
  uint32_t now = 0;
  std::deque<uint8_t> to_board;
  std::vector<uint8_t> from_board;
  long room = 1000000;
  uint16_t battery = 0;
  int16_t temperature = -32768;
  std::vector<uint8_t> memory = std::vector<uint8_t>(32, 0xFF);  // which outlives power; empty: there is none
  int writes = 0;
  bool memory_bad = false, rate_pin = false, light = false, locked = false;
  int pulses_locked = 0, idles = 0;
  bool fast = false;
  std::vector<uint16_t> analog = std::vector<uint16_t>(256);
  uint8_t row = 0, col = 0;
};

// An amplifier with a clock line and a data line.
struct Hx711Part {
  bool sck = false, dout = true, armed = false, seen = false, absent = false;
  uint32_t edge_us = 0, high_since = 0;
  uint8_t missed = 0;
  int bits = 0, pulses = 25;  // of the last reading: 25 gain 128, 26 the other input, 27 gain 64
  int32_t shifting = 0;

  void edge(uint32_t now) {
    if (!armed) return;
    if (seen) missed++;
    seen = true;
    edge_us = now;
  }
  void convert(int32_t at_128, uint32_t now) {
    shifting = pulses == 27 ? at_128 / 2 : pulses == 26 ? 77 : at_128;
    bits = 0;
    dout = false;
    edge(now);
  }
  void clock(bool high, uint32_t now) {
    if (high == sck) return;
    sck = high;
    if (high) {
      high_since = now;
      const bool was = dout;
      bits++;
      dout = bits > 24 ? true : (shifting >> (24 - bits) & 1) != 0;
      if (absent) dout = false;
      if (was && !dout) edge(now);
    } else if (now - high_since >= 60) {  // switched off and on
      bits = 0;
      pulses = 25;
      dout = true;
    } else if (bits >= 25) {
      pulses = bits;
    }
  }
};

// An amplifier on I2C: the registers that count, and the time that it takes to start.
struct NauPart {
  uint8_t registers[32] = {0}, at = 0;
  bool absent = false, fresh = false, calibrating = false;
  uint32_t supplied_us = 0, calibrated_us = 0;

  bool write(const uint8_t *bytes, uint8_t n, uint32_t now) {
    if (absent || n == 0) return false;
    at = bytes[0];
    if (n == 1) return true;
    const bool was_supplied = registers[0] & 0x80;
    registers[at] = bytes[1];
    if (at == 0 && (bytes[1] & 0x02)) registers[0] |= 0x08;  // powered
    if (at == 0 && (bytes[1] & 0x80) && !was_supplied) supplied_us = now;
    if (at == 2 && (bytes[1] & 0x04)) {
      if (now - supplied_us < 200000) refuse("calibrated before the supply stands");
      calibrating = true;
      calibrated_us = now + 344000;
    }
    return true;
  }
  bool read(uint8_t *bytes, uint8_t n, uint32_t now) {
    if (absent) return false;
    if (calibrating && int32_t(now - calibrated_us) >= 0) {
      calibrating = false;
      registers[2] &= uint8_t(~0x04);
    }
    for (uint8_t i = 0; i < n; i++) bytes[i] = registers[at + i];
    if (at == 0) bytes[0] = uint8_t((bytes[0] & ~0x20) | (fresh ? 0x20 : 0));
    if (at == 0x12) fresh = false;
    return true;
  }
  bool running() const { return (registers[0] & 0x16) == 0x16 && !(registers[2] & 0x04) && !calibrating; }
  void convert(int32_t value) {
    if (!running()) return;
    for (int i = 0; i < 3; i++) registers[0x12 + i] = uint8_t(value >> (16 - 8 * i));
    fresh = true;
  }
};

// An air-pressure sensor on I2C.
struct MprlsPart {
  uint32_t value = 0, asked_us = 0;
  uint8_t status = 0x40;
  bool write(const uint8_t *bytes, uint8_t n, uint32_t now) {
    if (n != 3 || bytes[0] != 0xAA || bytes[1] || bytes[2]) refuse("no command of an MPRLS");
    asked_us = now;
    return true;
  }
  bool read(uint8_t *bytes, uint8_t n, uint32_t now) {
    if (n != 4) return false;
    bytes[0] = uint8_t(status | (now - asked_us < 5000 ? 0x20 : 0));
    for (int i = 0; i < 3; i++) bytes[1 + i] = uint8_t(value >> (16 - 8 * i));
    return true;
  }
};
