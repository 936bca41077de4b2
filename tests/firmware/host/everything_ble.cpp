// The firmware with a radio, for compilers without a library: no heap, no standard headers but stdint.h.
#include "pc_air.h"
#include "sensor_hx711.h"

static pc::Hx711 hx711(128, true);
static pc::Core core(hx711);
static pc::Air air(core);

extern "C" void run() {
  air.begin();
  core.begin();
  for (;;) {
    air.poll();
    core.poll();
    static const uint8_t none[1] = {0};
    if (air.listened()) air.tx(none, 1);
  }
}
