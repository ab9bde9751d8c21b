// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/raw_values.h"

#include "model/series/byte_cursor.h"
#include "model/series/vector_state.h"

#include <zstd.h>

#include <bit>

namespace tidemark::series {
namespace {

constexpr int kLevel = 1; // higher ones take longer and save nothing on bytes of this kind
constexpr std::size_t kBytes = sizeof(double);

} // namespace

void RawValues::Free::operator()(ZSTD_CCtx_s *context) const noexcept
{
    ZSTD_freeCCtx(context);
}

void RawValues::Free::operator()(ZSTD_DCtx_s *context) const noexcept
{
    ZSTD_freeDCtx(context);
}

RawValues::RawValues()
    : m_writing(ZSTD_createCCtx())
    , m_reading(ZSTD_createDCtx())
    , m_across(kChunkPoints * kBytes)
{}

RawValues::~RawValues() = default;

std::size_t RawValues::maxSize(std::size_t count) noexcept
{
    return ZSTD_compressBound(count * kBytes);
}

char *RawValues::write(std::span<const double> values, char *out) noexcept
{
    const std::size_t count = values.size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto bits = std::bit_cast<std::uint64_t>(values[i]);
        for (std::size_t byte = 0; byte < kBytes; ++byte)
            m_across[byte * count + i] = static_cast<char>(bits >> (8 * byte));
    }
    const std::size_t size = ZSTD_compressCCtx(m_writing.get(), out, maxSize(count),
                                               m_across.data(), count * kBytes, kLevel);
    return ZSTD_isError(size) ? nullptr : out + size;
}

bool RawValues::read(const char *in, const char *end, std::span<double> values) noexcept
{
    const std::size_t count = values.size();
    const std::size_t size = ZSTD_decompressDCtx(m_reading.get(), m_across.data(), count * kBytes,
                                                 in, static_cast<std::size_t>(end - in));
    if (size != count * kBytes) // errors are no sizes either
        return false;
    clearWideRegisters();
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t bits = 0;
        for (std::size_t byte = 0; byte < kBytes; ++byte)
            bits |= std::uint64_t{static_cast<unsigned char>(m_across[byte * count + i])}
                    << (8 * byte);
        values[i] = std::bit_cast<double>(bits);
    }
    return true;
}

} // namespace tidemark::series
