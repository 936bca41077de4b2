// The firmware with an ESP32's radio: radio_esp32.h runs, and its controller is played, whose own task brings packets.
#include "makers.h"

struct portMUX_TYPE {
  int held;
};
static void bring_packets();
static void portENTER_CRITICAL(portMUX_TYPE *mux) {
  if (mux->held) refuse("the lock is taken already");
  if (!mux->held++) bring_packets();
}
static void portEXIT_CRITICAL(portMUX_TYPE *mux) { mux->held--; }
namespace board {
static portMUX_TYPE mux = {0};
}
#define CONFIG_IDF_TARGET_ESP32 1
#define radio maker
#include "radio_esp32.h"
#undef radio

static const esp_vhci_host_callback_t *host;
static bool bringing, enabled;
esp_err_t esp_bt_controller_mem_release(esp_bt_mode_t) { return ESP_OK; }
esp_err_t esp_bt_controller_init(esp_bt_controller_config_t *config) { return config->mode == ESP_BT_MODE_BLE ? 0 : -1; }
esp_err_t esp_bt_controller_enable(esp_bt_mode_t) { return enabled = true, ESP_OK; }
esp_err_t esp_vhci_host_register_callback(const esp_vhci_host_callback_t *callback) { return host = callback, ESP_OK; }
bool esp_vhci_host_check_send_available() { return enabled; }
void esp_vhci_host_send_packet(uint8_t *data, uint16_t len) { hal::line_send(data, len); }

// As if the radio's task had run just before. Where a test does not say otherwise it comes while there is room.
static void bring_packets() {
  if (bringing || !host) return;
  bringing = true;
  board::mux.held = 0;
  const bool hurries = told(kFails);
  while (const size_t n = next_packet()) {
    if (!hurries && n > size_t(maker::kRing - uint16_t(maker::in - maker::out))) break;
    std::vector<uint8_t> packet;
    while (packet.size() < n) packet.push_back(uint8_t(hal::line_read()));
    host->notify_host_recv(packet.data(), uint16_t(n));
  }
  board::mux.held = 1;
  bringing = false;
}
static const bool has_radio = maker::begin() || (refuse("no radio"), false);

#include "ble.cpp"
