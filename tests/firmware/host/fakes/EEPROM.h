// Names of the Pico's EEPROM, which is made of flash, for a compiler that only reads.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct EEPROMClass {
  void begin(size_t n);
  uint8_t read(int at);
  void write(int at, uint8_t byte);
  bool commit();
};
extern EEPROMClass EEPROM;
