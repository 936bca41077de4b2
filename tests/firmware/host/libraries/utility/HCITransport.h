// Names of the library ArduinoBLE, as it documents them; host/ble_nrf52.cpp makes some of them work. Like the original
// it may be read only once.
#include <stddef.h>
#include <stdint.h>

class HCITransportInterface {
 public:
  virtual int begin() = 0;
  virtual void end() = 0;
  virtual void wait(unsigned long timeout) = 0;
  virtual int available() = 0;
  virtual int peek() = 0;
  virtual int read() = 0;
  virtual size_t write(const uint8_t *data, size_t length) = 0;
};
extern HCITransportInterface &HCITransport;
