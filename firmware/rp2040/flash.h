// The last sector of the flash chip as a memory that outlives power. While it is spoken to nothing may be fetched from
// it: this lies in RAM, and interrupts, whose vectors lie in flash, must be off.
#pragma once
#include "chip.h"

namespace flash {

enum : uint32_t { kInterface = 0x18000000, kSelect = 0x4001800C, kSector = 0x1FF000 };
enum Command : uint8_t { kProgram = 0x02, kRead = 0x03, kStatus = 0x05, kMayWrite = 0x06, kErase = 0x20 };

#define PC_INLINE inline __attribute__((always_inline))  // a call would lead back into flash

static PC_INLINE volatile uint32_t &at(uint32_t offset) {
  return *reinterpret_cast<volatile uint32_t *>(kInterface + offset);
}
static PC_INLINE void select(bool on) {  // the interface itself would end a command whenever it has nothing to send
  *reinterpret_cast<volatile uint32_t *>(kSelect) = on ? 2u << 8 : 3u << 8;
}
static PC_INLINE uint8_t swap(uint8_t byte) {
  at(0x60) = byte;
  while (!(at(0x28) & 8)) {
  }
  return uint8_t(at(0x60));
}
static PC_INLINE void begin(uint8_t command) {
  select(true);
  swap(command);
}
static PC_INLINE void begin_there(uint8_t command) {
  begin(command);
  swap(uint8_t(kSector >> 16));
  swap(uint8_t(kSector >> 8 & 0xFF));
  swap(uint8_t(kSector & 0xFF));
}
static PC_INLINE void wait() {
  uint8_t status;
  do {
    begin(kStatus);
    status = swap(0);
    select(false);
  } while (status & 1);
}
static PC_INLINE void mode(uint32_t frames) {  // off, another one, on
  at(0x08) = 0;
  at(0x00) = frames;
  at(0x04) = 0;
  at(0x10) = 1;
  at(0x08) = 1;
}

// Writes n bytes, if so wanted, and reads what stands there then.
__attribute__((section(".ram"), noinline)) static void talk(uint8_t *bytes, uint32_t n, bool write) {
  mode(7u << 16);  // single bytes, both ways
  if (write) {
    begin(kMayWrite);
    select(false);
    begin_there(kErase);
    select(false);
    wait();
    begin(kMayWrite);
    select(false);
    begin_there(kProgram);
    for (uint32_t i = 0; i < n; i++) swap(bytes[i]);
    select(false);
    wait();
  }
  begin_there(kRead);
  for (uint32_t i = 0; i < n; i++) bytes[i] = swap(0);
  select(false);
  *reinterpret_cast<volatile uint32_t *>(kSelect) = 0;
  mode(0x001F0300);  // as the second stage has it
}

}  // namespace flash
