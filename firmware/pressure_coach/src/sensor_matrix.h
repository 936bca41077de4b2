// A pad of up to 16 x 16 force-sensing cells: one multiplexer feeds a row, another leads a column to one analog pin.
#pragma once
#include "pc_sensor.h"

#ifndef PC_ANALOG_BITS
#define PC_ANALOG_BITS 10
#endif

namespace pc {

class Matrix : public Sensor {
 public:
  Matrix(uint8_t rows, uint8_t cols, uint32_t millihertz)
      : rows_(rows > 16 ? 16 : rows), cols_(cols > 16 ? 16 : cols) {
    clamp(millihertz);
  }

  Shape shape() const override {
    return Shape{kKindForcePad, uint16_t(rows_ * cols_), PC_ANALOG_BITS, 2, millihertz_, kCapsRate, rows_, cols_};
  }
  void begin() override {
    row_ = rows_;
    beat_.set(1000000000 / millihertz_, hal::now_us());
  }
  void set_rate(uint32_t millihertz) override {
    clamp(millihertz);
    begin();
  }
  // One row a turn: a whole pad takes longer than commands should wait.
  void poll(Sink &to) override {
    if (row_ == rows_) {
      const uint32_t now = hal::now_us();
      uint16_t missed;
      if (!beat_.due(now, &missed)) return;
      if (missed) to.missed(missed);
      t_us_ = now;
      row_ = n_ = 0;
      first_ = 0;
    }
    for (uint8_t col = 0; col < cols_; col++) {
      hal::select(row_, col);
      counts_[n_++] = int16_t(hal::analog(0));
    }
    row_++;
    if (row_ < rows_ && n_ + cols_ <= kPart) return;
    to.part(t_us_, first_, n_, counts_);
    first_ = uint16_t(first_ + n_);
    n_ = 0;
  }
  bool may_idle() const override { return false; }

 private:
  static constexpr uint8_t kPart = (kMaxBody - kWideBody) / 2;  // cells that one frame holds

  void clamp(uint32_t millihertz) {
    millihertz_ = millihertz < 1000 ? 1000 : millihertz > 100000 ? 100000 : millihertz;
  }

  Beat beat_;
  uint32_t t_us_ = 0, millihertz_ = 0;
  uint16_t first_ = 0;
  uint8_t rows_, cols_, row_ = 0, n_ = 0;
  int16_t counts_[kPart];
};

}  // namespace pc
