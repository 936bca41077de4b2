// The first 256 bytes of flash, which the chip's own boot loader copies to memory and runs: sets the flash interface to
// plain serial reads (command 03h, which every flash chip knows) and goes on to the vector table behind them.
.syntax unified
.cpu cortex-m0plus
.thumb
.section .boot2, "ax"
  push {lr}
  ldr r3, =0x18000000       // the flash interface
  movs r1, #0
  str r1, [r3, #8]          // off
  movs r1, #4
  str r1, [r3, #0x14]       // a fourth of the system's clock
  ldr r1, =0x001f0300       // 32 bits of data, read behind a command
  str r1, [r3, #0]
  movs r1, #0
  str r1, [r3, #4]
  ldr r1, =0x03000218       // command 03h, 24 bits of address
  ldr r0, =0x180000f4
  str r1, [r0]
  movs r1, #1
  str r1, [r3, #8]          // on
  pop {r0}
  cmp r0, #0
  beq 1f
  bx r0
1: ldr r0, =0x10000100
  ldr r1, =0xe000ed08       // where the vectors are
  str r0, [r1]
  ldmia r0, {r0, r1}
  msr msp, r0
  bx r1
.ltorg
