// What all Arduino boards share: pins, the interrupt of the ready line, analog inputs, I2C, the serial line.
// The board's own file comes first and says which pins these are.
#pragma once

#ifndef PC_ISR
#define PC_ISR  // where the code of an interrupt must lie
#endif
#ifndef PC_LIGHT_ON
#define PC_LIGHT_ON true  // false: it shines when its pin is low
#endif
#ifndef PC_PIN_RATE
#define PC_PIN_RATE -1  // an HX711's RATE, if it is wired to the board
#endif
#ifndef PC_BAUD
#define PC_BAUD (PC_SENSOR == PC_MATRIX ? pc::kBaudWide : pc::kBaud)
#endif
#ifndef PC_MATRIX_SETTLE_US
#define PC_MATRIX_SETTLE_US 20  // from choosing a cell until its voltage stands
#endif
#define PC_USES_I2C (PC_SENSOR == PC_NAU7802 || PC_SENSOR == PC_MPRLS)
#define PC_USES_CLOCK (PC_SENSOR == PC_HX711)
#if PC_USES_I2C
#include <Wire.h>
#endif

namespace board {

static volatile uint32_t edge_us;
static volatile uint8_t edges_missed;
static volatile bool edge_seen, armed;
static bool ready_is_high;
#if PC_BLE
static uint16_t (*on_air)(const uint8_t *bytes, uint16_t n);  // while somebody listens there
#endif

static void PC_ISR edge() {
  edge_us = hal::now_us();
  if (edge_seen && edges_missed != 255) edges_missed = uint8_t(edges_missed + 1);
  edge_seen = true;
}
static void PC_ISR on_edge() {
  if (armed) edge();
}

static void begin_pins() {
#ifdef PC_PIN_LIGHT
  pinMode(PC_PIN_LIGHT, OUTPUT);
#endif
#if PC_USES_CLOCK
  digitalWrite(PC_PIN_SCK, LOW);
  pinMode(PC_PIN_SCK, OUTPUT);
#endif
#if PC_SENSOR == PC_MATRIX
  static const uint8_t pins[] = {PC_PINS_ROW, PC_PINS_COL};
  for (uint8_t pin : pins) pinMode(pin, OUTPUT);
#endif
#if PC_USES_I2C
  Wire.begin();
  Wire.setClock(400000);
#endif
}

}  // namespace board

namespace hal {

void light(bool on) {
#ifdef PC_PIN_LIGHT
  static bool was = true;
  if (on != was) digitalWrite(PC_PIN_LIGHT, on == PC_LIGHT_ON ? HIGH : LOW);
  was = on;
#else
  (void)on;
#endif
}

#ifndef PC_OWN_TX
uint16_t tx(const uint8_t *bytes, uint16_t n) {
#if PC_BLE
  if (board::on_air) return board::on_air(bytes, n);
#endif
  const int room = Serial.availableForWrite();
  if (room <= 0) return 0;
  if (n > unsigned(room)) n = uint16_t(room);
  return uint16_t(Serial.write(bytes, n));
}
#endif
int rx() { return Serial.read(); }

void sck(bool high) { digitalWrite(PC_PIN_SCK, high ? HIGH : LOW); }
bool dout() { return digitalRead(PC_PIN_DOUT) == HIGH; }
void sck_wait() { delayMicroseconds(1); }

void ready_begin(bool rising) {
  board::ready_is_high = rising;
  pinMode(PC_PIN_DOUT, rising ? INPUT : INPUT_PULLUP);  // with no amplifier there are no edges
  attachInterrupt(digitalPinToInterrupt(PC_PIN_DOUT), board::on_edge, rising ? RISING : FALLING);
  const uint32_t state = lock();
  board::edge_seen = false;
  board::edges_missed = 0;
  unlock(state);
}
void ready_arm(bool on) {
  const uint32_t state = lock();
  board::armed = on;
  if (on && !board::edge_seen && dout() == board::ready_is_high) board::edge();
  unlock(state);
}
bool ready_take(uint32_t *t_us, uint8_t *missed) {
  const uint32_t state = lock();
  const bool seen = board::edge_seen;
  *t_us = board::edge_us;
  *missed = board::edges_missed;
  board::edge_seen = false;
  board::edges_missed = 0;
  unlock(state);
  return seen;
}
bool has_rate_pin() { return PC_PIN_RATE >= 0; }
void rate_pin(bool fast) {
#if PC_PIN_RATE >= 0
  pinMode(PC_PIN_RATE, OUTPUT);
  digitalWrite(PC_PIN_RATE, fast ? HIGH : LOW);
#else
  (void)fast;
#endif
}

uint16_t analog(uint8_t input) {
  static const uint8_t pins[] = {PC_PINS_ANALOG};
#if PC_SENSOR == PC_ANALOG
  static_assert(PC_CHANNELS <= sizeof pins, "PC_CHANNELS: more than this board's PC_PINS_ANALOG in src/board_*.h");
#endif
  return input < sizeof pins ? uint16_t(analogRead(pins[input])) : 0;
}
void select(uint8_t row, uint8_t col) {
  static const uint8_t rows[] = {PC_PINS_ROW}, cols[] = {PC_PINS_COL};
#if PC_SENSOR == PC_MATRIX
  static_assert(PC_ROWS <= 1 << sizeof rows, "PC_ROWS: more than this board's PC_PINS_ROW in src/board_*.h can choose");
  static_assert(PC_COLS <= 1 << sizeof cols, "PC_COLS: more than this board's PC_PINS_COL in src/board_*.h can choose");
#endif
  static uint8_t row_was = 0, col_was = 0;
  for (uint8_t i = 0; i < sizeof rows; i++) {  // a pin takes microseconds: only those that change
    if ((row ^ row_was) >> i & 1) digitalWrite(rows[i], (row >> i & 1) ? HIGH : LOW);
  }
  for (uint8_t i = 0; i < sizeof cols; i++) {
    if ((col ^ col_was) >> i & 1) digitalWrite(cols[i], (col >> i & 1) ? HIGH : LOW);
  }
  row_was = row;
  col_was = col;
  delayMicroseconds(PC_MATRIX_SETTLE_US);
}

bool i2c_write(uint8_t address, const uint8_t *bytes, uint8_t n) {
#if PC_USES_I2C
  Wire.beginTransmission(address);
  Wire.write(bytes, n);
  return Wire.endTransmission() == 0;
#else
  return (void)address, (void)bytes, (void)n, false;
#endif
}
bool i2c_read(uint8_t address, uint8_t *bytes, uint8_t n) {
#if PC_USES_I2C
  if (Wire.requestFrom(address, n) != n) return false;
  for (uint8_t i = 0; i < n; i++) bytes[i] = uint8_t(Wire.read());
  return true;
#else
  return (void)address, (void)bytes, (void)n, false;
#endif
}

uint16_t battery_mv() {
#ifdef PC_PIN_BATTERY
  return uint16_t(uint32_t(analogRead(PC_PIN_BATTERY)) * PC_BATTERY_FULL_MV / ((1 << PC_ANALOG_BITS) - 1));
#else
  return 0;
#endif
}

}  // namespace hal
