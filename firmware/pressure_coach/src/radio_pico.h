// The radio of a Pico W or Pico 2 W: the Bluetooth half of its CYW43439, through the driver in Earle Philhower's core.
// That core's own Bluetooth (BTstack) is not started. Drivers of that chip may be used with Raspberry Pi's chips only.
#pragma once
#if !defined(PICO_CYW43_SUPPORTED)
#error "A Pico without a W has no radio: leave PC_BLE in config.h at 0."
#elif !defined(ENABLE_BLE)
#error "Choose 'IPv4 + Bluetooth' in the menu Tools, IP/Bluetooth Stack, or leave PC_BLE in config.h at 0."
#endif
#include <pico/cyw43_arch.h>

namespace radio {

constexpr uint16_t kHead = 4;              // before each packet: three bytes of its length, and its type
constexpr uint16_t kRoom = kHead + 260;    // the longest packet; the driver moves whole words
constexpr uint32_t kPause = 1000;          // us; a look at the radio keeps the line to it busy for a part of that
constexpr uint32_t kPatience = 1000000;    // us, after a fault
alignas(4) static uint8_t in[kRoom], out[kRoom];
static uint16_t at, end;  // what of in[] was not read yet
static uint32_t looked_us, pause_us;
static bool failed;

// The driver serves an interrupt, too.
struct Alone {
  Alone() { cyw43_thread_enter(); }
  ~Alone() { cyw43_thread_exit(); }
};

// Returns whether there is a radio. Loads its program, which takes some tenths of a second.
static bool begin() {
  hal::alive();
  const bool there = cyw43_bluetooth_hci_init() == 0;
  hal::alive();
  return there;
}

// The next packet, if there is one. A fault of the driver becomes the radio's own word for a fault: the stack then
// starts it anew.
static void look() {
  static const uint8_t fault[] = {0x04, 0x10, 0x01, 0x00};  // an event: hardware error
  uint32_t n = 0;
  const Alone alone;
  if (cyw43_bluetooth_hci_read(in, sizeof in, &n) != 0) failed = true;
  else if (n && n != kHead + (in[0] | uint32_t(in[1]) << 8 | uint32_t(in[2]) << 16)) failed = true;  // torn
  at = end = kHead - 1;
  if (!failed) {
    if (n > kHead) end = uint16_t(n);
  } else {
    for (uint8_t byte : fault) in[end++] = byte;
  }
  pause_us = failed ? kPatience : end == at ? kPause : 0;
  failed = false;
}

}  // namespace radio

namespace hal {

static_assert(radio::kHead - 1 + 5 + pc::kLongestPdu <= radio::kRoom, "the longest packet fits");
uint16_t hci_free() { return 256; }  // how much the radio holds is counted by the stack
void hci_send(const uint8_t *packet, uint16_t n) {
  const radio::Alone alone;
  for (uint16_t i = 0; i < n; i++) radio::out[radio::kHead - 1 + i] = packet[i];
  if (cyw43_bluetooth_hci_write(radio::out, radio::kHead - 1u + n) != 0) radio::failed = true;
}
int hci_read() {
  if (radio::at == radio::end) {
    const uint32_t now = now_us();
    if (now - radio::looked_us < radio::pause_us) return -1;
    radio::looked_us = now;
    radio::look();
    if (radio::at == radio::end) return -1;
  }
  return radio::in[radio::at++];
}

}  // namespace hal
