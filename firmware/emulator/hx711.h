// An HX711 at the pins of an emulated chip: what it would say, and how it was treated.
#pragma once
#include <math.h>
#include <simavr/avr_ioport.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_time.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
  avr_t *avr;
  avr_irq_t *dout;
  avr_cycle_count_t period, settled;
  int bits, sck, ready, off;
  int pulses;             // of the last reading: they choose gain and input of the next conversion
  int32_t latched, shifting;
  double frozen, thawed, stuck;  // s: no conversions from .. to, one and the same count from .. on
  double (*profile)[2];          // s, counts at gain 128; straight lines between
  int n_profile;
  int noise;              // counts, up and down
  uint32_t dice;
  FILE *truth;            // "us,counts" of each conversion
  unsigned long conversions, reads, unread, short_reads, long_reads, switched_off;
} hx = {.pulses = 25, .frozen = 1e9, .thawed = 1e9, .stuck = 1e9, .dice = 1};

static void hx_drive(uint32_t high) {
  // Else simavr would let the chip's own pull-up win each time another pin of the port changes.
  avr_ioport_external_t driven = {.name = 'D', .mask = 1 << 3, .value = (high & 1) << 3};
  avr_ioctl(hx.avr, AVR_IOCTL_IOPORT_SET_EXTERNAL('D'), &driven);
  avr_raise_irq(hx.dout, high & 1);
}

static int32_t hx_roll(int n) {  // -n .. n
  hx.dice = hx.dice * 1664525u + 1013904223u;
  return n ? (int32_t)((hx.dice >> 8) % (uint32_t)(2 * n + 1)) - n : 0;
}

static void hx_load(const char *name) {
  FILE *file = fopen(name, "r");
  double s, counts;
  if (!file) { perror(name); exit(2); }
  while (fscanf(file, "%lf,%lf", &s, &counts) == 2) {
    hx.profile = realloc(hx.profile, sizeof *hx.profile * (size_t)(hx.n_profile + 1));
    hx.profile[hx.n_profile][0] = s;
    hx.profile[hx.n_profile++][1] = counts;
  }
  fclose(file);
}

static double hx_load_at(double s) {
  int i = 0;
  while (i < hx.n_profile && hx.profile[i][0] <= s) i++;
  if (i == 0) return hx.n_profile ? hx.profile[0][1] : 0;
  if (i == hx.n_profile) return hx.profile[i - 1][1];
  const double *a = hx.profile[i - 1], *b = hx.profile[i];
  return a[1] + (s - a[0]) / (b[0] - a[0]) * (b[1] - a[1]);
}

static int32_t hx_convert(double s) {
  if (s >= hx.stuck) return hx.latched;
  double counts = hx_load_at(s) + hx_roll(hx.noise);
  if (hx.pulses == 26) counts = hx_roll(50);  // input B, where nothing is connected
  if (hx.pulses == 27) counts /= 2;           // gain 64
  if (counts > 8388607) counts = 8388607;
  if (counts < -8388608) counts = -8388608;
  return (int32_t)lround(counts);
}

static avr_cycle_count_t hx_next(avr_t *avr, avr_cycle_count_t when, void *param) {
  (void)param;
  const double s = (double)when / avr->frequency;
  if (hx.off || when < hx.settled || (s >= hx.frozen && s < hx.thawed)) return when + hx.period;
  if (hx.bits) return when + avr->frequency / 10000;  // it is being read: the new value waits
  hx.conversions++;
  if (hx.ready) {
    hx.unread++;
    hx_drive(1);
  }
  hx.latched = hx_convert(s);
  hx.ready = 1;
  hx_drive(0);
  if (hx.truth) fprintf(hx.truth, "%.3f,%d\n", s * 1e6, hx.latched);
  return when + hx.period;
}

static avr_cycle_count_t hx_read_ends(avr_t *avr, avr_cycle_count_t when, void *param) {
  (void)avr, (void)when, (void)param;  // no pulse for 100 us
  if (hx.bits < 25) hx.short_reads++;
  else if (hx.bits > 27) hx.long_reads++;
  else hx.reads++, hx.pulses = hx.bits;
  hx.bits = 0;
  return 0;
}

static avr_cycle_count_t hx_switches_off(avr_t *avr, avr_cycle_count_t when, void *param) {
  (void)avr, (void)when, (void)param;  // its clock has been high for 60 us
  hx.off = 1;
  hx.bits = hx.ready = 0;
  hx.switched_off++;
  avr_cycle_timer_cancel(avr, hx_read_ends, 0);
  hx_drive(1);
  return 0;
}

static void hx_clock(struct avr_irq_t *irq, uint32_t high, void *param) {
  (void)irq, (void)param;
  if (!!high == hx.sck) return;
  hx.sck = !!high;
  if (!high) {
    avr_cycle_timer_cancel(hx.avr, hx_switches_off, 0);
    if (hx.off) {  // wakes up at gain 128 and needs four conversions
      hx.off = 0;
      hx.pulses = 25;
      hx.settled = hx.avr->cycle + 4 * hx.period;
    }
    return;
  }
  avr_cycle_timer_register(hx.avr, hx.avr->frequency / 1000000 * 60, hx_switches_off, 0);
  if (!hx.ready && !hx.bits) return;
  if (!hx.bits) hx.shifting = hx.latched;
  hx.bits++;
  hx.ready = 0;
  hx_drive(hx.bits <= 24 ? (uint32_t)hx.shifting >> (24 - hx.bits) : 1);
  avr_cycle_timer_register(hx.avr, hx.avr->frequency / 10000, hx_read_ends, 0);
}

static void hx_power_up(void) {  // a reset of the chip forgets the timers, but the amplifier knows nothing of it
  hx_drive(!hx.ready);
  avr_cycle_timer_register(hx.avr, hx.period, hx_next, 0);
}

static void hx_begin(avr_t *avr, double sps) {  // SCK at D2, DOUT at D3
  hx.avr = avr;
  hx.dout = avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('D'), 3);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('D'), 2), hx_clock, 0);
  hx.period = (avr_cycle_count_t)(avr->frequency / sps);
  hx.settled = 4 * hx.period;
  hx_power_up();
}
