// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/record.h"
#include "model/domain/session.h"
#include "model/store/statement.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::store {

class ChangeScope;

/// A record as its row holds it.
struct RecordRow
{
    RecordKey key;
    std::optional<std::int64_t> device;
    std::optional<std::int64_t> invocation;
    double value = 0;
};

/// Writes rows of the table record, with their revisions. One per change; on the writer's thread.
class RecordRows
{
public:
    explicit RecordRows(ChangeScope &scope)
        : m_scope(scope)
    {}

    /// Inserts or replaces whole. True when a row was replaced.
    [[nodiscard]] Result<bool> put(const RecordRow &row, const Session &session);
    /// Inserts a row of which the key is known to be free. Cheap: for imports.
    [[nodiscard]] Result<void> insert(const RecordRow &row);
    [[nodiscard]] Result<std::optional<RecordRow>> find(RecordKey key);
    /// The newest record of an entry session with this metric, time and device (E9), apart from
    /// the session `except`.
    [[nodiscard]] Result<std::optional<RecordKey>> findEntry(MetricId metric, Timestamp at,
                                                             std::optional<std::int64_t> device,
                                                             SessionId except = {});
    /// Removes the record, and its session when that is an entry. Errors: NotFound.
    [[nodiscard]] Result<void> remove(RecordKey key);
    [[nodiscard]] Result<void> removeOfMetric(MetricId metric);
    /// Removes every record of the session, not the session.
    [[nodiscard]] Result<void> removeOfSession(const Session &session);
    /// Says that the records of a session are seen differently: at these times.
    [[nodiscard]] Result<void> touchSession(const Session &session);

private:
    [[nodiscard]] Result<void> removeRow(RecordKey key);
    [[nodiscard]] Result<std::vector<MetricId>> metricsOf(SessionId session);

    ChangeScope &m_scope;
    // Kept ready: an import runs each of them a million times.
    std::optional<Statement> m_upsert;
    std::optional<Statement> m_select;
    std::optional<Statement> m_selectEntry;
};

} // namespace tidemark::store
