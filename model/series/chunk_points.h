// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tidemark::series {

/// The most samples of one chunk.
inline constexpr std::size_t kChunkPoints = 8192;

/// The samples of a chunk while they are worked on: 128 KiB, so kept by those who work and not on
/// a stack. Times are nanoseconds since 1970-01-01 UTC and rise strictly; a NaN is a gap. Any
/// thread, one at a time.
class ChunkPoints
{
public:
    /// Numbers of `count` samples, at most kChunkPoints, to be filled by the caller.
    void resize(std::size_t count) noexcept { m_count = count; }
    [[nodiscard]] std::size_t size() const noexcept { return m_count; }

    [[nodiscard]] std::span<std::int64_t> times() noexcept { return {m_times.data(), m_count}; }
    [[nodiscard]] std::span<double> values() noexcept { return {m_values.data(), m_count}; }
    [[nodiscard]] std::span<const std::int64_t> times() const noexcept
    {
        return {m_times.data(), m_count};
    }
    [[nodiscard]] std::span<const double> values() const noexcept
    {
        return {m_values.data(), m_count};
    }

private:
    std::size_t m_count = 0;
    std::array<std::int64_t, kChunkPoints> m_times;
    std::array<double, kChunkPoints> m_values;
};

} // namespace tidemark::series
