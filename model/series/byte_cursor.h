// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtEndian>

#include <cstdint>
#include <cstring>

namespace tidemark::series {

/// Numbers in the bytes of a chunk: little endian wherever they are read. Any thread.

template <class Number>
[[nodiscard]] char *writeNumber(Number number, char *out) noexcept
{
    qToLittleEndian(number, out);
    return out + sizeof(Number);
}

template <class Number>
[[nodiscard]] Number loadNumber(const char *in) noexcept
{
    return qFromLittleEndian<Number>(in);
}

/// Most bytes of a varint.
inline constexpr std::ptrdiff_t kMaxVarint = 10;

/// Seven bits a byte, lowest first; the highest bit says that more follow.
[[nodiscard]] inline char *writeVarint(std::uint64_t number, char *out) noexcept
{
    for (; number >= 0x80; number >>= 7)
        *out++ = static_cast<char>(number | 0x80);
    *out++ = static_cast<char>(number);
    return out;
}

/// Returns where it ends; null when the bytes end before it does, or it has more than 64 bits.
[[nodiscard]] inline const char *readVarint(const char *in, const char *end,
                                            std::uint64_t &number) noexcept
{
    number = 0;
    for (int shift = 0; shift < 64 && in != end; shift += 7) {
        const auto byte = static_cast<unsigned char>(*in++);
        const std::uint64_t bits = byte & 0x7fU;
        if (shift == 63 && bits > 1)
            return nullptr;
        number |= bits << shift;
        if ((byte & 0x80U) == 0)
            return in;
    }
    return nullptr;
}

/// Small numbers of either sign as small ones without.
[[nodiscard]] constexpr std::uint64_t zigZag(std::int64_t number) noexcept
{
    return (static_cast<std::uint64_t>(number) << 1) ^
           static_cast<std::uint64_t>(number >> 63); // arithmetic since C++20
}

[[nodiscard]] constexpr std::int64_t unZigZag(std::uint64_t number) noexcept
{
    return static_cast<std::int64_t>((number >> 1) ^ (~(number & 1) + 1));
}

} // namespace tidemark::series
