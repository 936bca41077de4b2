// Names of the ESP32's settings, for a compiler that only reads.
#pragma once
#include <stddef.h>

class Preferences {
 public:
  bool begin(const char *name, bool read_only = false, const char *partition = nullptr);
  void end();
  bool isKey(const char *key);
  size_t getBytes(const char *key, void *to, size_t n);
  size_t putBytes(const char *key, const void *from, size_t n);
};
