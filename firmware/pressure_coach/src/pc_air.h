// The core's line on Bluetooth: what goes over a serial line in frames goes here bare, one body a notification.
// And what a guest hears there.
#pragma once
#include "pc_ble.h"
#include "pc_progressor.h"

namespace pc {

// While somebody listens there, the board's hal::tx() leads here instead of to the serial line.
// Commands are taken from both. When the listener leaves, the stream ends.
class Air : public Servant {
 public:
  explicit Air(Core &core) : core_(core), ble_(*this) {}

  // After the core: what the board is must be known.
  void begin() {
    if (core_.invite(mode_)) mode_.begin();
    hal::device_id(id_);
    ble_.begin(id_, hal::battery_mv() != kBatteryUnknown);
    mode_.changed();
  }
  void poll() {
    if (mode_.changed()) ble_.renew();
    ble_.poll();
    if (ble_.listened()) push();
    else if (n_ || known_) end();
    if (ble_.guest_listens()) entertain();
    else mode_.hush();
  }
  bool listened() const { return ble_.listened(); }
  // As hal::tx(): nothing is taken while a body waits.
  uint16_t tx(const uint8_t *bytes, uint16_t n) {
    uint16_t taken = 0;
    while (taken < n && n_ == 0) {
      n_ = frames_.feed(bytes[taken++]);
      at_ = 0;
      if (n_) push();
    }
    return taken;
  }

  void command(const uint8_t *body, uint8_t n) override { core_.obey(body, n, hal::now_us()); }
  void left() override {
    const uint8_t stop = kCmdStop;
    core_.obey(&stop, 1, hal::now_us());
  }
  const Progressor *progressor() override { return mode_.on() ? &mode_.kept() : nullptr; }
  void guest_order(uint8_t opcode) override { mode_.order(opcode); }
  void guest_left() override { mode_.left(); }
  // Of one lithium cell, roughly: its voltage says little between the ends.
  uint8_t battery_percent() override {
    static const uint16_t mv[] = {3300, 3600, 3700, 3750, 3800, 3900, 4000, 4150};
    static const uint8_t percent[] = {0, 10, 25, 40, 55, 70, 85, 100};
    const uint16_t now = hal::battery_mv();
    if (now <= mv[0]) return 0;
    for (uint8_t i = 1; i < sizeof percent; i++) {
      if (now > mv[i]) continue;
      const uint16_t part = uint16_t((percent[i] - percent[i - 1]) * (now - mv[i - 1]) / (mv[i] - mv[i - 1]));
      return uint8_t(percent[i - 1] + part);
    }
    return 100;
  }

 private:
  void end() {
    frames_.feed(0);
    n_ = 0;
    known_ = false;
  }
  void entertain() {
    uint8_t packet[kMtu - 3];
    while (ble_.may_notify()) {
      const uint8_t n = mode_.say(packet, ble_.longest());
      if (n == 0) return;
      ble_.notify(Gatt::kGuestData, packet, n);
    }
  }
  void push() {
    while (n_ && ble_.listened() && ble_.may_notify()) {
      const uint8_t *body = frames_.body();
      const uint8_t base = body[0] & 0xF0, head = base == kWideBase ? kWideBody : kSamplesBody;
      if ((base == kSamplesBase || base == kWideBase) && n_ > head && body[10]) {
        samples(body, head);
      } else {
        if (n_ <= ble_.longest()) ble_.notify(Gatt::kData, body, n_);
        n_ = 0;
      }
    }
  }
  // Sends the body, or as many of its counts as fit one notification: then as frames of a wide pad, all with the time
  // of their sample. The numbers run on: they count what is sent here, and keep the gaps that the core made.
  void samples(const uint8_t *body, uint8_t head) {
    const uint16_t number = uint16_t(body[1] | body[2] << 8);
    if (at_ == 0) {
      seq_ = known_ ? uint16_t(seq_ + uint16_t(number - before_)) : number;
      before_ = number;
      known_ = true;
    }
    const uint8_t width = body[0] & 0x0F, channels = body[10];
    uint8_t piece[kMtu - 3];
    if (at_ == 0 && n_ <= ble_.longest()) {
      for (uint8_t i = 0; i < n_; i++) piece[i] = body[i];
      put_bytes(piece + 1, seq_, 2);
      ble_.notify(Gatt::kData, piece, n_);
      n_ = 0;
      return;
    }
    const uint8_t counts = width ? uint8_t((n_ - head) / width) : uint8_t(0);
    if (at_ >= counts || width > 4) {
      n_ = 0;
      return;
    }
    const uint8_t sample = uint8_t(at_ / channels), channel = uint8_t(at_ % channels);
    uint8_t n = uint8_t((ble_.longest() - kWideBody) / width);
    if (n > channels - channel) n = uint8_t(channels - channel);
    if (n > counts - at_) n = uint8_t(counts - at_);
    const uint32_t dt_us = get_u32(body + 7) & 0xFFFFFF;
    const uint16_t first = head == kWideBody ? uint16_t(body[11] | body[12] << 8) : uint16_t(0);
    if (at_) seq_++;
    uint8_t *end = put(piece, Wide{seq_, get_u32(body + 3) + sample * dt_us, 0, n, uint16_t(first + channel)}, width);
    const uint8_t *from = body + head + at_ * width;
    for (uint8_t i = 0; i < n * width; i++) *end++ = from[i];
    ble_.notify(Gatt::kData, piece, uint16_t(end - piece));
    at_ = uint8_t(at_ + n);
    if (at_ == counts) n_ = 0;
  }

  Core &core_;
  ProgressorMode mode_;
  Ble ble_;
  Deframer frames_;
  uint8_t n_ = 0;   // bytes of the body that waits
  uint8_t at_ = 0;  // its counts that have been sent
  uint16_t seq_ = 0, before_ = 0;
  bool known_ = false;
  uint8_t id_[kIdBytes];
};

}  // namespace pc
