// The board-free part of the firmware as a program, driven by lines on standard input; each answers with one line.
//   program frames                      encode and decode
//   program hx711|hx711-64|nau7802|nau7802-line|mprls|analog N|matrix ROWS COLS      a board
#include <stdio.h>

#include <algorithm>
#include <iostream>
#include <sstream>
#include <string>

#include "hal.h"
#include "pc_core.h"
#include "sensor_analog.h"
#include "sensor_hx711.h"
#include "sensor_matrix.h"
#include "sensor_mprls.h"
#include "sensor_nau7802.h"

using Bytes = std::vector<uint8_t>;

static Bytes from_hex(const std::string &text) {
  Bytes bytes;
  for (size_t i = 0; i + 1 < text.size(); i += 2) bytes.push_back(uint8_t(std::stoi(text.substr(i, 2), nullptr, 16)));
  return bytes;
}
static std::string to_hex(const uint8_t *bytes, size_t n) {
  static const char digits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < n; i++) (text += digits[bytes[i] >> 4]) += digits[bytes[i] & 15];
  return text;
}

// encode BODY | hello FIELDS | id HEX | status FIELDS | samples WIDTH FIRST SEQ T DT N COUNTS... | decode BYTES
static void frames() {
  static pc::Deframer reader;
  std::string row, what;
  while (std::getline(std::cin, row)) {
    std::istringstream words(row);
    words >> what;
    static pc::Frame frame;
    uint8_t *end = frame.body();
    std::vector<long> f;
    std::string hex;
    if (what == "decode") {
      words >> hex;
      const uint16_t bad = reader.bad;
      std::string bodies;
      for (uint8_t byte : from_hex(hex)) {
        const uint8_t n = reader.feed(byte);
        if (n) bodies += " " + to_hex(reader.body(), n);
      }
      std::cout << reader.bad - bad << bodies << std::endl;
      continue;
    }
    if (what == "encode" || what == "id") {
      words >> hex;
      const Bytes bytes = from_hex(hex);
      pc::Id id = {};
      if (what == "id") {
        std::copy(bytes.begin(), bytes.begin() + 8, id.device_id);
        end = pc::put(end, id);
      } else {
        end = std::copy(bytes.begin(), bytes.end(), end);
      }
    }
    for (long value; words >> value;) f.push_back(value);
    if (what == "hello") {
      end = pc::put(end, pc::Hello{uint8_t(f[0]), uint8_t(f[1]), uint8_t(f[2]), uint8_t(f[3]), uint8_t(f[4]),
                                   uint16_t(f[5]), uint8_t(f[6]), uint32_t(f[7]), uint16_t(f[8]), uint8_t(f[9]),
                                   uint8_t(f[10])});
    } else if (what == "status") {
      end = pc::put(end, pc::Status{uint16_t(f[0]), int16_t(f[1]), uint16_t(f[2]), uint16_t(f[3]), uint16_t(f[4])});
    } else if (what == "samples") {
      const uint8_t width = uint8_t(f[0]);
      const pc::Samples plain = {uint16_t(f[2]), uint32_t(f[3]), uint32_t(f[4]), uint8_t(f[5])};
      end = f[1] < 0 ? pc::put(end, plain, width)
                     : pc::put(end, pc::Wide{plain.seq, plain.t_us, plain.dt_us, plain.n_channels, uint16_t(f[1])}, width);
      for (size_t i = 6; i < f.size(); i++) end = pc::put_bytes(end, uint32_t(f[i]), width);
    }
    const size_t n = size_t(end - frame.body());
    const std::string body = n <= pc::kMaxBody ? to_hex(frame.body(), n) : "";
    const uint8_t length = frame.close(end);
    std::cout << body << " " << to_hex(frame.bytes(), length) << std::endl;
  }
}

static void board(pc::Sensor &sensor) {
  static pc::Core core(sensor);
  std::string row, what;
  while (std::getline(std::cin, row)) {
    std::istringstream words(row);
    long value = 0;
    std::string answer = "ok", hex;
    words >> what;
    if (what == "rx") words >> hex;
    else words >> value;
    if (what == "begin") core.begin();
    else if (what == "us") world.now += uint32_t(value);
    else if (what == "turn") while (value-- > 0) core.poll();
    else if (what == "count") {
      hx.convert(int32_t(value), world.now);
      nau.convert(int32_t(value));
      mprls.value = uint32_t(value);
      if (nau.fresh) hx.edge(world.now);
    } else if (what == "rx") {
      for (uint8_t byte : from_hex(hex)) world.to_board.push_back(byte);
    } else if (what == "room") world.room = value;
    else if (what == "battery") world.battery = uint16_t(value);
    else if (what == "temperature") world.temperature = int16_t(value);
    else if (what == "memory_bad") world.memory_bad = value != 0;
    else if (what == "has_rate_pin") world.rate_pin = value != 0;
    else if (what == "absent") hx.absent = nau.absent = value != 0;
    else if (what == "mprls_status") mprls.status = uint8_t(value);
    else if (what == "cells") for (size_t i = 0; i < 256; i++) world.analog[i] = uint16_t(value + long(i));
    else if (what == "self_test") answer = core.self_test() ? "1" : "0";
    else if (what == "light") answer = world.light ? "1" : "0";
    else if (what == "idles") answer = std::to_string(world.idles);
    else if (what == "fast") answer = world.fast ? "1" : "0";
    else if (what == "now") answer = std::to_string(world.now);
    else if (what == "register") answer = std::to_string(nau.registers[value & 31]);
    else if (what == "say") {
      answer = to_hex(world.from_board.data(), world.from_board.size());
      world.from_board.clear();
    } else answer = "what?";
    std::cout << answer << std::endl;
  }
}

int main(int n, char **words) {
  const std::string kind = n > 1 ? words[1] : "";
  const uint8_t a = n > 2 ? uint8_t(atoi(words[2])) : 0, b = n > 3 ? uint8_t(atoi(words[3])) : 0;
  if (kind == "frames") return frames(), 0;
  if (kind == "hx711" || kind == "hx711-64") {
    static pc::Hx711 sensor(kind == "hx711" ? 128 : 64, true);
    board(sensor);
  } else if (kind == "nau7802" || kind == "nau7802-line") {
    static pc::Nau7802 sensor(128, 80000, kind == "nau7802-line");
    board(sensor);
  } else if (kind == "mprls") {
    static pc::Mprls sensor(100000);
    board(sensor);
  } else if (kind == "analog") {
    static pc::Analog sensor(a, 80000);
    board(sensor);
  } else if (kind == "matrix") {
    static pc::Matrix sensor(a, b, 20000);
    board(sensor);
  } else {
    return 2;
  }
  return 0;
}
