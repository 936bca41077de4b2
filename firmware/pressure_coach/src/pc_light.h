// What the board's light says; README.md has the table.
#pragma once
#include <stdint.h>

namespace pc {

enum class Mood : uint8_t { kWaiting, kStreaming, kFault, kHere };

inline bool lit(Mood mood, uint32_t now_us) {
  const uint16_t ms = uint16_t(now_us / 1000 % 2000);
  switch (mood) {
    case Mood::kHere: return ms % 100 < 50;                         // BLINK: very fast
    case Mood::kFault: return ms % 1000 < 300 && ms % 200 < 100;    // two flashes a second
    case Mood::kStreaming: return ms < 1000;                        // calm: one second on, one off
    default: return ms < 60;                                        // a short flash every two seconds
  }
}

}  // namespace pc
