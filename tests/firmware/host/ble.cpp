// The firmware with a radio, driven by lines on standard input; each answers with one line.
//   ble hx711 | ble matrix
#include <stdio.h>

#include <iostream>
#include <sstream>
#include <string>

#include "radio.h"
#include "sensor_hx711.h"
#include "sensor_matrix.h"

static void give(std::deque<uint8_t> &to, const std::string &hex) {
  for (size_t i = 0; i + 1 < hex.size(); i += 2) to.push_back(uint8_t(std::stoi(hex.substr(i, 2), nullptr, 16)));
}

int main(int n, char **words) {
  static pc::Hx711 hx711(128, true);
  static pc::Matrix matrix(16, 16, 20000);
  pc::Sensor *const sensor = n > 1 && words[1] == std::string("matrix") ? static_cast<pc::Sensor *>(&matrix) : &hx711;
  static pc::Core core(*sensor);
  static pc::Air there(core);
  air = &there;
  hal::other_line = to_the_air;
  std::deque<uint8_t> body;  // framed, as the core would say it
  std::string row, what;
  while (std::getline(std::cin, row)) {
    std::istringstream said(row);
    std::string answer = "ok", hex;
    long value = 0;
    said >> what;
    if (what == "hci" || what == "body") said >> hex;
    else said >> value;
    if (what == "begin") there.begin(), core.begin();
    else if (what == "us") world.now += uint32_t(value);
    else if (what == "turn") {
      while (value-- > 0) there.poll(), core.poll();
    } else if (what == "count") hx.convert(int32_t(value), world.now);
    else if (what == "cells") for (size_t i = 0; i < 256; i++) world.analog[i] = uint16_t(value + long(i));
    else if (what == "battery") world.battery = uint16_t(value);
    else if (what == "room") radio.room = size_t(value);
    else if (what == "percent") answer = std::to_string(there.battery_percent());
    else if (what == "listened") answer = there.listened() ? "1" : "0";
    else if (what == "hci") give(radio.says, hex);
    else if (what == "body") {
      std::deque<uint8_t> bytes;
      give(bytes, hex);
      pc::Frame frame;
      uint8_t *end = frame.body();
      for (uint8_t byte : bytes) *end++ = byte;
      const uint8_t length = frame.close(end);
      answer = std::to_string(length - there.tx(frame.bytes(), length));
    } else if (what == "said") {
      static const char digits[] = "0123456789abcdef";
      answer = ".";
      for (uint8_t byte : radio.heard) (answer += digits[byte >> 4]) += digits[byte & 15];
      radio.heard.clear();
    } else answer = "what?";
    std::cout << answer << std::endl;
  }
  return 0;
}
