// The radio of an nRF52840 with a core that is made of mbed (Nano 33 BLE, XIAO): the controller is in the core, and the
// library ArduinoBLE has the way to it. That library's own Bluetooth is not started.
#pragma once
#if !defined(ARDUINO_ARCH_MBED)
#error "USB only: this core gives the radio to a SoftDevice, which speaks no HCI. For Bluetooth choose a board of" \
       "'Arduino Mbed OS Nano Boards' (Nano 33 BLE) or 'Seeed nRF52 mbed-enabled Boards' (XIAO)," \
       "else leave PC_BLE in config.h at 0."
#endif
#include <ArduinoBLE.h>  // is it missing? Install ArduinoBLE with the Library Manager, or leave PC_BLE in config.h at 0
#include <utility/HCITransport.h>

namespace radio {

// Returns whether there is a radio.
static bool begin() { return HCITransport.begin() != 0; }

}  // namespace radio

namespace hal {

static_assert(5 + pc::kLongestPdu <= 1 + 255, "this transport counts a packet, behind its type, in eight bits");
uint16_t hci_free() { return 1 + 255; }  // it queues what it gets; how much the radio holds is counted by the stack
void hci_send(const uint8_t *packet, uint16_t n) { HCITransport.write(packet, n); }
int hci_read() {
  const uint32_t state = lock();  // another thread fills it, and counts up what this counts down
  const int byte = HCITransport.read();
  unlock(state);
  return byte;
}

}  // namespace hal
