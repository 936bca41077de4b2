// Raspberry Pi Pico, Pico W, Pico 2 (Earle Philhower's core; 3.3 V).
#pragma once
#include <hardware/sync.h>
#include <pico/unique_id.h>

#define PC_PIN_SCK 2
#define PC_PIN_DOUT 3
#define PC_PIN_LIGHT LED_BUILTIN
#define PC_PINS_ANALOG 26, 27, 28
#define PC_PINS_ROW 6, 7, 8, 9
#define PC_PINS_COL 10, 11, 12, 13
#define PC_ANALOG_BITS 12
#define PC_OUTBOX_BYTES 4096
#if !defined(PC_PIN_BATTERY) && !defined(PICO_CYW43_SUPPORTED)  // on a Pico W that pin belongs to the radio
#define PC_PIN_BATTERY 29           // a third of what feeds the board
#define PC_BATTERY_FULL_MV 9900UL
#endif
#ifndef PC_WATCHDOG
#define PC_WATCHDOG 1
#endif

#include "board_arduino.h"
#if PC_BLE
#include <EEPROM.h>
#endif

namespace hal {

void begin() {
  board::begin_pins();
  Serial.begin(PC_BAUD);
  analogReadResolution(PC_ANALOG_BITS);
#if PC_WATCHDOG
  rp2040.wdt_begin(2000);
#endif
}
uint32_t now_us() { return micros(); }
void alive() {
#if PC_WATCHDOG
  rp2040.wdt_reset();
#endif
}
void idle() { delayMicroseconds(100); }
uint32_t lock() { return save_and_disable_interrupts(); }
void unlock(uint32_t state) { restore_interrupts(state); }

bool device_id(uint8_t *to) {
  pico_unique_board_id_t id;
  pico_get_unique_board_id(&id);  // of the flash chip
  for (uint8_t i = 0; i < 8; i++) to[i] = id.id[i];
  return true;
}
#if PC_BLE
// The last sector of the flash, which this core keeps free for that.
bool recall(uint8_t *to, uint8_t n) {
  EEPROM.begin(256);
  for (uint8_t i = 0; i < n; i++) to[i] = EEPROM.read(i);
  return true;
}
bool keep(const uint8_t *bytes, uint8_t n) {
  for (uint8_t i = 0; i < n; i++) EEPROM.write(i, bytes[i]);
  return EEPROM.commit();
}
#endif
int16_t temperature() { return int16_t(analogReadTemp() * 100); }

}  // namespace hal
