// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/publish_device.h"
#include "model/domain/record.h"

#include <QLatin1StringView>

#include <vector>

namespace tidemark::store {

class Connection;
class Statement;

/// The rule `p` of a record `o` or `q`, whichever alias is put for `@row`: columns source_id, kind,
/// key1 and key2.
inline constexpr QLatin1StringView
    kPublishDeviceJoin("LEFT JOIN publish_device p ON p.source_id = @row.source_id "
                       "AND p.metric_id = @row.key1 AND p.session_id = @row.key2 "
                       "AND @row.kind = 4 ");
/// The name of the only device of the session `@session`, or NULL.
inline constexpr QLatin1StringView
    kOnlyDevice("(SELECT CASE count(*) WHEN 1 THEN max(od_d.name) END FROM session_device od_s "
                "JOIN device od_d ON od_d.id = od_s.device_id WHERE od_s.session_id = @session)");

/// A rule from the columns mode and device, from `column` on, which may be NULL.
[[nodiscard]] PublishDevice readPublishDevice(const Statement &row, int column);

/// The rules of all sources hold for the record at its new place as well, unless it has some. They
/// stay at the old one, for undo.
[[nodiscard]] Result<void> copyPublishDevices(Connection &connection, RecordKey from, RecordKey to);

/// The rule with its name as names are stored. Errors: InvalidArgument.
[[nodiscard]] Result<PublishDevice> storableRule(const PublishDevice &rule);

/// Keeps the rule of these records of a source, within the caller's transaction.
[[nodiscard]] Result<void> putPublishDevice(Connection &connection, SourceId source,
                                            const std::vector<RecordKey> &records,
                                            const PublishDevice &rule);

} // namespace tidemark::store
