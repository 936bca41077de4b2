// Names of the ESP32's radio, for a compiler that only reads.
#pragma once
#include <stdint.h>

typedef int esp_err_t;
#define ESP_OK 0
enum esp_bt_mode_t { ESP_BT_MODE_BLE = 1, ESP_BT_MODE_CLASSIC_BT = 2 };
struct esp_bt_controller_config_t {
  uint8_t mode;
};
#define BT_CONTROLLER_INIT_CONFIG_DEFAULT() \
  { ESP_BT_MODE_BLE }
struct esp_vhci_host_callback_t {
  void (*notify_host_send_available)();
  int (*notify_host_recv)(uint8_t *data, uint16_t len);
};
esp_err_t esp_bt_controller_mem_release(esp_bt_mode_t mode);
esp_err_t esp_bt_controller_init(esp_bt_controller_config_t *config);
esp_err_t esp_bt_controller_enable(esp_bt_mode_t mode);
esp_err_t esp_vhci_host_register_callback(const esp_vhci_host_callback_t *callback);
bool esp_vhci_host_check_send_available();
void esp_vhci_host_send_packet(uint8_t *data, uint16_t len);
