// The radio of the board that was chosen.
#pragma once
#include "board.h"
#include "pc_air.h"

#if defined(CONFIG_IDF_TARGET_ESP32) || defined(CONFIG_IDF_TARGET_ESP32S3) || defined(CONFIG_IDF_TARGET_ESP32C3)
#include "radio_esp32.h"
#elif defined(ARDUINO_ARCH_NRF52) || defined(NRF52840_XXAA)
#include "radio_nrf52.h"
#elif defined(ARDUINO_ARCH_RP2040)
#include "radio_pico.h"
#else
#error "There is no src/radio_*.h for this board yet: leave PC_BLE in config.h at 0."
#endif
