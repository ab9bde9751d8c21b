// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/outbox_store.h"

#include <QPromise>

#include <stop_token>

namespace tidemark::test {

/// An outbox whose process ends at a moment of the test's choice: nothing is noted any more.
class CrashingOutbox final : public OutboxStore
{
public:
    explicit CrashingOutbox(OutboxStore &outbox)
        : m_outbox(outbox)
    {}

    void crash()
    {
        m_hasCrashed = true;
        m_stop.request_stop();
    }
    [[nodiscard]] std::stop_token stop() const { return m_stop.get_token(); }

    QFuture<Result<OutboxBatch>> next(SourceId source, int limit) override
    {
        return m_outbox.next(source, limit);
    }
    QFuture<Result<std::vector<OutboxItemId>>> start(SourceId source,
                                                     std::vector<OutboxStart> items) override
    {
        return m_hasCrashed ? gone<std::vector<OutboxItemId>>()
                            : m_outbox.start(source, std::move(items));
    }
    QFuture<Result<std::int64_t>> countUnknown(SourceId source,
                                               std::vector<RemoteRecord> there) override
    {
        return m_outbox.countUnknown(source, std::move(there));
    }
    QFuture<Result<void>> finish(SourceId source, std::vector<OutboxOutcome> outcomes) override
    {
        return m_hasCrashed ? gone<void>() : m_outbox.finish(source, std::move(outcomes));
    }

    // Not asked by a delivery.
    QFuture<Result<OutboxCounts>> counts(SourceId) override { return gone<OutboxCounts>(); }
    QFuture<Result<OutboxPage>> page(SourceId, std::optional<OutboxState>,
                                     std::optional<OutboxItemId>, int) override
    {
        return gone<OutboxPage>();
    }
    QFuture<Result<OutboxPreview>> preview(SourceId, std::optional<PublishSelection>,
                                           PublishDevice) override
    {
        return gone<OutboxPreview>();
    }
    QFuture<Result<EarlierDevices>> earlierDevices(SourceId, PublishSelection) override
    {
        return gone<EarlierDevices>();
    }
    QFuture<Result<PublishedItems>> enqueue(SourceId, PublishSelection, PublishDevice) override
    {
        return gone<PublishedItems>();
    }
    QFuture<Result<std::int64_t>> retry(SourceId, std::vector<OutboxItemId>) override
    {
        return gone<std::int64_t>();
    }
    QFuture<Result<std::int64_t>> discard(SourceId, std::vector<OutboxItemId>) override
    {
        return gone<std::int64_t>();
    }
    QFuture<Result<ChangeId>> editValue(SourceId, OutboxItemId, double) override
    {
        return gone<ChangeId>();
    }
    QFuture<Result<ChangeId>> editName(SourceId, OutboxItemId, QString) override
    {
        return gone<ChangeId>();
    }
    QFuture<Result<std::int64_t>> keepMine(SourceId, std::vector<OutboxItemId>) override
    {
        return gone<std::int64_t>();
    }
    QFuture<Result<ChangeId>> takeTheirs(SourceId, OutboxItemId) override
    {
        return gone<ChangeId>();
    }
    QFuture<Result<void>> noteMirrored(SourceId, std::vector<MirrorNote>) override
    {
        return gone<void>();
    }
    QFuture<Result<std::vector<MirrorNote>>> mirrored(SourceId, OutboxKind, QStringList) override
    {
        return gone<std::vector<MirrorNote>>();
    }

private:
    template <class T>
    [[nodiscard]] static QFuture<Result<T>> gone()
    {
        QPromise<Result<T>> promise;
        promise.start();
        promise.addResult(Result<T>(failure(ErrorCode::Cancelled, {})));
        promise.finish();
        return promise.future();
    }

    OutboxStore &m_outbox;
    bool m_hasCrashed = false;
    std::stop_source m_stop;
};

} // namespace tidemark::test
