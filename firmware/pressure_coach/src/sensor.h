// The sensor that config.h names.
#pragma once
#include "../config.h"

#if PC_SENSOR == PC_HX711
#include "sensor_hx711.h"
static pc::Hx711 sensor(PC_GAIN, PC_RATE_HZ >= 45);
#elif PC_SENSOR == PC_NAU7802
#include "sensor_nau7802.h"
static pc::Nau7802 sensor(PC_GAIN, PC_RATE_HZ * 1000UL, PC_READY_LINE);
#elif PC_SENSOR == PC_ANALOG
#include "sensor_analog.h"
static pc::Analog sensor(PC_CHANNELS, PC_RATE_HZ * 1000UL);
#elif PC_SENSOR == PC_MATRIX
#include "sensor_matrix.h"
static pc::Matrix sensor(PC_ROWS, PC_COLS, PC_RATE_HZ * 1000UL);
#elif PC_SENSOR == PC_MPRLS
#include "sensor_mprls.h"
static pc::Mprls sensor(PC_RATE_HZ * 1000UL);
#else
#error "PC_SENSOR in config.h names no sensor"
#endif
