// What a Bluetooth LE central finds on the board: our service, the name, the battery; and how it is asked for (ATT).
// No radio in it, no heap. Nothing in a request is trusted: not its length, not its handles.
#pragma once
#include "pc_proto.h"

namespace pc {

constexpr uint16_t kMtu = 247;      // what we take; with its header it fills one packet of the radio
constexpr uint16_t kMtuLeast = 23;  // what every central takes
static_assert(kHelloBody <= kMtuLeast - 3 && kStatusBody <= kMtuLeast - 3, "answers must fit any notification");

// What stands behind the service.
class Servant {
 public:
  virtual void command(const uint8_t *body, uint8_t n) = 0;  // one command, as the wire has it; n is 1 or more
  virtual uint8_t battery_percent() = 0;
  virtual void left() = 0;  // nobody listens any more

 protected:
  ~Servant() = default;
};

class Att {
 public:
  enum Handle : uint16_t {
    kAccess = 1, kNameIs, kName, kLookIs, kLook, kAttribute,
    kOurs, kDataIs, kData, kListen, kControlIs, kControl, kPower, kLevelIs, kLevel
  };
  static constexpr uint8_t kNameBytes = sizeof kBleName - 1 + 5;

  explicit Att(Servant &servant) : servant_(servant) {}

  // has_battery: without one that is measured there is no battery service.
  void begin(const uint8_t *id, bool has_battery) {
    uint8_t *at = name_;
    for (uint8_t i = 0; i < sizeof kBleName - 1; i++) *at++ = uint8_t(kBleName[i]);
    *at++ = '-';
    for (uint8_t i = 2 * kIdBytes - 4; i < 2 * kIdBytes; i++) {
      *at++ = uint8_t("0123456789ABCDEF"[(i & 1 ? id[i / 2] : id[i / 2] >> 4) & 15]);
    }
    last_ = has_battery ? kLevel : kControl;
    forget();
  }
  // A new link.
  void forget() {
    mtu_ = kMtuLeast;
    agreed_ = listening_ = false;
  }
  bool listening() const { return listening_; }
  uint16_t mtu() const { return mtu_; }
  const uint8_t *name() const { return name_; }

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
  static constexpr uint8_t kLongestValue = 19;  // a declaration with one of our UUIDs
  static_assert(kNameBytes <= kLongestValue, "the name is read into the same place");

  static uint16_t u16(const uint8_t *at) { return uint16_t(at[0] | at[1] << 8); }
  static uint16_t error(uint8_t *out, uint8_t op, uint16_t handle, uint8_t code) {
    out[0] = 0x01;
    out[1] = op;
    put_bytes(out + 2, handle, 2);
    out[4] = code;
    return 5;
  }
  static uint8_t copy(uint8_t *to, const uint8_t *from, uint16_t n) {
    for (uint16_t i = 0; i < n; i++) to[i] = from[i];
    return uint8_t(n);
  }
  static bool same(const uint8_t *one, const uint8_t *other, uint16_t n) {
    for (uint16_t i = 0; i < n; i++) {
      if (one[i] != other[i]) return false;
    }
    return true;
  }

  // What kind of thing stands at a handle: 2 or 16 bytes.
  static uint8_t type(uint16_t handle, uint8_t *to) {
    static const uint16_t kTypes[] = {0,      0x2800, 0x2803, 0x2A00, 0x2803, 0x2A01, 0x2800, 0x2800,
                                      0x2803, 0,      0x2902, 0x2803, 0,      0x2800, 0x2803, 0x2A19};
    if (handle == kData) return copy(to, kBleData, 16);
    if (handle == kControl) return copy(to, kBleControl, 16);
    put_bytes(to, kTypes[handle], 2);
    return 2;
  }
  static uint8_t declare(uint8_t *to, uint8_t may, uint16_t handle) {
    to[0] = may;
    put_bytes(to + 1, handle, 2);
    return uint8_t(3 + type(handle, to + 3));
  }
  uint8_t value(uint16_t handle, uint8_t *to) const {
    switch (handle) {
      case kAccess: return put_bytes(to, 0x1800, 2), 2;
      case kAttribute: return put_bytes(to, 0x1801, 2), 2;
      case kPower: return put_bytes(to, 0x180F, 2), 2;
      case kOurs: return copy(to, kBleService, 16);
      case kNameIs:
      case kLookIs:
      case kLevelIs: return declare(to, 0x02, uint16_t(handle + 1));  // may be read
      case kDataIs: return declare(to, 0x10, kData);                  // notifies
      case kControlIs: return declare(to, 0x0C, kControl);            // may be written, with an answer or without
      case kName: return copy(to, name_, kNameBytes);
      case kLook: return put_bytes(to, 0x0540, 2), 2;  // a sensor
      case kListen: return put_bytes(to, listening_, 2), 2;
      case kLevel: return to[0] = servant_.battery_percent(), 1;
      default: return 0;
    }
  }
  uint16_t end_of_service(uint16_t handle) const {
    switch (handle) {
      case kAccess: return kLook;
      case kAttribute: return kAttribute;
      case kOurs: return kControl;
      default: return last_;
    }
  }
  static bool readable(uint16_t handle) { return handle != kData && handle != kControl; }

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
    for (uint16_t handle = first; handle <= last_ && handle <= second; handle++) {
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
    for (uint16_t handle = first; handle <= last_ && handle <= second && end + 4 <= mtu_; handle++) {
      if (type(handle, kind) != 2 || !same(kind, wanted, 2)) continue;
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
    for (uint16_t handle = first; handle <= last_ && handle <= second; handle++) {
      if (type(handle, kind) != n || !same(kind, wanted, n)) continue;
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
    if (handle == 0 || handle > last_) return error(out, op, handle, kNoHandle);
    if (!readable(handle)) return error(out, op, handle, kNoReading);
    uint8_t it[kLongestValue];
    const uint8_t n = value(handle, it);
    if (from > n) return error(out, op, handle, kBadOffset);
    out[0] = uint8_t(op + 1);
    return uint16_t(1 + copy(out + 1, it + from, uint16_t(n - from)));
  }
  // Returns what is wrong with it, or 0.
  uint8_t write(uint16_t handle, const uint8_t *bytes, uint16_t n) {
    if (handle == 0 || handle > last_) return kNoHandle;
    if (handle == kListen) {
      if (n != 2) return kBadValueLength;
      const bool before = listening_;
      listening_ = bytes[0] & 1;
      if (before && !listening_) servant_.left();
    } else if (handle == kControl) {
      if (n == 0 || n > kMaxBody) return kBadValueLength;
      servant_.command(bytes, uint8_t(n));
    } else {
      return kNoWriting;
    }
    return 0;
  }

  Servant &servant_;
  uint8_t name_[kNameBytes];
  uint16_t mtu_ = kMtuLeast, last_ = kControl;
  bool agreed_ = false, listening_ = false;
};

}  // namespace pc
