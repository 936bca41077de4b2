// As Arduino.h here: names only.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct TwoWire {
  void begin();
  void setClock(uint32_t hertz);
  void beginTransmission(int address);
  size_t write(const uint8_t *bytes, size_t n);
  uint8_t endTransmission();
  uint8_t requestFrom(int address, int n);
  int read();
};
extern TwoWire Wire;
