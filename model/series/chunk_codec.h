// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/chunk_points.h"
#include "model/series/decimal_values.h"
#include "model/series/raw_values.h"

#include <QByteArray>

#include <span>
#include <vector>

namespace tidemark::series {

/// Why the bytes of a chunk were refused.
enum class ChunkFault
{
    None,
    Checksum, ///< the bytes are not those that were written, or of another number of samples
    Version,  ///< written by a newer version
    Count,    ///< no number of samples that a chunk may have
    Times,    ///< the times cannot be read, or do not rise
    Values,   ///< the values cannot be read
};

/// The fault's name for logs, untranslated.
[[nodiscard]] QLatin1StringView faultName(ChunkFault fault) noexcept;

/// The samples of a chunk as bytes, little endian:
///
///     u32 checksum: the lower half of XXH3-64 of all that follows, with the count as its seed
///     u8 version (1)   u8 mode of the values   i8 exponent   i64 first time
///     u8 unit of time (0, 3, 6, 9)   packed differences of times in 10^unit ns
///     mode 0:  i64 first whole number, packed differences, varint count of exceptions, and of
///              each varint index and f64: value = whole number / 10^exponent
///     mode 1:  RawValues
///
/// The unit of time is the largest that divides every difference: stamps of a source that counts
/// milliseconds take a third of the bits. Every double comes back with the same bits. Bytes are
/// hostile: whatever they are, decoding ends at once with points or a fault. Holds some 400 KiB to
/// work with, so one is kept by each thread that works. One thread at a time.
class ChunkCodec
{
public:
    ChunkCodec();

    /// Bytes of 1 to kChunkPoints samples whose times rise strictly. They stay valid until the
    /// next call. Empty only without memory.
    [[nodiscard]] QByteArrayView encode(std::span<const std::int64_t> times,
                                        std::span<const double> values);

    /// Fills `points` with the `count` samples of the bytes; with a fault they hold anything.
    [[nodiscard]] ChunkFault decode(QByteArrayView bytes, std::size_t count,
                                    ChunkPoints &points) noexcept;

private:
    [[nodiscard]] char *writeTimes(std::span<const std::int64_t> times, char *out) noexcept;
    [[nodiscard]] const char *readTimes(const char *in, const char *end,
                                        std::span<std::int64_t> times) noexcept;

    DecimalValues m_decimals;
    RawValues m_raw;
    std::vector<std::int64_t> m_deltas;
    std::vector<char> m_bytes;
};

} // namespace tidemark::series
