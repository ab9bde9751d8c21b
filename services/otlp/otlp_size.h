// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QByteArrayView>

#include <cstddef>
#include <cstdint>

namespace tidemark::otlp {

/// Most data points of one request, included.
inline constexpr std::uint64_t kRequestPoints = 10'000;
/// Most messages of one request that are no points, included: attributes and their values count as
/// one each, as do metrics, scopes, resources and quantiles.
inline constexpr std::uint64_t kRequestParts = 500'000;
/// Most bucket counts, bounds and, in protobuf, fields of any kind of one request, included.
inline constexpr std::uint64_t kRequestNumbers = 2'000'000;
/// Deepest nesting of messages in protobuf, included; of JSON see kJsonMaxDepth.
inline constexpr int kRequestDepth = 64;

/// Counts what a request holds while it is read, so that it takes no more memory than the limits
/// say. Plain value.
class OtlpSize
{
public:
    /// False from the first time on that there are too many.
    bool addPoints(std::uint64_t count) { return add(m_points, count, kRequestPoints); }
    bool addParts(std::uint64_t count) { return add(m_parts, count, kRequestParts); }
    bool addNumbers(std::uint64_t count) { return add(m_numbers, count, kRequestNumbers); }
    [[nodiscard]] bool isTooLarge() const noexcept { return m_isTooLarge; }
    /// Why it is: Overflow, with the limit.
    [[nodiscard]] Error error() const;

private:
    bool add(std::uint64_t &counted, std::uint64_t more, std::uint64_t most)
    {
        counted += more;
        m_isTooLarge = m_isTooLarge || counted > most;
        return !m_isTooLarge;
    }

    std::uint64_t m_points = 0;
    std::uint64_t m_parts = 0;
    std::uint64_t m_numbers = 0;
    bool m_isTooLarge = false;
};

/// Walks over a metrics request in protobuf without taking memory for what it holds. Errors:
/// Overflow (too much of anything), InvalidArgument (nested too deeply). Bytes that are no such
/// message end the walk; whoever parses them says so. Any thread.
[[nodiscard]] Result<void> checkProtobufSize(QByteArrayView bytes);

} // namespace tidemark::otlp
