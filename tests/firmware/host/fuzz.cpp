// The receive side under random and hostile bytes, on any machine: no sanitizer may speak, and what the board says must
// always be whole frames, but for one that was under way when its line stood still for three seconds.
// With clang: -fsanitize=fuzzer -DPC_LIBFUZZER. Without: fuzz SECONDS SEED
#include <time.h>

#include "hal.h"
#include "pc_core.h"
#include "sensor_hx711.h"

// One input is a board's whole life: its bytes come in a few at a time, with readings between them.
static void live(const uint8_t *data, size_t size) {
  world = World();
  hx = Hx711Part();
  static pc::Hx711 sensor(128, true);
  pc::Core core(sensor);
  core.begin();
  world.room = size ? data[0] * 64 : 100;
  for (size_t i = 0; i < size; i++) {
    world.to_board.push_back(data[i]);
    if (data[i] % 7 && i + 1 < size) continue;
    world.now += 1000u * data[i];
    if (data[i] & 1) hx.convert(int32_t(data[i]) * 65793 - 8388608, world.now);
    core.poll();
  }
  for (int i = 0; i < 50; i++) {
    world.room = 1000;
    core.poll();
  }
  pc::Deframer reader;
  for (uint8_t byte : world.from_board) {
    const uint8_t n = reader.feed(byte);
    if (n && (reader.body()[0] & 0x80)) refuse("a board gives no orders");
  }
  if (reader.bad > (world.now < 3000000 ? 0 : 1)) refuse("the board sent a damaged frame");
}

#ifdef PC_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { return live(data, size), 0; }
#else
static uint32_t dice;
static uint32_t roll(uint32_t n) {
  dice ^= dice << 13, dice ^= dice >> 17, dice ^= dice << 5;
  return dice % n;
}

int main(int n, char **words) {
  const double seconds = n > 1 ? atof(words[1]) : 1;
  dice = n > 2 ? uint32_t(atoi(words[2])) | 1 : 1;
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  const double end = double(at.tv_sec) + double(at.tv_nsec) * 1e-9 + seconds;
  unsigned long lives = 0;
  do {
    std::vector<uint8_t> data;
    for (uint32_t pieces = roll(12); pieces; pieces--) {
      const uint32_t kind = roll(4);
      if (kind == 0) {  // noise, sometimes longer than any frame
        for (uint32_t left = roll(roll(5) ? 30 : 700); left; left--) data.push_back(uint8_t(roll(256)));
      } else {  // a command or any body, whole or damaged
        pc::Frame frame;
        uint8_t *end_of_body = frame.body();
        *end_of_body++ = uint8_t(0x80 + roll(8));
        for (uint32_t left = kind == 1 ? 4 * roll(2) : roll(250); left; left--) *end_of_body++ = uint8_t(roll(256));
        const uint8_t length = frame.close(end_of_body);
        const size_t from = data.size();
        data.insert(data.end(), frame.bytes(), frame.bytes() + length);
        if (roll(3) == 0) data[from + roll(length)] ^= uint8_t(1u << roll(8));
        if (roll(9) == 0) data.pop_back();
      }
    }
    live(data.data(), data.size());
    lives++;
    clock_gettime(CLOCK_MONOTONIC, &at);
  } while (double(at.tv_sec) + double(at.tv_nsec) * 1e-9 < end);
  printf("%lu\n", lives);
  return 0;
}
#endif
