// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <cstddef>
#include <cstdint>

namespace tidemark::otlp {

/// Why a data point is not taken.
enum class OtlpRefusal
{
    Name,          ///< the metric has none, or one that no metric may have
    Time,          ///< none, or beyond int64
    Future,        ///< more than a day ahead
    Value,         ///< neither an integer nor a double, or one that is infinite
    Temporality,   ///< neither delta nor cumulative
    AttributeKeys, ///< empty, or given twice
    Attributes,    ///< more than 63, or longer than 4096 bytes
    Bounds,        ///< not rising
    BucketNumber,  ///< not one more than bounds
    BucketSum,     ///< another one than the count
    Scale,         ///< below kMinScale or above kMaxScale, or a bucket beyond all doubles
    Quantiles,     ///< not rising from 0 to 1, or more than 32
    Order,         ///< a delta that is not after the one before it: it was counted already
    OtherKind,     ///< its name, or a part's, is that of a metric of another kind or unit
    Senders,       ///< more senders of one series at once than are kept apart
    Buckets,       ///< more than kMaxBuckets
    Memory,        ///< the attributes of all streams take as much memory as they may
    TagSets,       ///< one more set of tags than a name may have
    Names,         ///< one more name than a receiver takes
    Series,        ///< one more stream than it takes of all names
    Count
};

/// For people: `a time more than a day ahead`.
[[nodiscard]] QString refusalText(OtlpRefusal reason);
/// For people: what becomes of points that are ahead.
[[nodiscard]] QString aheadText();

/// How many points were refused for what, and how many were taken with a time that was not trusted.
/// Plain value.
class OtlpRefusals
{
public:
    void add(OtlpRefusal reason, std::uint64_t points = 1)
    {
        m_counts[static_cast<std::size_t>(reason)] += points;
    }
    /// Of points that count but come from a clock that is ahead (PointTime).
    void addAhead() { ++m_ahead; }
    [[nodiscard]] std::uint64_t ahead() const { return m_ahead; }
    OtlpRefusals &operator+=(const OtlpRefusals &other);
    [[nodiscard]] std::uint64_t count(OtlpRefusal reason) const
    {
        return m_counts[static_cast<std::size_t>(reason)];
    }
    [[nodiscard]] std::uint64_t total() const;
    /// "Refused: 3 for time 0 …; 1 for …" and how many are ahead, for the sender's log, English.
    /// Empty for none.
    [[nodiscard]] QString message() const;

    friend bool operator==(const OtlpRefusals &, const OtlpRefusals &) = default;

private:
    std::array<std::uint64_t, static_cast<std::size_t>(OtlpRefusal::Count)> m_counts{};
    std::uint64_t m_ahead = 0;
};

} // namespace tidemark::otlp
