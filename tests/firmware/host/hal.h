// pc_hal.h for the host: pins and lines end in the parts of parts.h.
#pragma once
#include "parts.h"
#include "pc_hal.h"

static World world;
static Hx711Part hx;
static NauPart nau;
static MprlsPart mprls;

namespace hal {

void begin() {}
uint32_t now_us() { return world.now; }
void alive() {}
void idle() { world.idles++; }
void light(bool on) { world.light = on; }
bool device_id(uint8_t *to) {
  for (uint8_t i = 0; i < 8; i++) to[i] = uint8_t(0x10 + i);
  return !world.memory_bad;
}
bool recall(uint8_t *to, uint8_t n) {
  if (world.memory.size() < n) return false;
  for (uint8_t i = 0; i < n; i++) to[i] = world.memory[i];
  return true;
}
bool keep(const uint8_t *bytes, uint8_t n) {
  if (world.memory.size() < n) refuse("there is no memory");
  world.writes++;
  world.now += 45000;
  hx.convert(4242, world.now);  // some time ago, but only now it is seen
  for (uint8_t i = 0; i < n; i++) world.memory[i] = uint8_t(world.memory_bad && i > 3 ? 0 : bytes[i]);
  return !world.memory_bad;
}
uint16_t battery_mv() { return world.battery; }
int16_t temperature() { return world.temperature; }

static uint16_t (*other_line)(const uint8_t *bytes, uint16_t n);  // where a board has one

uint16_t tx(const uint8_t *bytes, uint16_t n) {
  if (other_line) return other_line(bytes, n);
  uint16_t taken = n > 60 ? uint16_t(60) : n;  // as an Uno's line
  if (taken > world.room) taken = uint16_t(world.room);
  world.from_board.insert(world.from_board.end(), bytes, bytes + taken);
  world.room -= taken;
  return taken;
}
int rx() {
  if (world.to_board.empty()) return -1;
  const uint8_t byte = world.to_board.front();
  world.to_board.pop_front();
  return byte;
}

void sck(bool high) {
  static bool shielded = false;
  if (high) {
    shielded = world.locked;
    if (shielded && world.pulses_locked++) refuse("more than one pulse without interrupts");
  } else if (hx.sck && !shielded && world.now - hx.high_since < 60) {  // a longer one switches it off, as is wanted
    refuse("a pulse that may be interrupted");
  }
  hx.clock(high, world.now);
}
bool dout() { return hx.dout; }
void sck_wait() { world.now++; }
uint32_t lock() {
  if (world.locked) refuse("interrupts are off already");
  world.locked = true;
  world.pulses_locked = 0;
  return 0;
}
void unlock(uint32_t) {
  if (hx.sck) refuse("interrupts while the clock is high");
  world.locked = false;
}
void ready_begin(bool) { hx.seen = false, hx.missed = 0; }
void ready_arm(bool on) {
  hx.armed = on;
  if (on && !hx.seen && !hx.dout) hx.edge(world.now);
}
bool ready_take(uint32_t *t_us, uint8_t *missed) {
  const bool seen = hx.seen;
  *t_us = hx.edge_us;
  *missed = hx.missed;
  hx.seen = false;
  hx.missed = 0;
  return seen;
}
void rate_pin(bool fast) { world.fast = fast; }
bool has_rate_pin() { return world.rate_pin; }

uint16_t analog(uint8_t input) {
  world.now += 112;
  return world.analog[world.row * 16u + world.col + input];
}
void select(uint8_t row, uint8_t col) { world.row = row, world.col = col; }

bool i2c_write(uint8_t address, const uint8_t *bytes, uint8_t n) {
  world.now += 30;
  if (address == 0x18) return mprls.write(bytes, n, world.now);
  return address == 0x2A && nau.write(bytes, n, world.now);
}
bool i2c_read(uint8_t address, uint8_t *bytes, uint8_t n) {
  world.now += 30;
  if (address == 0x18) return mprls.read(bytes, n, world.now);
  return address == 0x2A && nau.read(bytes, n, world.now);
}

}  // namespace hal
