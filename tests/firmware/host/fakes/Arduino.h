// The names that the board files use of Arduino's cores, so that a compiler may read those files. Nothing here runs, and
// that they are read says nothing of whether a real core has the same names: see README.md of the firmware.
#pragma once
#include <stddef.h>
#include <stdint.h>

#if defined(ARDUINO_ARCH_RP2040) || defined(ARDUINO_ARCH_MBED)  // these cores take no plain numbers here
enum PinStatus { LOW, HIGH, CHANGE, FALLING, RISING };
enum PinMode { INPUT, OUTPUT, INPUT_PULLUP };
#else
typedef uint8_t PinStatus, PinMode;
#define LOW 0x0
#define HIGH 0x1
#define FALLING 2
#define RISING 3
#define INPUT 0x0
#define OUTPUT 0x1
#define INPUT_PULLUP 0x2
#endif
enum : uint8_t { A0 = 14, A1, A2, A3, A4, A5 };
#define LED_BUILTIN 13

unsigned long micros();
void delay(unsigned long ms);
void delayMicroseconds(unsigned us);
void pinMode(int pin, PinMode mode);
void digitalWrite(int pin, PinStatus value);
PinStatus digitalRead(int pin);
int analogRead(int pin);
void analogReadResolution(int bits);
int digitalPinToInterrupt(int pin);
void attachInterrupt(int number, void (*f)(), PinStatus mode);

struct SerialPort {
  void begin(unsigned long baud);
#if defined(ARDUINO_ARCH_MBED)
  bool connected();
  void send_nb(uint8_t *bytes, uint32_t n, uint32_t *taken, bool now = true);
#else
  int availableForWrite();
#endif
  size_t write(const uint8_t *bytes, size_t n);
  int read();
  void setTxTimeoutMs(uint32_t ms);
  size_t setTxBufferSize(size_t n);
};
extern SerialPort Serial;

#if defined(ARDUINO_ARCH_ESP32)
#define IRAM_ATTR __attribute__((section(".iram1")))
struct portMUX_TYPE {
  uint32_t owner, count;
};
#define portMUX_INITIALIZER_UNLOCKED {0, 0}
void portENTER_CRITICAL(portMUX_TYPE *);
void portEXIT_CRITICAL(portMUX_TYPE *);
void enableLoopWDT();
float temperatureRead();
struct Chip {
  uint64_t getEfuseMac();
};
extern Chip ESP;
#elif defined(NRF52840_XXAA)
uint32_t __get_PRIMASK();
void __disable_irq();
void __enable_irq();
struct Peripheral {
  volatile uint32_t TASKS_HFCLKSTART, MODE, BITMODE, PRESCALER, TASKS_CLEAR, TASKS_START, TASKS_CAPTURE[6], CC[6];
  volatile uint32_t CONFIG, CRV, RREN, RR[8], DEVICEID[2], EVENTS_DATARDY, TEMP;
};
extern Peripheral *NRF_CLOCK, *NRF_TIMER4, *NRF_WDT, *NRF_FICR, *NRF_TEMP;
#elif defined(ARDUINO_ARCH_RP2040)
struct Chip {
  void wdt_begin(uint32_t ms);
  void wdt_reset();
};
extern Chip rp2040;
float analogReadTemp();
#endif
