// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/session.h"
#include "model/store/record_rows.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace tidemark::store {

class ChangeScope;

/// Writes values of many metrics of one session at once, with their revisions. One per change; on
/// the writer's thread.
class RecordBatch
{
public:
    using Values = std::map<MetricId, double>;

    explicit RecordBatch(ChangeScope &scope)
        : m_scope(scope)
    {}

    /// Inserts or replaces whole; `pattern` holds what the records share: session, device and
    /// invocation. Gives those of the metrics of which the session's earlier values are kept; see
    /// Record::hasHistory.
    [[nodiscard]] Result<std::set<MetricId>> put(const Values &values, const RecordRow &pattern,
                                                 const Session &session);

private:
    [[nodiscard]] Result<bool> isNewSession(SessionId session);
    [[nodiscard]] Result<std::set<MetricId>> insertAll(const Values &values,
                                                       const RecordRow &pattern);
    [[nodiscard]] Result<std::set<MetricId>> replaceAll(const Values &values,
                                                        const RecordRow &pattern);
    [[nodiscard]] Result<void> putAll(const Values &values, RecordRow row);
    [[nodiscard]] Result<std::set<MetricId>> withHistory(const std::vector<std::int64_t> &metrics,
                                                         SessionId session);
    [[nodiscard]] Result<void> write(const Sql &sql, const Values &values,
                                     const RecordRow &pattern);

    ChangeScope &m_scope;
};

} // namespace tidemark::store
