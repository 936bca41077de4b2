// The chip's serial line, on a pty. The chip runs as fast as the host reads.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_time.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct {
  int pty, xon;
  int door;     // tells of openings of the port; -1: nobody asks
  int opened;   // it was opened
  int host;     // it has said something
  double flip;  // the chance that a byte to the host is damaged
  uint32_t dice;
  avr_irq_t *in;
  unsigned char waiting[512];
  size_t n;
  unsigned long to_host, from_host, flipped;
} line = {.pty = -1, .xon = 1, .door = -1, .dice = 7};
static volatile sig_atomic_t line_stop;

static void line_on_signal(int number) { (void)number; line_stop = 1; }

static void line_flush(void) {
  size_t sent = 0;
  while (sent < line.n && !line_stop) {
    const ssize_t n = write(line.pty, line.waiting + sent, line.n - sent);
    if (n > 0) sent += (size_t)n;
    else poll(&(struct pollfd){line.pty, POLLOUT, 0}, 1, 100);  // nobody reads: the world stands still
  }
  line.n = 0;
}

static void line_out(struct avr_irq_t *irq, uint32_t value, void *param) {
  (void)irq, (void)param;
  line.dice = line.dice * 1664525u + 1013904223u;
  const int damaged = (line.dice >> 8) / 16777216.0 < line.flip;
  line.flipped += (unsigned long)damaged;
  line.waiting[line.n++] = (unsigned char)(damaged ? value ^ (1u << (line.dice >> 5 & 7)) : value);
  line.to_host++;
  if (line.n == sizeof line.waiting) line_flush();
}

static void line_xon(struct avr_irq_t *irq, uint32_t value, void *param) { (void)irq, (void)value, (void)param, line.xon = 1; }
static void line_xoff(struct avr_irq_t *irq, uint32_t value, void *param) { (void)irq, (void)value, (void)param, line.xon = 0; }

static void line_look_at_door(void) {
  char events[4096];
  if (line.door >= 0 && read(line.door, events, sizeof events) > 0) line.opened = 1;
}

// Once in a millisecond of the chip: what the host said goes in, what the chip said goes out.
static avr_cycle_count_t line_turn(avr_t *avr, avr_cycle_count_t when, void *param) {
  (void)param;
  unsigned char byte;
  if (line.n) line_flush();
  line_look_at_door();
  if (line.xon && !line.opened && read(line.pty, &byte, 1) == 1) {
    line.host = 1;
    line.from_host++;
    avr_raise_irq(line.in, byte);
  }
  return when + avr->frequency / 1000;
}

static void line_wait(void) {  // until the host says something, or opens the port
  line_flush();
  while (!line_stop && poll((struct pollfd[]){{line.pty, POLLIN, 0}, {line.door, POLLIN, 0}}, 2, 100) == 0) {
  }
  line_look_at_door();
  line.host = 1;
}

static void line_power_up(avr_t *avr) {  // a reset of the chip forgets all of this
  uint32_t flags = 0;
  avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
  flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  avr_cycle_timer_register(avr, avr->frequency / 1000, line_turn, 0);
  line.xon = 1;
}

static const char *line_begin(avr_t *avr) {
  static char name[64];
  int slave;
  struct termios raw;
  struct sigaction stop = {.sa_handler = line_on_signal};
  sigaction(SIGTERM, &stop, 0);
  sigaction(SIGINT, &stop, 0);
  if (openpty(&line.pty, &slave, name, 0, 0) < 0) { perror("openpty"); exit(2); }
  tcgetattr(slave, &raw);
  cfmakeraw(&raw);
  tcsetattr(slave, TCSANOW, &raw);  // our own end stays open: a host may come and go
  fcntl(line.pty, F_SETFL, O_NONBLOCK);
  line.in = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), line_out, 0);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), line_xon, 0);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), line_xoff, 0);
  line_power_up(avr);
  return name;
}
