// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_conflicts.h"
#include "model/store/outbox_items.h"
#include "model/store/outbox_notes.h"
#include "model/store/outbox_preview.h"
#include "model/store/outbox_waking.h"
#include "model/store/outbox_work.h"
#include "model/store/publishing_ports.h"
#include "model/store/publishing_write.h"
#include "model/store/source_rows.h"
#include "model/store/take_theirs.h"
#include "model/store/unknown_values.h"

#include <QCoreApplication>

namespace tidemark::store {
namespace {

struct PortText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::OutboxPort)
};

} // namespace

template <class T, class Work>
QFuture<Result<T>> OutboxPort::readOf(SourceId source, Work work) const
{
    return m_tools.read<T>(
        [source, work = std::move(work)](Connection &connection, OrgId org) -> Result<T> {
            const auto found = findSource(connection, org, source);
            if (!found)
                return failure(found.error());
            return work(connection);
        });
}

template <class T, class Work>
QFuture<Result<T>> OutboxPort::writeOf(SourceId source, Work work) const
{
    return writePublishing<T>(
        m_tools,
        [source, work = std::move(work)](Connection &connection, OrgId org,
                                         const Signature &signature) -> Result<T> {
            const auto found = findSource(connection, org, source);
            if (!found)
                return failure(found.error());
            return work(connection, signature.at);
        });
}

QFuture<Result<OutboxCounts>> OutboxPort::counts(SourceId source)
{
    return readOf<OutboxCounts>(
        source, [source](Connection &connection) { return countOutbox(connection, source); });
}

QFuture<Result<OutboxPage>> OutboxPort::page(SourceId source, std::optional<OutboxState> state,
                                             std::optional<OutboxItemId> after, int limit)
{
    return readOf<OutboxPage>(source, [source, state, after, limit](Connection &connection) {
        return readOutbox(connection, source, state, after, limit);
    });
}

QFuture<Result<OutboxPreview>> OutboxPort::preview(SourceId source,
                                                   std::optional<PublishSelection> selection,
                                                   PublishDevice device)
{
    return m_tools.read<OutboxPreview>(
        [source, selection, device](Connection &connection, OrgId org) -> Result<OutboxPreview> {
            const auto found = findSource(connection, org, source);
            if (!found)
                return failure(found.error());
            return previewOutbox(connection, org, *found, selection, device);
        });
}

QFuture<Result<EarlierDevices>> OutboxPort::earlierDevices(SourceId source,
                                                           PublishSelection selection)
{
    return m_tools.read<EarlierDevices>(
        [source, selection](Connection &connection, OrgId org) -> Result<EarlierDevices> {
            const auto found = findSource(connection, org, source);
            if (!found)
                return failure(found.error());
            return readEarlierDevices(connection, org, source, selection);
        });
}

QFuture<Result<PublishedItems>> OutboxPort::enqueue(SourceId source, PublishSelection selection,
                                                    PublishDevice device)
{
    return writePublishing<PublishedItems>(
        m_tools,
        [source, selection, device](Connection &connection, OrgId org,
                                    const Signature &signature) -> Result<PublishedItems> {
            const auto found = findSource(connection, org, source);
            if (!found)
                return failure(found.error());
            if (found->level == PublishLevel::Off)
                return failure(ErrorCode::InvalidArgument,
                               PortText::tr("Publishing to \"%1\" is off. Choose summary or "
                                            "detailed first.")
                                   .arg(found->name));
            return enqueueSelection(connection, org, source, selection, device, signature.at);
        });
}

QFuture<Result<std::int64_t>> OutboxPort::retry(SourceId source, std::vector<OutboxItemId> items)
{
    return writeOf<std::int64_t>(source, [source, items](Connection &connection, Timestamp now) {
        return retryItems(connection, source, items, now);
    });
}

QFuture<Result<std::int64_t>> OutboxPort::discard(SourceId source, std::vector<OutboxItemId> items)
{
    return writeOf<std::int64_t>(source, [source, items](Connection &connection, Timestamp) {
        return discardItems(connection, source, items);
    });
}

QFuture<Result<std::int64_t>> OutboxPort::keepMine(SourceId source, std::vector<OutboxItemId> items)
{
    return writeOf<std::int64_t>(source, [source, items](Connection &connection, Timestamp now) {
        const auto kept = keepMineOf(connection, source, items, now);
        if (!kept)
            return kept;
        // A metric that is gone there and sent anew goes under its new name.
        return wakeFreeNames(connection, source).transform([&kept] { return *kept; });
    });
}

QFuture<Result<ChangeId>> OutboxPort::editValue(SourceId source, OutboxItemId item, double value)
{
    return m_tools.change<ChangeId>(
        PortText::tr("edit value"),
        [source, item, value](ChangeScope &scope, UidSource &) -> Result<ChangeId> {
            return editItemValue(scope, source, item, value).transform([] { return ChangeId(); });
        });
}

QFuture<Result<ChangeId>> OutboxPort::editName(SourceId source, OutboxItemId item, QString name)
{
    return m_tools.change<ChangeId>(
        PortText::tr("edit name"),
        [source, item, name](ChangeScope &scope, UidSource &uids) -> Result<ChangeId> {
            return editItemName(scope, uids, source, item, name).transform([] {
                return ChangeId();
            });
        });
}

// What comes from the source is not sent back to it.
QFuture<Result<ChangeId>> OutboxPort::takeTheirs(SourceId source, OutboxItemId item)
{
    const auto scope =
        std::make_shared<const OrgScope>(m_tools.scope->uid(), m_tools.scope->author(), source);
    return m_tools.desk.changeAlone<ChangeId>(
        scope, PortText::tr("take the remote version"),
        [source, item](ChangeScope &change, UidSource &uids) -> Result<ChangeId> {
            return takeTheirsOf(change, uids, source, item).transform([] { return ChangeId(); });
        });
}

QFuture<Result<OutboxBatch>> OutboxPort::next(SourceId source, int limit)
{
    return m_tools.read<OutboxBatch>(
        [source, limit](Connection &connection, OrgId org) -> Result<OutboxBatch> {
            const auto found = findSource(connection, org, source);
            if (!found)
                return failure(found.error());
            return readWork(connection, org, source, limit);
        });
}

QFuture<Result<std::vector<OutboxItemId>>> OutboxPort::start(SourceId source,
                                                             std::vector<OutboxStart> items)
{
    return writeOf<std::vector<OutboxItemId>>(
        source, [source, items = std::move(items)](Connection &connection, Timestamp) {
            return noteStarts(connection, source, items);
        });
}

QFuture<Result<std::int64_t>> OutboxPort::countUnknown(SourceId source,
                                                       std::vector<RemoteRecord> there)
{
    return readOf<std::int64_t>(source, [source, there = std::move(there)](Connection &connection) {
        return countUnknownValues(connection, source, there);
    });
}

QFuture<Result<void>> OutboxPort::finish(SourceId source, std::vector<OutboxOutcome> outcomes)
{
    return writeOf<void>(
        source, [source, outcomes = std::move(outcomes)](Connection &connection, Timestamp now) {
            return noteOutcomes(connection, source, outcomes, now);
        });
}

QFuture<Result<void>> OutboxPort::noteMirrored(SourceId source, std::vector<MirrorNote> notes)
{
    return writeOf<void>(source,
                         [source, notes = std::move(notes)](Connection &connection, Timestamp) {
                             return noteMirrors(connection, source, notes);
                         });
}

QFuture<Result<std::vector<MirrorNote>>> OutboxPort::mirrored(SourceId source, OutboxKind kind,
                                                              QStringList remoteUids)
{
    return readOf<std::vector<MirrorNote>>(
        source, [source, kind, remoteUids](Connection &connection) {
            return readMirrors(connection, source, kind, remoteUids);
        });
}

} // namespace tidemark::store
