// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/session.h"
#include "model/domain/tags.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tidemark {

/// Most ids that one filter may list.
inline constexpr qsizetype kMaxFilterIds = 10'000;

/// Any id, only rows that have none, or rows whose id is one of a list: three different things. An
/// empty list of `OneOf` matches nothing.
struct IdFilter
{
    enum class Mode { Any, NullOnly, OneOf };

    Mode mode = Mode::Any;
    QStringList ids;

    [[nodiscard]] static IdFilter any() { return {}; }
    [[nodiscard]] static IdFilter nullOnly() { return {Mode::NullOnly, {}}; }
    [[nodiscard]] static IdFilter oneOf(QStringList ids) { return {Mode::OneOf, std::move(ids)}; }
    [[nodiscard]] bool matches(const std::optional<QString> &id) const;

    friend bool operator==(const IdFilter &, const IdFilter &) = default;
};

/// Which values of a metric count where records and samples are asked for together.
enum class ValueKinds
{
    RecordsAndSamples,
    RecordsOnly, ///< as far as a service knows that has no samples
};

/// Which records are meant. Absent borders are open; the window is half-open and applies to the
/// session time that `timeFilter` names. A record whose session lacks that time never matches.
struct Selection
{
    std::vector<MetricId> metrics; ///< empty: every metric
    std::optional<Timestamp> begin;
    std::optional<Timestamp> end;
    TimeFilter timeFilter = TimeFilter::SessionEnd;
    IdFilter devices;
    IdFilter invocations;
    std::optional<QStringList> sessions; ///< session uids; absent: any (a session is never null)
    TagMap tags;                         ///< all must be among the session's tags
    ValueKinds values = ValueKinds::RecordsAndSamples; ///< of aggregates and totals

    friend bool operator==(const Selection &, const Selection &) = default;
};

} // namespace tidemark
