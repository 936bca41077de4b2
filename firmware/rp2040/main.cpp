// The firmware on a bare RP2040, without anybody's SDK, for the emulator: an HX711 at GP2 (SCK) and GP3 (DOUT), the
// serial line at GP0/GP1, and at GP4/GP5 a Bluetooth radio that speaks HCI. Its id and its battery are made up.
#include "chip.h"
#include "flash.h"
#include "pc_air.h"
#include "sensor_hx711.h"

enum : uint32_t { kSck = 2, kDout = 3, kLight = 25, kFalls = 4u << (4 * kDout) };

static chip::Line serial(chip::kUart0), radio(chip::kUart1);
static pc::Hx711 sensor(128, true);
static pc::Core core(sensor);
static pc::Air air(core);

static volatile uint32_t edge_us;
static volatile uint8_t edges_missed;
static volatile bool edge_seen;

static void edge() {
  edge_us = hal::now_us();
  if (edge_seen && edges_missed != 255) edges_missed = uint8_t(edges_missed + 1);
  edge_seen = true;
}

extern "C" {
void on_alarm() { chip::at(chip::kTimer + 0x34) = 1; }
void on_pins() {
  chip::at(chip::kPins + 0xF0) = kFalls;
  edge();
}
void on_serial() { serial.interrupt(); }
void on_radio() { radio.interrupt(); }
}

namespace hal {

void begin() {}
uint32_t now_us() { return chip::at(chip::kTimer + 0x28); }
void alive() {
  serial.pump();
  radio.pump();
}
void idle() {
  const uint32_t state = lock();
  if (!edge_seen && serial.still() && radio.still()) {
    chip::at(chip::kTimer + 0x10) = now_us() + 2000;
    asm volatile("wfi");  // ends with an interrupt, also with one that must still wait
  }
  unlock(state);
}
void light(bool on) { chip::at(chip::kSio + (on ? 0x14 : 0x18)) = 1u << kLight; }
bool device_id(uint8_t *to) {
  static const uint8_t id[pc::kIdBytes] = {0xE6, 0x61, 0x38, 0x52, 0x83, 0x1F, 0xB0, 0x2C};
  for (uint8_t i = 0; i < pc::kIdBytes; i++) to[i] = id[i];
  return true;
}
bool recall(uint8_t *to, uint8_t n) {
  const uint32_t state = lock();
  flash::talk(to, n, false);
  unlock(state);
  return true;
}
bool keep(const uint8_t *bytes, uint8_t n) {
  uint8_t it[32];
  for (uint8_t i = 0; i < n; i++) it[i] = bytes[i];
  const uint32_t state = lock();
  flash::talk(it, n, true);
  unlock(state);
  for (uint8_t i = 0; i < n; i++) {
    if (it[i] != bytes[i]) return false;
  }
  return true;
}
uint16_t battery_mv() { return 3950; }
int16_t temperature() { return pc::kTemperatureUnknown; }

uint16_t tx(const uint8_t *bytes, uint16_t n) { return air.listened() ? air.tx(bytes, n) : serial.write(bytes, n); }
int rx() { return serial.read(); }
uint16_t hci_free() { return radio.free(); }
void hci_send(const uint8_t *bytes, uint16_t n) { radio.write(bytes, n); }
int hci_read() { return radio.read(); }

void sck(bool high) { chip::at(chip::kSio + (high ? 0x14 : 0x18)) = 1u << kSck; }
bool dout() { return chip::at(chip::kSio + 4) >> kDout & 1; }
void sck_wait() {
  for (uint8_t i = 0; i < 4; i++) asm volatile("nop");
}
uint32_t lock() { return chip::lock(); }
void unlock(uint32_t state) { chip::unlock(state); }
void ready_begin(bool) {
  const uint32_t state = lock();
  edge_seen = false;
  edges_missed = 0;
  unlock(state);
}
void ready_arm(bool on) {
  const uint32_t state = lock();
  if (on) chip::at(chip::kPins + 0xF0) = kFalls;  // those of the data bits
  chip::at(chip::kPins + 0x100) = on ? uint32_t(kFalls) : 0;
  if (on && !edge_seen && !dout()) {
    edge();
    chip::at(chip::kPins + 0xF0) = kFalls;
  }
  unlock(state);
}
bool ready_take(uint32_t *t_us, uint8_t *missed) {
  const uint32_t state = lock();
  const bool seen = edge_seen;
  *t_us = edge_us;
  *missed = edges_missed;
  edge_seen = false;
  edges_missed = 0;
  unlock(state);
  return seen;
}
void rate_pin(bool) {}
bool has_rate_pin() { return false; }

}  // namespace hal

int main() {
  chip::begin();
  static const uint8_t lines[] = {0, 1, 4, 5}, pins[] = {kSck, kDout, kLight};
  for (uint8_t number : lines) chip::pin(number, 2);
  for (uint8_t number : pins) chip::pin(number, 5);
  chip::at(chip::kPads + 4 + 4 * kDout) = 0x42;  // an input with a Schmitt trigger
  chip::at(chip::kSio + 0x24) = 1u << kSck | 1u << kLight;
  chip::at(chip::kTimer + 0x38) = 1;
  serial.begin();
  radio.begin();
  chip::at(chip::kInterrupts) = 1u << 0 | 1u << 13 | 1u << 20 | 1u << 21;
  core.begin();
  air.begin();
  for (;;) {
    air.poll();
    core.poll();
  }
}
