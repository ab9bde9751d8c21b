// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/chunk_points.h"

#include <memory>
#include <span>
#include <vector>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace tidemark::series {

/// Doubles as they are, byte by byte across (all lowest bytes, then the next ones) and then by
/// zstd: what remains for values that are no decimals. One thread at a time.
class RawValues
{
public:
    RawValues();
    ~RawValues();

    /// The most bytes that write() takes for up to kChunkPoints values.
    [[nodiscard]] static std::size_t maxSize(std::size_t count) noexcept;
    /// Writes to `out`, which has maxSize() bytes, and returns where it ends; null when the
    /// library has no memory.
    [[nodiscard]] char *write(std::span<const double> values, char *out) noexcept;
    /// Reads exactly `values.size()` <= kChunkPoints values of all bytes from `in` to `end`; false
    /// when they are not what write() makes.
    [[nodiscard]] bool read(const char *in, const char *end, std::span<double> values) noexcept;

private:
    struct Free
    {
        void operator()(ZSTD_CCtx_s *context) const noexcept;
        void operator()(ZSTD_DCtx_s *context) const noexcept;
    };

    std::unique_ptr<ZSTD_CCtx_s, Free> m_writing;
    std::unique_ptr<ZSTD_DCtx_s, Free> m_reading;
    std::vector<char> m_across; ///< the bytes of kChunkPoints values
};

} // namespace tidemark::series
