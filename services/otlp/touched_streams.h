// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_stream.h"

#include <cstddef>
#include <vector>

namespace tidemark::otlp {

/// What is changed of streams and totals while samples are being stored, so that it holds if they
/// are and else never was. One thread.
class TouchedStreams
{
public:
    /// Most bytes of buckets that are kept of points before, about, for all streams together.
    static constexpr std::size_t kMostBuckets_bytes = std::size_t{128} << 20;

    /// What to change: as stored, until finish().
    [[nodiscard]] OtlpStreamState &touch(OtlpStream &stream);
    [[nodiscard]] SeriesTotal &touch(SharedTotal &total);
    /// Whether the buckets of one more point may be kept; `bytes` more than there are.
    [[nodiscard]] bool hasRoom(std::size_t bytes) const
    {
        return m_buckets_bytes + bytes <= kMostBuckets_bytes;
    }
    void addBuckets(std::size_t bytes) { m_buckets_bytes += bytes; }
    void removeBuckets(std::size_t bytes) { m_buckets_bytes -= bytes; }
    [[nodiscard]] std::size_t buckets_bytes() const noexcept { return m_buckets_bytes; }

    void finish(bool isStored);
    /// Of a stream that is let go.
    void forget(const OtlpStream &stream);

private:
    std::vector<OtlpStream *> m_streams;
    std::vector<SharedTotal *> m_totals;
    std::size_t m_buckets_bytes = 0; ///< of all streams
};

/// Bytes of the buckets that a state has, about.
[[nodiscard]] std::size_t bucketBytes(const OtlpStreamState &state) noexcept;

} // namespace tidemark::otlp
