// A Bluetooth LE peripheral on any radio that speaks HCI: advertises, takes one central, serves pc_att.h, notifies.
// No heap, no operating system, and it never waits. Nothing from the radio is trusted.
#pragma once
#include "pc_link.h"

namespace pc {

class Ble {
 public:
  explicit Ble(Servant &servant) : link_(servant) {}

  void begin(const uint8_t *id, bool has_battery) {
    id_ = id;
    has_battery_ = has_battery;
    restart();
  }
  // As soon as there is no link the board shows itself as what it has become.
  void renew() { stale_ = true; }
  // One turn of the board's loop.
  void poll() {
    int byte;
    for (uint16_t turns = 0; turns < 512 && (byte = hal::hci_read()) >= 0; turns++) take(uint8_t(byte));
    const uint32_t now = hal::now_us();
    if ((asked_ || !may_ask_) && now - asked_us_ > kPatience) restart();
    if (stale_ && !asked_ && may_ask_ && link_.handle() == kNobody) restart();
    if (!asked_ && may_ask_) ask(now);
    link_.pump();
  }
  bool listened() const { return link_.listened(); }
  bool guest_listens() const { return link_.guest_listens(); }
  uint16_t longest() const { return link_.longest(); }
  bool may_notify() const { return link_.may_notify(); }
  void notify(Gatt::Handle from, const uint8_t *body, uint16_t n) { link_.notify(from, body, n); }

 private:
  static constexpr uint32_t kPatience = 2000000;  // us, until the radio is started anew
  enum Op : uint16_t {
    kNone = 0, kReset = 0x0C03, kEventMask = 0x0C01, kBuffersOfAll = 0x1005, kBuffers = 0x2002, kAddress = 0x2005,
    kHowToAdvertise = 0x2006, kAdvertisement = 0x2008, kScanResponse = 0x2009, kAdvertise = 0x200A, kNoKey = 0x201B
  };

  void restart() {
    dress();
    next_ = kReset;
    asked_ = kNone;
    may_ask_ = true;
    n_ = 0;
    leave();
  }
  // With other services it has another address: centrals remember what they found at one.
  void dress() {
    stale_ = false;
    Gatt &table = link_.table();
    table.dress(id_, has_battery_);
    for (uint8_t i = 0; i < 6; i++) address_[i] = uint8_t(id_[7 - i] ^ (i < 2 ? id_[1 - i] : 0) ^ 0x5A);
    if (table.progressor()) address_[0] ^= 1;
    address_[5] |= 0xC0;  // a static random address
  }
  void leave() {
    refuse_key_ = false;
    link_.leave();
  }

  // The radio is asked one thing at a time.
  void ask(uint32_t now) {
    if (hal::hci_free() < 4 + 32) return;
    const uint16_t op = refuse_key_ && next_ == kNone ? uint16_t(kNoKey) : next_;
    if (op == kNone) return;
    next_ = after(op);
    uint8_t packet[4 + 32] = {kHciCommand, uint8_t(op), uint8_t(op >> 8)};
    uint8_t *const from = packet + 4, *at = from;
    const bool progressor = link_.table().progressor();
    if (op == kAdvertisement || op == kScanResponse) at++;  // their length goes there
    switch (op) {
      case kEventMask:  // what is told by itself: links that end, faults, all about LE
        at = put_bytes(put_bytes(at, 0x00008010, 4), 0x20000000, 4);
        break;
      case kAddress:
        for (uint8_t byte : address_) *at++ = byte;
        break;
      case kHowToAdvertise:
        at = put_bytes(put_bytes(at, 160, 2), 160, 2);  // every 100 ms
        *at++ = 0;                                      // to everybody, and may be connected to
        *at++ = 1;                                      // by the random address
        at += 7;
        *at++ = 7;  // on all three channels
        at += 1;
        break;
      case kAdvertisement: {
        static const uint8_t no_classic[] = {2, 0x01, 0x06};
        for (uint8_t byte : no_classic) *at++ = byte;
        at = progressor ? put_name(at) : put_service(at, kBleService);
        *from = uint8_t(at - from - 1);
        at = from + 32;
        break;
      }
      case kScanResponse:  // together they are too long for one packet; apps for a Progressor go by its name
        at = progressor ? put_service(at, kProgressorService) : put_name(at);
        *from = uint8_t(at - from - 1);
        at = from + 32;
        break;
      case kAdvertise: *at++ = 1; break;
      case kNoKey:
        at = put_bytes(at, link_.handle(), 2);
        refuse_key_ = false;
        break;
      default: break;
    }
    packet[3] = uint8_t(at - from);
    hal::hci_send(packet, uint16_t(at - packet));
    asked_ = op;
    asked_us_ = now;
    may_ask_ = false;
  }
  uint8_t *put_name(uint8_t *at) {
    const Gatt &table = link_.table();
    *at++ = uint8_t(table.name_bytes() + 1);
    *at++ = 0x09;
    for (uint8_t i = 0; i < table.name_bytes(); i++) *at++ = table.name()[i];
    return at;
  }
  static uint8_t *put_service(uint8_t *at, const uint8_t *uuid) {
    *at++ = 17;
    *at++ = 0x07;
    for (uint8_t i = 0; i < 16; i++) *at++ = uuid[i];
    return at;
  }
  // What follows a step; after the last one the radio is let alone until something happens.
  static uint16_t after(uint16_t op) {
    static const uint16_t order[] = {kReset, kEventMask, kBuffers, kAddress, kHowToAdvertise, kAdvertisement,
                                     kScanResponse, kAdvertise, kNone};
    if (op == kBuffersOfAll) op = kBuffers;
    for (uint8_t i = 0; order[i] != kNone; i++) {
      if (order[i] == op) return order[i + 1];
    }
    return kNone;
  }
  void answered(uint16_t op, uint8_t more, uint8_t fault) {
    may_ask_ = more > 0;
    if (op == kNone || op != asked_) return;
    asked_ = kNone;
    if (op == kReset) leave();  // a link may have come while it was asked
    if (op == kAdvertise && fault && link_.handle() == kNobody) restart();
  }
  void take(uint8_t byte) {
    if (n_ == 0 && byte != kHciEvent && byte != kHciData) return;
    in_[n_++] = byte;
    const uint8_t head = in_[0] == kHciEvent ? 3 : 5;
    if (n_ < head) return;
    const uint32_t whole = uint32_t(head) + (in_[0] == kHciEvent ? in_[2] : get_u16(in_ + 3));
    if (whole > sizeof in_) return restart();  // no radio says that: the line is out of step
    if (n_ < whole) return;
    const uint16_t n = n_;
    n_ = 0;
    if (in_[0] == kHciEvent) {
      event(in_ + 3, uint8_t(n - 3));
    } else {
      link_.piece(get_u16(in_ + 1), in_ + 5, uint16_t(n - 5));
    }
  }
  void event(const uint8_t *at, uint8_t n) {
    switch (in_[1]) {
      case 0x05:  // the link has ended
        if (n < 4 || at[0] || get_u16(at + 1) != link_.handle()) return;
        leave();
        next_ = kAdvertise;
        return;
      case 0x0E:
        if (n < 3) return;
        if (get_u16(at + 1) == asked_) measure(at, n);
        answered(get_u16(at + 1), at[0], n > 3 ? at[3] : uint8_t(0));
        return;
      case 0x0F:
        if (n >= 4) answered(get_u16(at + 2), at[1], at[0]);
        return;
      case 0x10: return restart();  // the radio had a fault
      case 0x13:                    // pieces have been sent
        for (uint8_t i = 1; i + 4 <= n && i / 4 < at[0]; i = uint8_t(i + 4)) {
          if (get_u16(at + i) == link_.handle()) link_.gone(get_u16(at + i + 2));
        }
        return;
      case 0x3E:
        if (n >= 4 && at[0] == 0x01) {  // a link
          if (at[1] == 0) link_.join(get_u16(at + 2));
          else next_ = kAdvertise;
        } else if (n >= 3 && at[0] == 0x05 && get_u16(at + 1) == link_.handle()) {
          refuse_key_ = true;  // it wants to go on with an old pairing: there is none
        }
        return;
      default: return;
    }
  }
  // How many pieces the radio holds, and how long they may be.
  void measure(const uint8_t *at, uint8_t n) {
    const bool all = asked_ == kBuffersOfAll;
    if ((!all && asked_ != kBuffers) || n < (all ? 9 : 7) || at[3]) return;
    const uint16_t length = get_u16(at + 4), number = all ? get_u16(at + 7) : at[6];
    if (length && number) link_.measure(length, number);
    else if (!all) next_ = kBuffersOfAll;  // it has none for LE alone
  }

  Link link_;
  uint8_t in_[5 + 255], address_[6];
  uint16_t n_ = 0, next_ = kNone, asked_ = kNone;
  uint32_t asked_us_ = 0;
  const uint8_t *id_ = nullptr;
  bool may_ask_ = true, refuse_key_ = false, has_battery_ = false, stale_ = false;
};

}  // namespace pc
