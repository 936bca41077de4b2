// pressure-coach: the sensor's side. Open this folder in the Arduino IDE, choose your board, press Upload.
// What you have built goes into config.h, the pins are in src/board_*.h; ../README.md tells more.
#include "src/board.h"
#include "src/pc_core.h"
#include "src/sensor.h"

static pc::Core core(sensor);
#if PC_BLE
#include "src/radio.h"
static pc::Air air(core);
static bool has_radio;
static uint16_t on_air(const uint8_t *bytes, uint16_t n) { return air.tx(bytes, n); }
#endif

void setup() {
  core.begin();
#if PC_BLE
  has_radio = radio::begin();
  if (has_radio) air.begin();
#endif
}

void loop() {
#if PC_BLE
  if (has_radio) air.poll();
  board::on_air = air.listened() ? on_air : nullptr;
#endif
  core.poll();
}
