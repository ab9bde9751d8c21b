// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/metric_merge.h"
#include "model/store/org_scope.h"

namespace tidemark::store {

class Connection;

/// The two metrics of a merge, and how values of the one become values of the other. A plain
/// value.
struct MergeSides
{
    Definition from;
    Definition into;
    UnitFit units = UnitFit::Same;

    /// As they stand in the store. Errors: NotFound, InvalidArgument (the same metric twice).
    [[nodiscard]] static Result<MergeSides> find(Connection &connection, OrgId org, MetricId from,
                                                 MetricId into);
    /// Errors: InvalidArgument when the units do not fit, or nobody agreed that they do.
    [[nodiscard]] Result<void> checkUnits(bool mayConvert) const;
};

/// Values in the unit of the metric that stays. NaN stays as it is.
class MergedValues
{
public:
    explicit MergedValues(const MergeSides &sides);

    [[nodiscard]] bool areAsTheyWere() const noexcept { return m_areAsTheyWere; }
    /// Errors: Overflow.
    [[nodiscard]] Result<double> of(double value) const;

private:
    Unit m_from;
    Unit m_into;
    bool m_areAsTheyWere;
};

} // namespace tidemark::store
