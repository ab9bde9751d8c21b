// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::prometheus {

/// Names and values in the order of the names' bytes; none is empty, no name is there twice.
using RemoteLabels = std::vector<std::pair<std::string, std::string>>;

struct RemoteSample
{
    double value = 0;
    std::int64_t time_ms = 0; ///< UTC, since 1970
};

/// A series of remote write; samples in order of time.
struct RemoteSeries
{
    RemoteLabels labels; ///< `__name__` among them
    std::vector<RemoteSample> samples;
};

/// The one NaN that says that a series has ended. Source: remote write 1.0, "Stale markers".
inline constexpr std::uint64_t kStaleMarkerBits = 0x7ff0000000000002;
[[nodiscard]] inline double staleMarker() noexcept
{
    return std::bit_cast<double>(kStaleMarkerBits);
}

/// The message WriteRequest of remote write 1.0. Other NaNs than the marker are written as the
/// quiet one. Any thread.
[[nodiscard]] QByteArray toWriteRequest(std::span<const RemoteSeries> series);
/// The bytes in snappy's block format. Any thread.
[[nodiscard]] QByteArray packSnappy(QByteArrayView bytes);

} // namespace tidemark::prometheus
