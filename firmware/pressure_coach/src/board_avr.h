// Arduino Uno, Nano, Mega, Leonardo and their kin (AVR, 5 V).
#pragma once
#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#define PC_PIN_SCK 2   // to the HX711's SCK
#define PC_PIN_DOUT 3  // to the HX711's DT; one of the pins that can interrupt
#define PC_PIN_LIGHT LED_BUILTIN
#if NUM_ANALOG_INPUTS >= 8  // a Nano has two more than an Uno
#define PC_PINS_ANALOG A0, A1, A2, A3, A4, A5, A6, A7
#else
#define PC_PINS_ANALOG A0, A1, A2, A3, A4, A5
#endif
#define PC_PINS_ROW 4, 5, 6, 7
#define PC_PINS_COL 8, 9, 10, 11
#define PC_ANALOG_BITS 10
#ifndef PC_WATCHDOG
#if defined(USBCON)
#define PC_WATCHDOG 0  // a Leonardo's USB starts the boot loader by letting the watchdog bite: then nobody may feed it
#else
#define PC_WATCHDOG 1  // 0 for a Nano (or Mega) with the old boot loader, which a watchdog's reset leaves hanging
#endif
#endif

#include "board_arduino.h"
#include "pc_frame.h"

// A watchdog that has bitten stays on: switch it off before it bites again, ahead of everything else.
extern "C" void pc_watchdog_off() __attribute__((naked, used, section(".init3")));
extern "C" void pc_watchdog_off() {
  MCUSR = 0;
  wdt_disable();
}

namespace board {

// The chip has no id: one is made at random once. What is random is how the watchdog's own oscillator drifts against
// the crystal: every 16 ms it interrupts, at a count of the crystal's cycles that nobody can foretell.
static volatile uint8_t n_ticks;
static volatile uint32_t pool[2];
static const uint8_t kTicks = 64;  // a second

}  // namespace board

ISR(WDT_vect) {
  const uint16_t now = TCNT1;
  WDTCSR |= _BV(WDIE);
  for (uint8_t i = 0; i < 2; i++) board::pool[i] = (board::pool[i] ^ (now + i)) * 16777619UL;  // FNV
  board::n_ticks = uint8_t(board::n_ticks + 1);
}

namespace board {

static void make_id(uint8_t *to) {
  const uint8_t was = TCCR1B;
  TCCR1B = _BV(CS10);  // every cycle counts
  n_ticks = 0;
  pool[0] = 2166136261UL;
  pool[1] = 84696351UL;
  const uint8_t state = SREG;
  cli();
  wdt_reset();
  WDTCSR = _BV(WDCE) | _BV(WDE);
  WDTCSR = _BV(WDIE);
  SREG = state;
  while (n_ticks < kTicks) {
  }
  wdt_disable();
  TCCR1B = was;
  pc::put_bytes(pc::put_bytes(to, pool[0], 4), pool[1], 4);
  to[0] = uint8_t((to[0] & 0x7F) | 1);  // neither all 00 nor all FF: those mean that there is none
}

}  // namespace board

namespace hal {

void begin() {
  board::begin_pins();
#if PC_SENSOR == PC_MATRIX
  ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1);  // 250 kHz: twice as fast, and as good as such cells are
#endif
#if PC_USES_I2C
  Wire.setWireTimeout(3000, true);  // us: a part that holds the line must not hold the board
#endif
  Serial.begin(PC_BAUD);
}
uint32_t now_us() { return micros(); }
void alive() {
#if PC_WATCHDOG
  static bool on = false;
  if (!on) wdt_enable(WDTO_1S);  // not in begin(): making an id takes a second, and the watchdog
  on = true;
  wdt_reset();
#endif
}
void idle() {
  set_sleep_mode(SLEEP_MODE_IDLE);
  sleep_mode();  // the clock's tick wakes it after a millisecond
}
uint32_t lock() {
  const uint8_t state = SREG;
  cli();
  return state;
}
void unlock(uint32_t state) { SREG = uint8_t(state); }

bool device_id(uint8_t *to) {
  uint8_t *const at = reinterpret_cast<uint8_t *>(E2END + 1 - 10);  // the last bytes of the EEPROM: id, CRC
  uint8_t kept[10];
  eeprom_read_block(kept, at, sizeof kept);
  bool good = pc::crc16(kept, 8) == uint16_t(kept[8] | kept[9] << 8);
  if (!good) {
    board::make_id(kept);
    pc::put_bytes(kept + 8, pc::crc16(kept, 8), 2);
    eeprom_update_block(kept, at, sizeof kept);
    good = true;
    for (uint8_t i = 0; i < sizeof kept; i++) good = good && eeprom_read_byte(at + i) == kept[i];
  }
  for (uint8_t i = 0; i < 8; i++) to[i] = kept[i];
  return good;
}
int16_t temperature() { return pc::kTemperatureUnknown; }

}  // namespace hal
