// node rp2040.mjs IMAGE SAMPLES_PER_SECOND[+US] [MEMORY]: an RP2040 with the image in its flash, an HX711, two serial
// lines. +US: each conversion takes so many microseconds more than the one before.
// MEMORY: a file that keeps what the firmware writes into the last sector of its flash.
//
// Time passes only when the other side lets it: it writes u32 microseconds, u16 and u16 lengths, then so many bytes for
// the radio's line and for the serial line; the answer is two u16 lengths and what the chip said on both meanwhile.
// 0xFFFFFFFE microseconds: the bytes for the radio are JSON, [[seconds from now, counts], ...], and from then on the load
// follows that, in straight lines; there is no answer.
// 0xFFFFFFFF microseconds: the answer is u32 length and JSON of what was true; then it ends.
import fs from 'node:fs';
import { RP2040 } from 'rp2040js';
import { Flash } from './flash.mjs';
import { Hx711 } from './hx711.mjs';

const [image, samplesPerSecond, memory] = process.argv.slice(2);
const BYTE_US = 1e7 / 115200;
const TICK_NS = 1e9 / 12e6;

const chip = new RP2040();
const { core, clock } = chip;
const complain = (name, text) => {
  console.error(name, text);
};
chip.logger = { debug() {}, info() {}, warn: complain, error: complain };
const flash = new Flash(chip, memory);
chip.flash.set(fs.readFileSync(image), 0);
core.LR = 0; // as the chip's own boot loader enters what it has loaded
core.SP = 0x20042000;
core.PC = 0x10000000;
chip.onBreak = (code) => {
  console.error('the firmware stopped itself:', code, core.PC.toString(16));
  process.exit(3);
};

const after = (us, what) => {
  const alarm = clock.createAlarm(what);
  alarm.schedule(us * 1000);
  return () => alarm.cancel();
};
// A load that is never still, so that every count has its own place, and goes to both ends now and then.
const restless = (s) => {
  if (s % 1.5 > 1.45) return (s % 3 > 1.5 ? 1 : -1) * 1e9;
  return Math.sin(s * 1.7) * 4e6 + s * 1013;
};
const follow = (began, points) => (now) => {
  const s = now - began;
  const next = points.findIndex(([at]) => at > s);
  if (next <= 0) return (next ? points.at(-1) : points[0])[1];
  const [[from, a], [to, b]] = points.slice(next - 1, next + 1);
  return a + ((b - a) * (s - from)) / (to - from);
};
let load = restless;
const io = { micros: () => clock.micros, after, dout: (level) => chip.gpio[3].setInputValue(level) };
const hx = new Hx711(io, (s) => load(s), ...samplesPerSecond.split('+').map(Number));
chip.gpio[2].addListener((state) => hx.clock(state === 1));

// A line gives the chip one byte in the time that it takes at 115200 baud.
class Line {
  constructor(uart) {
    this.uart = uart;
    this.said = [];
    this.waiting = [];
    uart.onByte = (byte) => this.said.push(byte);
  }
  give(bytes) {
    const idle = this.waiting.length === 0;
    this.waiting.push(...bytes);
    if (idle && this.waiting.length) this.next();
  }
  next() {
    after(BYTE_US, () => {
      this.uart.feedByte(this.waiting.shift());
      if (this.waiting.length) this.next();
    });
  }
  take() {
    const said = Buffer.from(this.said);
    this.said = [];
    return said;
  }
}
const radio = new Line(chip.uart[1]);
const serial = new Line(chip.uart[0]);

function run(us) {
  const end = clock.nanos + us * 1000;
  while (clock.nanos < end) {
    if (core.waiting) clock.tick(Math.max(1, Math.min(clock.nanosToNextAlarm || 1e6, end - clock.nanos)));
    else {
      clock.tick(core.executeInstruction() * TICK_NS);
      // An interrupt that already waits ends a WFI; rp2040js would sleep until the next one.
      if (core.waiting && core.checkForInterrupts()) core.waiting = false;
    }
  }
}

let asked = Buffer.alloc(0);
process.stdin.on('data', (bytes) => {
  asked = Buffer.concat([asked, bytes]);
  while (asked.length >= 8) {
    const us = asked.readUInt32LE(0);
    if (us === 0xffffffff) {
      const seen = { ...hx.seen, ...flash.seen, pulses: hx.pulses, us: clock.micros, truth: hx.truth };
      const told = Buffer.from(JSON.stringify(seen));
      const head = Buffer.alloc(4);
      head.writeUInt32LE(told.length, 0);
      fs.writeSync(1, head);
      for (let at = 0; at < told.length; ) at += fs.writeSync(1, told, at);
      process.exit(0);
    }
    const forRadio = asked.readUInt16LE(4);
    const whole = 8 + forRadio + asked.readUInt16LE(6);
    if (asked.length < whole) return;
    if (us === 0xfffffffe) {
      load = follow(clock.micros / 1e6, JSON.parse(asked.subarray(8, whole)));
      asked = asked.subarray(whole);
      continue;
    }
    radio.give(asked.subarray(8, 8 + forRadio));
    serial.give(asked.subarray(8 + forRadio, whole));
    asked = asked.subarray(whole);
    run(us);
    const said = [radio.take(), serial.take()];
    const head = Buffer.alloc(4);
    head.writeUInt16LE(said[0].length, 0);
    head.writeUInt16LE(said[1].length, 2);
    fs.writeSync(1, Buffer.concat([head, ...said]));
  }
});
process.stdin.on('end', () => process.exit(0));
