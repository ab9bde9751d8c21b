// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/outbox_store.h"
#include "model/ports/source_store.h"
#include "model/store/store_ports.h"

namespace tidemark::store {

/// The ports of publishing for one organisation, as those of store_ports.h.

class SourcePort final : public SourceStore
{
public:
    explicit SourcePort(PortTools tools)
        : m_tools(std::move(tools))
    {}
    [[nodiscard]] QFuture<Result<Source>> create(NewSource source) override;
    [[nodiscard]] QFuture<Result<Source>> foresee(NewSource source) override;
    [[nodiscard]] QFuture<Result<Source>> update(SourceId source, SourceChange change) override;
    [[nodiscard]] QFuture<Result<Source>> foresee(SourceId source, SourceChange change) override;
    [[nodiscard]] QFuture<Result<void>> remove(SourceId source, bool withQueue) override;
    [[nodiscard]] QFuture<Result<std::vector<Source>>> sources() override;
    [[nodiscard]] QFuture<Result<Source>> find(SourceId source) override;

private:
    PortTools m_tools;
    std::shared_ptr<UidSource> m_uids = std::make_shared<UidSource>(); // on the writer's thread
};

class OutboxPort final : public OutboxStore
{
public:
    explicit OutboxPort(PortTools tools)
        : m_tools(std::move(tools))
    {}
    [[nodiscard]] QFuture<Result<OutboxCounts>> counts(SourceId source) override;
    [[nodiscard]] QFuture<Result<OutboxPage>> page(SourceId source,
                                                   std::optional<OutboxState> state,
                                                   std::optional<OutboxItemId> after,
                                                   int limit) override;
    [[nodiscard]] QFuture<Result<OutboxPreview>> preview(SourceId source,
                                                         std::optional<PublishSelection> selection,
                                                         PublishDevice device) override;
    [[nodiscard]] QFuture<Result<EarlierDevices>>
    earlierDevices(SourceId source, PublishSelection selection) override;
    [[nodiscard]] QFuture<Result<PublishedItems>>
    enqueue(SourceId source, PublishSelection selection, PublishDevice device) override;
    [[nodiscard]] QFuture<Result<std::int64_t>> retry(SourceId source,
                                                      std::vector<OutboxItemId> items) override;
    [[nodiscard]] QFuture<Result<std::int64_t>> discard(SourceId source,
                                                        std::vector<OutboxItemId> items) override;
    [[nodiscard]] QFuture<Result<ChangeId>> editValue(SourceId source, OutboxItemId item,
                                                      double value) override;
    [[nodiscard]] QFuture<Result<ChangeId>> editName(SourceId source, OutboxItemId item,
                                                     QString name) override;
    [[nodiscard]] QFuture<Result<std::int64_t>> keepMine(SourceId source,
                                                         std::vector<OutboxItemId> items) override;
    [[nodiscard]] QFuture<Result<ChangeId>> takeTheirs(SourceId source, OutboxItemId item) override;
    [[nodiscard]] QFuture<Result<OutboxBatch>> next(SourceId source, int limit) override;
    [[nodiscard]] QFuture<Result<std::vector<OutboxItemId>>>
    start(SourceId source, std::vector<OutboxStart> items) override;
    [[nodiscard]] QFuture<Result<std::int64_t>>
    countUnknown(SourceId source, std::vector<RemoteRecord> there) override;
    [[nodiscard]] QFuture<Result<void>> finish(SourceId source,
                                               std::vector<OutboxOutcome> outcomes) override;
    [[nodiscard]] QFuture<Result<void>> noteMirrored(SourceId source,
                                                     std::vector<MirrorNote> notes) override;
    [[nodiscard]] QFuture<Result<std::vector<MirrorNote>>>
    mirrored(SourceId source, OutboxKind kind, QStringList remoteUids) override;

private:
    /// `work`: Result<T>(Connection &), of a source of this organisation.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> readOf(SourceId source, Work work) const;
    /// The same for work that writes: Result<T>(Connection &, Timestamp now).
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> writeOf(SourceId source, Work work) const;

    PortTools m_tools;
};

} // namespace tidemark::store
