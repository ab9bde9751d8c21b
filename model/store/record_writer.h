// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/publish.h"
#include "model/store/catalog_writer.h"
#include "model/store/name_rows.h"
#include "model/store/record_columns.h"
#include "model/store/record_rows.h"
#include "model/store/session_rows.h"

#include <optional>
#include <vector>

namespace tidemark::store {

class ChangeScope;

/// The most items of one publish call.
inline constexpr std::size_t kMaxPublishItems = 10'000;

/// Enters, publishes and removes records as the port RecordStore says. One per change; on the
/// writer's thread.
class RecordWriter
{
public:
    RecordWriter(ChangeScope &scope, UidSource &uids);

    /// Errors: InvalidArgument (value, name, texts), NotFound (session).
    [[nodiscard]] Result<EntryOutcome> enter(const ValueEntry &entry);
    /// Source of the rules: Roboto, publish (checks in order: session, device, items one by one).
    [[nodiscard]] Result<PublishResult> publish(const PublishRequest &request);
    /// All of them. Errors: NotFound.
    [[nodiscard]] Result<void> remove(const std::vector<RecordKey> &keys);

private:
    struct Checked; // an entry that may be stored

    [[nodiscard]] Result<Checked> check(const ValueEntry &entry);
    [[nodiscard]] Result<EntryOutcome> enterIntoSession(const Checked &entry, const QString &uid);
    [[nodiscard]] Result<EntryOutcome> enterAlone(const Checked &entry);
    [[nodiscard]] Result<EntryOutcome> replaceEntry(const Checked &entry, RecordKey key);
    [[nodiscard]] Result<EntryOutcome> store(const Checked &entry, const Session &session);
    [[nodiscard]] Result<EntryOutcome> ask(RecordKey key);
    struct DeviceRef
    {
        std::int64_t id = 0;
        QString name;
    };
    [[nodiscard]] Result<std::optional<DeviceRef>> deviceOf(const DeviceChoice &choice,
                                                            const Session &session);
    [[nodiscard]] Result<void> lookAhead(const PublishRequest &request);
    [[nodiscard]] Result<Record> checkedItem(const PublishItem &item, const Record &pattern);
    [[nodiscard]] Result<void> storeItems(PublishResult &result, RecordRow pattern,
                                          const Session &session);
    [[nodiscard]] Record patternOf(const Session &session, const std::optional<QString> &device,
                                   const std::optional<QString> &invocation) const;

    ChangeScope &m_scope;
    UidSource &m_uids;
    CatalogWriter m_catalog;
    RecordRows m_records;
    NameRows m_names;
    RecordColumns m_columns;
};

} // namespace tidemark::store
