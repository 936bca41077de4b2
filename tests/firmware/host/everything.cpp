// All that knows no board, for compilers without a library: no heap, no standard headers but stdint.h.
#include "pc_core.h"
#include "sensor_analog.h"
#include "sensor_hx711.h"
#include "sensor_matrix.h"
#include "sensor_mprls.h"
#include "sensor_nau7802.h"

static pc::Hx711 hx711(128, true);
static pc::Nau7802 nau7802(64, 320000, true);
static pc::Analog analog(8, 100000);
static pc::Matrix matrix(16, 16, 20000);
static pc::Mprls mprls(100000);
static pc::Core cores[] = {pc::Core(hx711), pc::Core(nau7802), pc::Core(analog), pc::Core(matrix), pc::Core(mprls)};

extern "C" void run() {
  for (pc::Core &core : cores) core.begin();
  for (;;) {
    for (pc::Core &core : cores) core.poll();
  }
}
