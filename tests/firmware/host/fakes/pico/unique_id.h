// As Arduino.h here: names only.
#pragma once
#include <stdint.h>
struct pico_unique_board_id_t {
  uint8_t id[8];
};
void pico_get_unique_board_id(pico_unique_board_id_t *to);
