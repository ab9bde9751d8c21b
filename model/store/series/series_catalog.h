// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/series.h"
#include "model/store/series/series_row.h"

#include <vector>

namespace tidemark::store {

class Connection;

/// Which series an organisation has. A series whose metric was removed is not among them until the
/// removal is undone. Errors of all: those of sqlError(). On the connection's thread, in its
/// transaction.

/// The series of the key, made when there is none. Errors: NotFound (metric), InvalidArgument
/// (tags).
[[nodiscard]] Result<SeriesInfo> openSeries(Connection &connection, OrgId org,
                                            const SeriesKey &key);
/// Those of the metrics, or all when none is named; by metric, then tags.
[[nodiscard]] Result<std::vector<SeriesInfo>> listSeries(Connection &connection, OrgId org,
                                                         const std::vector<MetricId> &metrics);
/// Errors: NotFound, also for one of another organisation.
[[nodiscard]] Result<SeriesRow> findSeries(Connection &connection, OrgId org, SeriesId series);

} // namespace tidemark::store
