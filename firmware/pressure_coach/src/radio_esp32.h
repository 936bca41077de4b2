// The radio of an ESP32, S3 or C3: its controller without its maker's host, through the interface that is called VHCI.
#pragma once
#include <esp_bt.h>
#if __has_include("esp32-hal-alloc-ble-mem.h")
#include "esp32-hal-alloc-ble-mem.h"  // newer cores: keep the radio's memory
#else
extern "C" bool btInUse() { return true; }  // older ones: the same
#endif

namespace radio {

constexpr uint16_t kRing = 1024;
static uint8_t ring[kRing];
static uint16_t in, out;  // run on and wrap

// In the radio's own task. What finds no room is lost whole: the link may end, but it does not get out of step.
static int received(uint8_t *packet, uint16_t n) {
  portENTER_CRITICAL(&board::mux);
  if (n <= kRing - uint16_t(in - out)) {
    for (uint16_t i = 0; i < n; i++) ring[in++ % kRing] = packet[i];
  }
  portEXIT_CRITICAL(&board::mux);
  return 0;
}
static void may_send() {}

// Returns whether there is a radio.
static bool begin() {
  static const esp_vhci_host_callback_t callbacks = {may_send, received};
  esp_bt_controller_config_t config = BT_CONTROLLER_INIT_CONFIG_DEFAULT();
#if defined(CONFIG_IDF_TARGET_ESP32)
  esp_bt_controller_mem_release(ESP_BT_MODE_CLASSIC_BT);
  config.mode = ESP_BT_MODE_BLE;
#endif
  return esp_bt_controller_init(&config) == ESP_OK && esp_bt_controller_enable(ESP_BT_MODE_BLE) == ESP_OK &&
         esp_vhci_host_register_callback(&callbacks) == ESP_OK;
}

}  // namespace radio

namespace hal {

uint16_t hci_free() { return esp_vhci_host_check_send_available() ? 512 : 0; }
void hci_send(const uint8_t *packet, uint16_t n) {
  static uint8_t kept[5 + 255];  // it may still be read when this returns
  for (uint16_t i = 0; i < n; i++) kept[i] = packet[i];
  esp_vhci_host_send_packet(kept, n);
}
int hci_read() {
  int byte = -1;
  portENTER_CRITICAL(&board::mux);
  if (radio::in != radio::out) byte = radio::ring[radio::out++ % radio::kRing];
  portEXIT_CRITICAL(&board::mux);
  return byte;
}

}  // namespace hal
