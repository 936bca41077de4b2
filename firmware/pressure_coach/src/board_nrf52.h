// nRF52840: Seeed XIAO nRF52840, Nano 33 BLE, Feather (Adafruit's, Seeed's or Arduino's core; 3.3 V).
#pragma once
#if defined(USE_TINYUSB)
#include <Adafruit_TinyUSB.h>  // Serial, in Adafruit's and Seeed's cores
#endif

#define PC_PIN_SCK 2
#define PC_PIN_DOUT 3
#define PC_PIN_LIGHT LED_BUILTIN
#define PC_PINS_ANALOG A0, A1, A2, A3
#define PC_PINS_ROW 4, 5, 6, 7
#define PC_PINS_COL 8, 9, 10, 1  // a XIAO has no D11
#define PC_ANALOG_BITS 12
#define PC_OUTBOX_BYTES 4096
#if !defined(PC_PIN_BATTERY) && defined(PIN_VBAT) && defined(VBAT_ENABLE)
// XIAO: the battery through 1 M / 510 k, 3.6 V at full scale
#define PC_PIN_BATTERY PIN_VBAT
#define PC_BATTERY_FULL_MV 10659UL
#endif
#if defined(VBAT_ENABLE) || (defined(BOARD_VENDORID) && BOARD_VENDORID == 0x2886)  // a XIAO, with either core
#define PC_LIGHT_ON false
#endif
#ifndef PC_WATCHDOG
#if defined(ARDUINO_ARCH_MBED)
#define PC_WATCHDOG 0  // it would go on in that core's boot loader, which does not feed it
#else
#define PC_WATCHDOG 1
#endif
#endif

#if defined(ARDUINO_ARCH_MBED)
#define PC_OWN_TX  // this core's Serial does not tell what it has room for, and waits
#endif

#include "board_arduino.h"

namespace hal {

#if defined(PC_OWN_TX)
uint16_t tx(const uint8_t *bytes, uint16_t n) {
  uint32_t taken = 0;
  if (Serial.connected()) Serial.send_nb(const_cast<uint8_t *>(bytes), n, &taken);
  return uint16_t(taken);
}
#endif

void begin() {
  board::begin_pins();
#if defined(PIN_VBAT) && defined(VBAT_ENABLE)
  pinMode(VBAT_ENABLE, OUTPUT);
  digitalWrite(VBAT_ENABLE, LOW);
#endif
#if !defined(ARDUINO_ARCH_MBED)
  NRF_CLOCK->TASKS_HFCLKSTART = 1;  // the crystal: without it the timer runs up to 1.5 % wrong
  NRF_TIMER4->MODE = 0;
  NRF_TIMER4->BITMODE = 3;    // 32 bits
  NRF_TIMER4->PRESCALER = 4;  // 16 MHz / 16: microseconds, which wrap at 2^32; some cores' micros() wrap sooner
  NRF_TIMER4->TASKS_CLEAR = 1;
  NRF_TIMER4->TASKS_START = 1;
#endif
#if PC_WATCHDOG
  NRF_WDT->CONFIG = 1;  // goes on while the chip sleeps
  NRF_WDT->CRV = 2 * 32768;
  NRF_WDT->RREN = 1;
  NRF_WDT->TASKS_START = 1;
#endif
  Serial.begin(PC_BAUD);
  analogReadResolution(PC_ANALOG_BITS);
}
uint32_t lock() {
  const uint32_t state = __get_PRIMASK();
  __disable_irq();  // the radio's interrupts, too: for the microseconds of one pulse
  return state;
}
void unlock(uint32_t state) {
  if (!state) __enable_irq();
}
#if defined(ARDUINO_ARCH_MBED)
uint32_t now_us() { return micros(); }
#else
uint32_t now_us() {
  const uint32_t state = lock();  // the interrupt of the ready line uses the same register
  NRF_TIMER4->TASKS_CAPTURE[0] = 1;
  const uint32_t now = NRF_TIMER4->CC[0];
  unlock(state);
  return now;
}
#endif
void alive() {
#if PC_WATCHDOG
  NRF_WDT->RR[0] = 0x6E524635;
#endif
}
void idle() { delay(1); }

bool device_id(uint8_t *to) {
  pc::put_bytes(pc::put_bytes(to, NRF_FICR->DEVICEID[0], 4), NRF_FICR->DEVICEID[1], 4);
  return true;
}
#if PC_BLE
// None: no page of the flash is free for sure, with any of the boot loaders that these boards come with.
bool recall(uint8_t *, uint8_t) { return false; }
bool keep(const uint8_t *, uint8_t) { return false; }
#endif
int16_t temperature() {
  NRF_TEMP->EVENTS_DATARDY = 0;
  NRF_TEMP->TASKS_START = 1;
  const uint32_t began = now_us();
  while (!NRF_TEMP->EVENTS_DATARDY) {  // 36 us
    if (now_us() - began > 200) return pc::kTemperatureUnknown;
  }
  return int16_t(int32_t(NRF_TEMP->TEMP) * 25);
}

}  // namespace hal
