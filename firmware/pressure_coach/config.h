// What you have built. Change the line with your sensor, and what belongs to it; nothing else needs to be touched.
// (Each can be given to the compiler instead, as -DPC_SENSOR=PC_MATRIX.)
#pragma once

#define PC_HX711 1    // load cells with an HX711 amplifier (the load plate)
#define PC_NAU7802 2  // load cells with an NAU7802 amplifier on I2C
#define PC_ANALOG 3   // 1 to 8 force-sensing resistors, one to each analog pin
#define PC_MATRIX 4   // a pad of up to 16 x 16 cells behind two multiplexers
#define PC_MPRLS 5    // an air-pressure sensor on I2C (the air ball)

#ifndef PC_SENSOR
#define PC_SENSOR PC_HX711
#endif

// HX711 and NAU7802
#ifndef PC_GAIN
#define PC_GAIN 128  // or 64
#endif
// All: samples a second. An HX711 does 10 or 80, as its RATE pin is wired; which one is found out by itself.
#ifndef PC_RATE_HZ
#if PC_SENSOR == PC_MATRIX
#define PC_RATE_HZ 20
#else
#define PC_RATE_HZ 80
#endif
#endif
// Analog pins
#ifndef PC_CHANNELS
#define PC_CHANNELS 1
#endif
// The pad
#ifndef PC_ROWS
#define PC_ROWS 16
#endif
#ifndef PC_COLS
#define PC_COLS 16
#endif
// NAU7802: 1 when its DRDY is wired to the pin PC_PIN_DOUT
#ifndef PC_READY_LINE
#define PC_READY_LINE 0
#endif
// A battery that you lead over two resistors to an analog pin: that pin, and how many millivolts read full scale.
// #define PC_PIN_BATTERY 33
// #define PC_BATTERY_FULL_MV 6600UL
// 1: also over Bluetooth, on an ESP32, S3 or C3, a Pico W, a Nano 33 BLE or a XIAO with its mbed core.
#ifndef PC_BLE
#define PC_BLE 0
#endif
