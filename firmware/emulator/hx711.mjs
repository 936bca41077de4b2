// An HX711 at the pins of an emulated chip: what it would say, and how it was treated. Times in microseconds.

// load(seconds) -> counts; io: micros(), after(us, what) -> a function that calls it off, dout(level)
export class Hx711 {
  constructor(io, load, samplesPerSecond, slowing = 0) {
    this.io = io;
    this.load = load;
    this.period = 1e6 / samplesPerSecond;
    this.slowing = slowing; // us, from conversion to conversion
    this.settled = 4 * this.period;
    this.truth = []; // [us, counts] of each conversion
    this.seen = { conversions: 0, reads: 0, unread: 0, short_reads: 0, long_reads: 0, switched_off: 0 };
    this.bits = 0;
    this.pulses = 25;
    this.high = this.ready = this.off = false;
    io.dout(true);
    this.next();
  }

  next() {
    this.io.after(this.period, () => {
      this.convert();
      this.period += this.slowing;
      this.next();
    });
  }

  convert() {
    const now = this.io.micros();
    if (this.off || now < this.settled || this.bits) return;
    this.seen.conversions++;
    if (this.ready) {
      this.seen.unread++;
      this.io.dout(true);
    }
    const counts = Math.round(this.load(now / 1e6) / (this.pulses === 27 ? 2 : 1));
    this.latched = Math.max(-8388608, Math.min(8388607, this.pulses === 26 ? 0 : counts));
    this.truth.push([now, this.latched]);
    this.ready = true;
    this.io.dout(false);
  }

  clock(high) {
    if (high === this.high) return;
    this.high = high;
    if (!high) {
      this.stayOn();
      if (this.off) this.settled = this.io.micros() + 4 * this.period;
      this.off = false;
      return;
    }
    this.stayOn = this.io.after(60, () => this.switchOff());
    if (!this.ready && !this.bits) return;
    if (!this.bits) this.shifting = this.latched;
    this.bits++;
    this.ready = false;
    this.io.dout(this.bits > 24 || ((this.shifting >> (24 - this.bits)) & 1) === 1);
    this.goOn?.();
    this.goOn = this.io.after(100, () => this.readEnds());
  }

  readEnds() {
    if (this.bits < 25) this.seen.short_reads++;
    else if (this.bits > 27) this.seen.long_reads++;
    else {
      this.seen.reads++;
      this.pulses = this.bits;
    }
    this.bits = 0;
  }

  switchOff() {
    this.goOn?.();
    this.off = true;
    this.ready = false;
    this.bits = 0;
    this.pulses = 25;
    this.seen.switched_off++;
    this.io.dout(true);
  }
}
