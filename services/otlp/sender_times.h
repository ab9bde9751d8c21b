// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>

namespace tidemark::otlp {

/// When a point was counted by its sender's clock and when it came by ours; ns since 1970 UTC.
/// Plain value.
struct PointTime
{
    /// A sender's clock that is at most this far ahead is taken at its word.
    static constexpr std::int64_t kTrusted_ns = 10'000'000'000;

    std::int64_t sent_ns = 0;
    std::int64_t now_ns = 0;

    /// Whether a time lies further ahead of our clock than can be trusted.
    [[nodiscard]] constexpr bool isAhead(std::int64_t time_ns) const noexcept
    {
        return time_ns > now_ns + kTrusted_ns;
    }
    [[nodiscard]] constexpr bool isAhead() const noexcept { return isAhead(sent_ns); }
    /// Another time of the same clock, by ours where that clock is not trusted.
    [[nodiscard]] constexpr std::int64_t ours(std::int64_t time_ns) const noexcept
    {
        return isAhead() ? time_ns - (sent_ns - now_ns) : time_ns;
    }
    /// Where a sample of a total belongs that others add to: what is ahead is told as of when it
    /// came, so that nobody's samples wait for that time.
    [[nodiscard]] constexpr std::int64_t sample_ns() const noexcept { return ours(sent_ns); }
};

/// The times of one sender's points, by which those that were counted already are known. Points
/// that came from the future are kept apart: once the clock that was wrong, the sender's or ours,
/// is set right, what comes then is news. Plain value.
class SenderTimes
{
public:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
    /// A point that is sent again comes within this time; what lies further back is of a clock that
    /// was set.
    static constexpr std::int64_t kResent_ns = std::int64_t{15} * 60 * 1'000'000'000;

    /// Whether a point of that time was not counted yet.
    [[nodiscard]] bool isNews(const PointTime &time) const noexcept;
    /// It is counted.
    void note(const PointTime &time) noexcept;

private:
    std::int64_t m_latest_ns = kNever; ///< of points that were not ahead when they came
    std::int64_t m_ahead_ns = kNever;  ///< of those that were
    std::int64_t m_aheadBy_ns = 0;     ///< how far the latest one of these was
    bool m_isSetRight = false;         ///< a point came since that lay before m_ahead_ns
};

} // namespace tidemark::otlp
