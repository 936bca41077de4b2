// The firmware with the radio of an nRF52840 under mbed: radio_nrf52.h runs, and ArduinoBLE's transport is played.
#include "makers.h"

#define ARDUINO_ARCH_MBED
#define radio maker
#include "radio_nrf52.h"
#undef radio

namespace {
struct Transport : HCITransportInterface {
  bool began = false;
  int begin() { return began = true; }
  void end() {}
  void wait(unsigned long) {}
  int available() { return int(radio.says.size()); }
  int peek() { return radio.says.empty() ? -1 : radio.says.front(); }
  int read() {  // its ring counts without a guard, while a thread of the controller's fills it
    if (!began || !world.locked) refuse("it was read before it began, or not alone");
    if (told(kTears)) {  // the ring had room for a packet's type and none for the packet
      const size_t n = next_packet();
      radio.says.erase(radio.says.begin() + 1, radio.says.begin() + long(n));
    }
    return hal::line_read();
  }
  size_t write(const uint8_t *data, size_t length) {
    if (!began || length - 1 > 255) refuse("written before it began, or more than it can count");
    hal::line_send(data, uint16_t(length));
    return length - 1;
  }
} transport;
}  // namespace
HCITransportInterface &HCITransport = transport;

static const bool has_radio = maker::begin() || (refuse("no radio"), false);

#include "ble.cpp"
