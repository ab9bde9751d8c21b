// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/packed_integers.h"

#include "model/series/byte_cursor.h"
#include "model/series/wide_code.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace tidemark::series {
namespace {

constexpr int kMaxWidth = 56; // so that a distance and the bits before it fit eight bytes
constexpr int kWhole = 64;
constexpr std::ptrdiff_t kTail = 8;

using Block = std::span<const std::int64_t>;

std::uint64_t distance(std::int64_t value, std::int64_t least) noexcept
{
    return static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(least);
}

std::pair<std::int64_t, std::int64_t> rangeOf(Block block) noexcept
{
    std::int64_t least = block.front();
    std::int64_t most = block.front();
    for (const std::int64_t value : block) {
        least = std::min(least, value);
        most = std::max(most, value);
    }
    return {least, most};
}

int widthOf(std::uint64_t farthest) noexcept
{
    const auto width = static_cast<int>(std::bit_width(farthest));
    return width <= kMaxWidth ? width : kWhole;
}

std::ptrdiff_t bytesOf(std::size_t count, int width) noexcept
{
    return (static_cast<std::ptrdiff_t>(count) * width + 7) / 8;
}

// As many distances as fit go into one word, which depends on no other; the words then follow each
// other by whole bytes and less than eight bits. Eight bytes may be written at each place.
char *writeDistances(Block block, std::int64_t least, int width, char *out) noexcept
{
    if (width == 0)
        return out;
    const auto most = static_cast<std::size_t>(kMaxWidth / width);
    std::uint64_t bits = 0;
    int filled = 0; // less than 8
    while (!block.empty()) {
        const std::size_t count = std::min(most, block.size());
        std::uint64_t word = 0;
        int shift = 0;
        for (std::size_t i = 0; i < count; ++i, shift += width)
            word |= distance(block[i], least) << shift;
        block = block.subspan(count);
        bits |= word << filled;
        (void)writeNumber(bits, out);
        filled += shift;
        out += filled / 8;
        bits >>= filled / 8 * 8;
        filled %= 8;
    }
    return filled > 0 ? out + 1 : out;
}

char *writeWhole(Block block, std::int64_t least, char *out) noexcept
{
    for (const std::int64_t value : block)
        out = writeNumber(distance(value, least), out);
    return out;
}

// Eight bytes may be loaded at each place.
void readDistances(const char *in, int width, std::int64_t least,
                   std::span<std::int64_t> block) noexcept
{
    const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
    const auto base = static_cast<std::uint64_t>(least);
    std::size_t bit = 0;
    for (std::int64_t &value : block) {
        const auto loaded = loadNumber<std::uint64_t>(in + (bit >> 3));
        value = static_cast<std::int64_t>(base + ((loaded >> (bit & 7)) & mask));
        bit += static_cast<std::size_t>(width);
    }
}

void readWhole(const char *in, std::int64_t least, std::span<std::int64_t> block) noexcept
{
    for (std::int64_t &value : block) {
        value = static_cast<std::int64_t>(static_cast<std::uint64_t>(least) +
                                          loadNumber<std::uint64_t>(in));
        in += sizeof(std::uint64_t);
    }
}

} // namespace

std::size_t maxPackedSize(std::size_t count) noexcept
{
    const std::size_t blocks = (count + kPackedBlock - 1) / kPackedBlock;
    return blocks * (1 + kMaxVarint) + count * sizeof(std::uint64_t) + kTail;
}

TIDEMARK_WIDE_CODE
char *packIntegers(std::span<const std::int64_t> values, char *out) noexcept
{
    while (!values.empty()) {
        const Block block = values.first(std::min(values.size(), kPackedBlock));
        values = values.subspan(block.size());
        const auto [least, most] = rangeOf(block);
        const int width = widthOf(distance(most, least));
        *out++ = static_cast<char>(width);
        out = writeVarint(zigZag(least), out);
        out = width == kWhole ? writeWhole(block, least, out)
                              : writeDistances(block, least, width, out);
    }
    return writeNumber(std::uint64_t{0}, out);
}

TIDEMARK_WIDE_CODE
const char *unpackIntegers(const char *in, const char *end, std::span<std::int64_t> values) noexcept
{
    while (!values.empty()) {
        const auto block = values.first(std::min(values.size(), kPackedBlock));
        values = values.subspan(block.size());
        if (in == end)
            return nullptr;
        const int width = static_cast<unsigned char>(*in++);
        std::uint64_t least = 0;
        in = readVarint(in, end, least);
        if (!in || (width > kMaxWidth && width != kWhole))
            return nullptr;
        const std::ptrdiff_t bytes = bytesOf(block.size(), width);
        if (end - in < bytes + kTail)
            return nullptr;
        if (width == kWhole)
            readWhole(in, unZigZag(least), block);
        else
            readDistances(in, width, unZigZag(least), block);
        in += bytes;
    }
    if (end - in < kTail || loadNumber<std::uint64_t>(in) != 0)
        return nullptr;
    return in + kTail;
}

} // namespace tidemark::series
