// The firmware with a radio, driven by lines on standard input; each answers with one line.
//   ble hx711 | ble matrix | ble analog
#include <string.h>

#include <memory>

#include "radio.h"
#include "sensor_analog.h"
#include "sensor_hx711.h"
#include "sensor_matrix.h"

static uint8_t nibble(char digit) { return uint8_t(digit <= '9' ? digit - '0' : digit - 'a' + 10); }

int main(int n, char **words) {
  static pc::Hx711 hx711(128, true);
  static pc::Matrix matrix(16, 16, 20000);
  static pc::Analog analog(2, 80000);
  const auto called = [&](const char *name) { return n > 1 && !strcmp(words[1], name); };
  pc::Sensor *sensor = &hx711;
  if (called("matrix")) sensor = &matrix;
  if (called("analog")) sensor = &analog;
  std::unique_ptr<pc::Core> core(new pc::Core(*sensor));
  std::unique_ptr<pc::Air> there(new pc::Air(*core));
  air = there.get();
  hal::other_line = to_the_air;
  static char row[4096], what[16], rest[4000];
  while (fgets(row, sizeof row, stdin)) {
    rest[0] = 0;
    if (sscanf(row, "%15s %3999s", what, rest) < 1) continue;
    const auto is = [](const char *name) { return !strcmp(what, name); };
    long value = atol(rest);
    std::vector<uint8_t> bytes;
    if (is("hci") || is("body") || is("rx") || is("memory")) {
      for (const char *at = rest; at[0] && at[1]; at += 2) bytes.push_back(uint8_t(nibble(at[0]) << 4 | nibble(at[1])));
    }
    if (is("said")) {
      for (uint8_t byte : radio.heard) printf("%02x", byte);
      radio.heard.clear();
      puts(".");
    } else if (is("say")) {  // on the serial line
      for (uint8_t byte : world.from_board) printf("%02x", byte);
      world.from_board.clear();
      puts(".");
    } else if (is("percent")) {
      printf("%d\n", there->battery_percent());
    } else if (is("listened")) {
      printf("%d\n", there->listened());
    } else if (is("kept")) {  // how often it was written, and what stands there
      printf("%d ", world.writes);
      for (uint8_t byte : world.memory) printf("%02x", byte);
      puts("");
    } else if (is("light")) {
      printf("%d\n", world.light);
    } else if (is("body")) {  // framed, as the core would say it; what is left of it
      pc::Frame frame;
      uint8_t *end = frame.body();
      for (uint8_t byte : bytes) *end++ = byte;
      const uint8_t length = frame.close(end);
      printf("%d\n", length - there->tx(frame.bytes(), length));
    } else {
      if (is("power")) {  // off and on again: only the memory is as it was
        there.reset();
        core.reset(new pc::Core(*sensor));
        there.reset(new pc::Air(*core));
        air = there.get();
        radio.says.clear();
      }
      if (is("begin") || is("power")) there->begin(), core->begin();
      else if (is("us")) world.now += uint32_t(value);
      else if (is("count")) hx.convert(int32_t(value), world.now);
      else if (is("cells")) for (size_t i = 0; i < 256; i++) world.analog[i] = uint16_t(value + long(i));
      else if (is("battery")) world.battery = uint16_t(value);
      else if (is("room")) radio.room = size_t(value);
      else if (is("memory_bad")) world.memory_bad = value != 0;
      else if (is("memory")) world.memory = bytes;
      else if (is("rx")) world.to_board.insert(world.to_board.end(), bytes.begin(), bytes.end());
      else if (is("hci")) radio.says.insert(radio.says.end(), bytes.begin(), bytes.end());
      else if (is("turn")) while (value-- > 0) there->poll(), core->poll();
      else refuse(row);
      puts("ok");
    }
    fflush(stdout);
  }
  return 0;
}
