// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/mirror_port.h"

#include "model/store/mirror_definitions.h"
#include "model/store/mirror_gone.h"
#include "model/store/mirror_marks.h"
#include "model/store/mirror_records.h"
#include "model/store/mirror_sessions.h"
#include "model/store/names_there.h"
#include "model/store/publishing_write.h"
#include "model/store/source_rows.h"

#include <QCoreApplication>

namespace tidemark::store {
namespace {

// `take`: Result<void>(item), for each until the store fails.
template <class Items, class Take>
Result<void> forEach(const Items &items, Take take)
{
    for (const auto &item : items) {
        if (auto taken = take(item); !taken)
            return taken;
    }
    return {};
}

// What take() of MirrorPort is given to take each item with a `Taker`, unless something was sent of
// the thing of this kind that `nameOf` tells since the page was asked for.
template <class Taker, class Item, class NameOf>
auto takingEach(std::vector<Item> items, OutboxKind kind, NameOf nameOf)
{
    return [items = std::move(items), kind, nameOf](MirrorRows &rows, UidSource &uids,
                                                    MirrorOutcome &outcome) {
        Taker taker(rows, uids);
        return forEach(items, [&](const Item &item) {
            return rows.unlessOutdated(kind, nameOf(item), outcome,
                                       [&] { return taker.take(item, outcome); });
        });
    };
}

// `work`: Result<T>(Connection &), of a source of this organisation.
template <class T, class Work>
QFuture<Result<T>> readOf(const PortTools &tools, SourceId source, Work work)
{
    return tools.read<T>(
        [source, work = std::move(work)](Connection &connection, OrgId org) -> Result<T> {
            const auto found = findSource(connection, org, source);
            if (!found)
                return failure(found.error());
            return work(connection);
        });
}

// The same for work that writes.
template <class Work>
QFuture<Result<void>> writeOf(const PortTools &tools, SourceId source, Work work)
{
    return writePublishing<void>(
        tools,
        [source, work = std::move(work)](Connection &connection, OrgId org,
                                         const Signature &) -> Result<void> {
            const auto found = findSource(connection, org, source);
            if (!found)
                return failure(found.error());
            return work(connection);
        });
}

} // namespace

// What comes from the source is not sent back to it.
template <class Take>
QFuture<Result<MirrorOutcome>> MirrorPort::take(SourceId source, Take take,
                                                std::optional<std::int64_t> asOf) const
{
    const auto scope =
        std::make_shared<const OrgScope>(m_tools.scope->uid(), m_tools.scope->author(), source);
    return m_tools.desk.changeAlone<MirrorOutcome>(
        scope, QCoreApplication::translate("tidemark::store::MirrorPort", "fetch"),
        [source, asOf, take = std::move(take)](ChangeScope &change,
                                               UidSource &uids) mutable -> Result<MirrorOutcome> {
            const auto found = findSource(change.connection(), change.org(), source);
            if (!found)
                return failure(found.error());
            change.setLabel(
                QCoreApplication::translate("tidemark::store::MirrorPort", "fetch from %1")
                    .arg(found->name));
            MirrorRows rows(change, *found);
            if (asOf) {
                if (auto begun = rows.beginPage(*asOf); !begun)
                    return failure(begun.error());
            }
            MirrorOutcome outcome;
            return take(rows, uids, outcome).transform([&outcome] { return std::move(outcome); });
        });
}

QFuture<Result<MirrorOutcome>> MirrorPort::takeDevices(SourceId source, QStringList names)
{
    return take(source, [names = std::move(names)](MirrorRows &rows, UidSource &uids,
                                                   MirrorOutcome &outcome) {
        MirrorDefinitions definitions(rows, uids);
        return forEach(names,
                       [&](const QString &name) { return definitions.takeDevice(name, outcome); });
    });
}

QFuture<Result<MirrorOutcome>>
MirrorPort::takeDefinitions(SourceId source, std::vector<RemoteDefinition> definitions,
                            std::optional<std::int64_t> asOf)
{
    const auto nameOf = [](const RemoteDefinition &item) { return item.name; };
    return take(
        source,
        takingEach<MirrorDefinitions>(std::move(definitions), OutboxKind::Definition, nameOf),
        asOf);
}

QFuture<Result<MirrorOutcome>> MirrorPort::takeSessions(SourceId source,
                                                        std::vector<FetchedSession> sessions,
                                                        std::optional<std::int64_t> asOf)
{
    const auto uidOf = [](const FetchedSession &item) { return item.session.uid; };
    return take(source, takingEach<MirrorSessions>(std::move(sessions), OutboxKind::Session, uidOf),
                asOf);
}

QFuture<Result<MirrorOutcome>> MirrorPort::takeRecords(SourceId source,
                                                       std::vector<RemoteRecord> records,
                                                       std::optional<std::int64_t> asOf)
{
    const auto uidOf = [](const RemoteRecord &item) { return item.sessionUid; };
    return take(source, takingEach<MirrorRecords>(std::move(records), OutboxKind::Session, uidOf),
                asOf);
}

QFuture<Result<void>> MirrorPort::followDeliveries(SourceId source)
{
    return writeOf(m_tools, source, [source](Connection &connection) {
        return followDelivered(connection, source);
    });
}

QFuture<Result<std::int64_t>> MirrorPort::deliveries(SourceId source)
{
    return readOf<std::int64_t>(m_tools, source, [source](Connection &connection) {
        return lastDelivered(connection, source);
    });
}

QFuture<Result<QStringList>> MirrorPort::namesThere(SourceId source, QStringList names)
{
    return readOf<QStringList>(m_tools, source,
                               [source, names = std::move(names)](Connection &connection) {
                                   return readNamesThere(connection, source, names);
                               });
}

QFuture<Result<QString>> MirrorPort::nameToCompare(SourceId source, QString name)
{
    return readOf<QString>(m_tools, source,
                           [source, name = std::move(name)](Connection &connection) {
                               return readNameToCompare(connection, source, name);
                           });
}

QFuture<Result<QStringList>> MirrorPort::missing(SourceId source, OutboxKind kind, SeenUids seen)
{
    return readOf<QStringList>(m_tools, source, [source, kind, seen](Connection &connection) {
        return readMissing(connection, source, kind, seen);
    });
}

QFuture<Result<QStringList>> MirrorPort::missingRecords(SourceId source, SeenRecords seen)
{
    return readOf<QStringList>(m_tools, source, [source, seen](Connection &connection) {
        return readMissingRecords(connection, source, seen);
    });
}

QFuture<Result<MirrorOutcome>> MirrorPort::dropDefinitions(SourceId source, QStringList names)
{
    return take(source, [names = std::move(names)](MirrorRows &rows, UidSource &uids,
                                                   MirrorOutcome &outcome) {
        MirrorGone gone(rows, uids);
        return forEach(names,
                       [&](const QString &name) { return gone.dropDefinition(name, outcome); });
    });
}

QFuture<Result<MirrorOutcome>> MirrorPort::dropSessions(SourceId source, QStringList remoteUids)
{
    return take(source, [remoteUids = std::move(remoteUids)](MirrorRows &rows, UidSource &uids,
                                                             MirrorOutcome &outcome) {
        MirrorGone gone(rows, uids);
        return forEach(remoteUids,
                       [&](const QString &uid) { return gone.dropSession(uid, outcome); });
    });
}

QFuture<Result<MirrorOutcome>> MirrorPort::dropRecords(SourceId source, QString metric,
                                                       QStringList remoteSessions)
{
    return take(source, [metric = std::move(metric), sessions = std::move(remoteSessions)](
                            MirrorRows &rows, UidSource &uids, MirrorOutcome &outcome) {
        MirrorGone gone(rows, uids);
        return forEach(sessions, [&](const QString &session) {
            return gone.dropRecord(metric, session, outcome);
        });
    });
}

QFuture<Result<FetchMarks>> MirrorPort::marks(SourceId source)
{
    return readOf<FetchMarks>(m_tools, source, [source](Connection &connection) {
        return readMarks(connection, source);
    });
}

QFuture<Result<void>> MirrorPort::noteMarks(SourceId source, FetchMarks marks)
{
    return writeOf(m_tools, source, [source, marks](Connection &connection) {
        return writeMarks(connection, source, marks);
    });
}

QFuture<Result<std::vector<MetricDigest>>> MirrorPort::digests(SourceId source)
{
    return readOf<std::vector<MetricDigest>>(m_tools, source, [source](Connection &connection) {
        return readDigests(connection, source);
    });
}

QFuture<Result<void>> MirrorPort::noteDigest(SourceId source, MetricDigest digest)
{
    return writeOf(m_tools, source, [source, digest](Connection &connection) {
        return writeDigest(connection, source, digest);
    });
}

} // namespace tidemark::store
