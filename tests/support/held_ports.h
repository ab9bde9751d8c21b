// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/outbox_store.h"
#include "model/ports/source_store.h"
#include "tests/support/store_bench.h"

#include <QPromise>
#include <QTest>

#include <deque>
#include <memory>
#include <utility>

namespace tidemark::test {

/// Answers of a store that is busy: while they are held, what was asked is done, and a test lets
/// each answer out when it likes.
template <class T>
class HeldAnswers
{
public:
    bool isHolding = false;
    int asked = 0;

    [[nodiscard]] QFuture<Result<T>> pass(QFuture<Result<T>> answer)
    {
        ++asked;
        if (!isHolding)
            return answer;
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        m_held.emplace_back(std::move(answer), promise);
        return promise->future();
    }
    /// The one that was asked for first.
    void letOne()
    {
        QVERIFY(!m_held.empty());
        const auto [answer, promise] = m_held.front();
        m_held.pop_front();
        promise->addResult(await(answer));
        promise->finish();
    }

private:
    std::deque<std::pair<QFuture<Result<T>>, std::shared_ptr<QPromise<Result<T>>>>> m_held;
};

/// An outbox that answers when a test says so.
class HeldOutbox final : public OutboxStore
{
public:
    explicit HeldOutbox(OutboxStore &outbox)
        : m_outbox(outbox)
    {}

    HeldAnswers<OutboxPage> pages;
    HeldAnswers<std::int64_t> kept; ///< of keepMine()

    QFuture<Result<OutboxPage>> page(SourceId source, std::optional<OutboxState> state,
                                     std::optional<OutboxItemId> after, int limit) override
    {
        return pages.pass(m_outbox.page(source, state, after, limit));
    }
    QFuture<Result<std::int64_t>> keepMine(SourceId source,
                                           std::vector<OutboxItemId> items) override
    {
        return kept.pass(m_outbox.keepMine(source, std::move(items)));
    }

    QFuture<Result<OutboxCounts>> counts(SourceId source) override
    {
        return m_outbox.counts(source);
    }
    QFuture<Result<OutboxPreview>> preview(SourceId source,
                                           std::optional<PublishSelection> selection,
                                           PublishDevice device) override
    {
        return m_outbox.preview(source, std::move(selection), std::move(device));
    }
    QFuture<Result<EarlierDevices>> earlierDevices(SourceId source,
                                                   PublishSelection selection) override
    {
        return m_outbox.earlierDevices(source, std::move(selection));
    }
    QFuture<Result<PublishedItems>> enqueue(SourceId source, PublishSelection selection,
                                            PublishDevice device) override
    {
        return m_outbox.enqueue(source, std::move(selection), std::move(device));
    }
    QFuture<Result<std::int64_t>> retry(SourceId source, std::vector<OutboxItemId> items) override
    {
        return m_outbox.retry(source, std::move(items));
    }
    QFuture<Result<std::int64_t>> discard(SourceId source, std::vector<OutboxItemId> items) override
    {
        return m_outbox.discard(source, std::move(items));
    }
    QFuture<Result<ChangeId>> editValue(SourceId source, OutboxItemId item, double value) override
    {
        return m_outbox.editValue(source, item, value);
    }
    QFuture<Result<ChangeId>> editName(SourceId source, OutboxItemId item, QString name) override
    {
        return m_outbox.editName(source, item, std::move(name));
    }
    QFuture<Result<ChangeId>> takeTheirs(SourceId source, OutboxItemId item) override
    {
        return m_outbox.takeTheirs(source, item);
    }
    QFuture<Result<OutboxBatch>> next(SourceId source, int limit) override
    {
        return m_outbox.next(source, limit);
    }
    QFuture<Result<std::vector<OutboxItemId>>> start(SourceId source,
                                                     std::vector<OutboxStart> items) override
    {
        return m_outbox.start(source, std::move(items));
    }
    QFuture<Result<std::int64_t>> countUnknown(SourceId source,
                                               std::vector<RemoteRecord> there) override
    {
        return m_outbox.countUnknown(source, std::move(there));
    }
    QFuture<Result<void>> finish(SourceId source, std::vector<OutboxOutcome> outcomes) override
    {
        return m_outbox.finish(source, std::move(outcomes));
    }
    QFuture<Result<void>> noteMirrored(SourceId source, std::vector<MirrorNote> notes) override
    {
        return m_outbox.noteMirrored(source, std::move(notes));
    }
    QFuture<Result<std::vector<MirrorNote>>> mirrored(SourceId source, OutboxKind kind,
                                                      QStringList remoteUids) override
    {
        return m_outbox.mirrored(source, kind, std::move(remoteUids));
    }

private:
    OutboxStore &m_outbox;
};

/// Sources whose writing is answered when a test says so.
class HeldSources final : public SourceStore
{
public:
    explicit HeldSources(SourceStore &sources)
        : m_sources(sources)
    {}

    HeldAnswers<Source> created;
    HeldAnswers<void> removed;

    QFuture<Result<Source>> create(NewSource source) override
    {
        return created.pass(m_sources.create(std::move(source)));
    }
    QFuture<Result<void>> remove(SourceId source, bool withQueue) override
    {
        return removed.pass(m_sources.remove(source, withQueue));
    }

    QFuture<Result<Source>> foresee(NewSource source) override
    {
        return m_sources.foresee(std::move(source));
    }
    QFuture<Result<Source>> update(SourceId source, SourceChange change) override
    {
        return m_sources.update(source, std::move(change));
    }
    QFuture<Result<Source>> foresee(SourceId source, SourceChange change) override
    {
        return m_sources.foresee(source, std::move(change));
    }
    QFuture<Result<std::vector<Source>>> sources() override { return m_sources.sources(); }
    QFuture<Result<Source>> find(SourceId source) override { return m_sources.find(source); }

private:
    SourceStore &m_sources;
};

} // namespace tidemark::test
