// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/time/timestamp.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

/// The shortest time for which samples may be kept.
inline constexpr Timedelta kShortestKeeping{3'600'000'000'000}; // 1 h

/// Whether a clock can be believed when samples are to be removed by their age.
enum class ClockTrust
{
    Plausible,
    Behind, ///< more than a day earlier than the newest sample
    Ahead,  ///< later than it by more than ten times the age, and by more than a year of 365 days
};

/// By `newest`, the latest stamp of a metric, and the time for which it keeps samples. A clock that
/// is wrong by less removes at most what would have gone within that time anyway; a metric that
/// was left alone for longer keeps its last samples, which somebody may look for.
[[nodiscard]] ClockTrust clockTrust(Timestamp now, Timestamp newest, Timedelta keep) noexcept;

/// Samples before this are not kept at `now`.
[[nodiscard]] Timestamp retentionBorder(Timestamp now, Timedelta keep) noexcept;

/// A metric whose samples are not kept for ever.
struct RetentionState
{
    MetricId metric;
    QString name;
    Timedelta keep;
    std::optional<Timestamp> newestAt = {}; ///< of all its series; nothing without samples
    ClockTrust clock = ClockTrust::Plausible;
};

/// What was removed by age.
struct RetentionReport
{
    std::int64_t removed = 0;                 ///< samples, of all metrics
    std::vector<RetentionState> skipped = {}; ///< metrics of which the clock let none be removed
    std::int64_t unreadable = 0; ///< series that keep some longer, since they are damaged
};

/// `90d`, `7 days` or `36 h`; `forever` is nothing. Errors: InvalidArgument (another text, less
/// than kShortestKeeping).
[[nodiscard]] Result<std::optional<Timedelta>> keepingFromText(QStringView text);
/// As keepingFromText() reads it: `90d`, `36h`, `forever`.
[[nodiscard]] QString keepingKey(std::optional<Timedelta> keep);
/// For people: `90 days`, `36 hours`, `for ever`.
[[nodiscard]] QString keepingText(std::optional<Timedelta> keep);
/// *Samples are kept for 90 days.*
[[nodiscard]] QString keepingSentence(Timedelta keep);
/// Why none are removed now; empty when the clock can be believed. `newest`: as text.
[[nodiscard]] QString clockSentence(ClockTrust clock, const QString &newest);

/// InvalidArgument with a sentence when it is too short.
[[nodiscard]] Result<void> checkKeeping(std::optional<Timedelta> keep);

} // namespace tidemark
