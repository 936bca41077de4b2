// Names of a Pico W's radio, as the pico-sdk and its driver document them; host/ble_pico.cpp makes some of them work.
#pragma once
#include <stddef.h>
#include <stdint.h>

void cyw43_thread_enter(void);
void cyw43_thread_exit(void);
int cyw43_bluetooth_hci_init(void);  // these three: zero on success
int cyw43_bluetooth_hci_read(uint8_t *buf, uint32_t max_size, uint32_t *len);
int cyw43_bluetooth_hci_write(uint8_t *buf, size_t len);
