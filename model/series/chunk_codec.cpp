// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/chunk_codec.h"

#include "model/series/byte_cursor.h"
#include "model/series/packed_integers.h"
#include "model/series/vector_state.h"
#include "model/series/wide_code.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

namespace tidemark::series {

using namespace Qt::StringLiterals;

namespace {

constexpr char kVersion = 1;
constexpr char kDecimal = 0;
constexpr char kRaw = 1;

constexpr std::ptrdiff_t kChecksum = 4;
constexpr std::ptrdiff_t kHead = kChecksum + 1 + 1 + 1 + 8 + 1; // up to the unit of time

// Differences of rising times are positive, but may take all 64 bits.
std::uint64_t bitsOf(std::int64_t number) noexcept
{
    return static_cast<std::uint64_t>(number);
}

// With the unit as a constant, compilers divide by multiplying.
template <std::uint64_t kUnit_ns>
bool divides(std::span<const std::int64_t> deltas) noexcept
{
    return std::all_of(deltas.begin(), deltas.end(),
                       [](std::int64_t delta) { return bitsOf(delta) % kUnit_ns == 0; });
}

template <std::uint64_t kUnit_ns>
void divide(std::span<std::int64_t> deltas) noexcept
{
    for (std::int64_t &delta : deltas)
        delta = static_cast<std::int64_t>(bitsOf(delta) / kUnit_ns);
}

/// Counts the differences in the largest unit that divides them all, whose digits are returned.
TIDEMARK_WIDE_CODE
char shorten(std::span<std::int64_t> deltas) noexcept
{
    if (!divides<1'000>(deltas))
        return 0;
    if (!divides<1'000'000>(deltas)) {
        divide<1'000>(deltas);
        return 3;
    }
    if (!divides<1'000'000'000>(deltas)) {
        divide<1'000'000>(deltas);
        return 6;
    }
    divide<1'000'000'000>(deltas);
    return 9;
}

/// Of as many digits; 0 when there is none.
std::uint64_t unitOf(char digits) noexcept
{
    switch (digits) {
    case 0:
        return 1;
    case 3:
        return 1'000;
    case 6:
        return 1'000'000;
    case 9:
        return 1'000'000'000;
    default:
        return 0;
    }
}

std::uint32_t checksumOf(const char *begin, const char *end, std::size_t count) noexcept
{
    const auto size = static_cast<std::size_t>(end - begin);
    return static_cast<std::uint32_t>(XXH3_64bits_withSeed(begin, size, count));
}

} // namespace

QLatin1StringView faultName(ChunkFault fault) noexcept
{
    switch (fault) {
    case ChunkFault::None:
        return "none"_L1;
    case ChunkFault::Checksum:
        return "checksum"_L1;
    case ChunkFault::Version:
        return "version"_L1;
    case ChunkFault::Count:
        return "count"_L1;
    case ChunkFault::Times:
        return "times"_L1;
    case ChunkFault::Values:
        return "values"_L1;
    }
    return {};
}

ChunkCodec::ChunkCodec()
    : m_deltas(kChunkPoints)
    , m_bytes(static_cast<std::size_t>(kHead) + maxPackedSize(kChunkPoints) +
              std::max(2 * maxPackedSize(kChunkPoints), RawValues::maxSize(kChunkPoints)))
{}

TIDEMARK_WIDE_CODE
char *ChunkCodec::writeTimes(std::span<const std::int64_t> times, char *out) noexcept
{
    const std::span<std::int64_t> deltas(m_deltas.data(), times.size() - 1);
    for (std::size_t i = 0; i < deltas.size(); ++i)
        deltas[i] = static_cast<std::int64_t>(bitsOf(times[i + 1]) - bitsOf(times[i]));
    out = writeNumber(times.front(), out);
    *out++ = shorten(deltas);
    return packIntegers(deltas, out);
}

QByteArrayView ChunkCodec::encode(std::span<const std::int64_t> times,
                                  std::span<const double> values)
{
    Q_ASSERT(!times.empty() && times.size() <= kChunkPoints && times.size() == values.size());
    clearWideRegisters();
    char *const begin = m_bytes.data() + kChecksum;
    const bool isDecimal = m_decimals.fit(values);
    char *out = begin;
    *out++ = kVersion;
    *out++ = isDecimal ? kDecimal : kRaw;
    *out++ = static_cast<char>(isDecimal ? m_decimals.exponent() : 0);
    out = writeTimes(times, out);
    out = isDecimal ? m_decimals.write(out) : m_raw.write(values, out);
    if (!out)
        return {};
    (void)writeNumber(checksumOf(begin, out, times.size()), m_bytes.data());
    return {m_bytes.data(), out - m_bytes.data()};
}

TIDEMARK_WIDE_CODE
const char *ChunkCodec::readTimes(const char *in, const char *end,
                                  std::span<std::int64_t> times) noexcept
{
    auto time = loadNumber<std::uint64_t>(in);
    in += sizeof(time);
    const std::uint64_t unit = unitOf(*in);
    if (unit == 0)
        return nullptr;
    in = unpackIntegers(in + 1, end, {m_deltas.data(), times.size() - 1});
    if (!in)
        return nullptr;
    times[0] = static_cast<std::int64_t>(time);
    bool doRise = true;
    for (std::size_t i = 1; i < times.size(); ++i) {
        time += bitsOf(m_deltas[i - 1]) * unit; // wraps where the bytes are hostile
        times[i] = static_cast<std::int64_t>(time);
        doRise = doRise && times[i] > times[i - 1];
    }
    return doRise ? in : nullptr;
}

ChunkFault ChunkCodec::decode(QByteArrayView bytes, std::size_t count, ChunkPoints &points) noexcept
{
    if (count == 0 || count > kChunkPoints)
        return ChunkFault::Count;
    clearWideRegisters();
    const char *in = bytes.data();
    const char *const end = in + bytes.size();
    if (bytes.size() < kHead ||
        loadNumber<std::uint32_t>(in) != checksumOf(in + kChecksum, end, count))
        return ChunkFault::Checksum;
    in += kChecksum;
    if (*in++ != kVersion)
        return ChunkFault::Version;
    const char mode = *in++;
    const auto exponent = static_cast<signed char>(*in++);
    points.resize(count);
    in = readTimes(in, end, points.times());
    if (!in)
        return ChunkFault::Times;
    const bool isRead = mode == kDecimal ? m_decimals.read(in, end, exponent, points.values())
                                         : mode == kRaw && m_raw.read(in, end, points.values());
    return isRead ? ChunkFault::None : ChunkFault::Values;
}

} // namespace tidemark::series
