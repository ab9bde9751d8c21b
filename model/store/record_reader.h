// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/record_store.h"
#include "model/store/org_scope.h"
#include "model/time/time_window.h"

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace tidemark::store {

class Connection;
class RecordColumns;

/// Reading records of one organisation. Each function runs on the connection's thread, in its
/// transaction when it has one. Errors of all: those of sqlError(), Cancelled once `stop` fired; of
/// those that take a selection: InvalidArgument (begin after end, too many ids in a filter).

/// The record of the key, or nothing; for writers, who have looked whose it is. `columns` keeps the
/// names for many records of one transaction.
[[nodiscard]] Result<std::optional<Record>> readRecord(Connection &connection, RecordKey key,
                                                       RecordColumns &columns);
/// Those of these records that are there and the organisation's, in no order. For at most a page of
/// keys, each once.
[[nodiscard]] Result<std::vector<Record>> readRecordsAt(Connection &connection, OrgId org,
                                                        std::span<const RecordKey> keys);
/// What no page shows: records of the selection, but for its window, whose session lacks the time
/// that the selection's filter names. In order of session and metric, from after `after` on, at
/// most `limit`. Errors: as readPage().
[[nodiscard]] Result<std::vector<Record>> readTimeless(Connection &connection, OrgId org,
                                                       const Selection &selection,
                                                       const std::optional<RecordKey> &after,
                                                       int limit);
[[nodiscard]] Result<std::int64_t> readCount(Connection &connection, OrgId org,
                                             const Selection &selection,
                                             const std::stop_token &stop = {});
/// The first `limit` values of a session (negative: all), by metric name in byte order.
[[nodiscard]] Result<std::vector<Record>> readRecordsOf(Connection &connection, OrgId org,
                                                        SessionId session, int limit = -1);
/// The same by uid. Errors: NotFound (session), InvalidArgument (limit).
[[nodiscard]] Result<std::vector<Record>> readRecordsOf(Connection &connection, OrgId org,
                                                        const QString &sessionUid, int limit);
/// Earlier values, newest first, without those whose change is undone.
[[nodiscard]] Result<std::vector<RecordRevision>> readHistory(Connection &connection, OrgId org,
                                                              RecordKey key);
/// The values of the last `count` records by session end, oldest first.
[[nodiscard]] Result<std::vector<double>> readLastValues(Connection &connection, OrgId org,
                                                         MetricId metric, int count);
/// From the first session time to just after the last one (half-open); nothing without records
/// that have the time. No metrics means all.
[[nodiscard]] Result<std::optional<TimeWindow>> readExtent(Connection &connection, OrgId org,
                                                           const std::vector<MetricId> &metrics,
                                                           TimeFilter filter);

} // namespace tidemark::store
