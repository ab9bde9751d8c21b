// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/decimal_values.h"

#include "model/series/byte_cursor.h"
#include "model/series/packed_integers.h"
#include "model/series/wide_code.h"
#include "model/series/wide_numbers.h"

#include <algorithm>
#include <array>
#include <bit>

namespace tidemark::series {
namespace {

constexpr std::array<double, DecimalValues::kMaxExponent + 1> kPowers{1.0, 1e1, 1e2, 1e3, 1e4,
                                                                      1e5, 1e6, 1e7, 1e8, 1e9};
constexpr std::size_t kSample = 64;
constexpr std::size_t kRareness = 32; // one exception in so many is still worth it
constexpr std::size_t kExceptionBytes = kMaxVarint + sizeof(double);

bool isSame(double one, double other) noexcept
{
    return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
}

// Divided, never multiplied by the reciprocal: a quotient is rounded correctly, so a decimal of
// up to 15 digits comes back with the same bits.
bool comesBack(double value, double whole, double power) noexcept
{
    return isSame(whole / power, value);
}

} // namespace

DecimalValues::DecimalValues()
    : m_whole(kChunkPoints)
    , m_deltas(kChunkPoints)
{
    m_exceptions.reserve(kChunkPoints / kRareness + 1);
}

std::optional<int> DecimalValues::findExponent(std::span<const double> values) const noexcept
{
    const std::size_t step = std::max<std::size_t>(1, values.size() / kSample);
    for (int exponent = 0; exponent <= kMaxExponent; ++exponent) {
        const double power = kPowers[static_cast<std::size_t>(exponent)];
        std::size_t tried = 0;
        std::size_t failed = 0;
        for (std::size_t i = 0; i < values.size(); i += step, ++tried)
            failed +=
                comesBack(values[i], NearestWhole(values[i] * power).asDouble, power) ? 0U : 1U;
        if (failed * kRareness <= tried)
            return exponent;
    }
    return std::nullopt;
}

TIDEMARK_WIDE_CODE
void DecimalValues::convert(std::span<const double> values)
{
    const double power = kPowers[static_cast<std::size_t>(m_exponent)];
    std::uint64_t difference = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const NearestWhole whole(values[i] * power);
        m_whole[i] = whole.number;
        difference |= std::bit_cast<std::uint64_t>(whole.asDouble / power) ^
                      std::bit_cast<std::uint64_t>(values[i]);
    }
    m_exceptions.clear();
    if (difference != 0)
        takeExceptions(values);
}

// Each repeats the whole number before it, so that it widens no block.
void DecimalValues::takeExceptions(std::span<const double> values)
{
    const double power = kPowers[static_cast<std::size_t>(m_exponent)];
    std::int64_t before = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!comesBack(values[i], toDouble(m_whole[i]), power)) {
            m_exceptions.push_back({static_cast<std::uint32_t>(i), values[i]});
            m_whole[i] = before;
        }
        before = m_whole[i];
    }
}

TIDEMARK_WIDE_CODE
bool DecimalValues::fit(std::span<const double> values)
{
    const auto exponent = findExponent(values);
    if (!exponent)
        return false;
    m_exponent = *exponent;
    m_count = values.size();
    convert(values);
    if (m_exceptions.size() * kRareness > m_count)
        return false;
    m_first = m_whole[0];
    for (std::size_t i = 1; i < m_count; ++i)
        m_deltas[i - 1] = m_whole[i] - m_whole[i - 1];
    return true;
}

std::size_t DecimalValues::maxSize() const noexcept
{
    return sizeof(m_first) + maxPackedSize(m_count - 1) + kMaxVarint +
           m_exceptions.size() * kExceptionBytes;
}

char *DecimalValues::write(char *out) const noexcept
{
    out = writeNumber(m_first, out);
    out = packIntegers({m_deltas.data(), m_count - 1}, out);
    out = writeVarint(m_exceptions.size(), out);
    for (const Exception &exception : m_exceptions) {
        out = writeVarint(exception.index, out);
        out = writeNumber(std::bit_cast<std::uint64_t>(exception.value), out);
    }
    return out;
}

TIDEMARK_WIDE_CODE
bool DecimalValues::read(const char *in, const char *end, int exponent,
                         std::span<double> values) noexcept
{
    if (exponent < 0 || exponent > kMaxExponent || end - in < std::ptrdiff_t{sizeof(m_first)})
        return false;
    auto whole = loadNumber<std::uint64_t>(in);
    in = unpackIntegers(in + sizeof(whole), end, {m_deltas.data(), values.size() - 1});
    if (!in)
        return false;
    const double power = kPowers[static_cast<std::size_t>(exponent)];
    m_whole[0] = static_cast<std::int64_t>(whole);
    for (std::size_t i = 1; i < values.size(); ++i) {
        whole += static_cast<std::uint64_t>(m_deltas[i - 1]); // wraps where the bytes are hostile
        m_whole[i] = static_cast<std::int64_t>(whole);
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = toDouble(m_whole[i]) / power;

    std::uint64_t exceptions = 0;
    in = readVarint(in, end, exceptions);
    if (!in || exceptions > values.size())
        return false;
    for (std::uint64_t i = 0; i < exceptions; ++i) {
        std::uint64_t index = 0;
        in = readVarint(in, end, index);
        if (!in || index >= values.size() || end - in < std::ptrdiff_t{sizeof(double)})
            return false;
        values[index] = std::bit_cast<double>(loadNumber<std::uint64_t>(in));
        in += sizeof(double);
    }
    return in == end;
}

} // namespace tidemark::series
