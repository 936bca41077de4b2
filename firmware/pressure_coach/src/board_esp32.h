// ESP32, ESP32-S3, ESP32-C3 (Espressif's core, 2.x or 3.x; 3.3 V).
#pragma once

#if defined(CONFIG_IDF_TARGET_ESP32)
#define PC_PIN_SCK 26
#define PC_PIN_DOUT 25
#define PC_PINS_ANALOG 32, 33, 34, 35, 36, 39
#define PC_PINS_ROW 16, 17, 18, 19
#define PC_PINS_COL 21, 22, 23, 27
#elif defined(CONFIG_IDF_TARGET_ESP32S3)
#define PC_PIN_SCK 5
#define PC_PIN_DOUT 4
#define PC_PINS_ANALOG 1, 2, 3, 6, 7, 8, 9, 10  // its GPIO0 reads no voltage; a pad needs only the first of these
#define PC_PINS_ROW 6, 7, 8, 9
#define PC_PINS_COL 10, 11, 12, 13
#else
#define PC_PIN_SCK 5
#define PC_PIN_DOUT 4
#define PC_PINS_ANALOG 0, 1, 2, 3
#define PC_PINS_ROW 6, 7, 8, 9
#define PC_PINS_COL 10  // two columns: the next pins lead to a C3's flash, and driving them would stop it
#endif
#if defined(LED_BUILTIN)
#define PC_PIN_LIGHT LED_BUILTIN
#elif defined(CONFIG_IDF_TARGET_ESP32)
#define PC_PIN_LIGHT 2
#endif
#define PC_ANALOG_BITS 12
#define PC_OUTBOX_BYTES 4096
#define PC_ISR IRAM_ATTR

#include "board_arduino.h"
#if PC_BLE
#include <Preferences.h>
#endif

namespace board {
static portMUX_TYPE mux = portMUX_INITIALIZER_UNLOCKED;
}

namespace hal {

void begin() {
  board::begin_pins();
#if ARDUINO_USB_CDC_ON_BOOT
  Serial.setTxTimeoutMs(0);  // the chip's own USB: with nobody at the other end, nothing waits
#else
  Serial.setTxBufferSize(1024);
#endif
  Serial.begin(PC_BAUD);
  analogReadResolution(PC_ANALOG_BITS);
  enableLoopWDT();  // bites when loop() does not come back for 5 s
}
uint32_t PC_ISR now_us() { return uint32_t(micros()); }
void alive() {}  // loop() feeds it
void idle() { delay(1); }
// Both cores are kept out, and all interrupts of this one: masking interrupts alone is not enough here.
uint32_t lock() {
  portENTER_CRITICAL(&board::mux);
  return 0;
}
void unlock(uint32_t) { portEXIT_CRITICAL(&board::mux); }

bool device_id(uint8_t *to) {
  const uint64_t mac = ESP.getEfuseMac();  // six bytes that Espressif gave to this chip
  for (uint8_t i = 0; i < 6; i++) to[i] = uint8_t(mac >> (8 * i));
  to[6] = 'E';
  to[7] = 'S';
  return true;
}
#if PC_BLE
// In the flash that this maker's own settings use, too; it evens out the wear.
bool recall(uint8_t *to, uint8_t n) {
  Preferences kept;
  if (!kept.begin("pressure_coach", false)) return false;
  if (kept.isKey("progressor")) kept.getBytes("progressor", to, n);
  kept.end();
  return true;
}
bool keep(const uint8_t *bytes, uint8_t n) {
  Preferences kept;
  const bool done = kept.begin("pressure_coach", false) && kept.putBytes("progressor", bytes, n) == n;
  kept.end();
  return done;
}
#endif
int16_t temperature() {
#if defined(CONFIG_IDF_TARGET_ESP32)
  return pc::kTemperatureUnknown;  // the first ESP32's own sensor tells nothing of use
#else
  return int16_t(temperatureRead() * 100);
#endif
}

}  // namespace hal
