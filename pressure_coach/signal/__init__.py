"""What the sensor says. Pure: opens nothing, reads no clock, knows no device."""
