// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/aggregate_reader.h"
#include "model/ports/data_ports.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"

#include <functional>
#include <map>
#include <mutex>
#include <vector>

namespace tidemark::test {

/// A store in memory that answers what exports and imports ask, at once and on the caller's thread.
/// What they never ask answers Unsupported.
class MemoryStore final : public MetricCatalog,
                          public RecordStore,
                          public SessionStore,
                          public AggregateReader
{
public:
    [[nodiscard]] DataPorts ports();

    MetricId addMetric(const NewDefinition &definition);
    /// Adds a record as it is; its metric is made when it is new.
    void addRecord(Record record);
    /// Ordered as pages are: by session end, uid, metric.
    [[nodiscard]] std::vector<Record> records() const;
    [[nodiscard]] std::vector<Definition> allDefinitions() const;

    /// Called on the worker before each page is answered.
    std::function<void(int pageNumber)> beforePage;
    /// Rows that importRows refuses, by line.
    std::map<std::int64_t, QString> refusedLines;

    QFuture<Result<std::vector<MetricSummary>>> summaries(TimeWindow window, int points) override;
    QFuture<Result<std::vector<Definition>>> definitions() override;
    QFuture<Result<DefinitionPage>> page(std::optional<QString> afterName, int limit) override;
    QFuture<Result<Definition>> find(QString name) override;
    QFuture<Result<DefinitionOutcome>> create(NewDefinition definition) override;
    QFuture<Result<EnsuredDefinitions>> ensure(std::vector<NewDefinition> definitions) override;
    QFuture<Result<DefinitionOutcome>> update(MetricId metric, DefinitionChange change) override;
    QFuture<Result<ChangeId>> remove(std::vector<MetricId> metrics) override;
    QFuture<Result<ChangeId>> archive(std::vector<MetricId> metrics, bool isArchived) override;

    QFuture<Result<EntryOutcome>> enter(ValueEntry entry) override;
    QFuture<Result<PublishResult>> publish(PublishRequest request) override;
    QFuture<Result<ImportSummary>> importRows(std::shared_ptr<RowSource> source,
                                              ImportOptions options, std::stop_token stop,
                                              ProgressCallback progress) override;
    QFuture<Result<ChangeId>> edit(std::vector<RecordEdit> edits, QString label) override;
    QFuture<Result<ChangeId>> remove(std::vector<RecordKey> keys, QString label) override;
    QFuture<Result<RecordPage>> page(Selection selection, SortOrder order,
                                     std::optional<RecordPageKey> after, int limit,
                                     std::stop_token stop, PageReading reading) override;
    QFuture<Result<std::int64_t>> count(Selection selection, std::stop_token stop) override;
    QFuture<Result<std::vector<RecordRevision>>> history(RecordKey key) override;
    QFuture<Result<std::vector<double>>> lastValues(MetricId metric, int count) override;

    QFuture<Result<SessionPage>> sessions(SessionQuery query, std::optional<SessionPageKey> after,
                                          int limit, std::stop_token stop) override;
    QFuture<Result<std::int64_t>> count(SessionQuery query, std::stop_token stop) override;
    QFuture<Result<SessionUidPage>> sessionsByUid(std::optional<QString> afterUid,
                                                  int limit) override;
    QFuture<Result<Session>> findSession(QString uid) override;
    QFuture<Result<SessionOutcome>> createSession(NewSession session) override;
    QFuture<Result<SessionOutcome>> updateSession(SessionId session, SessionChange change) override;
    QFuture<Result<SessionOutcome>> editSession(QString uid, SessionEdit edit) override;
    QFuture<Result<ChangeId>> attachDevice(QString sessionUid, QString device,
                                           DevicePolicy policy) override;
    QFuture<Result<ChangeId>> detachDevice(QString sessionUid, QString device) override;
    QFuture<Result<ChangeId>> removeSessions(std::vector<SessionId> sessions) override;
    QFuture<Result<std::vector<Record>>> recordsOf(SessionId session) override;
    QFuture<Result<std::vector<Record>>> recordsOf(QString sessionUid, int limit) override;
    QFuture<Result<QStringList>> devices() override;

    QFuture<Result<AggregateSeries>> aggregate(AggregateQuery query, std::stop_token stop) override;
    QFuture<Result<Aggregate>> total(Selection selection, std::stop_token stop) override;
    QFuture<Result<std::optional<TimeWindow>>> extent(std::vector<MetricId> metrics,
                                                      TimeFilter filter) override;

private:
    [[nodiscard]] Result<void> place(const ImportRow &row, const ImportOptions &options,
                                     ImportSummary &summary);
    [[nodiscard]] MetricId metricFor(const QString &name, const QString &unit,
                                     const ImportOptions &options, ImportSummary &summary);
    void sort() const;

    std::vector<Definition> m_definitions;
    std::map<QString, MetricId> m_metricByName;
    std::map<QString, SessionId> m_sessionByUid;
    mutable std::vector<Record> m_records;
    mutable bool m_isSorted = true;
    std::int64_t m_nextSession = 1;
    int m_pages = 0;
};

} // namespace tidemark::test
