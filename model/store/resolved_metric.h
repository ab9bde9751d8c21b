// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"

#include <QString>

namespace tidemark::store {

/// What writing a record of a metric, which is known by its name, needs to know of it.
struct ResolvedMetric
{
    MetricId id;
    QString name; ///< normalised
    QString unit;
    QString uid;
    bool isNew = false; ///< made by this change
};

} // namespace tidemark::store
