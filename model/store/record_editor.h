// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/record_store.h"
#include "model/store/name_rows.h"
#include "model/store/record_rows.h"
#include "model/store/session_rows.h"

#include <set>

namespace tidemark::store {

class ChangeScope;

/// Changes records, and the entry sessions they belong to. One per change; on the writer's thread.
class RecordEditor
{
public:
    explicit RecordEditor(ChangeScope &scope)
        : m_scope(scope)
        , m_records(scope)
        , m_names(scope)
    {}

    /// Errors: NotFound (record, session), InvalidArgument (value, texts, a time for a shared
    /// session), AlreadyExists (the session moved to holds a value of the metric, or was given one
    /// by an edit before).
    [[nodiscard]] Result<void> edit(const RecordEdit &edit);
    /// After all edits: looks for other values at the places that entries were moved to (E9).
    /// Errors: AlreadyExists (the edit says to ask, or two of the edited values have one place:
    /// neither replaces the other).
    [[nodiscard]] Result<void> settleDuplicates(const std::vector<RecordEdit> &edits);

private:
    [[nodiscard]] Result<void> editRow(const RecordEdit &edit, RecordRow row, Session session);
    [[nodiscard]] Result<void> editEntry(const RecordEdit &edit, Session session);
    [[nodiscard]] Result<void> moveTo(const RecordEdit &edit, RecordRow row, const Session &from);
    [[nodiscard]] Result<void> settle(const RecordEdit &edit);
    [[nodiscard]] Result<RecordRow> changed(const RecordEdit &edit, RecordRow row);
    [[nodiscard]] Result<void> refuseIfMoved(const RecordKey &taken) const;

    ChangeScope &m_scope;
    RecordRows m_records;
    NameRows m_names;
    std::set<RecordKey> m_moved; // to another time, device or session
};

} // namespace tidemark::store
