// The firmware: commands in, samples and answers out. No board in it, no heap, and it never waits.
#pragma once
#include "pc_frame.h"
#include "pc_health.h"
#include "pc_light.h"
#include "pc_outbox.h"

#ifndef PC_LOW_BATTERY_MV
#define PC_LOW_BATTERY_MV 3300
#endif

namespace pc {

constexpr uint8_t kFirmware[3] = {1, 0, 0};
constexpr uint32_t kStatusEvery = 10000000;  // us; sooner, but not within a second, when something has gone wrong
constexpr uint32_t kSecond = 1000000;
constexpr uint8_t kHereSeconds = 5;          // how long BLINK lasts

// Another listener than our host, where there is a radio: see pc_progressor.h.
class Guest {
 public:
  virtual bool able() const = 0;                     // whether it has a memory
  virtual bool keep(const Progressor &wanted) = 0;  // false: it could not
  virtual const Progressor &kept() const = 0;
  virtual bool streams() const = 0;
  virtual void sample(uint32_t t_us, int32_t count) = 0;

 protected:
  ~Guest() = default;
};

class Core : public Sink {
 public:
  explicit Core(Sensor &sensor) : sensor_(sensor) {}

  void begin() {
    hal::begin();
    const bool kept = hal::device_id(id_.device_id);
    sensor_.begin();
    health_.begin(sensor_.shape(), hal::now_us());
    health_.set(kStatusMemoryFault, !kept);
    health_.set(kStatusSelfTest, !self_test());
    const uint8_t end_of_noise = 0;
    outbox_.put(&end_of_noise, 1);
    owed_ = kOwesHello | kOwesId;
  }
  // A guest may come. Several channels have no single weight: then there is none, and this returns false.
  bool invite(Guest &guest) {
    guest_ = sensor_.shape().n_channels == 1 ? &guest : nullptr;
    return guest_ != nullptr;
  }
  // One turn of the board's loop.
  void poll() {
    hal::alive();
    sensor_.poll(*this);
    const uint32_t now = hal::now_us();
    if (health_.check(now)) sensor_.begin();
    bool heard = false;
    for (int byte; (byte = hal::rx()) >= 0; heard = true) {
      const uint8_t n = in_.feed(uint8_t(byte));
      if (n) obey(in_.body(), n, now);
    }
    report(now);
    pay();
    uint16_t forgotten;
    if (outbox_.pump(now, &forgotten)) {
      drop(forgotten);
      owed_ |= kOwesHello | kOwesId;  // they may have been among it, and tell that this board has started anew
    }
    shine(now);
    if (!heard && sensor_.may_idle()) hal::idle();
  }

  void sample(uint32_t t_us, const int32_t *counts) override {
    const Shape shape = sensor_.shape();
    health_.heard(hal::now_us());
    for (uint8_t i = 0; i < shape.n_channels; i++) health_.look(counts[i], i == 0);
    if (guest_) guest_->sample(t_us, counts[0]);
    if (!streaming_) return;
    uint8_t *at = put(frame_.body(), Samples{seq_, t_us, 0, uint8_t(shape.n_channels)}, shape.width);
    for (uint8_t i = 0; i < shape.n_channels; i++) at = put_bytes(at, uint32_t(counts[i]), shape.width);
    send_counted(at);
  }
  void part(uint32_t t_us, uint16_t first, uint8_t n, const int16_t *counts) override {
    health_.heard(hal::now_us());
    for (uint8_t i = 0; i < n; i++) health_.look(counts[i], false);
    if (!streaming_) return;
    uint8_t *at = put(frame_.body(), Wide{seq_, t_us, 0, n, first}, 2);
    for (uint8_t i = 0; i < n; i++) at = put_bytes(at, uint16_t(counts[i]), 2);
    send_counted(at);
  }
  void missed(uint16_t n) override { overflow_ = uint16_t(n > 0xFFFF - overflow_ ? 0xFFFF : overflow_ + n); }
  void reshaped() override {
    health_.begin(sensor_.shape(), hal::now_us());
    owed_ |= kOwesHello;
  }

  // A command, as it comes without its framing.
  void obey(const uint8_t *body, uint8_t n, uint32_t now) {
    switch (body[0]) {
      case kCmdIdentify: owed_ |= kOwesHello | kOwesId; break;
      case kCmdStart:
        streaming_ = true;
        booted_ = false;
        break;
      case kCmdStop: streaming_ = false; break;
      case kCmdStatus: owed_ |= kOwesStatus; break;
      case kCmdRate:
        if (n < kRateBody) break;
        sensor_.set_rate(rate_millihertz(body));
        reshaped();
        break;
      case kCmdBlink:
        here_ = kHereSeconds;
        here_us_ = now;
        break;
      case kCmdProgressor:
        if (guest_ && n >= kProgressorBody) keep(progressor(body));
        owed_ |= kOwesProgressor;
        break;
      default: break;  // newer than this board
    }
  }

  // Whether this chip makes the frames that the protocol asks for: "123456789" has a known CRC and comes back whole.
  bool self_test() {
    uint8_t *body = frame_.body();
    for (uint8_t i = 0; i < 9; i++) body[i] = uint8_t('1' + i);
    body[9] = 0;
    const uint8_t n = frame_.close(body + 10);
    uint8_t length = 0;
    for (uint8_t i = 0; i < n; i++) length = in_.feed(frame_.bytes()[i]);
    const uint8_t *back = in_.body();
    bool good = length == 10 && back[9] == 0 && crc16(back, 9) == 0x29B1;
    for (uint8_t i = 0; i < 9; i++) good = good && back[i] == '1' + i;
    return good;
  }

 private:
  enum : uint8_t { kOwesHello = 1, kOwesId = 2, kOwesStatus = 4, kOwesProgressor = 8 };

  void keep(const Progressor &wanted) {
    const uint32_t began = hal::now_us();
    if (!guest_->keep(wanted)) health_.set(kStatusMemoryFault, true);
    if (hal::now_us() - began > 1000) sensor_.begin();  // nobody saw when the converter was ready meanwhile
  }
  template <class Body> bool send(const Body &body) { return send_to(put(frame_.body(), body)); }
  bool send_to(const uint8_t *end) {
    const uint8_t n = frame_.close(end);
    return n && outbox_.put(frame_.bytes(), n);
  }
  // A SAMPLES frame takes its number with it when there is no room, so that the gap is seen.
  void send_counted(const uint8_t *end) {
    seq_++;
    if (!send_to(end)) drop(1);
  }
  void drop(uint16_t n) { dropped_ = uint16_t(n > 0xFFFF - dropped_ ? 0xFFFF : dropped_ + n); }
  // Answers wait for room, in their order; they are not lost while somebody reads.
  void pay() {
    if ((owed_ & kOwesHello) && hello()) owed_ &= uint8_t(~kOwesHello);
    if ((owed_ & kOwesId) && !(owed_ & kOwesHello) && send(id_)) owed_ &= uint8_t(~kOwesId);
    if ((owed_ & kOwesProgressor) && send(guest_ ? guest_->kept() : Progressor{})) owed_ &= uint8_t(~kOwesProgressor);
    if ((owed_ & kOwesStatus) && status()) owed_ &= uint8_t(~kOwesStatus);
  }
  bool hello() {
    const Shape shape = sensor_.shape();
    uint16_t caps = uint16_t(shape.caps | kCapsBlink);
    if (booted_) caps |= kCapsBooted;
    if (hal::battery_mv() != kBatteryUnknown) caps |= kCapsBattery;
    if (hal::temperature() != kTemperatureUnknown) caps |= kCapsTemperature;
    if (guest_ && guest_->able()) caps |= kCapsProgressor;
    return send(Hello{kVersion, kFirmware[0], kFirmware[1], kFirmware[2], shape.kind, shape.n_channels, shape.adc_bits,
                      shape.rate_millihertz, caps, shape.rows, shape.cols});
  }
  bool status() {
    const uint16_t mv = hal::battery_mv();
    health_.set(kStatusLowBattery, mv != kBatteryUnknown && mv < PC_LOW_BATTERY_MV);
    const uint16_t flags = health_.flags();
    if (!send(Status{mv, hal::temperature(), dropped_, overflow_, flags})) return false;
    health_.told();
    told_flags_ = flags;
    return true;
  }
  // While streaming, STATUS goes out unasked now and then, and soon when there is something new in it.
  void report(uint32_t now) {
    if (!streaming_) return;
    const uint32_t since = now - told_us_;
    if (since < kSecond || (since < kStatusEvery && health_.flags() == told_flags_)) return;
    told_us_ = now;
    owed_ |= kOwesStatus;
  }
  void shine(uint32_t now) {
    if (now - shone_us_ < 10000) return;
    shone_us_ = now;
    while (here_ && now - here_us_ >= kSecond) {
      here_--;
      here_us_ += kSecond;
    }
    Mood mood = streaming_ || (guest_ && guest_->streams()) ? Mood::kStreaming : Mood::kWaiting;
    if (health_.bad()) mood = Mood::kFault;
    if (here_) mood = Mood::kHere;
    hal::light(lit(mood, now));
  }

  Sensor &sensor_;
  Guest *guest_ = nullptr;
  Frame frame_;
  Deframer in_;
  Outbox outbox_;
  Health health_;
  Id id_ = {};
  uint32_t told_us_ = 0, here_us_ = 0, shone_us_ = 0;
  uint16_t seq_ = 0, dropped_ = 0, overflow_ = 0, told_flags_ = 0;
  uint8_t owed_ = 0, here_ = 0;
  bool streaming_ = false, booted_ = true;
};

}  // namespace pc
