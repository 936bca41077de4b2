// What a board must provide; board_*.h does. Everything else is shared and knows no board.
#pragma once
#include <stdint.h>

namespace hal {

// The board
void begin();                    // clock, light, serial line, watchdog
uint32_t now_us();               // microseconds since power-up; wraps at 2^32
void alive();                    // feed the watchdog
void idle();                     // there is nothing to do: may sleep until an interrupt, for 2 ms at the most
void light(bool on);
bool device_id(uint8_t *to);     // 8 bytes of this very board, for ever; false: they could not be kept
uint16_t battery_mv();           // 0: unknown
int16_t temperature();           // 0.01 degC; -32768: unknown

// Memory that outlives power, 32 bytes or more; only boards with a radio need it. keep() may take a tenth of a second.
bool recall(uint8_t *to, uint8_t n);          // what was kept; false: there is no such memory
bool keep(const uint8_t *bytes, uint8_t n);   // false: it failed

// The serial line. Nothing here ever waits.
uint16_t tx(const uint8_t *bytes, uint16_t n);  // how many of these it could take at once, from the first on
int rx();                        // -1: nothing has come

// A converter with a clock and a data line, and the line on which it says that it is ready
void sck(bool high);
bool dout();
void sck_wait();                 // 1 us or a little more
uint32_t lock();                 // nothing may interrupt from here ...
void unlock(uint32_t state);     // ... to here: for one clock pulse, never for a whole reading
void ready_begin(bool rising);   // stamp the time at this edge of the ready line, in its interrupt
void ready_arm(bool on);         // off while the line carries data; an edge that came meanwhile counts from now
bool ready_take(uint32_t *t_us, uint8_t *missed);  // once per edge: its time, and how many edges were never taken
void rate_pin(bool fast);        // an HX711's RATE, where it is wired
bool has_rate_pin();

// Voltages, and the two multiplexers of a matrix
uint16_t analog(uint8_t input);  // 0 to 2^PC_ANALOG_BITS - 1
void select(uint8_t row, uint8_t col);

// I2C: false when the part does not answer
bool i2c_write(uint8_t address, const uint8_t *bytes, uint8_t n);
bool i2c_read(uint8_t address, uint8_t *bytes, uint8_t n);

}  // namespace hal
