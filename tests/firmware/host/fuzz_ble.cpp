// A radio and a central that say anything at all: no sanitizer may speak, and what the firmware says must be HCI, in
// pieces that the radio has room for and PDUs that the other side has agreed to; and no weight leaves without a scale.
//   fuzz_ble SECONDS SEED
#include <stdio.h>
#include <time.h>

#include <algorithm>

#include "radio.h"
#include "sensor_hx711.h"

static uint32_t dice;
static uint32_t roll(uint32_t n) {
  dice ^= dice << 13, dice ^= dice >> 17, dice ^= dice << 5;
  return dice % n;
}
static void say(std::initializer_list<uint32_t> bytes) {
  for (uint32_t byte : bytes) radio.says.push_back(uint8_t(byte));
}

struct Listener {  // what a radio would see
  uint32_t pieces = 0, may = 0;  // sent, and those that there was room for, all links together
  uint16_t left = 0;             // of the PDU under way
  bool cut = false;              // the link may have ended in the middle of it
  bool had_scale = false;  // in this life; a weight may still be under way when it has none any more
  unsigned long pdus = 0, weights = 0;
};

static bool has_scale() {  // as the memory has it, whatever the firmware makes of that
  const uint32_t exponent = uint32_t(world.memory[4] & 0x7F) << 1 | world.memory[3] >> 7;
  return world.memory[0] == pc::kFrameProgressor && exponent >= 87 && exponent < 137;
}

static void listen(Listener &it) {
  const std::vector<uint8_t> all = radio.heard;
  radio.heard.clear();
  for (size_t at = 0; at < all.size();) {
    if (all[at] == pc::kHciCommand) {
      if (at + 4 > all.size() || at + 4 + all[at + 3] > all.size()) refuse("a command that is cut off");
      if (roll(30)) say({4, 0x0E, 7, 1, all[at + 1], all[at + 2], roll(20) == 0, 27, 0, 4});
      at += 4u + all[at + 3];
      continue;
    }
    if (all[at] != pc::kHciData || at + 5 > all.size()) refuse("no packet of HCI");
    const uint16_t n = uint16_t(all[at + 3] | all[at + 4] << 8);
    if (n == 0 || n > pc::kLongestPdu || at + 5 + n > all.size()) refuse("a piece of a strange length");
    const bool first = !(all[at + 2] & 0x10);
    if (first) {
      if (it.left && !it.cut) refuse("a PDU that begins in another");
      it.cut = false;
      if (n < 5) refuse("a PDU without a head");
      it.left = uint16_t(4 + (all[at + 5] | all[at + 6] << 8));
      if (it.left > pc::kLongestPdu) refuse("a PDU that is longer than agreed");
      it.pdus++;
      if (n > 12 && all[at + 9] == 0x1B && all[at + 10] == pc::Gatt::kGuestData && all[at + 12] == 0x01) {
        it.weights++;
        if (!it.had_scale) refuse("a weight without a scale");
      }
    }
    if (n > it.left) refuse("more than the PDU has");
    it.left = uint16_t(it.left - n);
    if (++it.pieces > it.may) refuse("a piece that the radio has no room for");
    at += 5u + n;
  }
}

static std::vector<uint8_t> scale() {  // PROGRESSOR, mostly one that makes sense
  const uint32_t bits = roll(9) ? 0x38000000 + (roll(2) << 31) : roll(2) * roll(0xFFFFFFFF);
  pc::Progressor it = {bits, int32_t(roll(1u << 24)), {0}};
  for (uint32_t i = roll(pc::kNameBytes + 1); i; i--) it.name[i - 1] = uint8_t(roll(20) ? '!' + roll(94) : roll(256));
  std::vector<uint8_t> body(pc::kProgressorBody);
  pc::put(body.data(), it);
  body[0] = pc::kCmdProgressor;
  return body;
}

static void remember() {  // as a board that was asked to be a Progressor
  const std::vector<uint8_t> body = scale();
  std::copy(body.begin(), body.end(), world.memory.begin());
  world.memory[0] = pc::kFrameProgressor;
  pc::put_bytes(&world.memory[body.size()], pc::crc16(world.memory.data(), pc::kProgressorBody), 2);
}

static void request() {  // of a central: mostly well-formed around, with anything in it
  static const uint8_t ops[] = {0x02, 0x04, 0x06, 0x08, 0x0A, 0x0C, 0x10, 0x12, 0x52, 0x16, 0x1E, 0xD2};
  std::vector<uint8_t> pdu;
  pdu.push_back(roll(9) ? ops[roll(sizeof ops)] : uint8_t(roll(256)));
  uint32_t n = roll(12) ? roll(24) : roll(260);
  while (n--) pdu.push_back(roll(2) ? uint8_t(roll(23)) : roll(2) ? uint8_t(0) : uint8_t(roll(256)));
  if (roll(4) == 0) pdu = {0x12, pc::Att::kListen, 0, uint8_t(roll(3)), 0};
  if (roll(6) == 0) pdu = {0x12, pc::Att::kControl, 0, uint8_t(0x81 + roll(6)), 0, 0, 0, 0};
  if (roll(8) == 0) pdu = {0x12, pc::Gatt::kGuestListen, 0, uint8_t(roll(3)), 0};
  if (roll(6) == 0) pdu = {0x52, pc::Gatt::kGuestControl, 0, uint8_t(roll(3) ? 0x64 + roll(3) : roll(256))};
  if (roll(30) == 0) {
    pdu = {0x12, pc::Att::kControl, 0};
    const std::vector<uint8_t> body = scale();
    pdu.insert(pdu.end(), body.begin(), body.end() - roll(2));
  }
  if (pdu[0] == 2 && roll(2)) pdu = {2, uint8_t(roll(256)), uint8_t(roll(2))};
  std::vector<uint8_t> whole = {uint8_t(pdu.size()), uint8_t(pdu.size() >> 8), uint8_t(roll(9) ? 4 : roll(8)), 0};
  whole.insert(whole.end(), pdu.begin(), pdu.end());
  if (roll(15) == 0) whole[roll(4)] = uint8_t(roll(256));
  for (size_t at = 0; at < whole.size();) {
    size_t n_piece = roll(3) ? 27 : 1 + roll(251);
    if (n_piece > whole.size() - at) n_piece = whole.size() - at;
    say({2, 0x40, uint32_t(roll(20) ? (at ? 0x10 : 0x20) : roll(256)), uint32_t(n_piece), 0});
    for (size_t i = 0; i < n_piece; i++) radio.says.push_back(whole[at + i]);
    at += n_piece;
    if (roll(25) == 0) break;
  }
}

static unsigned long life(unsigned long &weights) {
  const std::vector<uint8_t> memory = world.memory;
  world = World();
  if (roll(3)) world.memory = memory;  // it outlives the power
  else if (roll(2)) remember();
  world.memory_bad = roll(20) == 0;
  hx = Hx711Part();
  radio.heard.clear();
  radio.says.clear();
  radio.room = 100000;
  world.battery = uint16_t(roll(2) * roll(5000));
  pc::Hx711 sensor(128, true);
  pc::Core core(sensor);
  pc::Air here(core);
  air = &here;
  here.begin();
  core.begin();
  Listener it;
  it.had_scale = has_scale();
  const bool noisy = roll(4) == 0;
  for (uint32_t turns = 20 + roll(200); turns; turns--) {
    const uint32_t what = roll(40);
    if (what < 3) {
      say({4, 0x3E, 19, 1, roll(9) == 0, 0x40, 0, 1, 0, 1, 2, 3, 4, 5, 6, 6, 0, 0, 0, 100, 0, 0});
      it.may += 4;
    } else if (what == 3) {
      say({4, 0x05, 4, 0, 0x40, 0, 0x13});
    } else if (what < 12) {
      const uint32_t gone = roll(5);
      say({4, 0x13, 5, 1, 0x40, 0, gone, 0});
      it.may += gone;
    } else if (what == 12) {
      say({4, roll(2) ? 0x3Eu : 0x20 + roll(16), 3, roll(8), roll(256), roll(256)});
    } else if (what == 13 && noisy) {
      for (uint32_t n = roll(60); n; n--) radio.says.push_back(uint8_t(roll(256)));
      it.may = 1000000;  // who knows what that said
    } else {
      request();
    }
    if (roll(40) == 0) {
      pc::Frame frame;
      uint8_t *end = frame.body();
      for (uint8_t byte : scale()) *end++ = byte;
      const uint8_t n = frame.close(end);
      world.to_board.insert(world.to_board.end(), frame.bytes(), frame.bytes() + n);
    }
    const bool late = roll(99) == 0;
    if (what < 4 || noisy || late) it.cut = true;
    world.now += late ? 2500000 : roll(30000);
    if (roll(2)) hx.convert(int32_t(roll(1u << 24)) - 8388608, world.now);
    radio.room = roll(5) ? 100000 : roll(300);
    here.poll();
    core.poll();
    it.had_scale |= has_scale();
    listen(it);
    world.from_board.clear();
  }
  weights += it.weights;
  return it.pdus;
}

int main(int n, char **words) {
  const double seconds = n > 1 ? atof(words[1]) : 1;
  dice = n > 2 ? uint32_t(atoi(words[2])) | 1 : 1;
  hal::other_line = to_the_air;
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  const double end = double(at.tv_sec) + double(at.tv_nsec) * 1e-9 + seconds;
  unsigned long lives = 0, pdus = 0, weights = 0;
  do {
    pdus += life(weights);
    lives++;
    clock_gettime(CLOCK_MONOTONIC, &at);
  } while (double(at.tv_sec) + double(at.tv_nsec) * 1e-9 < end);
  printf("%lu %lu %lu\n", lives, pdus, weights);
  return 0;
}
