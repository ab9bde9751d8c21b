// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/unit.h"
#include "model/domain/definition.h"

#include <cstdint>

namespace tidemark {

/// How the values of one metric fit among those of another, by their units.
enum class UnitFit
{
    Same,      ///< as they are
    Converted, ///< once they are converted
    Assumed,   ///< one of the two has no unit: as they are, if somebody says that they are alike
    Misfit,    ///< they measure different things
};

[[nodiscard]] UnitFit unitFit(const Unit &from, const Unit &into);

/// Which value stays where both metrics have one.
enum class MergeConflicts
{
    Keep,    ///< that of the metric that stays
    Replace, ///< that of the metric that goes
};

/// One metric taken into another.
struct MergeRequest
{
    MetricId from; ///< goes
    MetricId into; ///< stays, with its name, unit and settings
    MergeConflicts conflicts = MergeConflicts::Keep;
    bool mayConvert = false; ///< somebody agreed to UnitFit::Converted or UnitFit::Assumed
};

/// What the metric that goes holds, and how much of it meets a value of the other one.
struct MergeCounts
{
    std::int64_t records = 0;
    /// The other one has a value in the same session; or, for a value that is no session's, one of
    /// the same time and device.
    std::int64_t recordsInBoth = 0;
    std::int64_t series = 0;  ///< that have samples
    std::int64_t samples = 0; ///< gaps included
    /// The other one has a sample of the same time and tags.
    std::int64_t samplesInBoth = 0;

    [[nodiscard]] std::int64_t values() const noexcept { return records + samples; }
    [[nodiscard]] std::int64_t inBoth() const noexcept { return recordsInBoth + samplesInBoth; }

    friend bool operator==(const MergeCounts &, const MergeCounts &) = default;
};

struct MergePreview
{
    Definition from;
    Definition into;
    UnitFit units = UnitFit::Same;
    MergeCounts counts;
};

struct MergeOutcome
{
    MergeCounts counts; ///< as they were before
    ChangeId change;    ///< the one step that takes all of it back
};

} // namespace tidemark
