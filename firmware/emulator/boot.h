// A boot loader at the end of the chip's flash, and the reset that an Uno gets when a host opens its port: there the
// edge of DTR goes through a capacitor to the reset pin. A pty has no DTR, so its opening is watched for instead.
#pragma once
#include <simavr/sim_avr.h>
#include <string.h>
#include <sys/inotify.h>

#include "line.h"

static const char *boot_file, *boot_flash_file;

static int boot_inside(const avr_t *avr) { return boot_file && avr->pc >= avr->reset_pc; }

// From here on the chip starts in the boot loader, as BOOTRST in an Uno's fuses has it. (simavr's own reader of hex files
// stumbles over the record of type 3 in this one.)
static void boot_load(avr_t *avr) {
  char text[600];
  unsigned n, at, kind, byte;
  FILE *file = fopen(boot_file, "r");
  if (!file) { perror(boot_file); exit(2); }
  avr->reset_pc = avr->flashend + 1;
  while (fgets(text, sizeof text, file)) {
    if (sscanf(text, ":%2x%4x%2x", &n, &at, &kind) != 3 || kind != 0) continue;
    for (unsigned i = 0; i < n && sscanf(text + 9 + 2 * i, "%2x", &byte) == 1; i++) avr->flash[at + i] = (uint8_t)byte;
    if (at < avr->reset_pc) avr->reset_pc = at;
  }
  fclose(file);
  avr->codeend = avr->flashend;
}

static void boot_watch(const char *port) {
  line.door = inotify_init1(IN_NONBLOCK);
  if (inotify_add_watch(line.door, port, IN_OPEN) < 0) { perror(port); exit(2); }
}

static void boot_press_reset(avr_t *avr) {
  avr_reset(avr);
  avr_regbit_set(avr, avr->reset_flags.extrf);  // the boot loader asks what kind of reset it was
}

static void boot_keep_flash(const avr_t *avr) {
  FILE *file = boot_flash_file ? fopen(boot_flash_file, "wb") : 0;
  if (!file) return;
  fwrite(avr->flash, 1, avr->flashend + 1, file);
  fclose(file);
}
