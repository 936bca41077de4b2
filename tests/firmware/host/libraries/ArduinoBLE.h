// The library ArduinoBLE, of which only the way to the radio is used: utility/HCITransport.h.
#pragma once
