// How a Bluetooth LE central asks for what pc_gatt.h has (ATT). No radio in it, no heap.
// Nothing in a request is trusted: not its length, not its handles.
#pragma once
#include "pc_gatt.h"

namespace pc {

class Att : public Gatt {
 public:
  explicit Att(Servant &servant) : Gatt(servant) {}

  // A new link.
  void forget() {
    mtu_ = kMtuLeast;
    agreed_ = listening_ = guest_listening_ = false;
  }
  bool listening() const { return listening_; }
  bool guest_listening() const { return guest_listening_; }
  uint16_t mtu() const { return mtu_; }

  // Answers a request of ``n`` bytes in at most mtu() bytes; returns how many, 0: none is due.
  uint16_t answer(const uint8_t *in, uint16_t n, uint8_t *out) {
    if (n == 0) return 0;
    const uint16_t first = n >= 3 ? u16(in + 1) : 0, second = n >= 5 ? u16(in + 3) : 0;
    const uint8_t op = in[0];
    switch (op) {
      case 0x02: return n == 3 ? exchange(first, out) : error(out, op, 0, kBadLength);
      case 0x04:
      case 0x06:
      case 0x08:
      case 0x10:
        if (n < 5 || (op == 0x04 && n != 5) || (op == 0x06 && n < 7) || (op >= 0x08 && n != 7 && n != 21)) {
          return error(out, op, 0, kBadLength);
        }
        if (first == 0 || first > second) return error(out, op, first, kNoHandle);
        if (op == 0x04) return find(first, second, out);
        if (op == 0x06) return find_value(first, second, in + 5, uint16_t(n - 5), out);
        return read_all(op, first, second, in + 5, uint8_t(n - 5), out);
      case 0x0A: return n == 3 ? read(op, first, 0, out) : error(out, op, 0, kBadLength);
      case 0x0C: return n == 5 ? read(op, first, second, out) : error(out, op, 0, kBadLength);
      case 0x12:
        if (n < 3) return error(out, op, 0, kBadLength);
        {
          const uint8_t wrong = write(first, in + 3, uint16_t(n - 3));
          if (wrong) return error(out, op, first, wrong);
        }
        out[0] = 0x13;
        return 1;
      case 0x52:
        if (n >= 3) write(first, in + 3, uint16_t(n - 3));
        return 0;
      case 0x1E: return 0;  // a confirmation
      default: return (op & 0x41) ? 0 : error(out, op, 0, kNotSupported);  // to commands and answers none is due
    }
  }

 private:
  enum : uint8_t {
    kNoHandle = 1, kNoReading = 2, kNoWriting = 3, kBadLength = 4, kNotSupported = 6, kBadOffset = 7, kNotFound = 10,
    kBadValueLength = 13, kNoGroup = 16
  };
  static uint16_t u16(const uint8_t *at) { return uint16_t(at[0] | at[1] << 8); }
  static uint16_t error(uint8_t *out, uint8_t op, uint16_t handle, uint8_t code) {
    out[0] = 0x01;
    out[1] = op;
    put_bytes(out + 2, handle, 2);
    out[4] = code;
    return 5;
  }
  static bool same(const uint8_t *one, const uint8_t *other, uint16_t n) {
    for (uint16_t i = 0; i < n; i++) {
      if (one[i] != other[i]) return false;
    }
    return true;
  }

  uint16_t exchange(uint16_t theirs, uint8_t *out) {
    if (!agreed_) mtu_ = theirs < kMtuLeast ? kMtuLeast : theirs < kMtu ? theirs : kMtu;  // once a link
    agreed_ = true;
    out[0] = 0x03;
    put_bytes(out + 1, kMtu, 2);
    return 3;
  }
  uint16_t find(uint16_t first, uint16_t second, uint8_t *out) const {
    uint16_t end = 2;
    uint8_t kind[16];
    for (uint16_t handle = first; handle <= kGuestControl && handle <= second; handle++) {
      if (!there(handle)) continue;
      const uint8_t n = type(handle, kind), format = n == 2 ? 1 : 2;
      if (end > 2 && (out[1] != format || end + 2 + n > mtu_)) break;
      out[1] = format;
      put_bytes(out + end, handle, 2);
      end = uint16_t(end + 2 + copy(out + end + 2, kind, n));
    }
    if (end == 2) return error(out, 0x04, first, kNotFound);
    out[0] = 0x05;
    return end;
  }
  uint16_t find_value(uint16_t first, uint16_t second, const uint8_t *wanted, uint16_t n, uint8_t *out) const {
    uint16_t end = 1;
    uint8_t kind[16], it[kLongestValue];
    for (uint16_t handle = first; handle <= kGuestControl && handle <= second && end + 4 <= mtu_; handle++) {
      if (!there(handle) || type(handle, kind) != 2 || !same(kind, wanted, 2)) continue;
      if (value(handle, it) != n - 2 || !same(it, wanted + 2, uint16_t(n - 2))) continue;
      put_bytes(out + end, handle, 2);
      put_bytes(out + end + 2, u16(kind) == 0x2800 ? end_of_service(handle) : handle, 2);
      end = uint16_t(end + 4);
    }
    if (end == 1) return error(out, 0x06, first, kNotFound);
    out[0] = 0x07;
    return end;
  }
  // All values of one type (0x08), or all services (0x10); those of one length in one answer.
  uint16_t read_all(uint8_t op, uint16_t first, uint16_t second, const uint8_t *wanted, uint8_t n, uint8_t *out) const {
    const bool services = op == 0x10;
    if (services && (n != 2 || u16(wanted) != 0x2800)) return error(out, op, first, kNoGroup);
    const uint8_t before = services ? 4 : 2;
    uint16_t end = 2;
    uint8_t kind[16], it[kLongestValue];
    for (uint16_t handle = first; handle <= kGuestControl && handle <= second; handle++) {
      if (!there(handle) || type(handle, kind) != n || !same(kind, wanted, n)) continue;
      if (!readable(handle)) {
        if (end == 2) return error(out, op, handle, kNoReading);
        break;
      }
      const uint8_t length = value(handle, it);
      if (end > 2 && (out[1] != before + length || end + before + length > mtu_)) break;
      out[1] = uint8_t(before + length);
      put_bytes(out + end, handle, 2);
      if (services) put_bytes(out + end + 2, end_of_service(handle), 2);
      end = uint16_t(end + before + copy(out + end + before, it, length));
    }
    if (end == 2) return error(out, op, first, kNotFound);
    out[0] = uint8_t(op + 1);
    return end;
  }
  uint16_t read(uint8_t op, uint16_t handle, uint16_t from, uint8_t *out) const {
    if (!there(handle)) return error(out, op, handle, kNoHandle);
    if (!readable(handle)) return error(out, op, handle, kNoReading);
    uint8_t it[kLongestValue];
    const uint8_t n = value(handle, it);
    if (from > n) return error(out, op, handle, kBadOffset);
    out[0] = uint8_t(op + 1);
    return uint16_t(1 + copy(out + 1, it + from, uint16_t(n - from)));
  }
  // Returns what is wrong with it, or 0.
  uint8_t write(uint16_t handle, const uint8_t *bytes, uint16_t n) {
    if (!there(handle)) return kNoHandle;
    if (handle == kListen || handle == kGuestListen) {
      if (n != 2) return kBadValueLength;
      bool &listening = handle == kListen ? listening_ : guest_listening_;
      const bool before = listening;
      listening = bytes[0] & 1;
      if (before && !listening) handle == kListen ? servant_.left() : servant_.guest_left();
    } else if (handle == kControl || handle == kGuestControl) {
      if (n == 0 || n > kMaxBody) return kBadValueLength;
      handle == kControl ? servant_.command(bytes, uint8_t(n)) : servant_.guest_order(bytes[0]);
    } else {
      return kNoWriting;
    }
    return 0;
  }

  uint16_t mtu_ = kMtuLeast;
  bool agreed_ = false;
};

}  // namespace pc
