// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/change_journal.h"
#include "model/ports/device_store.h"
#include "model/ports/file_contributions.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "model/store/record_counts.h"
#include "model/store/store_lanes.h"
#include "model/store/summaries.h"
#include "model/store/write_desk.h"

#include <memory>

namespace tidemark::store {

/// The ports as a store on lanes answers them for one organisation: writing through the desk,
/// reading on the reader lanes. Any thread; they live as long as the store.

/// What each of them works with.
struct PortTools
{
    StoreLanes &lanes;
    WriteDesk &desk;
    OrgScopePointer scope;

    /// `work`: Result<T>(Connection &, OrgId).
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> read(Work work, std::stop_token stop = {}) const
    {
        return lanes.readFor<T>(scope, std::move(work), std::move(stop));
    }
    /// `work`: Result<T>(ChangeScope &, UidSource &).
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> change(QString label, Work work, std::size_t rows = 1) const
    {
        return desk.change<T>(scope, std::move(label), std::move(work), rows);
    }
};

class CatalogPort final : public MetricCatalog
{
public:
    /// `summaries` is shared by all who write for the organisation.
    CatalogPort(PortTools tools, std::shared_ptr<SummaryReader> summaries)
        : m_tools(std::move(tools))
        , m_summaries(std::move(summaries))
    {}
    [[nodiscard]] QFuture<Result<std::vector<MetricSummary>>> summaries(TimeWindow window,
                                                                        int points) override;
    [[nodiscard]] QFuture<Result<std::vector<Definition>>> definitions() override;
    [[nodiscard]] QFuture<Result<DefinitionPage>> page(std::optional<QString> afterName,
                                                       int limit) override;
    [[nodiscard]] QFuture<Result<Definition>> find(QString name) override;
    [[nodiscard]] QFuture<Result<DefinitionOutcome>> create(NewDefinition definition) override;
    [[nodiscard]] QFuture<Result<EnsuredDefinitions>>
    ensure(std::vector<NewDefinition> definitions) override;
    [[nodiscard]] QFuture<Result<DefinitionOutcome>> update(MetricId metric,
                                                            DefinitionChange change) override;
    using MetricCatalog::remove; // of one metric
    [[nodiscard]] QFuture<Result<ChangeId>> remove(std::vector<MetricId> metrics) override;
    [[nodiscard]] QFuture<Result<ChangeId>> archive(std::vector<MetricId> metrics,
                                                    bool isArchived) override;

private:
    PortTools m_tools;
    std::shared_ptr<SummaryReader> m_summaries; // shared with the work that waits in the lanes
};

class SessionPort final : public SessionStore
{
public:
    explicit SessionPort(PortTools tools)
        : m_tools(std::move(tools))
    {}
    [[nodiscard]] QFuture<Result<SessionPage>> sessions(SessionQuery query,
                                                        std::optional<SessionPageKey> after,
                                                        int limit, std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::int64_t>> count(SessionQuery query,
                                                      std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<SessionUidPage>> sessionsByUid(std::optional<QString> afterUid,
                                                                int limit) override;
    [[nodiscard]] QFuture<Result<Session>> findSession(QString uid) override;
    [[nodiscard]] QFuture<Result<SessionOutcome>> createSession(NewSession session) override;
    [[nodiscard]] QFuture<Result<SessionOutcome>> updateSession(SessionId session,
                                                                SessionChange change) override;
    [[nodiscard]] QFuture<Result<SessionOutcome>> editSession(QString uid,
                                                              SessionEdit edit) override;
    [[nodiscard]] QFuture<Result<ChangeId>> attachDevice(QString sessionUid, QString device,
                                                         DevicePolicy policy) override;
    [[nodiscard]] QFuture<Result<ChangeId>> detachDevice(QString sessionUid,
                                                         QString device) override;
    [[nodiscard]] QFuture<Result<ChangeId>>
    removeSessions(std::vector<SessionId> sessions) override;
    [[nodiscard]] QFuture<Result<std::vector<Record>>> recordsOf(SessionId session) override;
    [[nodiscard]] QFuture<Result<std::vector<Record>>> recordsOf(QString sessionUid,
                                                                 int limit) override;
    [[nodiscard]] QFuture<Result<QStringList>> devices() override;

private:
    PortTools m_tools;
};

class DevicePort final : public DeviceStore
{
public:
    explicit DevicePort(PortTools tools)
        : m_tools(std::move(tools))
    {}
    [[nodiscard]] QFuture<Result<DeviceOutcome>> create(NewDevice device) override;
    [[nodiscard]] QFuture<Result<Device>> find(QString name) override;
    [[nodiscard]] QFuture<Result<DeviceOutcome>> update(QString name, DeviceEdit edit) override;
    [[nodiscard]] QFuture<Result<ChangeId>> remove(QString name) override;
    [[nodiscard]] QFuture<Result<DevicePage>> page(std::optional<QString> after,
                                                   int limit) override;
    [[nodiscard]] QFuture<Result<SessionUidPage>>
    sessionsOf(QString name, std::optional<QString> afterUid, int limit) override;

private:
    PortTools m_tools;
};

class FilesPort final : public FileContributions
{
public:
    explicit FilesPort(PortTools tools)
        : m_tools(std::move(tools))
    {}
    [[nodiscard]] QFuture<Result<SessionOutcome>> add(QString sessionUid,
                                                      std::vector<NewContribution> files) override;
    [[nodiscard]] QFuture<Result<SessionOutcome>> remove(QString sessionUid,
                                                         QStringList files) override;
    [[nodiscard]] QFuture<Result<ContributionPage>>
    page(QString sessionUid, std::optional<QString> after, int limit) override;

private:
    PortTools m_tools;
};

class RecordPort final : public RecordStore
{
public:
    explicit RecordPort(PortTools tools)
        : m_tools(std::move(tools))
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
                                                   std::stop_token stop,
                                                   PageReading reading) override;
    [[nodiscard]] QFuture<Result<std::int64_t>> count(Selection selection,
                                                      std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::vector<RecordRevision>>> history(RecordKey key) override;
    [[nodiscard]] QFuture<Result<std::vector<double>>> lastValues(MetricId metric,
                                                                  int count) override;

private:
    PortTools m_tools;
    std::shared_ptr<RecordCounts> m_counts = std::make_shared<RecordCounts>();
};

class JournalPort final : public ChangeJournal
{
public:
    explicit JournalPort(PortTools tools)
        : m_tools(std::move(tools))
    {}
    [[nodiscard]] QFuture<Result<void>> undo(ChangeId change) override;
    [[nodiscard]] QFuture<Result<void>> redo(ChangeId change) override;
    [[nodiscard]] QFuture<Result<std::vector<ChangeEntry>>> changes(int limit) override;
    [[nodiscard]] QFuture<Result<SettledChanges>> settledChanges(int limit) override;
    [[nodiscard]] std::uint64_t changesAsked() const override;
    [[nodiscard]] std::uint64_t changesDone() const override;

private:
    PortTools m_tools;
};

class AdminPort final : public StoreAdmin
{
public:
    explicit AdminPort(PortTools tools)
        : m_tools(std::move(tools))
    {}
    [[nodiscard]] QFuture<Result<StoreInfo>> info() override;
    [[nodiscard]] QFuture<Result<QString>> backupTo(QString path, bool overwrite,
                                                    std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<CheckReport>> check(std::stop_token stop,
                                                     ProgressCallback progress) override;
    [[nodiscard]] QFuture<Result<RebuildReport>> rebuild(std::stop_token stop,
                                                         ProgressCallback progress) override;

private:
    PortTools m_tools;
};

} // namespace tidemark::store
