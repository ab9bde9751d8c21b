// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "model/store/store_lanes.h"
#include "model/store/summaries.h"
#include "model/store/write_desk.h"

#include <memory>

namespace tidemark::store {

/// The ports as a store on lanes answers them: writing through the desk, reading on the reader
/// lanes. Any thread; they live as long as the store.

class CatalogPort final : public MetricCatalog
{
public:
    CatalogPort(StoreLanes &lanes, WriteDesk &desk);
    [[nodiscard]] QFuture<Result<std::vector<MetricSummary>>> summaries(TimeWindow window,
                                                                        int points) override;
    [[nodiscard]] QFuture<Result<std::vector<Definition>>> definitions() override;
    [[nodiscard]] QFuture<Result<Definition>> find(QString name) override;
    [[nodiscard]] QFuture<Result<DefinitionOutcome>> create(NewDefinition definition) override;
    [[nodiscard]] QFuture<Result<DefinitionOutcome>> update(MetricId metric,
                                                            DefinitionChange change) override;
    using MetricCatalog::remove; // of one metric
    [[nodiscard]] QFuture<Result<ChangeId>> remove(std::vector<MetricId> metrics) override;
    [[nodiscard]] QFuture<Result<ChangeId>> archive(std::vector<MetricId> metrics,
                                                    bool isArchived) override;

private:
    StoreLanes &m_lanes;
    WriteDesk &m_desk;
    std::shared_ptr<SummaryReader> m_summaries; // shared with the work that waits in the lanes
};

class SessionPort final : public SessionStore
{
public:
    SessionPort(StoreLanes &lanes, WriteDesk &desk)
        : m_lanes(lanes)
        , m_desk(desk)
    {}
    [[nodiscard]] QFuture<Result<SessionPage>> sessions(SessionQuery query,
                                                        std::optional<SessionPageKey> after,
                                                        int limit, std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::int64_t>> count(SessionQuery query,
                                                      std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<Session>> findSession(QString uid) override;
    [[nodiscard]] QFuture<Result<SessionOutcome>> createSession(NewSession session) override;
    [[nodiscard]] QFuture<Result<SessionOutcome>> updateSession(SessionId session,
                                                                SessionChange change) override;
    [[nodiscard]] QFuture<Result<ChangeId>>
    removeSessions(std::vector<SessionId> sessions) override;
    [[nodiscard]] QFuture<Result<std::vector<Record>>> recordsOf(SessionId session) override;
    [[nodiscard]] QFuture<Result<QStringList>> devices() override;

private:
    StoreLanes &m_lanes;
    WriteDesk &m_desk;
};

class RecordPort final : public RecordStore
{
public:
    RecordPort(StoreLanes &lanes, WriteDesk &desk)
        : m_lanes(lanes)
        , m_desk(desk)
    {}
    [[nodiscard]] QFuture<Result<EntryOutcome>> enter(ValueEntry entry) override;
    [[nodiscard]] QFuture<Result<PublishResult>> publish(PublishRequest request) override;
    [[nodiscard]] QFuture<Result<ImportSummary>> importRows(std::shared_ptr<RowSource> source,
                                                            ImportOptions options,
                                                            std::stop_token stop,
                                                            ProgressCallback progress) override;
    [[nodiscard]] QFuture<Result<ChangeId>> edit(std::vector<RecordEdit> edits,
                                                 QString label) override;
    [[nodiscard]] QFuture<Result<ChangeId>> remove(std::vector<RecordKey> keys,
                                                   QString label) override;
    [[nodiscard]] QFuture<Result<RecordPage>> page(Selection selection, SortOrder order,
                                                   std::optional<RecordPageKey> after, int limit,
                                                   std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::int64_t>> count(Selection selection,
                                                      std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::vector<RecordRevision>>> history(RecordKey key) override;
    [[nodiscard]] QFuture<Result<std::vector<double>>> lastValues(MetricId metric,
                                                                  int count) override;

private:
    StoreLanes &m_lanes;
    WriteDesk &m_desk;
};

class JournalPort final : public ChangeJournal
{
public:
    JournalPort(StoreLanes &lanes, WriteDesk &desk)
        : m_lanes(lanes)
        , m_desk(desk)
    {}
    [[nodiscard]] QFuture<Result<void>> undo(ChangeId change) override;
    [[nodiscard]] QFuture<Result<void>> redo(ChangeId change) override;
    [[nodiscard]] QFuture<Result<std::vector<ChangeEntry>>> changes(int limit) override;

private:
    StoreLanes &m_lanes;
    WriteDesk &m_desk;
};

class AdminPort final : public StoreAdmin
{
public:
    AdminPort(StoreLanes &lanes, WriteDesk &desk)
        : m_lanes(lanes)
        , m_desk(desk)
    {}
    [[nodiscard]] QFuture<Result<StoreInfo>> info() override;
    [[nodiscard]] QFuture<Result<QString>> backupTo(QString path, bool overwrite,
                                                    std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<CheckReport>> check(std::stop_token stop,
                                                     ProgressCallback progress) override;

private:
    StoreLanes &m_lanes;
    WriteDesk &m_desk;
};

} // namespace tidemark::store
