// The link to a Bluetooth LE central: what the attribute server hears and says, in as many pieces as the radio wants.
#pragma once
#include "pc_att.h"
#include "pc_hal.h"

namespace hal {

// The radio: HCI in its form for serial lines (H4). Nothing here ever waits.
uint16_t hci_free();  // bytes that hci_send() would take at once; at times 256 or more
void hci_send(const uint8_t *packet, uint16_t n);  // one whole packet
int hci_read();  // -1: nothing has come

}  // namespace hal

namespace pc {

constexpr uint16_t kNobody = 0xFFFF;  // no handle of a link is that
constexpr uint16_t kLongestPdu = 4 + kMtu;
enum HciPacket : uint8_t { kHciCommand = 1, kHciData = 2, kHciEvent = 4 };

inline uint16_t get_u16(const uint8_t *at) { return uint16_t(at[0] | at[1] << 8); }

class Link {
 public:
  explicit Link(Servant &servant) : servant_(servant), att_(servant) {}

  // What a central finds from here on.
  Gatt &table() { return att_; }
  uint16_t handle() const { return handle_; }
  // How many pieces the radio holds, and how long they may be.
  void measure(uint16_t length, uint16_t number) {
    piece_ = length < kLongestPdu ? length : kLongestPdu;
    buffers_ = number;
    if (handle_ == kNobody) credits_ = number;
  }
  void join(uint16_t handle) {
    leave();
    handle_ = handle & 0x0FFF;
    credits_ = buffers_;
  }
  void leave() {
    const bool heard = listened();
    handle_ = kNobody;
    have_ = 0;
    answer_.n = notice_.n = 0;
    under_way_ = nullptr;
    att_.forget();
    if (heard) servant_.left();
    servant_.guest_left();
  }
  // So many pieces have gone through the air.
  void gone(uint16_t number) { credits_ = number > buffers_ - credits_ ? buffers_ : uint16_t(credits_ + number); }

  bool listened() const { return handle_ != kNobody && att_.listening(); }
  bool guest_listens() const { return handle_ != kNobody && att_.guest_listening(); }
  uint16_t longest() const { return uint16_t(att_.mtu() - 3); }  // bytes of a notification
  bool may_notify() const { return handle_ != kNobody && notice_.n == 0; }
  // Only when it may, and to who listens to that; longest() bytes at the most.
  void notify(Gatt::Handle from, const uint8_t *body, uint16_t n) {
    uint8_t *at = notice_.begin(kToAttributes, uint16_t(n + 3));
    *at++ = 0x1B;
    at = put_bytes(at, from, 2);
    for (uint16_t i = 0; i < n; i++) at[i] = body[i];
    pump();
  }

  // A piece from the other side; ``head``: its handle and flags.
  void piece(uint16_t head, const uint8_t *bytes, uint16_t n) {
    if ((head & 0x0FFF) != handle_) return;
    if ((head >> 12 & 3) != 1) have_ = 0;
    else if (!have_) return;  // the end of something whose beginning was not kept
    if (n > kLongestPdu - have_) {
      have_ = 0;
      return;
    }
    for (uint16_t i = 0; i < n; i++) pdu_[have_++] = bytes[i];
    if (have_ < 4) return;
    const uint32_t whole = 4 + uint32_t(get_u16(pdu_));
    if (have_ < whole && whole <= kLongestPdu) return;
    if (have_ == whole) heard(get_u16(pdu_ + 2), pdu_ + 4, get_u16(pdu_));
    have_ = 0;
  }
  // A PDU that has begun is ended first; then answers go before notifications.
  void pump() {
    while (handle_ != kNobody && credits_) {
      if (!under_way_) under_way_ = answer_.n ? &answer_ : notice_.n ? &notice_ : nullptr;
      if (!under_way_) return;
      Pdu &it = *under_way_;
      uint16_t n = uint16_t(it.n - it.sent);
      if (n > piece_) n = piece_;
      if (hal::hci_free() < n + 5) return;
      uint8_t packet[5 + kLongestPdu] = {kHciData};
      uint8_t *at = put_bytes(put_bytes(packet + 1, handle_ | (it.sent ? 0x1000u : 0u), 2), n, 2);
      for (uint16_t i = 0; i < n; i++) *at++ = it.bytes[it.sent + i];
      hal::hci_send(packet, uint16_t(n + 5));
      credits_--;
      it.sent = uint16_t(it.sent + n);
      if (it.sent < it.n) continue;
      it.n = 0;
      under_way_ = nullptr;
    }
  }

 private:
  enum : uint16_t { kToAttributes = 4, kToSignals = 5, kToPairing = 6 };

  struct Pdu {
    uint8_t bytes[kLongestPdu];
    uint16_t n = 0, sent = 0;
    uint8_t *begin(uint16_t channel, uint16_t length) {
      put_bytes(put_bytes(bytes, length, 2), channel, 2);
      n = uint16_t(length + 4);
      sent = 0;
      return bytes + 4;
    }
  };

  void heard(uint16_t channel, const uint8_t *bytes, uint16_t n) {
    if (answer_.n) return;  // it has not waited for the answer
    if (channel == kToAttributes) {
      const uint16_t length = att_.answer(bytes, n, answer_.bytes + 4);
      if (length) answer_.begin(channel, length);
    } else if (channel == kToPairing && n) {
      put_bytes(answer_.begin(channel, 2), 0x0505, 2);  // refused: not supported
    } else if (channel == kToSignals && n >= 4 && bytes[0] != 0x01 && bytes[0] != 0x13) {
      uint8_t *at = answer_.begin(channel, 6);  // not understood
      *at++ = 0x01;
      *at++ = bytes[1];
      put_bytes(at, 0x00000002, 4);
    }
  }
  Servant &servant_;
  Att att_;
  Pdu answer_, notice_;
  Pdu *under_way_ = nullptr;
  uint8_t pdu_[kLongestPdu];
  uint16_t have_ = 0, handle_ = kNobody;
  uint16_t piece_ = 27, buffers_ = 1, credits_ = 1;
};

}  // namespace pc
