// What a Bluetooth LE central finds on the board, handle by handle: our service, the name, the battery; once the host
// has asked for that, also what apps for a Progressor look for. No radio in it, no heap.
#pragma once
#include "pc_proto.h"

namespace pc {

constexpr uint16_t kMtu = 247;      // what we take; with its header it fills one packet of the radio
constexpr uint16_t kMtuLeast = 23;  // what every central takes
static_assert(kHelloBody <= kMtuLeast - 3 && kStatusBody <= kMtuLeast - 3 && kProgressorBody <= kMtuLeast - 3,
              "answers must fit any notification");

// What stands behind the services.
class Servant {
 public:
  virtual void command(const uint8_t *body, uint8_t n) = 0;  // one command, as the wire has it; n is 1 or more
  virtual uint8_t battery_percent() = 0;
  virtual void left() = 0;  // nobody listens any more
  // The same for a guest: an app that takes the board for a Progressor, on that service of its own.
  virtual const Progressor *progressor() = 0;  // nullptr: the board is none
  virtual void guest_order(uint8_t opcode) = 0;
  virtual void guest_left() = 0;

 protected:
  ~Servant() = default;
};

class Gatt {
 public:
  enum Handle : uint16_t {
    kAccess = 1, kNameIs, kName, kLookIs, kLook, kAttribute,
    kOurs, kDataIs, kData, kListen, kControlIs, kControl, kPower, kLevelIs, kLevel,
    kGuest, kGuestDataIs, kGuestData, kGuestListen, kGuestControlIs, kGuestControl
  };
  static constexpr uint8_t kNameMost = sizeof kProgressorName - 1 + kNameBytes;
  static_assert(kNameMost >= sizeof kBleName - 1 + 5 && kNameMost <= 26, "it must fit an advertisement");

  explicit Gatt(Servant &servant) : servant_(servant) {}

  // Who the board is from here on. has_battery: without one that is measured there is no battery service.
  void dress(const uint8_t *id, bool has_battery) {
    has_battery_ = has_battery;
    const Progressor *const it = servant_.progressor();
    progressor_ = it != nullptr;
    n_name_ = 0;
    if (it) {
      for (const char *from = kProgressorName; *from; from++) name_[n_name_++] = uint8_t(*from);
      for (uint8_t i = 0; i < kNameBytes && it->name[i]; i++) name_[n_name_++] = it->name[i];
      return;
    }
    for (const char *from = kBleName; *from; from++) name_[n_name_++] = uint8_t(*from);
    name_[n_name_++] = '-';
    for (uint8_t i = 2 * kIdBytes - 4; i < 2 * kIdBytes; i++) {
      name_[n_name_++] = uint8_t("0123456789ABCDEF"[(i & 1 ? id[i / 2] : id[i / 2] >> 4) & 15]);
    }
  }
  bool progressor() const { return progressor_; }
  const uint8_t *name() const { return name_; }
  uint8_t name_bytes() const { return n_name_; }

 protected:
  static constexpr uint8_t kLongestValue = kNameMost;
  static_assert(kLongestValue >= 19, "a declaration with one of our UUIDs");

  static uint8_t copy(uint8_t *to, const uint8_t *from, uint16_t n) {
    for (uint16_t i = 0; i < n; i++) to[i] = from[i];
    return uint8_t(n);
  }
  bool there(uint16_t handle) const {
    if (handle >= kGuest) return progressor_ && handle <= kGuestControl;
    return handle && (has_battery_ || handle < kPower);
  }
  // What kind of thing stands at a handle: 2 or 16 bytes.
  static uint8_t type(uint16_t handle, uint8_t *to) {
    static const uint16_t kTypes[] = {0,      0x2800, 0x2803, 0x2A00, 0x2803, 0x2A01, 0x2800, 0x2800,
                                      0x2803, 0,      0x2902, 0x2803, 0,      0x2800, 0x2803, 0x2A19,
                                      0x2800, 0x2803, 0,      0x2902, 0x2803, 0};
    switch (handle) {
      case kData: return copy(to, kBleData, 16);
      case kControl: return copy(to, kBleControl, 16);
      case kGuestData: return copy(to, kProgressorData, 16);
      case kGuestControl: return copy(to, kProgressorControl, 16);
      default: return put_bytes(to, kTypes[handle], 2), 2;
    }
  }
  uint8_t value(uint16_t handle, uint8_t *to) const {
    switch (handle) {
      case kAccess: return put_bytes(to, 0x1800, 2), 2;
      case kAttribute: return put_bytes(to, 0x1801, 2), 2;
      case kPower: return put_bytes(to, 0x180F, 2), 2;
      case kOurs: return copy(to, kBleService, 16);
      case kGuest: return copy(to, kProgressorService, 16);
      case kNameIs:
      case kLookIs:
      case kLevelIs: return declare(to, 0x02, uint16_t(handle + 1));  // may be read
      case kDataIs:
      case kGuestDataIs: return declare(to, 0x10, uint16_t(handle + 1));  // notifies
      case kControlIs:
      case kGuestControlIs: return declare(to, 0x0C, uint16_t(handle + 1));  // may be written, also without an answer
      case kName: return copy(to, name_, n_name_);
      case kLook: return put_bytes(to, 0x0540, 2), 2;  // a sensor
      case kListen: return put_bytes(to, listening_, 2), 2;
      case kGuestListen: return put_bytes(to, guest_listening_, 2), 2;
      case kLevel: return to[0] = servant_.battery_percent(), 1;
      default: return 0;
    }
  }
  static uint16_t end_of_service(uint16_t handle) {
    switch (handle) {
      case kAccess: return kLook;
      case kAttribute: return kAttribute;
      case kOurs: return kControl;
      case kPower: return kLevel;
      default: return kGuestControl;
    }
  }
  static bool readable(uint16_t handle) {
    return handle != kData && handle != kControl && handle != kGuestData && handle != kGuestControl;
  }

  Servant &servant_;
  bool listening_ = false, guest_listening_ = false;

 private:
  static uint8_t declare(uint8_t *to, uint8_t may, uint16_t handle) {
    to[0] = may;
    put_bytes(to + 1, handle, 2);
    return uint8_t(3 + type(handle, to + 3));
  }

  uint8_t name_[kNameMost];
  uint8_t n_name_ = 0;
  bool has_battery_ = false, progressor_ = false;
};

}  // namespace pc
