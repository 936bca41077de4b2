// A radio for the host: what the firmware says to it and what it says are bytes in memory.
#pragma once
#include "hal.h"
#include "pc_air.h"

static struct {
  std::vector<uint8_t> heard;  // from the firmware
  std::deque<uint8_t> says;
  size_t room = 100000;
} radio;

namespace hal {

uint16_t hci_free() { return uint16_t(radio.room > 1024 ? 1024 : radio.room); }
void hci_send(const uint8_t *bytes, uint16_t n) {
  if (n > radio.room) refuse("more bytes than the radio's line has room for");
  radio.heard.insert(radio.heard.end(), bytes, bytes + n);
  radio.room -= n;
}
int hci_read() {
  if (radio.says.empty()) return -1;
  const uint8_t byte = radio.says.front();
  radio.says.pop_front();
  return byte;
}

}  // namespace hal

static pc::Air *air;
static uint16_t to_the_air(const uint8_t *bytes, uint16_t n) {
  if (air->listened()) return air->tx(bytes, n);
  world.from_board.insert(world.from_board.end(), bytes, bytes + n);  // whoever is at the serial line
  return n;
}
