"""protocol.py as a C++ header: the firmware's ``src/pc_proto.h``. ``python -m tools.firmware header`` writes it."""

from enum import IntEnum, IntFlag

from pressure_coach.signal import protocol
from pressure_coach.signal.protocol import BODIES, Caps, Cmd, Field, Frame, SensorKind, StatusFlag

# An f32 is kept as its bits: the chip need not be able to calculate with it.
_TYPES = {
    "u8": "uint8_t", "u16": "uint16_t", "u24": "uint32_t", "u32": "uint32_t", "i16": "int16_t", "i32": "int32_t",
    "f32": "uint32_t",
}  # fmt: skip
_ARRAYS = {"id": "kIdBytes", "name": "kNameBytes"}
_BYTES = {"u8": 1, "u16": 2, "u24": 3, "u32": 4, "i16": 2, "i32": 4, "f32": 4}
_BYTES |= {"id": protocol.ID_BYTES, "name": protocol.NAME_BYTES}
_CONSTANTS = (
    ("uint8_t", "VERSION"), ("uint32_t", "BAUD"), ("uint32_t", "BAUD_WIDE"), ("uint16_t", "CRC_POLY"),
    ("uint16_t", "CRC_INIT"), ("uint8_t", "CRC_BYTES"), ("uint8_t", "MAX_BODY"), ("uint8_t", "MAX_ENCODED"),
    ("uint8_t", "SAMPLES_BASE"), ("uint8_t", "WIDE_BASE"), ("uint16_t", "MAX_CHANNELS"), ("uint8_t", "ID_BYTES"),
    ("uint8_t", "NAME_BYTES"), ("int16_t", "TEMPERATURE_UNKNOWN"), ("uint16_t", "BATTERY_UNKNOWN"),
)  # fmt: skip
_ENUMS: tuple[tuple[str, type[IntEnum] | type[IntFlag], str], ...] = (
    ("Frame", Frame, "uint8_t"),
    ("Cmd", Cmd, "uint8_t"),
    ("Kind", SensorKind, "uint8_t"),
    ("Caps", Caps, "uint16_t"),
    ("Status", StatusFlag, "uint16_t"),
)
_TOP = """\
// The wire. "python -m tools.firmware header" writes this from pressure_coach/signal/protocol.py: change it there.
#pragma once
#include <stdint.h>

namespace pc {

// Little-endian, whatever the chip: the first n bytes of a value.
inline uint8_t *put_bytes(uint8_t *to, uint32_t value, uint8_t n) {
  for (; n; n--, value >>= 8) *to++ = uint8_t(value);
  return to;
}
inline uint32_t get_u32(const uint8_t *at) {
  return uint32_t(at[0]) | uint32_t(at[1]) << 8 | uint32_t(at[2]) << 16 | uint32_t(at[3]) << 24;
}
"""


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _struct(name: str, types: tuple[int, ...], fields: tuple[Field, ...]) -> list[str]:
    """A body as a struct, and put(), which writes it behind its type byte and returns where it ends."""
    lines = [f"struct {name} {{"]
    puts = []
    for field in fields:
        if array := _ARRAYS.get(field.code):
            lines.append(f"  uint8_t {field.name}[{array}];")
            puts.append(f"  for (uint8_t i = 0; i < {array}; i++) *to++ = it.{field.name}[i];")
        else:
            note = "; ".join(text for text in (field.unit, field.text) if text)
            lines.append(f"  {_TYPES[field.code]} {field.name};" + (f"  // {note}" if note else ""))
            cast = {"i16": f"uint16_t(it.{field.name})", "i32": f"uint32_t(it.{field.name})"}
            puts.append(f"  to = put_bytes(to, {cast.get(field.code, f'it.{field.name}')}, {_BYTES[field.code]});")
    size = 1 + sum(_BYTES[field.code] for field in fields)
    many = types[0] >= protocol.SAMPLES_BASE  # the type byte says how many bytes a count has
    kind = f"uint8_t({types[0] & 0xF0:#04x} | width)" if many else f"{types[0]:#04x}"
    parameter = ", uint8_t width" if many else ""
    return [
        *lines,
        "};",
        f"constexpr uint8_t k{name}Body = {size};",
        f"inline uint8_t *put(uint8_t *to, const {name} &it{parameter}) {{",
        f"  *to++ = {kind};",
        *puts,
        "  return to;",
        "}",
        "",
    ]


def _reader(fields: tuple[Field, ...]) -> list[str]:
    """What reads the fields of PROGRESSOR, which a board does not only send."""
    lines = ["// Of a body that is long enough.", "inline Progressor progressor(const uint8_t *body) {"]
    lines += ["  Progressor it;"]
    for field, at in zip(fields, protocol.offsets(fields).values(), strict=True):
        if array := _ARRAYS.get(field.code):
            lines.append(f"  for (uint8_t i = 0; i < {array}; i++) it.{field.name}[i] = body[{at} + i];")
        else:
            lines.append(f"  it.{field.name} = {_TYPES[field.code]}(get_u32(body + {at}));")
    return [*lines, "  return it;", "}", ""]


def to_c_header() -> str:
    """The whole header, as it is kept in firmware/pressure_coach/src/pc_proto.h."""
    lines = [_TOP]
    for kind, name in _CONSTANTS:
        value: int = getattr(protocol, name)
        shown = f"{value:#06x}" if name in ("CRC_POLY", "CRC_INIT") else str(value)
        lines.append(f"constexpr {kind} k{_camel(name)} = {shown};")
    for prefix, members, kind in _ENUMS:
        lines.append("")
        lines += [
            f"constexpr {kind} k{prefix}{_camel(member.name or '')} = {int(member):#04x};"
            for member in members
            if member.name != "NONE"
        ]
    lines += ["", "// Bluetooth LE: UUIDs as they go through the air, the last byte first."]
    for name in (f"{whose}_{what}" for whose in ("BLE", "PROGRESSOR") for what in ("SERVICE", "DATA", "CONTROL")):
        shown = ", ".join(f"{byte:#04x}" for byte in reversed(bytes.fromhex(getattr(protocol, name).replace("-", ""))))
        lines += [f"constexpr uint8_t k{_camel(name)}[16] = {{", f"    {shown}}};"]
    lines.append(f'constexpr char kBleName[] = "{protocol.BLE_NAME}";')
    lines.append(f'constexpr char kProgressorName[] = "{protocol.PROGRESSOR_NAME}";')
    lines.append("")
    for name, (types, fields) in BODIES.items():
        if types[0] < 0x80:  # a board sends these; of the others it reads only RATE has a field
            lines += _struct(name, types, fields)
    lines += _reader(protocol.PROGRESSOR)
    lines.append(f"constexpr uint8_t kRateBody = {1 + _BYTES[protocol.RATE[0].code]};")
    lines.append("inline uint32_t rate_millihertz(const uint8_t *body) { return get_u32(body + 1); }")
    return "\n".join([*lines, "", "}  // namespace pc", ""])
