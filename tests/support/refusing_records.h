// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/record_store.h"

#include <QFuture>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tidemark::test {

/// Records of which those of one session cannot be read.
class RefusingRecords final : public RecordStore
{
public:
    RefusingRecords(RecordStore &records, QString session)
        : m_records(records)
        , m_session(std::move(session))
    {}

    QFuture<Result<RecordPage>> page(Selection selection, SortOrder order,
                                     std::optional<RecordPageKey> after, int limit,
                                     std::stop_token stop, PageReading reading) override
    {
        if (selection.sessions && selection.sessions->contains(m_session))
            return QtFuture::makeReadyFuture(Result<RecordPage>(
                failure(ErrorCode::Io, QStringLiteral("The page could not be read."))));
        return m_records.page(std::move(selection), order, after, limit, std::move(stop),
                              std::move(reading));
    }

    QFuture<Result<EntryOutcome>> enter(ValueEntry entry) override
    {
        return m_records.enter(std::move(entry));
    }
    QFuture<Result<PublishResult>> publish(PublishRequest request) override
    {
        return m_records.publish(std::move(request));
    }
    QFuture<Result<ImportSummary>> importRows(std::shared_ptr<RowSource> source,
                                              ImportOptions options, std::stop_token stop,
                                              ProgressCallback progress) override
    {
        return m_records.importRows(std::move(source), std::move(options), std::move(stop),
                                    std::move(progress));
    }
    QFuture<Result<ChangeId>> edit(std::vector<RecordEdit> edits, QString label) override
    {
        return m_records.edit(std::move(edits), std::move(label));
    }
    QFuture<Result<ChangeId>> remove(std::vector<RecordKey> keys, QString label) override
    {
        return m_records.remove(std::move(keys), std::move(label));
    }
    QFuture<Result<std::int64_t>> count(Selection selection, std::stop_token stop) override
    {
        return m_records.count(std::move(selection), std::move(stop));
    }
    QFuture<Result<std::vector<RecordRevision>>> history(RecordKey key) override
    {
        return m_records.history(key);
    }
    QFuture<Result<std::vector<double>>> lastValues(MetricId metric, int count) override
    {
        return m_records.lastValues(metric, count);
    }

private:
    RecordStore &m_records;
    QString m_session;
};

} // namespace tidemark::test
