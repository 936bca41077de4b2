// From reset to main(), the vectors, and what a compiler calls by itself.
#include <stdint.h>

int main();

extern "C" {

extern uint32_t data_kept, data_begin, data_end, bss_begin, bss_end, stack_top;
typedef void (*Function)();
extern Function init_begin[], init_end[];
void on_alarm();
void on_pins();
void on_serial();
void on_radio();

[[noreturn]] void reset() {
  for (uint32_t *from = &data_kept, *to = &data_begin; to < &data_end;) *to++ = *from++;
  for (uint32_t *to = &bss_begin; to < &bss_end;) *to++ = 0;
  for (Function *each = init_begin; each < init_end; each++) (*each)();
  main();
  for (;;) {
  }
}
[[noreturn]] void fault() {
  for (;;) asm volatile("bkpt 1");
}
[[noreturn]] void __cxa_pure_virtual() { fault(); }

void *memcpy(void *to, const void *from, unsigned n) {
  for (unsigned i = 0; i < n; i++) static_cast<uint8_t *>(to)[i] = static_cast<const uint8_t *>(from)[i];
  return to;
}
void *memset(void *to, int byte, unsigned n) {
  for (unsigned i = 0; i < n; i++) static_cast<uint8_t *>(to)[i] = uint8_t(byte);
  return to;
}

__attribute__((section(".vectors"), used)) const Function vectors[16 + 26] = {
    reinterpret_cast<Function>(&stack_top), reset, fault, fault, 0, 0, 0, 0, 0, 0, 0, fault, 0, 0, fault, fault,
    on_alarm, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, on_pins,
    fault, fault, fault, fault, fault, fault, on_serial, on_radio, fault, fault, fault, fault};

}  // extern "C"
