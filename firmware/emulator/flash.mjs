// The flash chip behind an RP2040's flash interface, as far as a firmware needs it to keep something there. Like a
// real one it can only be spoken to by code that does not lie in it, clears bits only, and is busy for a while.
import fs from 'node:fs';
import { BasePeripheral } from 'rp2040js';

const SECTOR = 4096;
const PAGE = 256;
const ERASE_US = 45_000;
const PROGRAM_US = 400;

class Interface extends BasePeripheral {
  constructor(chip, flash) {
    super(chip, 'SSI');
    this.flash = flash;
    this.on = {};
    this.answers = [];
  }
  get serial() {
    return this.on[8] === 1 && this.on[0] === 7 << 16;
  }
  readUint32(offset) {
    if (offset === 0x28) return 6 | (this.answers.length ? 8 : 0);
    if (offset === 0x60) return this.answers.shift() ?? 0;
    return this.on[offset] ?? 0;
  }
  writeUint32(offset, value) {
    this.on[offset] = value;
    if (offset === 0x60 && this.serial) this.answers.push(this.flash.swap(value & 0xff));
  }
}

class Select extends BasePeripheral {
  constructor(chip, flash) {
    super(chip, 'IO_QSPI');
    this.flash = flash;
    this.select = 0;
  }
  readUint32(offset) {
    return offset === 0x0c ? this.select : 0;
  }
  writeUint32(offset, value) {
    if (offset !== 0x0c) return;
    this.select = value;
    const override = (value >> 8) & 3;
    if (override === 2) this.flash.begin();
    else this.flash.end();
  }
}

// file: keeps the last sector of the first 2 MB, over any end of the emulator.
export class Flash {
  constructor(chip, file) {
    this.chip = chip;
    this.file = file;
    this.last = 2 * 1024 * 1024 - SECTOR;
    this.seen = { erased: 0, programmed: 0 };
    this.command = null;
    this.mayWrite = false;
    this.busyUntil = 0;
    chip.flash.fill(0xff);
    if (file && fs.existsSync(file)) chip.flash.set(fs.readFileSync(file), this.last);
    chip.peripherals[0x18000] = new Interface(chip, this);
    chip.peripherals[0x40018] = new Select(chip, this);
  }

  fault(why) {
    console.error('flash:', why, this.chip.core.PC.toString(16));
    process.exit(3);
  }
  get now() {
    return this.chip.clock.micros;
  }
  get place() {
    return (this.command[1] << 16) | (this.command[2] << 8) | this.command[3];
  }

  begin() {
    this.command = [];
  }
  swap(byte) {
    const { core } = this.chip;
    if (core.PC >>> 28 === 1) this.fault('the code that speaks to it lies in it');
    if (!core.PM) this.fault('an interrupt could fetch its vector from it');
    if (!this.command) return 0xff;
    this.command.push(byte);
    const n = this.command.length - 1;
    if (this.command[0] === 0x05 && n) return (this.now < this.busyUntil ? 1 : 0) | (this.mayWrite ? 2 : 0);
    if (this.command[0] === 0x03 && n > 3) return this.chip.flash[this.place + n - 4];
    return 0xff;
  }
  end() {
    const command = this.command;
    if (!command?.length) return;
    const busy = this.now < this.busyUntil;
    if (busy && command[0] !== 0x05) this.fault('a command while it is busy');
    if (command[0] === 0x06) this.mayWrite = true;
    else if (command[0] === 0x20) this.erase();
    else if (command[0] === 0x02) this.program(command.slice(4));
    else if (![0x03, 0x05].includes(command[0])) this.fault(`no command: ${command}`);
    this.command = null;
  }
  erase() {
    if (!this.mayWrite) return;
    const from = this.place - (this.place % SECTOR);
    this.chip.flash.fill(0xff, from, from + SECTOR);
    this.seen.erased++;
    this.done(ERASE_US);
  }
  program(bytes) {
    if (!this.mayWrite) return;
    const page = this.place - (this.place % PAGE);
    bytes.forEach((byte, i) => (this.chip.flash[page + ((this.place + i) % PAGE)] &= byte));
    this.seen.programmed++;
    this.done(PROGRAM_US);
  }
  done(us) {
    this.mayWrite = false;
    this.busyUntil = this.now + us;
    if (this.file) fs.writeFileSync(this.file, this.chip.flash.subarray(this.last, this.last + SECTOR));
  }
}
