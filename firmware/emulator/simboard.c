// An Arduino Uno with our firmware, an HX711 at D2 and D3, voltages at A0 to A5, its serial line on a pty. Tests only.
//
//   simboard pressure_coach_uno.hex [--profile FILE] [--noise N] [--rate SPS] [--truth FILE] [--freeze S] [--thaw S]
//            [--stuck S] [--reset S] [--flip P] [--eeprom FILE] [--analog MV,MV,... or pad] [--for S]
//            [--boot BOOTLOADER.hex] [--flash FILE]
//
// With --boot it starts anew whenever its port is opened, and the firmware may be left out; FILE is its flash at the end.
// It prints the pty's name, stands still after --hold seconds (1.5) until the host says something, and then runs as fast
// as it can. At its end, or when it is told to stop (SIGTERM), it prints what happened as one line of JSON.
// It uses libsimavr, which is GPL-3.0; neither is part of what is shipped or flashed.
#define _GNU_SOURCE
#include <simavr/avr_adc.h>
#include <simavr/avr_eeprom.h>
#include <simavr/avr_extint.h>
#include <simavr/sim_hex.h>
#include <stdarg.h>

#include "boot.h"
#include "hx711.h"
#include "line.h"

static const char *firmware, *eeprom_file, *analog;
static double sps = 80, run_for = 1e9, reset_at = 1e9, hold = 1.5;
static unsigned long light_changes, resets;
static int was_reset;
static avr_t *pad;
static void (*chip_reset)(avr_t *avr);

static void on_light(struct avr_irq_t *irq, uint32_t on, void *param) { (void)irq, (void)on, (void)param, light_changes++; }
static void on_reset(avr_t *avr) {
  if (chip_reset) chip_reset(avr);
  was_reset = 1;
}
// A pad of 16 x 16 cells: D4 to D7 choose the row, D8 to D11 the column, and cell number n puts 15 n mV on A0.
static void on_select(struct avr_irq_t *irq, uint32_t on, void *param) {
  static unsigned cell;
  const unsigned bit = (unsigned)(uintptr_t)param;
  (void)irq;
  cell = on ? cell | 1u << bit : cell & ~(1u << bit);
  avr_raise_irq(avr_io_getirq(pad, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0), cell * 15);
}
static void wire_pad(avr_t *avr) {
  pad = avr;
  for (uintptr_t i = 0; i < 4; i++) {
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('D'), 4 + (int)i), on_select, (void *)(i + 4));
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('B'), (int)i), on_select, (void *)i);
  }
}
static void no_sleep(avr_t *avr, avr_cycle_count_t cycles) { (void)avr, (void)cycles; }  // the pty is the brake
static void quiet(avr_t *avr, const int level, const char *format, va_list words) {
  (void)avr;
  if (level <= LOG_ERROR) vfprintf(stderr, format, words);
}

static void arguments(int n, char **words) {
  const struct { const char *name; double *number; const char **text; } known[] = {
      {"--rate", &sps, 0}, {"--for", &run_for, 0}, {"--reset", &reset_at, 0}, {"--hold", &hold, 0},
      {"--freeze", &hx.frozen, 0}, {"--thaw", &hx.thawed, 0}, {"--stuck", &hx.stuck, 0}, {"--flip", &line.flip, 0},
      {"--eeprom", 0, &eeprom_file}, {"--analog", 0, &analog}, {"--boot", 0, &boot_file}, {"--flash", 0, &boot_flash_file}};
  for (int i = 1; i < n; i++) {
    if (words[i][0] != '-') { firmware = words[i]; continue; }
    const char *name = words[i], *value = i + 1 < n ? words[++i] : "";
    if (!strcmp(name, "--profile")) { hx_load(value); continue; }
    if (!strcmp(name, "--noise")) { hx.noise = atoi(value); continue; }
    if (!strcmp(name, "--truth")) { hx.truth = fopen(value, "w"); continue; }
    size_t k = 0;
    while (k < sizeof known / sizeof *known && strcmp(name, known[k].name)) k++;
    if (k == sizeof known / sizeof *known) { fprintf(stderr, "%s?\n", name); exit(2); }
    if (known[k].number) *known[k].number = atof(value);
    else *known[k].text = value;
  }
}

// INT0 and INT1 come up as "low level": simavr then looks at a low pin in every cycle.
static void edges_only(avr_t *avr) {
  avr_extint_set_strict_lvl_trig(avr, 0, 0);
  avr_extint_set_strict_lvl_trig(avr, 1, 0);
}

static avr_t *board(void) {
  uint32_t size = 0, start = 0;
  uint8_t *code = firmware ? read_ihex_file(firmware, &size, &start) : 0;
  avr_t *avr = avr_make_mcu_by_name("atmega328p");
  if ((!code && !boot_file) || !avr) { fprintf(stderr, "no firmware\n"); exit(2); }
  avr_init(avr);
  avr->frequency = 16000000;
  avr->sleep = no_sleep;
  avr->log = LOG_ERROR;
  if (code) avr_loadcode(avr, code, size, start);
  avr->codeend = start + size - 1;
  free(code);
  if (boot_file) boot_load(avr);
  chip_reset = avr->reset;
  avr->reset = on_reset;
  edges_only(avr);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('B'), 5), on_light, 0);
  avr->vcc = avr->avcc = avr->aref = 5000;
  int input = 0;
  if (analog && !strcmp(analog, "pad")) wire_pad(avr);
  for (const char *at = analog; at && *at && *at != 'p'; input++) {
    char *end;
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0 + input), (uint32_t)strtol(at, &end, 10));
    at = *end ? end + 1 : end;
  }
  return avr;
}

static void eeprom(avr_t *avr, int save) {
  uint8_t bytes[1024];
  avr_eeprom_desc_t all = {.ee = bytes, .offset = 0, .size = sizeof bytes};
  FILE *file = eeprom_file ? fopen(eeprom_file, save ? "wb" : "rb") : 0;
  if (!file) return;
  if (save) {
    avr_ioctl(avr, AVR_IOCTL_EEPROM_GET, &all);
    fwrite(bytes, 1, sizeof bytes, file);
  } else if (fread(bytes, 1, sizeof bytes, file) == sizeof bytes) {
    avr_ioctl(avr, AVR_IOCTL_EEPROM_SET, &all);
  }
  fclose(file);
}

int main(int n, char **words) {
  arguments(n, words);
  avr_global_logger_set(quiet);
  avr_t *avr = board();
  eeprom(avr, 0);
  hx_begin(avr, sps);
  const char *port = line_begin(avr);
  if (boot_file) {
    boot_watch(port);
    boot_press_reset(avr);
  }
  printf("%s\n", port);
  fflush(stdout);
  int state = cpu_Running;
  unsigned long heard = 0;
  double quiet_since = 0;
  while (!line_stop && state != cpu_Done && state != cpu_Crashed) {
    state = avr_run(avr);
    const double s = (double)avr->cycle / avr->frequency;
    if (boot_inside(avr) && line.from_host != heard) {  // it waits one second for each byte, however slow the host is
      heard = line.from_host;
      quiet_since = s;
      line.host = 0;
    }
    if (!line.host && s >= quiet_since + (boot_inside(avr) ? 0.7 : hold)) line_wait();
    if (line.opened) {
      line.opened = 0;
      boot_press_reset(avr);
    }
    if (s >= reset_at) {
      reset_at = 1e9;
      avr_reset(avr);
    }
    if (was_reset) {  // by us, or by the chip's own watchdog
      was_reset = 0;
      resets++;
      edges_only(avr);
      line_power_up(avr);
      hx.bits = 0;
      hx_power_up();
      line.host = 0;  // a host needs a while to see it, and the world must not run on meanwhile
      quiet_since = (double)avr->cycle / avr->frequency;
    }
    if (s >= run_for) break;
  }
  line_flush();
  eeprom(avr, 1);
  boot_keep_flash(avr);
  if (hx.truth) fclose(hx.truth);
  printf("{\"seconds\": %.3f, \"crashed\": %s, \"conversions\": %lu, \"reads\": %lu, \"unread\": %lu, \"short_reads\": %lu, "
         "\"long_reads\": %lu, \"switched_off\": %lu, \"pulses\": %d, \"to_host\": %lu, \"from_host\": %lu, \"flipped\": %lu, "
         "\"light_changes\": %lu, \"resets\": %lu}\n",
         (double)avr->cycle / avr->frequency, state == cpu_Crashed ? "true" : "false", hx.conversions, hx.reads, hx.unread,
         hx.short_reads, hx.long_reads, hx.switched_off, hx.pulses, line.to_host, line.from_host, line.flipped,
         light_changes, resets);
  return 0;
}
