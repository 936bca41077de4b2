// The line to the test's radio, under other names than the firmware's: a maker's driver is played in between.
#pragma once
#include "hal.h"
#include "pc_air.h"
#define hci_free line_free
#define hci_send line_send
#define hci_read line_read
#include "radio.h"
#undef hci_free
#undef hci_send
#undef hci_read

// What comes next on it: a whole packet, else (a test sends rubbish) all there is.
static size_t next_packet() {
  const std::deque<uint8_t> &says = radio.says;
  const size_t n = says.size();
  size_t whole = n;
  if (n >= 3 && says[0] == 4) whole = 3u + says[2];
  if (n >= 5 && says[0] == 2) whole = 5u + says[3] + 256u * says[4];
  return whole < n ? whole : n;
}
// A byte in front of a packet that tells a driver to fail; none of these begins a packet of HCI.
enum : uint8_t { kFails = 0xF0, kTears = 0xF1 };
static bool told(uint8_t what) {
  if (radio.says.empty() || radio.says.front() != what) return false;
  radio.says.pop_front();
  return true;
}
