// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tidemark::series {

/// Sequences of whole numbers in few bits: blocks of 128, of each the smallest number and how far
/// the others lie above it, in as many bits as the farthest needs. A block is `u8 width` (0 to 56,
/// or 64), the smallest as a zig-zag varint, and the distances without a break, in bytes that are
/// filled from their lowest bit; the last block holds what is left. Eight zero bytes end the
/// sequence, so that a reader may load eight bytes at any distance. Any numbers, also those that
/// overflow when subtracted. Any thread.

inline constexpr std::size_t kPackedBlock = 128;

/// The most bytes that `count` numbers take.
[[nodiscard]] std::size_t maxPackedSize(std::size_t count) noexcept;

/// Writes to `out`, which has maxPackedSize() bytes, and returns where the sequence ends.
[[nodiscard]] char *packIntegers(std::span<const std::int64_t> values, char *out) noexcept;

/// Reads `values.size()` numbers of the bytes from `in` to `end` and returns where the sequence
/// ends; null when it is not one, and `values` then holds anything.
[[nodiscard]] const char *unpackIntegers(const char *in, const char *end,
                                         std::span<std::int64_t> values) noexcept;

} // namespace tidemark::series
