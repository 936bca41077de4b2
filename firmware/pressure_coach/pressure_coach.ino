// pressure-coach: the sensor's side. Open this folder in the Arduino IDE, choose your board, press Upload.
// What you have built goes into config.h, the pins are in src/board_*.h; ../README.md tells more.
#include "src/board.h"
#include "src/pc_core.h"
#include "src/sensor.h"

static pc::Core core(sensor);

void setup() { core.begin(); }

void loop() { core.poll(); }
