// The firmware with a radio, driven by lines on standard input; each answers with one line.
//   ble hx711 | ble matrix
#include <string.h>

#include "radio.h"
#include "sensor_hx711.h"
#include "sensor_matrix.h"

static uint8_t nibble(char digit) { return uint8_t(digit <= '9' ? digit - '0' : digit - 'a' + 10); }

int main(int n, char **words) {
  static pc::Hx711 hx711(128, true);
  static pc::Matrix matrix(16, 16, 20000);
  pc::Sensor *const sensor = n > 1 && !strcmp(words[1], "matrix") ? static_cast<pc::Sensor *>(&matrix) : &hx711;
  static pc::Core core(*sensor);
  static pc::Air there(core);
  air = &there;
  hal::other_line = to_the_air;
  static char row[4096], what[16], rest[4000];
  while (fgets(row, sizeof row, stdin)) {
    rest[0] = 0;
    if (sscanf(row, "%15s %3999s", what, rest) < 1) continue;
    const auto is = [](const char *name) { return !strcmp(what, name); };
    long value = atol(rest);
    std::vector<uint8_t> bytes;
    if (is("hci") || is("body")) {
      for (const char *at = rest; at[0] && at[1]; at += 2) bytes.push_back(uint8_t(nibble(at[0]) << 4 | nibble(at[1])));
    }
    if (is("said")) {
      for (uint8_t byte : radio.heard) printf("%02x", byte);
      radio.heard.clear();
      puts(".");
    } else if (is("percent")) {
      printf("%d\n", there.battery_percent());
    } else if (is("listened")) {
      printf("%d\n", there.listened());
    } else if (is("body")) {  // framed, as the core would say it; what is left of it
      pc::Frame frame;
      uint8_t *end = frame.body();
      for (uint8_t byte : bytes) *end++ = byte;
      const uint8_t length = frame.close(end);
      printf("%d\n", length - there.tx(frame.bytes(), length));
    } else {
      if (is("begin")) there.begin(), core.begin();
      else if (is("us")) world.now += uint32_t(value);
      else if (is("count")) hx.convert(int32_t(value), world.now);
      else if (is("cells")) for (size_t i = 0; i < 256; i++) world.analog[i] = uint16_t(value + long(i));
      else if (is("battery")) world.battery = uint16_t(value);
      else if (is("room")) radio.room = size_t(value);
      else if (is("hci")) radio.says.insert(radio.says.end(), bytes.begin(), bytes.end());
      else if (is("turn")) while (value-- > 0) there.poll(), core.poll();
      else refuse(row);
      puts("ok");
    }
    fflush(stdout);
  }
  return 0;
}
