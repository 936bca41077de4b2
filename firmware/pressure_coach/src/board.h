// The board that was chosen in the Arduino IDE (or in platformio.ini).
#pragma once
#include <Arduino.h>
#include "../config.h"
#include "pc_hal.h"
#include "pc_proto.h"

#if defined(ARDUINO_ARCH_AVR)
#include "board_avr.h"
#elif defined(ARDUINO_ARCH_ESP32)
#include "board_esp32.h"
#elif defined(ARDUINO_ARCH_NRF52) || defined(NRF52840_XXAA)
#include "board_nrf52.h"
#elif defined(ARDUINO_ARCH_RP2040)
#include "board_pico.h"
#else
#error "No file src/board_*.h for this board yet: copy the nearest one and change it."
#endif
