// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/store/outbox_queue.h"
#include "model/store/resolved_metric.h"

#include <QHash>
#include <QLatin1StringView>
#include <QString>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace tidemark::store {

/// What the changes of one transaction need not read again. Nobody else writes while it is open,
/// and it is forgotten with it. On the writer's thread.
struct GroupMemory
{
    /// The next id of a sequence; saved once, at the end. Those that a part took stay taken when it
    /// is rolled back.
    std::map<QLatin1StringView, std::int64_t> nextIds = {};
    /// Ids of actors; one that a part inserted comes here when the part stands.
    std::map<QString, std::int64_t> actors = {};
    /// Without rows. Sources are not written in a group.
    std::map<std::pair<OrgId, std::optional<SourceId>>, OutboxQueue> queues = {};
    /// Metrics that are there, by their names; forgotten when one is changed or removed, and with a
    /// part that is rolled back.
    std::map<OrgId, QHash<QString, ResolvedMetric>> metrics = {};
};

} // namespace tidemark::store
