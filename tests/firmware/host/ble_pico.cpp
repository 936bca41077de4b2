// The firmware with a Pico W's radio: radio_pico.h runs, and its chip's driver is played as that documents itself.
// With PACED in the environment its clock is the test's; else each look at the clock takes a millisecond.
#include <stdlib.h>

#include "makers.h"

static int alone;
void cyw43_thread_enter(void) { alone++; }
void cyw43_thread_exit(void) { alone--; }
int cyw43_bluetooth_hci_init(void) { return 0; }

static void check(const void *buf) {
  if (reinterpret_cast<uintptr_t>(buf) % 4) refuse("a buffer that does not begin with a word");
  if (!alone) refuse("the driver was not locked");
}
static uint8_t *head(uint8_t *buf, size_t n) {  // three bytes of length; the fourth is the packet's type
  buf[0] = uint8_t(n);
  buf[1] = uint8_t(n >> 8);
  buf[2] = 0;
  return buf + 3;
}
int cyw43_bluetooth_hci_read(uint8_t *buf, uint32_t max_size, uint32_t *len) {
  check(buf);
  *len = 0;
  if (told(kFails)) return -1;
  const bool tears = told(kTears);
  const size_t n = next_packet();  // with its type
  if (!n) return 0;
  if (n - 1 > max_size - 4) refuse("a packet that is longer than its buffer");
  uint8_t *at = head(buf, n - 1);
  for (size_t i = 0; i < n; i++) at[i] = uint8_t(hal::line_read());
  for (size_t i = n + 3; i % 4; i++) buf[i] = 4;  // it moves whole words, and what is too much may look like the beginning of a packet
  *len = uint32_t(n + 3 - (tears ? 1 : 0));
  return 0;
}
int cyw43_bluetooth_hci_write(uint8_t *buf, size_t len) {
  check(buf);
  static uint32_t sum;
  for (size_t i = 0; i < (len + 3) / 4 * 4; i++) sum += buf[i];
  hal::line_send(head(buf, len - 4), uint16_t(len - 3));
  return 0;
}

namespace hal {
uint32_t clock_us() {
  if (alone) refuse("the driver was left locked");
  static uint32_t looks;
  static const bool paced = getenv("PACED");
  return paced ? world.now : ++looks * 1000;
}
}  // namespace hal

#define PICO_CYW43_SUPPORTED 1
#define ENABLE_BLE 1
#define radio maker
#define now_us clock_us
#include "radio_pico.h"
#undef radio
#undef now_us
static const bool has_radio = maker::begin() || (refuse("no radio"), false);

#include "ble.cpp"
