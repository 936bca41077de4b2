// The wire. "python -m tools.firmware header" writes this from pressure_coach/signal/protocol.py: change it there.
#pragma once
#include <stdint.h>

namespace pc {

// Little-endian, whatever the chip: the first n bytes of a value.
inline uint8_t *put_bytes(uint8_t *to, uint32_t value, uint8_t n) {
  for (; n; n--, value >>= 8) *to++ = uint8_t(value);
  return to;
}
inline uint32_t get_u32(const uint8_t *at) {
  return uint32_t(at[0]) | uint32_t(at[1]) << 8 | uint32_t(at[2]) << 16 | uint32_t(at[3]) << 24;
}

constexpr uint8_t kVersion = 1;
constexpr uint32_t kBaud = 115200;
constexpr uint32_t kBaudWide = 1000000;
constexpr uint16_t kCrcPoly = 0x1021;
constexpr uint16_t kCrcInit = 0xffff;
constexpr uint8_t kCrcBytes = 2;
constexpr uint8_t kMaxBody = 251;
constexpr uint8_t kMaxEncoded = 254;
constexpr uint8_t kSamplesBase = 16;
constexpr uint8_t kWideBase = 32;
constexpr uint16_t kMaxChannels = 1024;
constexpr uint8_t kIdBytes = 8;
constexpr uint8_t kNameBytes = 11;
constexpr int16_t kTemperatureUnknown = -32768;
constexpr uint16_t kBatteryUnknown = 0;

constexpr uint8_t kFrameHello = 0x01;
constexpr uint8_t kFrameId = 0x02;
constexpr uint8_t kFrameStatus = 0x03;
constexpr uint8_t kFrameProgressor = 0x04;
constexpr uint8_t kFrameSamples16 = 0x12;
constexpr uint8_t kFrameSamples24 = 0x13;
constexpr uint8_t kFrameSamples32 = 0x14;
constexpr uint8_t kFrameWide16 = 0x22;
constexpr uint8_t kFrameWide24 = 0x23;
constexpr uint8_t kFrameWide32 = 0x24;

constexpr uint8_t kCmdIdentify = 0x81;
constexpr uint8_t kCmdStart = 0x82;
constexpr uint8_t kCmdStop = 0x83;
constexpr uint8_t kCmdStatus = 0x84;
constexpr uint8_t kCmdRate = 0x85;
constexpr uint8_t kCmdBlink = 0x86;
constexpr uint8_t kCmdProgressor = 0x87;

constexpr uint8_t kKindUnknown = 0x00;
constexpr uint8_t kKindLoadCell = 0x01;
constexpr uint8_t kKindFsr = 0x02;
constexpr uint8_t kKindAirPressure = 0x03;
constexpr uint8_t kKindForcePad = 0x04;
constexpr uint8_t kKindOther = 0xff;

constexpr uint16_t kCapsBooted = 0x01;
constexpr uint16_t kCapsSimulated = 0x02;
constexpr uint16_t kCapsBattery = 0x04;
constexpr uint16_t kCapsTemperature = 0x08;
constexpr uint16_t kCapsRate = 0x10;
constexpr uint16_t kCapsBlink = 0x20;
constexpr uint16_t kCapsEdgeTime = 0x40;
constexpr uint16_t kCapsProgressor = 0x80;

constexpr uint16_t kStatusSensorSilent = 0x01;
constexpr uint16_t kStatusClipped = 0x02;
constexpr uint16_t kStatusLowBattery = 0x04;
constexpr uint16_t kStatusMemoryFault = 0x08;
constexpr uint16_t kStatusStuck = 0x10;
constexpr uint16_t kStatusSuspect = 0x20;
constexpr uint16_t kStatusSelfTest = 0x40;

// Bluetooth LE: UUIDs as they go through the air, the last byte first.
constexpr uint8_t kBleService[16] = {
    0x8e, 0xdb, 0xc8, 0xb8, 0x1a, 0xa1, 0x6a, 0xb8, 0x03, 0x48, 0x65, 0x7f, 0x01, 0x00, 0xe5, 0x8c};
constexpr uint8_t kBleData[16] = {
    0x8e, 0xdb, 0xc8, 0xb8, 0x1a, 0xa1, 0x6a, 0xb8, 0x03, 0x48, 0x65, 0x7f, 0x02, 0x00, 0xe5, 0x8c};
constexpr uint8_t kBleControl[16] = {
    0x8e, 0xdb, 0xc8, 0xb8, 0x1a, 0xa1, 0x6a, 0xb8, 0x03, 0x48, 0x65, 0x7f, 0x03, 0x00, 0xe5, 0x8c};
constexpr uint8_t kProgressorService[16] = {
    0x57, 0xad, 0xfe, 0x4f, 0xd3, 0x13, 0xcc, 0x9d, 0xc9, 0x40, 0xa6, 0x1e, 0x01, 0x17, 0x4e, 0x7e};
constexpr uint8_t kProgressorData[16] = {
    0x57, 0xad, 0xfe, 0x4f, 0xd3, 0x13, 0xcc, 0x9d, 0xc9, 0x40, 0xa6, 0x1e, 0x02, 0x17, 0x4e, 0x7e};
constexpr uint8_t kProgressorControl[16] = {
    0x57, 0xad, 0xfe, 0x4f, 0xd3, 0x13, 0xcc, 0x9d, 0xc9, 0x40, 0xa6, 0x1e, 0x03, 0x17, 0x4e, 0x7e};
constexpr char kBleName[] = "PressureCoach";
constexpr char kProgressorName[] = "Progressor";

struct Hello {
  uint8_t version;  // protocol version
  uint8_t fw_major;  // firmware version
  uint8_t fw_minor;
  uint8_t fw_patch;
  uint8_t kind;  // SensorKind
  uint16_t n_channels;  // 1 to MAX_CHANNELS
  uint8_t adc_bits;  // of the converter; 0: unknown
  uint32_t rate_millihertz;  // 1/1000 Hz; samples per second and channel, nominal; 0: unknown
  uint16_t caps;  // Caps
  uint8_t rows;  // of a pad's cells; 0: the channels are no matrix
  uint8_t cols;  // of a pad's cells; channel = row * cols + col
};
constexpr uint8_t kHelloBody = 17;
inline uint8_t *put(uint8_t *to, const Hello &it) {
  *to++ = 0x01;
  to = put_bytes(to, it.version, 1);
  to = put_bytes(to, it.fw_major, 1);
  to = put_bytes(to, it.fw_minor, 1);
  to = put_bytes(to, it.fw_patch, 1);
  to = put_bytes(to, it.kind, 1);
  to = put_bytes(to, it.n_channels, 2);
  to = put_bytes(to, it.adc_bits, 1);
  to = put_bytes(to, it.rate_millihertz, 4);
  to = put_bytes(to, it.caps, 2);
  to = put_bytes(to, it.rows, 1);
  to = put_bytes(to, it.cols, 1);
  return to;
}

struct Id {
  uint8_t device_id[kIdBytes];
};
constexpr uint8_t kIdBody = 9;
inline uint8_t *put(uint8_t *to, const Id &it) {
  *to++ = 0x02;
  for (uint8_t i = 0; i < kIdBytes; i++) *to++ = it.device_id[i];
  return to;
}

struct Status {
  uint16_t battery_mv;  // mV; 0: unknown
  int16_t temperature;  // 0.01 degC; 0x8000: unknown
  uint16_t dropped;  // SAMPLES frames that found no room to be sent since power-up; stays at 65535
  uint16_t overflow;  // samples that the converter replaced before they were read; stays at 65535
  uint16_t flags;  // StatusFlag
};
constexpr uint8_t kStatusBody = 11;
inline uint8_t *put(uint8_t *to, const Status &it) {
  *to++ = 0x03;
  to = put_bytes(to, it.battery_mv, 2);
  to = put_bytes(to, uint16_t(it.temperature), 2);
  to = put_bytes(to, it.dropped, 2);
  to = put_bytes(to, it.overflow, 2);
  to = put_bytes(to, it.flags, 2);
  return to;
}

struct Samples {
  uint16_t seq;  // counts SAMPLES frames since power-up, made but unsent ones too; wraps
  uint32_t t_us;  // us; the board's clock at the first sample; wraps
  uint32_t dt_us;  // us; from one sample to the next; 0 only when there is one
  uint8_t n_channels;  // channels in this frame
};
constexpr uint8_t kSamplesBody = 11;
inline uint8_t *put(uint8_t *to, const Samples &it, uint8_t width) {
  *to++ = uint8_t(0x10 | width);
  to = put_bytes(to, it.seq, 2);
  to = put_bytes(to, it.t_us, 4);
  to = put_bytes(to, it.dt_us, 3);
  to = put_bytes(to, it.n_channels, 1);
  return to;
}

struct Wide {
  uint16_t seq;  // counts SAMPLES frames since power-up, made but unsent ones too; wraps
  uint32_t t_us;  // us; the board's clock at the first sample; wraps
  uint32_t dt_us;  // us; from one sample to the next; 0 only when there is one
  uint8_t n_channels;  // channels in this frame
  uint16_t first_channel;  // frames of one instant carry the same t_us, in order of their channels
};
constexpr uint8_t kWideBody = 13;
inline uint8_t *put(uint8_t *to, const Wide &it, uint8_t width) {
  *to++ = uint8_t(0x20 | width);
  to = put_bytes(to, it.seq, 2);
  to = put_bytes(to, it.t_us, 4);
  to = put_bytes(to, it.dt_us, 3);
  to = put_bytes(to, it.n_channels, 1);
  to = put_bytes(to, it.first_channel, 2);
  return to;
}

struct Progressor {
  uint32_t kgf_per_count;  // kgf; of one count, as IEEE 754 has it; 0: it is none, and nothing is kept
  int32_t zero_counts;  // reading with nothing on the sensor
  uint8_t name[kNameBytes];
};
constexpr uint8_t kProgressorBody = 20;
inline uint8_t *put(uint8_t *to, const Progressor &it) {
  *to++ = 0x04;
  to = put_bytes(to, it.kgf_per_count, 4);
  to = put_bytes(to, uint32_t(it.zero_counts), 4);
  for (uint8_t i = 0; i < kNameBytes; i++) *to++ = it.name[i];
  return to;
}

// Of a body that is long enough.
inline Progressor progressor(const uint8_t *body) {
  Progressor it;
  it.kgf_per_count = uint32_t(get_u32(body + 1));
  it.zero_counts = int32_t(get_u32(body + 5));
  for (uint8_t i = 0; i < kNameBytes; i++) it.name[i] = body[9 + i];
  return it;
}

constexpr uint8_t kRateBody = 5;
inline uint32_t rate_millihertz(const uint8_t *body) { return get_u32(body + 1); }

}  // namespace pc
